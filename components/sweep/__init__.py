"""The Sweep page: a question to a data set, how its run is doing, and what came out; in the order of the page.

address_bar   the choice and the address, kept the same
runs          who may see which run, and what it holds, read once
pickers       the row of choices; filters and options stand behind its buttons
start         the button that runs it, and the question before
progress      how it is doing; pause, resume, cancel
verdict       the answer, first
report        what came out, in this order:
  subject     which learn block and candidate it is about
  slices      which part suffers most
  costs       size, memory and latency against limits
  flips       where they decide differently, a row for each sample
  results     the panels behind the numbers:
    thresholds
    matrices, objects     who is taken for whom; of scores, of objects in pictures
      cells, labels       what both share: cells that open their samples, rows of labels
    distributions
    farthest              raw outputs, which decide nothing: the samples that lie farthest apart
  panel       what these panels share
downloads     report, tables, samples to take away
earlier       earlier runs of the project
walk          on the Compare page: from one sample of a list to the next
versus        two sweeps beside each other, and one beside today's model
"""

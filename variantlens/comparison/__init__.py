"""What differs between the variants of one answer; the words are those of the design.

windows     when each window begins and what is expected of it
outcomes    decisions; right, abstained, wrong; flips and their harm
rows        the rows of a classification as a table
kinds       which kinds of result a classification holds
thresholds  which threshold decides
steps       the smallest difference that an output can express
scores      scores per label and window
anomaly     K-means and GMM anomaly scores per window
visual_anomaly  grids of anomaly scores over pictures
  grids       grids and boxes as they came
detections  boxes of objects: matched, relabelled, lost and new
  objects     boxes as they are read
  matching    which boxes belong together
  truth       boxes held against the labelled ones
  scene       what is the same for every variant
  found       what one variant finds
  debug_info  how the service paired FOMO's centres
raw         kinds that are shown as the service sent them
unevenness  where the variants' answers do not fit each other
notices     what a reader should know besides
compare     an answer → one :class:`Comparison`
wording     numbers, counts and times as people write them
tallies     flips counted by harm
spans       sentences in pieces, names from the service apart
sentences   a comparison in words
boxes       every box of a pair with its fate, and tables
objects_in_words  the same of boxes
tables      all windows as a table, all cells of a picture
"""

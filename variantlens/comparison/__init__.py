"""What differs between the variants of one answer; the words are those of the design.

windows     when each window begins and what is expected of it
outcomes    decisions; right, abstained, wrong; flips and their harm
spelling    labels that differ in spelling alone
rows        the rows of a classification as a table
kinds       which kinds of result a classification holds
thresholds  which threshold decides
steps       the smallest difference that an output can express
scores      scores per label and window
anomaly     K-means and GMM anomaly scores per window
visual_anomaly  grids of anomaly scores over pictures
  grids       grids and boxes as they came
coordinates  what the coordinates of boxes count in
detections  boxes of objects: matched, relabelled, lost and new
  objects     boxes as they are read
  matching    which boxes belong together
  truth       boxes held against the labelled ones
  scene       what is the same for every variant
  found       what one variant finds
  average_precision  mAP as COCO defines it
  debug_info  how the service paired FOMO's centres
regression  a number per window, within the allowed error or not
freeform    raw outputs
label_map   a label under each of several keys
unread      what could not be read of an answer, where a reader would miss it
raw         kinds that are shown as the service sent them
unevenness  where the variants' answers do not fit each other
model_files what a reader should know of the model files
notices     what a reader should know besides
rates       recordings whose rate is far from the impulse's
compare     an answer → one :class:`Comparison`
wording     numbers, counts and times as people write them
tallies     flips counted by harm
spans       sentences in pieces, names from the service apart
sentences   a comparison in words
boxes       every box of a pair with its fate, and tables
objects_in_words  the same of boxes
decided_in_words  what a candidate decides differently, in counts
apart_in_words    how far it is from the reference
hints       what to check, each with its evidence
  output_evidence   what numbers themselves give away
  pattern_evidence  what the pattern of differences gives away
  reach             how far each sensor gets in each window
value_tables      values, labels by key and raw outputs as tables
tables      all windows as a table, all cells of a picture
"""

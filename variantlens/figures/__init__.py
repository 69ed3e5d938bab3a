"""Plotly figures of what ``variantlens.comparison`` found, one module per kind of result.

palette    the colours, what they mean, and the marks that say the same without colour
layout     what all figures share: fonts, margins, hover, mode bar
looks      how single markers look
windows    windows on an axis in seconds; one column for several where there are more than a screen shows
captions   flips and decisions in words
hovering   how many digits numbers get that hovering shows
labels     which labels are drawn where there are many
lines      lines over many windows
heatmaps   heatmaps of labels over windows
signal     flips over the recorded signal
scores     scores per label and window: side by side, their difference
overlaid   the same as lines, all variants in one row per label
recording  the whole signal with a range slider
sounds     the sound in a WAV file
spectrogram  how strong its frequencies are over time
window_values  the raw values of one window
anomaly    anomaly scores against their threshold
pictures   the sample's picture behind a result, and panels that zoom together
visual_anomaly  anomaly grids over the picture: each variant's scores, and differences
  cell_marks  what is drawn over their cells: flags, boxes
detections  boxes over the picture: a panel per variant, or a pair in one
blink      two of these at one place, by turns
enlarged   any of these for a room
box_captions  what stands beside boxes
debug_info  how the service paired FOMO's centres
thumbnail_boxes  a card's picture of boxes
thumbnail  a small picture of a result, for cards
  thumbnail_grids  the same of anomaly grids
sweep      the figures of a whole data set, in a package of their own

Every figure function takes the theme; beside it stands an ``…_alt`` function that says the figure in words.
"""

"""Plotly figures of what ``variantlens.comparison`` found, one module per kind of result.

palette    the colours, what they mean, and the marks that say the same without colour
layout     what all figures share: fonts, margins, hover, mode bar
windows    windows on an axis in seconds, and thinning where there are more than a screen can show
captions   flips and decisions in words
signal     flips over the recorded signal
scores     scores per label and window: side by side, overlaid, their difference
anomaly    anomaly scores against their threshold

Every figure function takes the theme; beside it stands an ``…_alt`` function that says the figure in words.
"""

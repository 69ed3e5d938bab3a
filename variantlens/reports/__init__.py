"""What is taken away from the dashboard: a comparison as one HTML file, its tables and its answer as data.

data            what was found as tables, by kind of result; a new kind is registered there
tables          tables as CSV and Parquet, the answer as JSON
parts           what a report is put together from: drawings, tables, remarks
scores          the parts of each kind of result, of the same name as in ``comparison`` and ``figures``
anomaly
visual_anomaly
detections
regression
freeform
label_map
films           which pictures of a film are drawn
kinds           which module gives the parts of which kind; a new kind is registered there
origin          what a comparison belongs to, as facts
packing         plotly.js and the figures, compressed into the file
naming          what files are called: project, sample, variants, and what they hold
lettering       the dashboard's fonts, as reports carry them
html            the report itself, from a template
sweep           the report of a whole data set, in a package of its own
"""

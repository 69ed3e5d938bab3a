"""Streamlit pieces that pages share. They draw values of the core and hold no arithmetic.

theme         light or dark
session       who asks which service, with which key
answers       the calls to a service
address_bar   the choice and the address, kept the same; addressed: how
waiting       answers remembered, and waited for in sight
choices       the row of choices as a whole, and the button that it folds into on a phone
widgets       what rows of choices share
pickers       project, impulse, sample, variants, options
downloads     report, tables and answer to take away
table_files   a table as CSV and Parquet
notices       errors and hints in words, with what to do next
verdict       the answer, first
signal        the strip of flips over the recording
pictures      the sample's picture, as panels draw it
scores        one panel per kind of result, of the same name as in the core
anomaly
file_names    what files are called that are taken from a page
picture_files every chart as PNG and as SVG, by buttons above it
blinking      two variants at one place, by turns
presenting    the pictures of one learn block large, and nothing else
sweep         the Sweep page, in a package of its own
"""

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
notices       errors and hints in words, with what to do next
verdict       the answer, first
signal        the strip of flips over the recording
pictures      the sample's picture, as panels draw it
scores        one panel per kind of result, of the same name as in the core
anomaly
picture_files every chart as PNG and as SVG, by buttons above it
blinking      two variants at one place, by turns
presenting    the pictures of one learn block large, and nothing else

A sweep, in the order of its page
    sweep_bar         the choice and the address, kept the same
    sweep_runs        who may see which run, and what it holds, read once
    sweep_pickers     the row of choices; sweep_filters and sweep_options behind its buttons
    sweep_start       the button that runs it, and the question before
    sweep_progress    how it is doing; pause, resume, cancel
    sweep_report      the results: sweep_verdict, sweep_flips, then the panels of sweep_results
    sweep_earlier     earlier runs of the project
    sweep_walk        on the Compare page: from one flipped sample to the next
"""

"""Two sweeps beside each other, before and after a fix; and whether a sweep's model is still today's.

page    what differs, both verdicts, what was mended and what broke
lists   its samples and files
picker  which sweep to compare with
since   whether models, thresholds and samples are still the same
"""

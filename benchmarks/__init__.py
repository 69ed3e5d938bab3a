"""What is fast and what is not, as ratios: each measurement beside a baseline of the same run.

A ratio says how much slower we are than the plain thing that anybody would write; it means the same on a slow
machine as on a fast one. ``make bench`` prints all of them.

startup     from ``streamlit run`` to the first answer, against a bare Streamlit script
opening     from opening an address to all charts drawn in Chromium, against a bare page of the same data
computing   from the bytes of an answer to figures, against json and bare figures
studio      a sample classified by the embedded service, against plain LiteRT
sweeping    a data set swept, against a plain loop and against the official client one call after another
large       memory while 10,000 samples are swept, and their results opened, against reading the same rows
soak        the embedded service under many clients, for ``make soak``
photographs  a sweep over photographs of 12 megapixels, and what it takes in memory, for ``make soak``
odd         answers with anything in them, read to the page, for ``make soak`` and the tests
"""

"""A sweep as one HTML file.

page      the report itself, from a template
parts     what it is put together from, panel by panel
matrices  who is taken for whom
"""

"""The recipes that made the demo projects: data from packages in, project folders out.

Nobody needs them to run Variant Lens; README.md beside this file says how they work.
"""

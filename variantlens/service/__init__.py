"""Talking to a classify service. Imports nothing here: the embedded service shares the schema alone."""

"""Odd answers: built from the wire models, damaged, and read all the way to the page.

answers   strategies: an answer of the main call as JSON, whole or damaged
promises  the way of an answer through the product, and what must hold on it
__main__  a long run, seeded, which goes on where it was stopped: ``make soak``
"""

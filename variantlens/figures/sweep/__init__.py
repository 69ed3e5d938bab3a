"""Figures of a whole data set: parts, thresholds, matrices, distributions and their tails."""

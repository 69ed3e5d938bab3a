"""What a service answers, call by call: what is understood of it, and what is not, without what it says.

structure  an answer's form: names of fields, types and counts
calls      the calls that the dashboard reads with, one after the other, and what came of each
bundle     the same as a file for a bug report, without key, values and names
"""

"""What differs between the variants of one answer; the words are those of the design.

kinds       which kinds of result a classification holds
windows     when each window begins and what is expected of it
outcomes    right, abstained, wrong; flips and their harm
steps       the smallest difference that an output can express
scores      scores per label and window
anomaly     K-means and GMM anomaly scores per window
compare     an answer → one :class:`Comparison`
sentences   a comparison in words
"""

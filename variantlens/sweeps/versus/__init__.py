"""Two sweeps of one project, before and after a fix; and a sweep beside today's model.

comparing   both verdicts and what changed between them
  setups    what differs in what was asked, and of which models
  pairing   which samples both have
  gains     by how much a candidate became better or worse, bounded sample by sample
  mending   which samples were mended, and which are broken now
wording     the same in sentences
tables      the same as tables
since       whether models, thresholds and samples are still the same today
"""

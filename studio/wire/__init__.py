"""Projects, samples and blocks of this service in the words of the wire schema.

projects  projects, impulses, variants
samples   samples and their values
media     samples as pictures and sounds
"""

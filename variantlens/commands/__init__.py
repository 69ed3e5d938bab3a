"""What the commands of the command line do: ask, judge, and say it in the terminal and in files.

:mod:`variantlens.cli` reads the arguments, and calls ``comparing`` or ``sweeping``.
"""

"""``python -m variantlens``: the command line."""

from variantlens.cli import app

app(prog_name="python -m variantlens")

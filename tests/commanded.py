"""The command line, run in this process as a person runs it."""

from typer.testing import CliRunner, Result

from variantlens import cli


def run(*arguments: str) -> Result:
    """A command: its exit code and what it said."""
    return CliRunner().invoke(cli.app, arguments, catch_exceptions=False)


def flowing(text: str) -> str:
    """Text without its line breaks."""
    return " ".join(text.split())

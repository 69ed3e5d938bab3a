"""Where a command says its results, where it says how it is doing, and which files it writes."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from variantlens.comparison.spans import Sentence
from variantlens.text import visible


class CommandFailed(Exception):
    """A command cannot do what it was asked for; the message is for people."""


@dataclass(frozen=True)
class Files:
    """The files that are wanted of a command; None where one is not.

    Attributes:
        json: Everything as JSON.
        report: The same for people, as one HTML file.
    """

    json: Path | None = None
    report: Path | None = None

    def check(self) -> None:
        """See that they can be written, before anything takes its time.

        Raises:
            CommandFailed: A file's folder is not there.
        """
        for file in (self.json, self.report):
            if file is not None and not file.parent.is_dir():
                raise CommandFailed(f"There is no folder {file.parent}, so {file} cannot be written.")


@dataclass(frozen=True)
class Terminal:
    """Results go to the output, everything else to the error stream, so that a pipe holds the results alone."""

    results: Console
    progress: Console

    def say(self, sentence: Sentence, *, bold: bool = False) -> None:
        """A sentence of the results, with its emphasis."""
        parts = [
            f"[bold]{escape(visible(span.text))}[/]" if span.emphasis else escape(visible(span.text))
            for span in sentence.spans
        ]
        text = "".join(parts)
        self.results.print(f"[bold]{text}[/]" if bold else text, soft_wrap=True)

    def head(self, text: str) -> None:
        """What the next results are about."""
        self.results.print(f"\n[bold]{escape(visible(text))}[/]", soft_wrap=True)

    def add(self, text: str, *, quiet: bool = False) -> None:
        """A line of the results."""
        shown = escape(visible(text))
        self.results.print(f"[dim]{shown}[/]" if quiet else shown, soft_wrap=True)

    def tell(self, text: str) -> None:
        """A line on how it is doing."""
        self.progress.print(escape(visible(text)), soft_wrap=True)

    def write(self, file: Path, content: bytes) -> None:
        """Write a file, and say so."""
        file.write_bytes(content)
        self.tell(f"Wrote {file}")

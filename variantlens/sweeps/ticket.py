"""The samples that a candidate breaks as a page of markdown, to paste into a ticket."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from variantlens.comparison.wording import counted
from variantlens.sweeps.flipped import FlippedSample
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.wording import ON_THE_SERVICE, verdict_sentence
from variantlens.text import visible

BROKEN = 10
"""So many samples are listed."""

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True)
class Links:
    """Where the text leads to.

    Attributes:
        sweep: The address of the sweep.
        sample: The address of a sample's comparison.
    """

    sweep: str
    sample: Callable[[FlippedSample], str]


def ticket(harmful: Sequence[FlippedSample], verdicts: Sequence[Verdict], links: Links) -> str:
    """The verdicts on a candidate, and the samples that it breaks most; names are escaped.

    Args:
        harmful: Samples with harmful flips, the worst first; at least one.
        verdicts: What is said of their candidate.
        links: Where the text leads to.
    """
    first, listed = harmful[0], harmful[:BROKEN]
    noun = "picture" if first.image else "recording"
    which = f"The {counted(len(listed), noun)} that {_text(first.candidate)} breaks"
    lines = [f"## {which}{' most' if len(harmful) > len(listed) else ''}", ""]
    for verdict in verdicts:
        name = f"**{_text(verdict.block_name)}:** " if len(verdicts) > 1 else ""
        sentence = "".join(_text(span.text) for span in verdict_sentence(verdict).spans)
        lines += [f"{name}{sentence}", ""]
    lines += [ON_THE_SERVICE, "", f"| {noun} | expected | harmful flips | what changes |", "| --- | --- | --- | --- |"]
    lines += [_row(row, links.sample(row)) for row in listed]
    return "\n".join([*lines, "", f"The whole sweep: {links.sweep}", ""])


def _row(row: FlippedSample, link: str) -> str:
    windows = counted(row.comparable, "window")
    # Flips of several learn blocks may lie in one window.
    of = "" if row.image else f" of {windows}" if row.flips == row.flipped else f", in {row.flipped} of {windows}"
    change = f"{_text(row.change[0])} → {_text(row.change[1])}" if row.change else ""
    return f"| [{_text(row.filename)}]({link}) | {_text(row.label)} | {row.harmful}{of} | {change} |"


def _text(text: str) -> str:
    """Text that markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", visible(text))

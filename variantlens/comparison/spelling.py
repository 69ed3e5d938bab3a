"""Labels that only differ in how they are spelt: a case, a blank, a Unicode form, a letter."""

import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

CLOSE = 0.8
"""How alike two labels are that may be one with a slip of the pen: 2 × shared letters ÷ all letters."""


def alike(one: str, other: str) -> bool:
    """Whether two labels read the same, whatever their case, blanks, joints and Unicode form."""
    return _folded(one) == _folded(other)


def meant(label: str, labels: Sequence[str]) -> str | None:
    """Which of some labels another one is most likely meant to be; None where none is like it."""
    same = next((each for each in labels if alike(label, each)), None)
    return same or next(iter(get_close_matches(label, labels, 1, CLOSE)), None)


def difference(label: str, other: str) -> str:
    """How two labels that look alike differ, where the eye may miss it: "a blank at its end", else nothing."""
    if label.rstrip() != label and label.rstrip() == other.rstrip():
        return "a blank at its end"
    if label.lstrip() != label and label.lstrip() == other.lstrip():
        return "a blank at its start"
    if unicodedata.normalize("NFC", label) == unicodedata.normalize("NFC", other):
        return "another Unicode form"
    return "another case" if label.casefold() == other.casefold() else ""


def _folded(label: str) -> str:
    plain = unicodedata.normalize("NFKC", label).casefold().replace("_", " ").replace("-", " ")
    return unicodedata.normalize("NFKC", " ".join(plain.split()))

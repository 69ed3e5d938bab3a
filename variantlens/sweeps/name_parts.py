"""The parts of a sample's name: what stands between separators; its label is one part, whatever it is made of.

::

    walk.p03.007.csv       walk · p03 · 007 · csv
    jumping_jack.p03.007   jumping_jack · p03 · 007
"""

import re
from functools import lru_cache

SEPARATORS = re.compile(r"[\s._\-/\\+,;:=@#()\[\]]+")
NAMES_KEPT = 50_000
"""So many names are not taken apart again."""
KEY = re.compile(r"name part ([1-9]\d*)")


def key_of(number: int) -> str:
    """What samples are grouped by where a part of their names says what hangs together: "name part 2"."""
    return f"name part {number}"


def number_of(key: str) -> int | None:
    """Which part, from 1, such a key means; None where it is another key."""
    found = KEY.fullmatch(key)
    return int(found[1]) if found else None


@lru_cache(maxsize=NAMES_KEPT)
def parts_of(name: str, label: str) -> tuple[str, ...]:
    """The parts of a name, from its beginning.

    Args:
        name: The sample's name.
        label: Its label; empty where it has none.
    """
    start = _place(name, label)
    if start is None:
        return _split(name)
    return (*_split(name[:start]), label, *_split(name[start + len(label) :]))


def part_of(name: str, label: str, number: int) -> str | None:
    """One of the parts, counted from 1; None where there are fewer."""
    parts = parts_of(name, label)
    return parts[number - 1] if number <= len(parts) else None


def _place(name: str, label: str) -> int | None:
    """Where the label stands between separators; None where it does not."""
    start = name.find(label) if label else -1
    while start >= 0:
        before, after = name[:start], name[start + len(label) :]
        if (not before or SEPARATORS.match(before[-1])) and (not after or SEPARATORS.match(after[0])):
            return start
        start = name.find(label, start + 1)
    return None


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in SEPARATORS.split(text) if part)

"""What files are called that people take away: project, sample, variants, then what the file holds.

Parts are joined by ``_``, words within a part by ``-``: ``Motion_walking.9_float32-int8_Classifier-flips.svg``.
"""

import re
from collections.abc import Sequence

from variantlens.comparison.compare import Comparison

LONGEST = 120
"""Bytes of a name without its ending; file systems take 255, and folders that are kept elsewhere often fewer."""
ENDINGS = (".csv", ".json", ".cbor", ".wav", ".png", ".jpg", ".jpeg", ".gif", ".mp4", ".avi")
"""Of files that samples come from; what else follows a dot belongs to a sample's name."""
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def of_comparison(project: str, comparison: Comparison) -> tuple[str, ...]:
    """The parts that name a comparison; unescaped.

    Args:
        project: Name of the project; empty where it is not known.
        comparison: Its sample, by the id where it has no name, and its variants.
    """
    sample = comparison.sample.sample
    name = next((sample.filename[: -len(each)] for each in ENDINGS if sample.filename.endswith(each)), sample.filename)
    return project, name or f"sample {sample.id}", " ".join(comparison.variants)


def of_sweep(project: str, run: str, variants: Sequence[str]) -> tuple[str, ...]:
    """The parts that name a sweep; unescaped."""
    return project, f"sweep {run}", " ".join(variants)


def stem(*parts: str) -> str:
    """A name without ending out of names that a service gave: letters, digits, ``-``, ``_`` and inner dots only.

    Args:
        parts: What the name says, the widest first; empty ones are left out. Where all of them are too long together,
            the last one keeps up to two thirds of the room, and of the others the longest are cut.
    """
    # Two underscores in a row would look like a part that is missing.
    clean = [part for each in parts if (part := _NOT_IN_NAMES.sub("-", each).strip("-._"))]
    if not clean:
        return "sample"
    *wide, last = (len(part.encode()) for part in clean)
    room = LONGEST - len(wide)
    last = min(last, LONGEST * 2 // 3) if wide else min(last, room)
    kept = (*_shares(wide, room - last), last)
    return "_".join(_cut(part, size) for part, size in zip(clean, kept, strict=True))


def _cut(part: str, size: int) -> str:
    """The beginning of a text, at most so many bytes of UTF-8."""
    return part.encode()[:size].decode(errors="ignore").rstrip("-.")


def file_name(*parts: str, ending: str) -> str:
    """The same with an ending, such as ``.csv``."""
    return f"{stem(*parts)}{ending}"


def _shares(lengths: Sequence[int], room: int) -> list[int]:
    """How much of the room each part gets: what it needs, and where that is too much, all the longest equally much."""
    shares = [0] * len(lengths)
    by_length = sorted(range(len(lengths)), key=lengths.__getitem__)
    for place, index in enumerate(by_length):
        shares[index] = min(lengths[index], room // (len(lengths) - place))
        room -= shares[index]
    return shares

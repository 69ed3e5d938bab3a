"""Boxes in words: what stands beside them and what hovering shows."""

import numpy as np

from variantlens.comparison.boxes import BoxChange, Fate, box_changes
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.wording import decimals_apart, number
from variantlens.text import plain, title

SIGNS = {Fate.MATCHED: "", Fate.LOST: "− ", Fate.NEW: "+ ", Fate.RELABELLED: "≠ "}

SHORT, LONG = (2, 4), (4, 7)
"""Fewest and most decimals of a score beside a box, and on hovering."""


def decimals(result: DetectionsComparison, at: int, reach: tuple[int, int]) -> int:
    """Decimals with which the scores of one box in two variants can be told apart, for all boxes of a picture.

    Args:
        result: The boxes.
        at: Which picture of the sample.
        reach: ``SHORT`` or ``LONG``.
    """
    sides = [
        (score, score) for said in result.variants for objects in said.found[at : at + 1] for score in objects.scores
    ]
    for pair in result.pairs:
        for box in box_changes(result, pair, at):
            if box.reference is not None and box.candidate is not None:
                scores = result.reference.found[at].scores, pair.candidate.found[at].scores
                sides.append((scores[0][box.reference], scores[1][box.candidate]))
    table = np.array(sides, dtype=np.float64).reshape(-1, 2)
    return int(decimals_apart(table, *reach).max(initial=reach[0]))


def beside(result: DetectionsComparison, pair: DetectionsPair, at: int, box: BoxChange, places: int) -> str:
    """What stands beside a box: a sign of what became of it, its label and its score; escaped."""
    if box.candidate is None:
        objects, index = result.reference.found[at], box.reference or 0
        return SIGNS[box.fate] + named(str(objects.labels[index]), float(objects.scores[index]), places)
    objects = pair.candidate.found[at]
    own = SIGNS[box.fate] + named(objects.labels[box.candidate], objects.scores[box.candidate], places)
    if box.fate is not Fate.RELABELLED or box.reference is None:
        return own
    before = title(result.reference.found[at].labels[box.reference], 12)
    return f"{SIGNS[box.fate]}{before} → {own.removeprefix(SIGNS[box.fate])}"


def hovered(result: DetectionsComparison, pair: DetectionsPair, at: int, box: BoxChange, places: int) -> str:
    """What hovering over a box shows, both variants at once: labels, scores, change, closeness; escaped."""
    lines = [f"<b>{box.fate.value}</b>"]
    for said, index in ((result.reference, box.reference), (pair.candidate, box.candidate)):
        if index is None:
            lines.append(f"{plain(said.variant)}: no box")
        else:
            objects = said.found[at]
            label = plain(objects.labels[index]) or "no label"
            lines.append(f"{plain(said.variant)}: <b>{label}</b> {score_in_words(objects.scores[index], places)}")
    if box.change == box.change:
        lines.append(f"score change {number(box.change, places)}")
    if box.closeness == box.closeness:
        lines.append(f"{'distance' if result.closeness.centres else 'IoU'} {box.closeness:.3f}")
    return "<br>".join(lines)


def named(label: str, score: float, places: int) -> str:
    """A label with its score in short, such as ``7 .81``; escaped."""
    shown = "" if score != score else f" {score:.{places}f}".replace(" 0.", " .")
    return f"{title(label, 12) if label else '?'}{shown}"


def score_in_words(score: float, places: int) -> str:
    """A score in full."""
    return "without a score" if score != score else f"{score:.{places}f}"

"""Boxes in words: what stands beside them and what hovering shows."""

from variantlens.comparison.boxes import BoxChange, Fate
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.wording import number
from variantlens.text import plain, title

SIGNS = {Fate.MATCHED: "", Fate.LOST: "− ", Fate.NEW: "+ ", Fate.RELABELLED: "≠ "}


def beside(result: DetectionsComparison, pair: DetectionsPair, at: int, box: BoxChange) -> str:
    """What stands beside a box: a sign of what became of it, its label and its score; escaped."""
    if box.candidate is None:
        objects, index = result.reference.found[at], box.reference or 0
        return SIGNS[box.fate] + named(str(objects.labels[index]), float(objects.scores[index]))
    objects = pair.candidate.found[at]
    own = SIGNS[box.fate] + named(objects.labels[box.candidate], objects.scores[box.candidate])
    if box.fate is not Fate.RELABELLED or box.reference is None:
        return own
    before = title(result.reference.found[at].labels[box.reference], 12)
    return f"{SIGNS[box.fate]}{before} → {own.removeprefix(SIGNS[box.fate])}"


def hovered(result: DetectionsComparison, pair: DetectionsPair, at: int, box: BoxChange) -> str:
    """What hovering over a box shows, both variants at once: labels, scores, change, closeness; escaped."""
    lines = [f"<b>{box.fate.value}</b>"]
    for said, index in ((result.reference, box.reference), (pair.candidate, box.candidate)):
        if index is None:
            lines.append(f"{plain(said.variant)}: no box")
        else:
            objects = said.found[at]
            label = plain(objects.labels[index]) or "no label"
            lines.append(f"{plain(said.variant)}: <b>{label}</b> {score_in_words(objects.scores[index])}")
    if box.change == box.change:
        lines.append(f"score change {number(box.change)}")
    if box.closeness == box.closeness:
        lines.append(f"{'distance' if result.closeness.centres else 'IoU'} {box.closeness:.3f}")
    return "<br>".join(lines)


def named(label: str, score: float) -> str:
    """A label with its score in short, such as ``7 .81``; escaped."""
    shown = "" if score != score else f" {score:.2f}".replace(" 0.", " .")
    return f"{title(label, 12) if label else '?'}{shown}"


def score_in_words(score: float) -> str:
    """A score in full."""
    return "without a score" if score != score else f"{score:.4f}"

"""Every box of a pair with its fate, for pictures and tables; and how well variants agree with labelled boxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

import numpy as np
import pandas as pd

from variantlens.comparison.average_precision import mean_average_precision
from variantlens.comparison.debug_info import DebugInfo
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.found import VariantDetections
from variantlens.comparison.objects import Objects, usable_number
from variantlens.comparison.rows import LARGEST_NUMBER


class Fate(StrEnum):
    """What became of a box between the reference and a candidate; its value names it."""

    LOST = "lost"
    NEW = "new"
    RELABELLED = "relabelled"
    MATCHED = "matched"


@dataclass(frozen=True)
class BoxChange:
    """One box of the reference, of a candidate, or of both.

    Attributes:
        fate: What became of it.
        reference: Its index among the reference's boxes, None where it is new.
        candidate: Its index among the candidate's boxes, None where it is lost.
        closeness: Overlap of the two boxes, or the distance of their centres (FOMO); NaN where there is one only.
        change: Candidate score − reference score; NaN where either is missing.
    """

    fate: Fate
    reference: int | None
    candidate: int | None
    closeness: float
    change: float


def box_changes(result: DetectionsComparison, pair: DetectionsPair, at: int = 0) -> tuple[BoxChange, ...]:
    """The boxes of one picture, what changed first; none where the two cannot be compared.

    Args:
        result: The comparison.
        pair: One of its pairs.
        at: Which picture.
    """
    if at >= len(pair.matchings):
        return ()
    matching = pair.matchings[at]
    nan = float("nan")
    return (
        *(BoxChange(Fate.LOST, box, None, nan, nan) for box in matching.lost.tolist()),
        *(BoxChange(Fate.NEW, None, box, nan, nan) for box in matching.new.tolist()),
        *(_both(result, pair, at, Fate.RELABELLED, *boxes) for boxes in matching.relabelled.tolist()),
        *(_both(result, pair, at, Fate.MATCHED, *boxes) for boxes in matching.matched.tolist()),
    )


def boxes_table(result: DetectionsComparison, pair: DetectionsPair) -> pd.DataFrame:
    """Every box of a pair, what changed first; numbers exact.

    Returns:
        One row per box or pair of boxes: ``picture`` (index), ``fate``; for each of the two variants
        ``{variant} label`` and ``{variant} score``; ``score change``; ``IoU``, or for FOMO ``distance`` in 0..1 of
        the picture; for each of the two ``{variant} box``, [x, y, width, height] in pixels where the picture's size
        is known, else in 0..1; and, where it is judged, ``{variant} hits``, the label of the object that it hits.
    """
    rows = [_row(result, pair, at, each) for at in range(len(pair.matchings)) for each in box_changes(result, pair, at)]
    return pd.DataFrame(rows)


def quality_table(result: DetectionsComparison) -> pd.DataFrame:
    """How well each variant agrees with the labelled boxes, by our matching and as the service says.

    Returns:
        One row per variant: ``variant``, ``threshold``, ``boxes``, then ours, ``labelled`` (objects), ``hits``,
        ``missed``, ``false alarms``, ``precision``, ``recall``, ``F1`` (empty without labelled boxes), ``mAP`` of
        the boxes above the threshold (empty for FOMO too), and the service's means over its pictures, ``service's
        precision``, ``… recall``, ``… F1``, ``… mAP``.
    """
    rows = []
    for said in result.variants:
        quality = said.quality
        row: dict[str, object] = {
            "variant": said.variant,
            "threshold": said.threshold,
            "boxes": sum(map(len, said.found)),
        }
        if quality is not None:
            row |= {"labelled": quality.hits + quality.missed, "hits": quality.hits, "missed": quality.missed}
            row |= {"false alarms": quality.false_alarms, "precision": quality.precision, "recall": quality.recall}
            row |= {"F1": quality.f1, "mAP": _mean_average_precision(result, said)}
        for name, field in (("precision", "precision"), ("recall", "recall"), ("F1", "f1")):
            row[f"service's {name}"] = _mean([getattr(each, field) for each in said.reported])
        row["service's mAP"] = _mean([each.mean_average_precision for each in said.reported])
        rows.append(row)
    return pd.DataFrame(rows)


def _mean_average_precision(result: DetectionsComparison, said: VariantDetections) -> float:
    """Over the judged pictures; NaN for FOMO, which knows no overlaps."""
    judged = [
        (truth, found)
        for truth, found, told in zip(result.truth, said.found, said.judged, strict=True)
        if truth is not None and told is not None
    ]
    if result.closeness.centres:
        return float("nan")
    return mean_average_precision([truth for truth, _ in judged], [found for _, found in judged])


def details_table(result: DetectionsComparison) -> pd.DataFrame:
    """The field ``details`` of every variant as it came: ``variant``, ``picture``, ``label``, ``score``, ``box``."""
    rows = [
        (said.variant, at, *entry)
        for said in result.variants
        for at, each in enumerate(said.details)
        for entry in zip_longest(
            map(_detail, each.labels or ()), map(_detail, each.scores), map(_shortened, each.boxes)
        )
    ]
    return pd.DataFrame(rows, columns=["variant", "picture", "label", "score", "box"])


def debug_of(result: DetectionsComparison, at: int = 0) -> dict[str, tuple[int, DebugInfo]]:
    """What the service says of how it paired FOMO's centres in one picture.

    Returns:
        Name of a variant → its place (0 is the reference) and what is said of it; only variants with such words.
    """
    said: dict[str, tuple[int, DebugInfo]] = {}
    for place, each in enumerate(result.variants):
        info = each.debug[at] if at < len(each.debug) else None
        if info is not None:
            said[each.variant] = (place, info)
    return said


def distances_table(said: Mapping[str, tuple[int, DebugInfo]]) -> pd.DataFrame:
    """Every pair of centres that the service considered: variant, indices, class of the true one, distance in 0..1.

    Args:
        said: As :func:`debug_of` gives it.
    """
    rows = [
        (
            name,
            each.true,
            each.predicted,
            info.true[each.true].label,
            each.distance,
            any((one.true, one.predicted) == (each.true, each.predicted) for one in info.assignments),
        )
        for name, (_, info) in said.items()
        for each in info.distances
    ]
    return pd.DataFrame(rows, columns=["variant", "true", "predicted", "class", "distance", "assigned"])


def _shortened(box: Sequence[float | None]) -> str:
    return ", ".join(
        "null" if number is None else "none" if np.isnan(usable_number(number)) else f"{number:.4g}" for number in box
    )


def _detail(value: float | str | None) -> float | str | None:
    """What stands in ``details``; None of a number that is none."""
    return value if value is None or isinstance(value, str) or abs(value) <= LARGEST_NUMBER else None


def _both(
    result: DetectionsComparison, pair: DetectionsPair, at: int, fate: Fate, first: int, second: int
) -> BoxChange:
    reference, candidate = result.reference.found[at], pair.candidate.found[at]
    one, two = reference.take(np.array([first])), candidate.take(np.array([second]))
    close = float(result.closeness.measure(one, two)[0, 0])
    return BoxChange(fate, first, second, close, float(two.scores[0] - one.scores[0]))


def _row(result: DetectionsComparison, pair: DetectionsPair, at: int, box: BoxChange) -> dict[str, object]:
    row: dict[str, object] = {"picture": at, "fate": box.fate.value}
    sides = ((result.reference, box.reference), (pair.candidate, box.candidate))
    for said, index in sides:
        objects = said.found[at]
        row[f"{said.variant} label"] = None if index is None else objects.labels[index]
        row[f"{said.variant} score"] = float("nan") if index is None else float(objects.scores[index])
    row["score change"] = box.change
    row["distance" if result.closeness.centres else "IoU"] = box.closeness
    for said, index in sides:
        row[f"{said.variant} box"] = None if index is None else _corners(result, said.found[at], index)
    for said, index in sides:
        judged, truth = said.judged[at], result.truth[at]
        if judged is not None and truth is not None:
            hit = {found: true for true, found in judged.hits.tolist()}
            row[f"{said.variant} hits"] = None if index not in hit else truth.labels[hit[index]]
    return row


def _corners(result: DetectionsComparison, objects: Objects, index: int) -> list[float]:
    if not result.canvas.known:
        return [round(number, 4) for number in objects.boxes[index].tolist()]
    return [round(number, 1) for number in (objects.boxes[index] * result.canvas.size).tolist()]


def _mean(values: list[float]) -> float:
    known = [value for value in values if value == value]
    return float(np.mean(known)) if known else float("nan")

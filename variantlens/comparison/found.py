"""What one variant finds: the boxes that pass its threshold, and what the service says of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from variantlens.comparison.debug_info import DebugInfo, read_debug_info
from variantlens.comparison.objects import (
    CUT,
    NO_LABEL,
    NO_SCORE,
    Found,
    Objects,
    Reading,
    read_objects,
    usable_number,
)
from variantlens.comparison.rows import Side
from variantlens.comparison.scene import Scene, sent
from variantlens.comparison.truth import Judgement, Quality, judge
from variantlens.comparison.wording import counted
from variantlens.service.schema import Detections


@dataclass(frozen=True)
class Reported:
    """What the service says of one picture, NaN where it says nothing."""

    mean_average_precision: float
    f1: float
    precision: float
    recall: float


@dataclass(frozen=True, eq=False)
class VariantDetections:
    """What one variant finds.

    Attributes:
        variant: Its name.
        sent: Whether it answered this block for each picture.
        threshold: Boxes with a lower score are left out; None where the block has no threshold. A box without a
            score stays.
        floor: The lowest threshold that shows anything more: what the service left out cannot be shown.
        found: The boxes of each picture.
        hidden: How many boxes of the answer the threshold leaves out.
        judged: How the boxes of each picture agree with the labelled ones; None without these, or without an answer.
        reported: The service's own metrics for each picture; none where these are zeros because nothing is labelled.
        debug: The service's debug information for each picture; None where there is none, or a broken one.
        details: The field ``details`` as it came: boxes whose labels are numbers.
    """

    variant: str
    sent: tuple[bool, ...]
    threshold: float | None
    floor: float
    found: tuple[Objects, ...]
    hidden: int
    judged: tuple[Judgement | None, ...]
    reported: tuple[Reported, ...]
    debug: tuple[DebugInfo | None, ...]
    details: tuple[Found, ...]

    @property
    def quality(self) -> Quality | None:
        """Over all pictures that are judged; None without any."""
        every = [each.quality for each in self.judged if each is not None]
        if not every:
            return None
        return Quality(
            sum(each.hits for each in every),
            sum(each.false_alarms for each in every),
            sum(each.missed for each in every),
        )


def find(
    side: Side, scene: Scene, threshold: float | None, shipped: float | None
) -> tuple[VariantDetections, list[str]]:
    """What one variant finds, and what a reader should know of how it was read.

    Args:
        side: What the variant says.
        scene: What is the same for every variant.
        threshold: The variant's score threshold now.
        shipped: The service's threshold, which it has applied.
    """
    pictures = [*sent(side.classification)[: scene.count]]
    padded: list[Found | None] = [*pictures, *[None] * (scene.count - len(pictures))]
    reading = Reading()
    flat = scene.closeness.centres
    every = [read_objects(each, scene.frame, reading, flat=flat) for each in padded]
    found = tuple(_passing(each, threshold) for each in every)
    debug, broken = _debug(padded)
    scores = np.concatenate([np.empty(0), *(each.scores for each in every)])
    lowest = np.append(scores[~np.isnan(scores)], [] if shipped is None else shipped)
    variant = VariantDetections(
        variant=side.variant,
        sent=tuple(each is not None for each in padded),
        threshold=threshold,
        floor=float(lowest.min(initial=np.inf)) if lowest.size else 0.0,
        found=found,
        hidden=sum(map(len, every)) - sum(map(len, found)),
        judged=tuple(
            None if raw is None or truth is None else judge(truth, boxes, scene.closeness)
            for raw, truth, boxes in zip(padded, scene.truth, found, strict=True)
        ),
        reported=tuple(_reported(*each) for each in zip(padded, scene.truth, strict=True)),
        debug=debug,
        details=tuple(side.classification.details or ()) if side.classification else (),
    )
    below = 0 if shipped is None else int(np.count_nonzero(scores < shipped))
    return variant, [*_remarks(side, reading, below), *broken]


def _passing(objects: Objects, threshold: float | None) -> Objects:
    """The boxes at or above the threshold, and those without a score."""
    if threshold is None:
        return objects
    return objects.take(np.isnan(objects.scores) | (objects.scores >= threshold))


def _remarks(side: Side, reading: Reading, below: int) -> list[str]:
    """What a reader should know of a variant's boxes."""
    kept = {NO_LABEL: "compared as they are", NO_SCORE: "shown at every threshold", CUT: "cut at its edge"}
    texts = [
        f"{side.variant} sent {counted(count, 'box')} {fault}: {kept.get(fault, 'left out')}."
        for fault, count in reading.faults.items()
    ]
    if below:
        text = "below the threshold of the service: hidden until it is moved"
        texts.append(f"{side.variant} sent {counted(below, 'box')} {text}.")
    if side.classification and not side.classification.structured_result and side.classification.details:
        texts.append(f"{side.variant} sent its boxes as details only, in which labels are numbers.")
    return texts


def _debug(pictures: Sequence[Found | None]) -> tuple[tuple[DebugInfo | None, ...], list[str]]:
    """The debug information of each picture, and what is wrong with that which cannot be read."""
    read: list[DebugInfo | None] = []
    broken = []
    for each in pictures:
        text = each.debug_info_json if isinstance(each, Detections) else None
        try:
            read.append(read_debug_info(text) if text else None)
        except ValueError as problem:
            read.append(None)
            broken.append(f"The debug information of FOMO cannot be read: {problem}.")
    return tuple(read), broken


def _reported(found: Found | None, truth: Objects | None) -> Reported:
    """The service's metrics; ``details`` have only some of them. Zeros alone mean nothing where nothing is labelled."""
    names = ("mean_average_precision", "f1", "precision", "recall")
    values = [getattr(found, name, None) for name in names]
    if truth is None and not any(values):
        values = [None] * len(names)
    return Reported(*map(usable_number, values))

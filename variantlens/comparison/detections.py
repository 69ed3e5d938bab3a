"""Objects that a block finds in pictures, variant against variant: matched, relabelled, lost and new boxes.

What a change does is counted per object against the sample's labelled boxes: true objects lost or found, false
alarms new or gone. Boxes below the service's threshold are not in its answer, so a threshold can only be raised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from variantlens.comparison.coordinates import Frame
from variantlens.comparison.found import VariantDetections, find
from variantlens.comparison.matching import NO_PAIRS, Closeness, Matching, match
from variantlens.comparison.objects import Canvas, Objects
from variantlens.comparison.outcomes import Flips, Harm, flips_at
from variantlens.comparison.rows import Side, described
from variantlens.comparison.scene import Scene, closeness_of, scene_of, variant_threshold
from variantlens.comparison.thresholds import MIN_SCORE, MovedThresholds, threshold_of
from variantlens.comparison.truth import Effect, effect, fates
from variantlens.service.schema import SampleData


@dataclass(frozen=True, eq=False)
class DetectionsPair:
    """A candidate against the reference.

    Attributes:
        candidate: What the candidate finds.
        matchings: The boxes of each picture, paired; none where either variant did not answer.
        effects: What the candidate changes in each picture; None where it is not judged.
        flips: One for each object whose fate changes, and for each other box that is relabelled, lost or new:
            ``windows`` is its picture. Harmful are true objects lost and new false alarms, helpful true objects
            found and false alarms gone; a box that changes none of these is neutral; all are unjudged without
            labelled boxes. ``crossed_threshold`` is False where a box is relabelled.
    """

    candidate: VariantDetections
    matchings: tuple[Matching, ...]
    effects: tuple[Effect | None, ...]
    flips: Flips

    @property
    def weight(self) -> tuple[int, int]:
        """What makes one pair matter more than another: harm, then flips."""
        return self.flips.count(Harm.HARMFUL), len(self.flips)

    @cached_property
    def counts(self) -> "Counts":
        """All pictures together."""
        judged = [each for each in self.effects if each is not None]
        return Counts(
            matched=sum(len(each.matched) for each in self.matchings),
            relabelled=sum(len(each.relabelled) for each in self.matchings),
            lost=sum(len(each.lost) for each in self.matchings),
            new=sum(len(each.new) for each in self.matchings),
            objects_lost=sum(len(each.lost) for each in judged),
            objects_found=sum(len(each.found) for each in judged),
            alarms_new=sum(len(each.alarms_new) for each in judged),
            alarms_gone=sum(len(each.alarms_gone) for each in judged),
            judged=bool(judged),
        )


@dataclass(frozen=True)
class Counts:
    """How many boxes of a pair are what, and what became of labelled objects and false alarms.

    Attributes:
        matched: Boxes of both with the same label.
        relabelled: Boxes of both with another label.
        lost: Boxes of the reference alone.
        new: Boxes of the candidate alone.
        objects_lost: Labelled objects that only the reference hits.
        objects_found: Labelled objects that only the candidate hits.
        alarms_new: False alarms of the candidate alone.
        alarms_gone: False alarms of the reference alone.
        judged: Whether there are labelled objects; without them the last four say nothing.
    """

    matched: int
    relabelled: int
    lost: int
    new: int
    objects_lost: int
    objects_found: int
    alarms_new: int
    alarms_gone: int
    judged: bool


@dataclass(frozen=True, eq=False)
class DetectionsComparison:
    """The boxes of one block, the reference against each candidate.

    Attributes:
        frame: The whole picture in the unit of the answer's coordinates.
        canvas: The picture that the boxes lie on.
        closeness: When two boxes may be the same object.
        truth: The labelled boxes of each picture; None where a picture has none, or nothing can be held against them.
        unjudged: Why no picture is judged, in a sentence; empty where one is.
        reference: What the reference finds.
        pairs: One for each candidate, in the order chosen.
        remarks: What a reader should know of how the boxes were read.
    """

    frame: Frame
    canvas: Canvas
    closeness: Closeness
    truth: tuple[Objects | None, ...]
    unjudged: str
    reference: VariantDetections
    pairs: tuple[DetectionsPair, ...]
    remarks: tuple[str, ...]

    @property
    def variants(self) -> tuple[VariantDetections, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))

    @property
    def unit_unknown(self) -> bool:
        """Whether what the coordinates count in is a guess; then nothing is judged."""
        return bool(self.frame.unknown)

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that a box or a labelled object has, by name."""
        every = [*(each for said in self.variants for each in said.found), *filter(None, self.truth)]
        return tuple(sorted({label for objects in every for label in objects.labels.tolist()}))


def compare_detections(
    sides: Sequence[Side], count: int, sample: SampleData, moved: MovedThresholds
) -> DetectionsComparison:
    """The boxes of one block, the reference against each candidate.

    Args:
        sides: What each variant says, the reference first; pictures are matched by index.
        count: How many pictures (windows) there are.
        sample: The sample, whose labelled boxes are the ground truth where it is one picture.
        moved: What the person moved: ``min_score`` for all variants, ``min_score@int8`` for one of them, ``iou``
            for the least overlap, ``distance`` for the largest distance of FOMO's centres.

    Raises:
        ValueError: No side has a classification.
    """
    block = described(sides)
    scene = scene_of(sides, count, sample, closeness_of(block, moved))
    remarks = list(scene.remarks)
    said = []
    for side in sides:
        variant, told = find(
            side, scene, variant_threshold(block, side.variant, moved), threshold_of(block, MIN_SCORE, {}, most=1.0)
        )
        said.append(variant)
        remarks += told
    pairs = tuple(_pair(said[0], candidate, scene) for candidate in said[1:])
    return DetectionsComparison(
        frame=scene.frame,
        canvas=scene.canvas,
        closeness=scene.closeness,
        truth=scene.truth,
        unjudged=scene.unjudged,
        reference=said[0],
        pairs=pairs,
        remarks=tuple(dict.fromkeys(remarks)),
    )


def _pair(reference: VariantDetections, candidate: VariantDetections, scene: Scene) -> DetectionsPair:
    """A candidate against the reference."""
    by_reference, by_candidate = np.array(reference.sent, dtype=np.bool_), np.array(candidate.sent, dtype=np.bool_)
    both = by_reference & by_candidate
    pictures = range(scene.count)
    matchings = tuple(
        match(reference.found[at], candidate.found[at], scene.closeness) if both[at] else NO_PAIRS for at in pictures
    )
    effects = tuple(_effect(reference, candidate, at, scene.closeness) for at in pictures)
    fated = [
        fates(matching, changed, reference.judged[at], candidate.judged[at])
        for at, (matching, changed) in enumerate(zip(matchings, effects, strict=True))
    ]
    every = [(at, *fate) for at, picture in enumerate(fated) for fate in picture]
    flips = flips_at(
        windows=np.array([at for at, _, _ in every], dtype=np.intp),
        harm=np.array([harm for _, harm, _ in every], dtype=np.int8),
        crossed=np.array([crossed for _, _, crossed in every], dtype=np.bool_),
        by_reference=by_reference,
        by_candidate=by_candidate,
    )
    return DetectionsPair(candidate, matchings, effects, flips)


def _effect(reference: VariantDetections, candidate: VariantDetections, at: int, closeness: Closeness) -> Effect | None:
    before, after = reference.judged[at], candidate.judged[at]
    if before is None or after is None:
        return None
    return effect(reference.found[at], before, candidate.found[at], after, closeness)

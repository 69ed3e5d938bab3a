"""Objects two by two: what the reference finds against what a candidate finds, what is labelled against what is found.

A box without a counterpart stands against :data:`NOTHING`: of the reference it is *lost*, of the candidate *new*;
against the labels an object is *missed*, a box a *false alarm*. A labelled object under a box of another label is
taken for that, and is one pair, not a missed object and a false alarm.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from variantlens.comparison.outcomes import equal
from variantlens.sweeps.belonging import NOTHING as NO_BOX
from variantlens.sweeps.columns import Block, Texts
from variantlens.sweeps.confusion import Matrix, matrix
from variantlens.sweeps.outcomes import Number, ObjectsOutcome, VariantObjects
from variantlens.sweeps.resampling import Floats, Indices

NOTHING = "\0nothing"
"""Stands where there is no counterpart; no label is called so."""

AMONG_VARIANTS = ("(new)", "(lost)")
"""How a row (the reference) and how a column (the candidate) is called where only the other one has a box."""
AGAINST_LABELS = ("(false alarm)", "(missed)")
"""How a row (what is expected) and how a column (what is found) is called where there is only the other."""

Pair = tuple[str, str, Number, Number]
"""A label, the other one's label, and the score of each."""


@dataclass(frozen=True, eq=False)
class ObjectPairs:
    """Objects, each with its counterpart.

    Attributes:
        sample: The sample of each, as an index into the block's, shape (objects,).
        first: What the first says it is, or :data:`NOTHING`, shape (objects,).
        second: What the second says, shape (objects,).
        first_scores: The first one's score, NaN without any, shape (objects,).
        second_scores: The second one's, shape (objects,).
    """

    sample: Indices
    first: Texts
    second: Texts
    first_scores: Floats
    second_scores: Floats

    def of_label(self, label: str, *, given: bool) -> Indices:
        """The objects that are called so by the second side (or by the first), those that both agree on last."""
        where = np.flatnonzero(equal(self.second if given else self.first, label))
        agreed = equal(self.first[where], self.second[where])
        found: Indices = where[np.argsort(agreed, kind="stable")]
        return found

    @property
    def matrix(self) -> Matrix:
        """How many there are of each pair of labels, :data:`NOTHING` last; what a cell opens are objects."""
        counted = np.ones(len(self.sample), dtype=np.bool_)
        return matrix(self.first, self.second, counted, in_order({*self.first, *self.second}))


def in_order(names: Collection[str]) -> tuple[str, ...]:
    """Labels by name, :data:`NOTHING` last."""
    return tuple(sorted(names, key=lambda name: (name == NOTHING, name)))


def against_reference(block: Block, candidate: str) -> ObjectPairs:
    """Every box of the reference and of a candidate, paired, in the samples that both answered."""
    compared = {at for at, flips in block.flips(candidate) if flips.comparable}
    found = []
    for at, kept in block.members:
        if isinstance(kept, ObjectsOutcome) and at in compared:
            said = {each.variant: each for each in kept.variants}
            found += [(at, pair) for pair in boxes_paired(said[block.reference], said[candidate])]
    return _pairs(found)


def against_truth(block: Block, variant: str) -> ObjectPairs:
    """Every labelled object and every box of a variant, paired, in the samples where it is judged."""
    return _pairs((at, pair) for at, kept, said in block.objects(variant) for pair in _objects_paired(kept, said))


def boxes_paired(reference: VariantObjects, candidate: VariantObjects) -> list[Pair]:
    """The boxes of two variants in one sample, the reference's in their order, then the candidate's new ones."""
    partner = {box: at for at, box in enumerate(candidate.pairs) if box != NO_BOX}
    found: list[Pair] = []
    for box, (label, score) in enumerate(zip(reference.labels, reference.scores, strict=True)):
        at = partner.get(box)
        other = (NOTHING, None) if at is None else (candidate.labels[at], candidate.scores[at])
        found.append((label, other[0], score, other[1]))
    new = (at for at, box in enumerate(candidate.pairs) if box == NO_BOX)
    return found + [(NOTHING, candidate.labels[at], None, candidate.scores[at]) for at in new]


def _objects_paired(kept: ObjectsOutcome, said: VariantObjects) -> list[Pair]:
    """The labelled objects of one sample in their order, then the boxes that lie on none."""
    under = {at: box for box, at in enumerate(said.objects) if at != NO_BOX}
    found: list[Pair] = []
    for at, label in enumerate(kept.truth):
        box = under.get(at)
        other = (NOTHING, None) if box is None else (said.labels[box], said.scores[box])
        found.append((label, other[0], None, other[1]))
    alarms = (box for box, at in enumerate(said.objects) if at == NO_BOX)
    return found + [(NOTHING, said.labels[box], None, said.scores[box]) for box in alarms]


def _pairs(found: Iterable[tuple[int, Pair]]) -> ObjectPairs:
    rows = list(found)
    return ObjectPairs(
        sample=np.array([at for at, _ in rows], dtype=np.intp),
        first=_texts([pair[0] for _, pair in rows]),
        second=_texts([pair[1] for _, pair in rows]),
        first_scores=np.array([pair[2] for _, pair in rows], dtype=np.float64),
        second_scores=np.array([pair[3] for _, pair in rows], dtype=np.float64),
    )


def _texts(values: list[str]) -> Texts:
    texts = np.empty(len(values), dtype=object)
    texts[:] = values
    return texts

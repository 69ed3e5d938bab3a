"""The same question of parts of the data: which class, device or length of recording suffers most. Exploratory.

Parts are many and were not chosen beforehand, so that one of them looks bad by chance sooner or later: a slice says
where to look, it is no verdict. Each has bounds of its own, by the same rule; of errors without an imagined sample,
since its end is assumed for all values.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from variantlens.comparison.outcomes import Outcome
from variantlens.sweeps.columns import Block, groups_of, keys_in, trait
from variantlens.sweeps.evidence import Evidence, Sums, losses
from variantlens.sweeps.measures import AllowedLoss, Measure, allowed_for
from variantlens.sweeps.measuring import accuracy, evidence, f1
from variantlens.sweeps.outcomes import ObjectsOutcome, SampleOutcome, VariantObjects
from variantlens.sweeps.resampling import Indices
from variantlens.sweeps.verdict import lower_bound, upper_bound

DRAWS = 2_000
PARTS = 4
"""Lengths fall into so many parts with about as many samples each."""


@dataclass(frozen=True)
class Slice:
    """A part of the data.

    Attributes:
        by: What it is a part by: ``class``, ``label``, ``device``, ``length`` or a metadata key.
        name: Which part.
        values: The measure of the reference and of the candidate.
        loss: How much the candidate loses here, in the measure.
        upper: It loses no more than this here, for all that is known.
        lower: It loses no less than this.
        samples: How many samples (or groups) are judged.
        windows: How many windows; of detection, labelled objects.
        worse: In how many of the samples there are harmful flips.
        members: The samples, as indices into the block's.
    """

    by: str
    name: str
    values: tuple[float, float]
    loss: float
    upper: float
    lower: float
    samples: int
    windows: int
    worse: int
    members: tuple[int, ...]


def classes_apart(block: Block, candidate: str, allowed: AllowedLoss, *, by: str | None = None) -> tuple[Slice, ...]:
    """Every expected label by itself, the one that loses most first; none where the measure knows no labels.

    Args:
        block: The kind of result, over all samples.
        candidate: The variant held against the reference.
        allowed: The allowed loss; its measure is measured.
        by: What units are groups by; None for samples.
    """
    fitting = allowed_for(block.kind, allowed)
    units, names = groups_of(block.samples, by)
    if fitting is None or fitting.measure not in (Measure.ACCURACY, Measure.F1):
        return ()
    found = (
        _object_classes(block, candidate, units, len(names))
        if fitting.measure is Measure.F1
        else _window_classes(block, candidate, units, len(names))
    )
    return _worst_first(_slice("class", label, members, seen) for label, members, seen in found)


def slices(
    block: Block, candidate: str, allowed: AllowedLoss, by: str, *, group: str | None = None
) -> tuple[Slice, ...]:
    """The samples parted by something, the part that loses most first.

    Args:
        block: The kind of result, over all samples.
        candidate: The variant held against the reference.
        allowed: The allowed loss; its measure is measured.
        by: ``label``, ``device``, ``length`` or a metadata key; samples without it are left out.
        group: What units are groups by; None for samples.
    """
    fitting = allowed_for(block.kind, allowed)
    if fitting is None:
        return ()
    units, names = groups_of(block.samples, group)
    parts: dict[str, list[int]] = {}
    for at, name in enumerate(_length_parts(block.samples) if by == "length" else _traits(block.samples, by)):
        if name is not None:
            parts.setdefault(name, []).append(at)
    found = []
    for name, members in parts.items():
        held = set(members)
        part = replace(block, members=tuple(member for member in block.members if member[0] in held))
        found.append((name, members, evidence(part, candidate, fitting, units, len(names))))
    return _worst_first(_slice(by, name, members, seen) for name, members, seen in found)


def ways_to_slice(samples: Sequence[SampleOutcome]) -> tuple[str, ...]:
    """What parts the samples into two and more of two samples on average: ``label``, ``device``, keys, ``length``."""
    ways = [by for by in ("label", "device", *keys_in(samples)) if _parts(_traits(samples, by))]
    return (*ways, *(["length"] if _parts(_length_parts(samples)) else []))


def _parts(names: Iterable[str | None]) -> bool:
    counts = Counter(name for name in names if name is not None)
    return 1 < len(counts) <= sum(counts.values()) / 2


def _traits(samples: Sequence[SampleOutcome], by: str) -> list[str | None]:
    return [trait(sample, by) for sample in samples]


def _length_parts(samples: Sequence[SampleOutcome]) -> list[str | None]:
    """The samples in up to four parts by length, named "1.0 to 2.5 s"; None for pictures."""
    lengths = np.array([np.nan if each.length_ms is None else each.length_ms / 1000 for each in samples])
    known = lengths[~np.isnan(lengths)]
    if not known.size:
        return [None] * len(samples)
    edges = np.unique(np.quantile(known, np.linspace(0, 1, PARTS + 1)))
    if len(edges) < 2:
        return [f"{edges[0]:.1f} s" if length == length else None for length in lengths.tolist()]
    part = np.clip(np.searchsorted(edges, lengths, side="right") - 1, 0, len(edges) - 2)
    names = [f"{low:.1f} to {high:.1f} s" for low, high in pairwise(edges.tolist())]
    return [names[at] if length == length else None for at, length in zip(part.tolist(), lengths.tolist(), strict=True)]


def _window_classes(
    block: Block, candidate: str, units: Indices, count: int
) -> Iterable[tuple[str, list[int], Evidence]]:
    before, after = block.of(block.reference).outcomes, block.of(candidate).outcomes
    judged = (before != Outcome.UNJUDGED) & (after != Outcome.UNJUDGED)
    for label in sorted({label for label in block.expected[judged].tolist() if label is not None}):
        held = judged & (block.expected == label)
        sample = block.sample[held]
        yield label, np.unique(sample).tolist(), accuracy(before[held], after[held], units[sample], count)


def _object_classes(
    block: Block, candidate: str, units: Indices, count: int
) -> Iterable[tuple[str, list[int], Evidence]]:
    before = {at: (kept, said) for at, kept, said in block.objects(block.reference)}
    after = {at: said for at, _, said in block.objects(candidate)}
    both = [at for at in before if at in after]
    for label in sorted({label for at in both for label in before[at][0].truth}):
        rows = [_class_row(label, *before[at], after[at]) for at in both]
        columns = np.array(rows, dtype=np.float64).reshape(-1, 7)
        members = [at for at, row in zip(both, rows, strict=True) if row[0]]
        yield label, members, f1(columns, units[np.array(both, dtype=np.intp)], count)


def _class_row(label: str, kept: ObjectsOutcome, before: VariantObjects, after: VariantObjects) -> list[int]:
    """Objects of a label, hits and false alarms of both, and whether these got worse or better."""
    told = [
        sum(hit is wanted for own, hit in zip(said.labels, said.hits, strict=True) if own == label)
        for said in (before, after)
        for wanted in (True, False)
    ]
    worse = told[2] < told[0] or told[3] > told[1]
    return [kept.truth.count(label), *told, worse, not worse and told != [told[2], told[3]] * 2]


def _slice(by: str, name: str, members: Sequence[int], seen: Evidence) -> Slice:
    values = seen.values
    loss = float(losses(seen.measure, np.array(values)))
    known = loss == loss
    if isinstance(seen, Sums) and seen.assumed_worst is not None:
        # An end that is assumed for all values says nothing of one part, and would hide how the parts differ.
        seen = replace(seen, worst=np.zeros_like(seen.worst), best=np.zeros_like(seen.best))
    return Slice(
        by=by,
        name=name,
        values=values,
        loss=loss,
        upper=upper_bound(seen, most=DRAWS) if known else loss,
        lower=lower_bound(seen, most=DRAWS) if known else loss,
        samples=len(seen.unit),
        windows=seen.windows,
        worse=seen.worse,
        members=tuple(members),
    )


def _worst_first(found: Iterable[Slice]) -> tuple[Slice, ...]:
    """By loss, then by what may be lost; what is not judged at the end."""
    return tuple(sorted(found, key=lambda each: (each.loss != each.loss, -each.loss, -each.upper, each.name)))

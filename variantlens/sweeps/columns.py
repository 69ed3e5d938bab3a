"""What was kept of many samples as columns: one long array per variant, so that everything after is vectorised."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import Outcome
from variantlens.sweeps.name_parts import number_of, part_of
from variantlens.sweeps.outcomes import (
    BlockOutcome,
    FlipsOutcome,
    Number,
    ObjectsOutcome,
    OutputsOutcome,
    SampleOutcome,
    ValuesOutcome,
    VariantObjects,
    VariantValuesKept,
    VariantWindows,
    WindowsOutcome,
)
from variantlens.sweeps.resampling import Floats, Indices

Texts = npt.NDArray[np.object_]

WITHOUT_WINDOWS = (Kind.DETECTIONS, Kind.FREEFORM)
"""Kinds that decide nothing window by window."""

Named = TypeVar("Named", VariantWindows, VariantValuesKept, VariantObjects)


@dataclass(frozen=True, eq=False)
class Columns:
    """What one variant says in all windows of a block.

    Attributes:
        variant: Its name.
        decisions: One per window, None without any, shape (windows,).
        outcomes: An :class:`~variantlens.comparison.outcomes.Outcome` per window, shape (windows,).
        scores: What was held against the threshold, or the value of a regression, shape (windows,).
        tops: The best label whatever the threshold; None throughout where labels do not compete, shape (windows,).
        shared: Its score of the reference's best label, shape (windows,).
        step: The coarsest step of the pair in any sample; None where it is not known.
    """

    variant: str
    decisions: Texts
    outcomes: npt.NDArray[np.int8]
    scores: Floats
    tops: Texts
    shared: Floats
    step: float | None


@dataclass(frozen=True)
class Copy:
    """A sample whose content another one has too; the first of them counts, and this one does not.

    Attributes:
        sample: Which, as an index into the samples.
        of: The first sample with this content.
        contradicts: Whether something else is expected of it.
    """

    sample: int
    of: int
    contradicts: bool


@dataclass(frozen=True, eq=False)
class Block:
    """One kind of result of one learn block over many samples.

    Attributes:
        block: The learn block's id.
        name: Its name.
        kind: The kind of result.
        reference: The variant that the others are compared with.
        candidates: The others.
        samples: All samples of the sweep, also those that lack this block.
        members: Index of the sample, and what was kept of it, for every sample that has this block and is no copy.
        copies: Samples that have the content of another one.
    """

    block: int
    name: str
    kind: Kind
    reference: str
    candidates: tuple[str, ...]
    samples: tuple[SampleOutcome, ...]
    members: tuple[tuple[int, BlockOutcome], ...]
    copies: tuple[Copy, ...] = ()

    @cached_property
    def counts(self) -> Indices:
        """How many windows each member has, shape (members,)."""
        return np.array([_size(kept) for _, kept in self.members], dtype=np.intp)

    @cached_property
    def sample(self) -> Indices:
        """The sample of each window, as an index into :attr:`samples`, shape (windows,)."""
        return np.repeat(np.array([at for at, _ in self.members], dtype=np.intp), self.counts)

    @cached_property
    def window(self) -> Indices:
        """Which window of its sample each is, shape (windows,)."""
        starts = np.cumsum(self.counts) - self.counts
        return np.arange(int(self.counts.sum()), dtype=np.intp) - np.repeat(starts, self.counts)

    @cached_property
    def threshold(self) -> float | None:
        """The threshold that decided; None without one, or where samples were decided at different ones."""
        found = {kept.threshold for _, kept in self.members if isinstance(kept, WindowsOutcome | ValuesOutcome)}
        return found.pop() if len(found) == 1 else None

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every label that the model knows, in order of first appearance."""
        known = (kept.labels for _, kept in self.members if isinstance(kept, WindowsOutcome))
        return tuple(dict.fromkeys(chain.from_iterable(known)))

    @cached_property
    def irreproducible(self) -> frozenset[str]:
        """The variants whose model file answered differently each time that it was loaded, in any sample."""
        return frozenset(chain.from_iterable(kept.irreproducible for _, kept in self.members))

    @cached_property
    def multi_label(self) -> bool:
        """Whether several labels may hold at once."""
        return any(kept.multi_label for _, kept in self.members if isinstance(kept, WindowsOutcome))

    @cached_property
    def expected(self) -> Texts:
        """What is expected of each window, None without any, shape (windows,)."""
        kept = [kept.expected for _, kept in self.members if isinstance(kept, WindowsOutcome)]
        return _texts(chain.from_iterable(kept), len(self.sample)) if kept else _none(len(self.sample))

    @cached_property
    def expected_values(self) -> Floats:
        """The expected value of each window of a regression, NaN without any, shape (windows,)."""
        kept = (kept.expected for _, kept in self.members if isinstance(kept, ValuesOutcome))
        return _floats(chain.from_iterable(kept), len(self.sample))

    @cached_property
    def _columns(self) -> dict[str, Columns]:
        return {}

    def of(self, variant: str) -> Columns:
        """What a variant says in all windows; where it did not answer, nothing. Read once."""
        if variant not in self._columns:
            self._columns[variant] = self._read(variant)
        return self._columns[variant]

    def _read(self, variant: str) -> Columns:
        count = len(self.sample)
        if self.kind in WITHOUT_WINDOWS:
            return _nothing(variant, count)
        if self.kind is Kind.REGRESSION:
            values = [_named(kept.variants, variant) for _, kept in self.members if isinstance(kept, ValuesOutcome)]
            parts = list(zip(values, self.counts.tolist(), strict=True))
            numbers = _floats(chain.from_iterable(v.values if v else (None,) * n for v, n in parts), count)
            outcomes = _outcomes((v.outcomes if v else None, n) for v, n in parts)
            return Columns(variant, _none(count), outcomes, numbers, _none(count), numbers, None)
        kept = [(_named(each.variants, variant), each) for _, each in self.members if isinstance(each, WindowsOutcome)]
        sized = [(said, len(each.expected)) for said, each in kept]
        steps = [said.step for said, _ in kept if said is not None and said.step is not None]
        return Columns(
            variant=variant,
            decisions=_texts(chain.from_iterable(v.decisions if v else (None,) * n for v, n in sized), count),
            outcomes=_outcomes((v.outcomes if v else None, n) for v, n in sized),
            scores=_floats(chain.from_iterable(v.scores if v else (None,) * n for v, n in sized), count),
            tops=_texts(chain.from_iterable((v.tops if v else ()) or (None,) * n for v, n in sized), count),
            shared=_floats(
                chain.from_iterable((v.shared or v.scores if v else ()) or (None,) * n for v, n in sized), count
            ),
            step=max(steps, default=None),
        )

    def flips(self, candidate: str) -> list[tuple[int, FlipsOutcome]]:
        """The index of each sample with this block, and the flips of a candidate in it."""
        found = []
        for at, kept in self.members:
            candidates = self.samples[at].candidates
            compared = self.samples[at].reference == self.reference
            if compared and candidate in candidates and len(kept.flips) == len(candidates):
                found.append((at, kept.flips[candidates.index(candidate)]))
        return found

    def objects(self, variant: str) -> list[tuple[int, ObjectsOutcome, VariantObjects]]:
        """The samples in which a variant's boxes are held against labelled objects: index, objects, boxes."""
        found = []
        for at, kept in self.members:
            said = _named(kept.variants, variant) if isinstance(kept, ObjectsOutcome) else None
            if isinstance(kept, ObjectsOutcome) and said is not None and said.judged:
                found.append((at, kept, said))
        return found

    def lost(self, candidate: str) -> npt.NDArray[np.bool_]:
        """The windows that only the reference answers, shape (windows,)."""
        starts = dict(zip((at for at, _ in self.members), np.cumsum(self.counts) - self.counts, strict=True))
        found = np.zeros(len(self.sample), dtype=np.bool_)
        for at, flips in self.flips(candidate):
            found[starts[at] + np.array(flips.lost, dtype=np.intp)] = True
        return found

    @cached_property
    def span(self) -> float:
        """From the smallest to the largest number that any variant puts out in any sample; 0 without any."""
        kept = [kept for _, kept in self.members if isinstance(kept, OutputsOutcome)]
        low = [each.lowest for each in kept if each.lowest is not None]
        high = [each.highest for each in kept if each.highest is not None]
        return max(high) - min(low) if low and high else 0.0

    def squared_errors(self, candidate: str) -> Floats:
        """How far a candidate's output is from the reference's in each window, shape (windows,)."""
        parts: list[Sequence[Number]] = []
        for at, kept in self.members:
            candidates = self.samples[at].candidates
            if isinstance(kept, OutputsOutcome):
                held = candidate in candidates
                parts.append(kept.squared_errors[candidates.index(candidate)] if held else (None,) * _size(kept))
        return _floats(chain.from_iterable(parts), len(self.sample))


@dataclass(frozen=True, eq=False)
class SweepData:
    """What was kept of many samples, and the same by learn block and kind of result.

    Attributes:
        samples: What was kept of each.
        blocks: One for each learn block and kind of result, in order of first appearance.
        copies: The samples that have the content of another one, and count in no block.
    """

    samples: tuple[SampleOutcome, ...]
    blocks: tuple[Block, ...]
    copies: tuple[Copy, ...]

    @cached_property
    def contents(self) -> tuple[SampleOutcome, ...]:
        """The samples without copies."""
        copied = {copy.sample for copy in self.copies}
        return tuple(sample for at, sample in enumerate(self.samples) if at not in copied)


def sweep_data(samples: Iterable[SampleOutcome]) -> SweepData:
    """Samples and their blocks.

    Args:
        samples: What was kept of each sample. Candidates are all that any of them has; of samples with the same
            content the first one counts.
    """
    every = tuple(samples)
    if not every:
        return SweepData((), (), ())
    candidates = tuple(dict.fromkeys(chain.from_iterable(sample.candidates for sample in every)))
    copies = copies_in(every)
    copied = {copy.sample for copy in copies}
    found: dict[tuple[int, Kind], list[tuple[int, BlockOutcome]]] = {}
    for at, sample in enumerate(every):
        if at not in copied:
            for kept in sample.blocks:
                found.setdefault((kept.block, kept.kind), []).append((at, kept))
    reference = Counter(sample.reference for sample in every).most_common(1)[0][0]
    others = tuple(each for each in candidates if each != reference)
    blocks = tuple(
        Block(block, members[0][1].name, kind, reference, others, every, tuple(members), copies)
        for (block, kind), members in found.items()
    )
    return SweepData(every, blocks, copies)


def copies_in(samples: Sequence[SampleOutcome]) -> tuple[Copy, ...]:
    """The samples whose content, by its hash, an earlier one has; what has no hash is no copy."""
    first: dict[str, int] = {}
    found = []
    for at, sample in enumerate(samples):
        of = at if sample.sha256 is None else first.setdefault(sample.sha256, at)
        if of != at:
            found.append(Copy(at, of, _truth(sample) != _truth(samples[of])))
    return tuple(found)


def _truth(sample: SampleOutcome) -> tuple[object, ...]:
    """What is expected of a sample."""
    kept = (
        each.truth if isinstance(each, ObjectsOutcome) else each.expected
        for each in sample.blocks
        if isinstance(each, ObjectsOutcome | WindowsOutcome | ValuesOutcome)
    )
    return sample.label, *kept


def groups_of(samples: Sequence[SampleOutcome], by: str | None) -> tuple[Indices, tuple[str, ...]]:
    """Which unit each sample belongs to.

    Args:
        samples: The samples.
        by: None for each its own; ``label``, ``device``, a metadata key, or a part of their names, in which samples
            hang together (see :mod:`variantlens.sweeps.grouping`). Samples that lack it are one unit each.

    Returns:
        The index of a unit for each sample, and the names of the units; without ``by`` these are file names.
    """
    if by is None:
        return np.arange(len(samples)), tuple(sample.filename for sample in samples)
    names: dict[tuple[bool, str], int] = {}
    index = [names.setdefault(_unit(sample, at, by), len(names)) for at, sample in enumerate(samples)]
    return np.array(index, dtype=np.intp), tuple(name for _, name in names)


def trait(sample: SampleOutcome, by: str) -> str | None:
    """A sample's ``label``, ``device``, a part of its name or the value of a metadata key; None where it has none."""
    if by == "label":
        return sample.label or None
    if by == "device":
        return sample.device
    part = number_of(by)
    found = sample.metadata.get(by)
    return part_of(sample.filename, sample.label, part) if found is None and part is not None else found


def keys_in(samples: Iterable[SampleOutcome]) -> tuple[str, ...]:
    """Every metadata key, in order of first appearance."""
    return tuple(dict.fromkeys(chain.from_iterable(sample.metadata for sample in samples)))


def _unit(sample: SampleOutcome, at: int, by: str) -> tuple[bool, str]:
    value = trait(sample, by)
    return (True, f"{sample.filename} ({at})") if value is None else (False, value)


def _named(variants: Sequence[Named], name: str) -> Named | None:
    return next((said for said in variants if said.variant == name), None)


def _size(kept: BlockOutcome) -> int:
    match kept:
        case WindowsOutcome() | ValuesOutcome():
            return len(kept.expected)
        case OutputsOutcome():
            return max(map(len, kept.squared_errors), default=0)
    return 1


def _none(count: int) -> Texts:
    return np.full(count, None, dtype=object)


def _nothing(variant: str, count: int) -> Columns:
    """What a variant says that says nothing."""
    nothing = np.full(count, np.nan)
    unjudged = np.full(count, Outcome.UNJUDGED, dtype=np.int8)
    return Columns(variant, _none(count), unjudged, nothing, _none(count), nothing, None)


def _texts(values: Iterable[str | None], count: int) -> Texts:
    texts = np.empty(count, dtype=object)
    texts[:] = list(values)
    return texts


def _floats(values: Iterable[Number], count: int) -> Floats:
    return np.array(list(values), dtype=np.float64).reshape(count)


def _outcomes(parts: Iterable[tuple[Sequence[int] | None, int]]) -> npt.NDArray[np.int8]:
    unjudged = int(Outcome.UNJUDGED)
    flat = chain.from_iterable((unjudged,) * n if outcomes is None else outcomes for outcomes, n in parts)
    return np.fromiter(flat, dtype=np.int8)

"""The samples that two sweeps have in common: only these can be held against each other fairly."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from variantlens.comparison.kinds import Kind
from variantlens.sweeps.outcomes import BlockOutcome, ObjectsOutcome, SampleOutcome, ValuesOutcome, WindowsOutcome


@dataclass(frozen=True)
class Pair:
    """One sample in both sweeps."""

    before: SampleOutcome
    after: SampleOutcome


@dataclass(frozen=True)
class Paired:
    """Which samples two sweeps share.

    Attributes:
        pairs: The samples of both with what is expected of them unchanged, in an order that does not depend on which
            sweep is the earlier one.
        by_name: How many of them have another id in the other sweep and were found by name and label.
        altered: Samples of both that are labelled otherwise by now, or are longer or shorter: left out.
        only_before: Samples that only the earlier sweep has.
        only_after: Samples that only the later sweep has.
    """

    pairs: tuple[Pair, ...]
    by_name: int
    altered: tuple[Pair, ...]
    only_before: tuple[SampleOutcome, ...]
    only_after: tuple[SampleOutcome, ...]


def paired(before: Sequence[SampleOutcome], after: Sequence[SampleOutcome], *, same_project: bool = True) -> Paired:
    """Find each sample of one sweep in the other.

    An id means the same sample within a project. What is left, such as a sample that was deleted and uploaded again,
    is found by name and label where these are told by one sample alone on either side.

    Args:
        before: The samples of the earlier sweep.
        after: The samples of the later sweep.
        same_project: Whether ids mean the same in both.
    """
    found = _by_id(before, after) if same_project else []
    known = {id(each) for pair in found for each in (pair.before, pair.after)}
    left = [[sample for sample in side if id(sample) not in known] for side in (before, after)]
    named = _by_name(*left)
    known |= {id(each) for pair in named for each in (pair.before, pair.after)}
    every = sorted([*found, *named], key=_order)
    same = [_unaltered(pair) for pair in every]
    return Paired(
        pairs=tuple(pair for pair, kept in zip(every, same, strict=True) if kept),
        by_name=sum(_unaltered(pair) for pair in named),
        altered=tuple(pair for pair, kept in zip(every, same, strict=True) if not kept),
        only_before=tuple(sample for sample in before if id(sample) not in known),
        only_after=tuple(sample for sample in after if id(sample) not in known),
    )


def expected_of(kept: BlockOutcome) -> tuple[object, ...]:
    """What is expected of a sample in a block: of each window, or its labelled objects; empty where nothing can be."""
    match kept:
        case WindowsOutcome() | ValuesOutcome():
            return kept.expected
        case ObjectsOutcome():
            return tuple(sorted(kept.truth))
    return ()


def _by_id(before: Sequence[SampleOutcome], after: Sequence[SampleOutcome]) -> list[Pair]:
    ids = {sample.sample: sample for sample in after}
    return [Pair(sample, ids[sample.sample]) for sample in before if sample.sample in ids]


def _by_name(before: Sequence[SampleOutcome], after: Sequence[SampleOutcome]) -> list[Pair]:
    """Pairs of what is alone with its name and label on either side."""
    sides = [_alone(side) for side in (before, after)]
    return [Pair(sample, sides[1][name]) for name, sample in sides[0].items() if name in sides[1]]


def _alone(samples: Iterable[SampleOutcome]) -> Mapping[tuple[str, str], SampleOutcome]:
    every = list(samples)
    counts = Counter((sample.filename, sample.label) for sample in every)
    return {(sample.filename, sample.label): sample for sample in every if counts[sample.filename, sample.label] == 1}


def _unaltered(pair: Pair) -> bool:
    """Whether the same is asked of both: label, length, and what is expected of each window where these are alike."""
    before, after = pair.before, pair.after
    if before.label != after.label or before.image != after.image:
        return False
    if None not in (before.length_ms, after.length_ms) and before.length_ms != after.length_ms:
        return False
    if before.windows != after.windows:
        # Another impulse cuts other windows, of which something else is expected.
        return True
    asked, asked_later = _expected(before), _expected(after)
    return all(
        wanted == wanted_later
        for kind in asked.keys() & asked_later.keys()
        for wanted, wanted_later in zip(asked[kind], asked_later[kind], strict=False)
    )


def _expected(sample: SampleOutcome) -> dict[Kind, list[tuple[object, ...]]]:
    """What is expected in all blocks, kind by kind; a retrained block may have another id."""
    found: dict[Kind, list[tuple[object, ...]]] = {}
    for kept in sample.blocks:
        found.setdefault(kept.kind, []).append(expected_of(kept))
    return found


def _order(pair: Pair) -> tuple[object, ...]:
    names = sorted((pair.before.filename, pair.after.filename))
    return (*names, *sorted((pair.before.sample, pair.after.sample)))

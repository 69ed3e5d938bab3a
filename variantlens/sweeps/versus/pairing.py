"""The samples that two sweeps have in common: only these can be held against each other fairly."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
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


def paired(
    before: Sequence[SampleOutcome],
    after: Sequence[SampleOutcome],
    *,
    same_project: bool = True,
    lasting_ids: bool = True,
) -> Paired:
    """Find each sample of one sweep in the other.

    An id with its name is the same sample within a project. Next come samples that were uploaded again, found by name
    and label where one sample alone has these on either side, last those that were renamed, found by id.

    Args:
        before: The samples of the earlier sweep.
        after: The samples of the later sweep.
        same_project: Whether ids mean the same in both.
        lasting_ids: Whether a sample keeps its id when others come and go: not at the embedded service, where it is
            the place in a list.
    """
    found = _matched(before, after, lambda sample: (sample.sample, sample.filename)) if same_project else []
    named = _matched(*_left(before, after, found), lambda sample: (sample.filename, sample.label))
    if same_project and lasting_ids:
        found += _matched(*_left(before, after, [*found, *named]), lambda sample: sample.sample)
    every = sorted([*found, *named], key=_order)
    only = _left(before, after, every)
    same = [_unaltered(pair) for pair in every]
    return Paired(
        pairs=tuple(pair for pair, kept in zip(every, same, strict=True) if kept),
        by_name=sum(_unaltered(pair) for pair in named),
        altered=tuple(pair for pair, kept in zip(every, same, strict=True) if not kept),
        only_before=only[0],
        only_after=only[1],
    )


def expected_of(kept: BlockOutcome) -> tuple[object, ...]:
    """What is expected of a sample in a block: of each window, or its labelled objects; empty where nothing can be."""
    match kept:
        case WindowsOutcome() | ValuesOutcome():
            return kept.expected
        case ObjectsOutcome():
            return tuple(sorted(kept.truth))
    return ()


def _matched(
    before: Sequence[SampleOutcome], after: Sequence[SampleOutcome], key: Callable[[SampleOutcome], Hashable]
) -> list[Pair]:
    """Pairs of what is alone with its key on either side."""
    first, second = (_alone(side, key) for side in (before, after))
    return [Pair(sample, second[name]) for name, sample in first.items() if name in second]


def _alone(samples: Sequence[SampleOutcome], key: Callable[[SampleOutcome], Hashable]) -> dict[Hashable, SampleOutcome]:
    counts = Counter(map(key, samples))
    return {key(sample): sample for sample in samples if counts[key(sample)] == 1}


def _left(
    before: Sequence[SampleOutcome], after: Sequence[SampleOutcome], found: Sequence[Pair]
) -> tuple[tuple[SampleOutcome, ...], tuple[SampleOutcome, ...]]:
    """The samples of either side that have no other half yet."""
    known = {id(each) for pair in found for each in (pair.before, pair.after)}
    first, second = (tuple(sample for sample in side if id(sample) not in known) for side in (before, after))
    return first, second


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

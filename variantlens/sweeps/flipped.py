"""The samples that a candidate decides otherwise, worst first: what a verdict leads to, and what a ticket lists."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from variantlens.comparison.outcomes import NO_ANSWER, Harm
from variantlens.comparison.wording import number, numbers
from variantlens.sweeps.object_pairs import NOTHING, boxes_paired
from variantlens.sweeps.outcomes import (
    BlockOutcome,
    FlipsOutcome,
    Number,
    ObjectsOutcome,
    SampleOutcome,
    ValuesOutcome,
    WindowsOutcome,
)

Change = tuple[str, str]
"""What the reference decides, and what the candidate decides instead."""

NO_OBJECT = "nothing"
"""What a variant finds where it has no box and the other one has."""


@dataclass(frozen=True)
class FlippedSample:
    """A sample in which something is decided otherwise, in all blocks together.

    Attributes:
        sample: Its id.
        filename: Its name.
        label: Its label; empty without.
        image: Whether it is a picture.
        candidate: The candidate; of several the one that does most harm.
        comparable: How many windows both decide, in the block with flips that has most of them.
        flipped: In how many windows there are flips, in any block.
        harmful: How many flips do harm.
        helpful: How many help.
        neutral: How many do neither.
        unjudged: Of how many nobody can tell.
        window: The first window of the weightiest flips.
        change: The most frequent change among these, of labels or of values; of objects the most frequent of all, with
            :data:`NO_OBJECT` where one is lost or new. None where there is none of these.
        of_block: The name of the learn block that this change is of; empty without one.
    """

    sample: int
    filename: str
    label: str
    image: bool
    candidate: str
    comparable: int
    flipped: int
    harmful: int
    helpful: int
    neutral: int
    unjudged: int
    window: int
    change: Change | None
    of_block: str

    @property
    def flips(self) -> int:
        """How many flips there are."""
        return self.harmful + self.helpful + self.neutral + self.unjudged


def flipped(samples: Iterable[SampleOutcome], candidates: Sequence[str]) -> tuple[FlippedSample, ...]:
    """Samples with flips, one entry each: the most harmful first, then the larger share, then by name.

    Args:
        samples: What was kept of each.
        candidates: Whose flips count.
    """
    found = []
    for sample in samples:
        entries = [_entry(sample, each) for each in candidates if each in sample.candidates]
        flipping = [entry for entry in entries if entry is not None]
        if flipping:
            found.append(min(flipping, key=_weight))
    return tuple(sorted(found, key=_weight))


def is_compared(sample: SampleOutcome, candidate: str) -> bool:
    """Whether reference and candidate both answer in a window of the sample."""
    if candidate not in sample.candidates:
        return False
    at = sample.candidates.index(candidate)
    return any(
        block.flips[at].comparable > len(block.flips[at].lost) for block in sample.blocks if at < len(block.flips)
    )


def _entry(sample: SampleOutcome, candidate: str) -> FlippedSample | None:
    at = sample.candidates.index(candidate)
    kept = [(block, block.flips[at]) for block in sample.blocks if at < len(block.flips) and block.flips[at].harm]
    harms = Counter(harm for _, flips in kept for harm in flips.harm)
    if not harms:
        return None
    weightiest = max(harms)
    changes = Counter(
        (change, block.name)
        for block, flips in kept
        for change in (
            _changes(block, at, _windows(flips, weightiest))
            if isinstance(block, WindowsOutcome | ValuesOutcome)
            else _object_changes(block, at)
        )
    )
    return FlippedSample(
        sample=sample.sample,
        filename=sample.filename,
        label=sample.label,
        image=sample.image,
        candidate=candidate,
        comparable=max(flips.comparable for _, flips in kept),
        flipped=len({window for _, flips in kept for window in flips.windows}),
        harmful=harms[Harm.HARMFUL],
        helpful=harms[Harm.HELPFUL],
        neutral=harms[Harm.NEUTRAL],
        unjudged=harms[Harm.UNJUDGED],
        window=min(window for _, flips in kept for window in _windows(flips, weightiest)),
        change=changes.most_common(1)[0][0][0] if changes else None,
        of_block=changes.most_common(1)[0][0][1] if changes else "",
    )


def _windows(flips: FlipsOutcome, harm: int) -> list[int]:
    return [window for window, each in zip(flips.windows, flips.harm, strict=True) if each == harm]


def _changes(block: WindowsOutcome | ValuesOutcome, candidate: int, windows: Iterable[int]) -> list[Change]:
    """What is decided in these windows; label maps, whose decisions stand under several keys, say nothing here."""
    before, after = _said(block, 0), _said(block, candidate + 1)
    return [
        _read(before[window], after[window])
        for window in windows
        if window < len(before) and before[window] is not None and before[window] != after[window]
    ]


def _said(block: WindowsOutcome | ValuesOutcome, variant: int) -> Sequence[str | Number]:
    """What a variant decides in each window, or its value."""
    return block.variants[variant].decisions if isinstance(block, WindowsOutcome) else block.variants[variant].values


def _read(before: str | Number, after: str | Number) -> Change:
    """Two decisions, or two values with as many digits as tell them apart."""
    if isinstance(before, float) and isinstance(after, float):
        first, second = numbers(before, after)
        return first, second
    first, second = (
        each if isinstance(each, str) else NO_ANSWER if each is None else number(each) for each in (before, after)
    )
    return first, second


def _object_changes(block: BlockOutcome, candidate: int) -> list[Change]:
    """What becomes of the boxes that change; nothing where the kind has none."""
    if not isinstance(block, ObjectsOutcome):
        return []
    pairs = boxes_paired(block.variants[0], block.variants[candidate + 1])
    named = [tuple(NO_OBJECT if label == NOTHING else label for label in pair[:2]) for pair in pairs]
    return [(before, after) for before, after in named if before != after]


def _weight(entry: FlippedSample) -> tuple[int, int, float, str, int]:
    share = entry.harmful / entry.comparable if entry.comparable else 0.0
    return -entry.harmful, -entry.flips, -share, entry.filename, entry.sample

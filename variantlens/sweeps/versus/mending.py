"""Which samples a candidate broke before and which it breaks now: mended, newly broken, still broken.

A candidate may also become better or worse in a sample that it never broke, since a flip is held against a reference:
what it got right where the reference errs. Such samples stand in a list of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from variantlens.comparison.outcomes import Outcome
from variantlens.sweeps.flipped import FlippedSample, flipped
from variantlens.sweeps.outcomes import ObjectsOutcome, OutputsOutcome, SampleOutcome, ValuesOutcome, WindowsOutcome
from variantlens.sweeps.versus.pairing import Pair


class Mended(StrEnum):
    """What became of a sample; it is broken where a candidate has a harmful flip."""

    MENDED = "mended"
    BROKEN = "newly broken"
    STILL = "still broken"
    CHANGED = "changed otherwise"


@dataclass(frozen=True)
class Right:
    """How many of a sample's windows (labelled objects) a candidate gets right, of how many that are judged."""

    right: int
    judged: int


@dataclass(frozen=True)
class MendedSample:
    """A sample that a candidate breaks in one of two sweeps or in both, or in which it gets more or less right.

    Attributes:
        pair: The sample in either sweep.
        what: What became of it.
        before: Its flips in the earlier sweep; None without any.
        after: Its flips in the later sweep; None without any.
        right: What the candidate gets right in it, before and after, whatever the reference says.
    """

    pair: Pair
    what: Mended
    before: FlippedSample | None
    after: FlippedSample | None
    right: tuple[Right, Right]

    @property
    def harmful(self) -> tuple[int, int]:
        """How many harmful flips there are, before and after."""
        before, after = (0 if row is None else row.harmful for row in (self.before, self.after))
        return before, after

    @property
    def window(self) -> int | None:
        """Where to look: the first window of the weightiest flips, those of today first; None for a picture."""
        row = self.after or self.before
        return None if row is None or row.image else row.window

    @property
    def by_reference(self) -> bool:
        """Whether a mended sample has no more right in it than before: then it is the reference that changed."""
        return self.what is Mended.MENDED and self.right[1].right <= self.right[0].right


def mended(pairs: Sequence[Pair], candidates: tuple[str, str]) -> tuple[MendedSample, ...]:
    """The samples that changed or are broken in either sweep, those with most harm first.

    Args:
        pairs: The samples of both sweeps.
        candidates: The candidate's name in the earlier and in the later sweep.
    """
    before = _by_sample((pair.before for pair in pairs), candidates[0])
    after = _by_sample((pair.after for pair in pairs), candidates[1])
    found = []
    for pair in pairs:
        was, now = before.get(pair.before.sample), after.get(pair.after.sample)
        right = _right(pair.before, candidates[0]), _right(pair.after, candidates[1])
        what = _what(was is not None and was.harmful > 0, now is not None and now.harmful > 0, right)
        if what is not None:
            found.append(MendedSample(pair, what, was, now, right))
    return tuple(sorted(found, key=_weight))


def _by_sample(samples: Iterable[SampleOutcome], candidate: str) -> dict[int, FlippedSample]:
    return {row.sample: row for row in flipped(samples, (candidate,))}


def _what(was: bool, now: bool, right: tuple[Right, Right]) -> Mended | None:
    if was and now:
        return Mended.STILL
    if was or now:
        return Mended.MENDED if was else Mended.BROKEN
    same_windows = right[0].judged == right[1].judged
    return Mended.CHANGED if same_windows and right[0].right != right[1].right else None


def _right(sample: SampleOutcome, candidate: str) -> Right:
    """What a candidate gets right in all blocks of a sample together."""
    counts = [_counts(block, candidate) for block in sample.blocks if not isinstance(block, OutputsOutcome)]
    return Right(sum(right for right, _ in counts), sum(judged for _, judged in counts))


def _counts(block: WindowsOutcome | ValuesOutcome | ObjectsOutcome, candidate: str) -> tuple[int, int]:
    """How much is right of what is judged."""
    if isinstance(block, ObjectsOutcome):
        found = next((said for said in block.variants if said.variant == candidate and said.judged), None)
        return (sum(found.hits), len(block.truth)) if found else (0, 0)
    outcomes = next((said.outcomes for said in block.variants if said.variant == candidate), ())
    return outcomes.count(Outcome.RIGHT), len(outcomes) - outcomes.count(Outcome.UNJUDGED)


def _weight(row: MendedSample) -> tuple[int, int, str, int]:
    return (
        -sum(row.harmful),
        -abs(row.right[1].right - row.right[0].right),
        row.pair.after.filename,
        row.pair.after.sample,
    )

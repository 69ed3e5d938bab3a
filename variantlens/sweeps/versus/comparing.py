"""Two sweeps of a project, before and after a fix: what each says of the samples that both have, and what changed.

Swapping the two mirrors everything: what was mended is newly broken, and a gain is a loss.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from variantlens.sweep_address import Terms
from variantlens.sweeps.columns import Block, sweep_data
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.outcomes import BlockOutcome, ObjectsOutcome, SampleOutcome, ValuesOutcome, WindowsOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict, judge
from variantlens.sweeps.versus.gains import Gain, Said, gain
from variantlens.sweeps.versus.mending import Mended, MendedSample, mended
from variantlens.sweeps.versus.pairing import Paired, paired

Names = tuple[str, str]
"""What something is called before and after."""

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Side:
    """One of the two sweeps.

    Attributes:
        request: What it was asked.
        outcomes: What was kept of each sample.
    """

    request: SweepRequest
    outcomes: Sequence[SampleOutcome]


@dataclass(frozen=True)
class Contrast:
    """One candidate in one kind of result of one learn block, in both sweeps.

    Attributes:
        candidates: Its name before and after.
        verdicts: What the common samples say before and after, by the same terms.
        gain: How much better it became itself; None where nothing is judged in the same windows of both.
        reference_gain: The same of the reference.
    """

    candidates: Names
    verdicts: tuple[Verdict, Verdict]
    gain: Gain | None
    reference_gain: Gain | None

    @property
    def answer_changed(self) -> bool:
        """Whether the verdict is another one."""
        return self.verdicts[0].word is not self.verdicts[1].word


@dataclass(frozen=True)
class Broken:
    """The samples that a candidate breaks in one sweep or in both, and those that changed without.

    Attributes:
        candidates: Its name before and after.
        rows: The samples, those with most harm first.
    """

    candidates: Names
    rows: tuple[MendedSample, ...]

    def which(self, what: Mended) -> tuple[MendedSample, ...]:
        """Those of which one thing became."""
        return tuple(row for row in self.rows if row.what is what)


@dataclass(frozen=True)
class Versus:
    """Two sweeps beside each other.

    Attributes:
        paired: Which samples both have.
        contrasts: One for each block, kind of result and candidate that both have.
        broken: The samples that a candidate breaks, one entry for each candidate that both have.
        alone: Candidates and learn blocks that only the earlier, only the later sweep has.
        reference_differs: In how many common samples the reference itself decides otherwise.
    """

    paired: Paired
    contrasts: tuple[Contrast, ...]
    broken: tuple[Broken, ...]
    alone: tuple[tuple[str, ...], tuple[str, ...]]
    reference_differs: int


def versus(before: Side, after: Side, terms: Terms) -> Versus:
    """Hold two sweeps against each other.

    Args:
        before: The earlier one.
        after: The later one.
        terms: What both are judged by.

    Raises:
        ValueError: The unit of the allowed loss names no measure.
    """
    both = _paired(before, after)
    sides = (
        sweep_data(pair.before for pair in both.pairs).blocks,
        sweep_data(pair.after for pair in both.pairs).blocks,
    )
    blocks = _matched(*sides, exact=lambda each: (each.kind, each.block), loose=lambda each: each.kind)
    candidates = candidate_pairs(before.request, after.request)
    return Versus(
        paired=both,
        contrasts=tuple(_contrast(*pair, names, terms) for pair in blocks for names in candidates),
        broken=_broken(both, candidates),
        alone=(
            _alone([names[0] for names in candidates], before, [block for block, _ in blocks], sides[0]),
            _alone([names[1] for names in candidates], after, [block for _, block in blocks], sides[1]),
        ),
        reference_differs=_reference_differs(blocks),
    )


def broken(before: Side, after: Side) -> tuple[Broken, ...]:
    """The samples that each candidate breaks in one sweep or in both, without judging either."""
    return _broken(_paired(before, after), candidate_pairs(before.request, after.request))


def candidate_pairs(before: SweepRequest, after: SweepRequest) -> tuple[Names, ...]:
    """Which candidate of the earlier sweep is held against which of the later one: those of one name.

    Where one is left on either side, such as int8 and int8-recalibrated, these belong together too.
    """
    return tuple(_matched(before.candidates, after.candidates, exact=lambda name: name, loose=lambda _: None))


def _paired(before: Side, after: Side) -> Paired:
    first, second = before.request, after.request
    return paired(
        before.outcomes,
        after.outcomes,
        same_project=first.asks_the_service_of(second) and first.project == second.project,
        lasting_ids=not second.ids_are_places,
    )


def _broken(both: Paired, candidates: Sequence[Names]) -> tuple[Broken, ...]:
    return tuple(Broken(names, mended(both.pairs, names)) for names in candidates)


def _contrast(before: Block, after: Block, names: Names, terms: Terms) -> Contrast:
    allowed = allowed_loss(terms.allowed, terms.unit)
    sides = ((before, names[0]), (after, names[1]))
    first, second = (judge(block, name, allowed, floor=terms.floor, by=terms.group_by) for block, name in sides)
    fitting = second.allowed
    if fitting is None:
        return Contrast(names, (first, second), None, None)
    gains = (
        gain(Said(before, one), Said(after, other), fitting, terms.group_by)
        for one, other in (names, (before.reference, after.reference))
    )
    return Contrast(names, (first, second), *gains)


def _matched(
    before: Sequence[Thing],
    after: Sequence[Thing],
    *,
    exact: Callable[[Thing], Hashable],
    loose: Callable[[Thing], Hashable],
) -> list[tuple[Thing, Thing]]:
    """What belongs together: exactly, and of what is left what is alone on either side with a looser name."""
    pairs = [(one, other) for one in before for other in after if exact(one) == exact(other)]
    left = [one for one in before if exact(one) not in map(exact, after)]
    new = [other for other in after if exact(other) not in map(exact, before)]
    counts = Counter(map(loose, left)), Counter(map(loose, new))
    alone = [(one, other) for one in left for other in new if loose(one) == loose(other)]
    return pairs + [pair for pair in alone if counts[0][loose(pair[0])] == counts[1][loose(pair[1])] == 1]


def _alone(candidates: Sequence[str], side: Side, matched: Sequence[Block], blocks: Sequence[Block]) -> tuple[str, ...]:
    """Candidates and blocks of one sweep that the other one has nothing for."""
    names = [name for name in side.request.candidates if name not in candidates]
    return (*names, *(block.name for block in blocks if block not in matched))


def _reference_differs(blocks: Sequence[tuple[Block, Block]]) -> int:
    """In how many samples the reference decides otherwise, in whichever block."""
    found: set[int] = set()
    for before, after in blocks:
        first = dict(before.members)
        found |= {at for at, kept in after.members if at in first and _decided(first[at]) != _decided(kept)}
    return len(found)


def _decided(kept: BlockOutcome) -> tuple[object, ...]:
    """What the reference of a sample decides in a block; nothing where nothing is decided."""
    match kept:
        case WindowsOutcome():
            return kept.variants[0].decisions
        case ValuesOutcome():
            return kept.variants[0].outcomes
        case ObjectsOutcome():
            return tuple(zip(kept.variants[0].labels, kept.variants[0].hits, strict=True))
    return ()

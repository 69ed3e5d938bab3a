"""What became of each sample between two sweeps, and how the worst come first."""

from hypothesis import given
from hypothesis import strategies as st

from tests.sweeps.kept import CANDIDATE, LABELS, decisions, sample
from variantlens.comparison.outcomes import UNCERTAIN
from variantlens.sweeps.versus.mending import Mended, mended
from variantlens.sweeps.versus.pairing import Pair

CAT, DOG = LABELS
NAMES = (CANDIDATE, CANDIDATE)
said = st.lists(st.sampled_from([CAT, DOG, UNCERTAIN]), min_size=2, max_size=2)
rows = st.lists(st.tuples(said, said, said, said), max_size=8)


def pair(at: int, before: tuple[list[str], list[str]], after: tuple[list[str], list[str]]) -> Pair:
    """A sample in which every window should be a cat: what reference and candidate say, before and after."""
    first, second = (sample(at, decisions([CAT] * len(each[0]), *each)) for each in (before, after))
    return Pair(first, second)


def test_most_harm_comes_first_and_says_where_to_look() -> None:
    """Of two newly broken samples the one with more harmful flips; its first flipped window is the one to open."""
    whole = ([CAT] * 3, [CAT] * 3)
    found = mended([pair(1, whole, ([CAT] * 3, [DOG, CAT, CAT])), pair(2, whole, ([CAT] * 3, [CAT, DOG, DOG]))], NAMES)
    assert [(row.pair.after.sample, row.harmful, row.window) for row in found] == [(2, (0, 2), 1), (1, (0, 1), 0)]


def test_what_is_mended_opens_where_it_was_broken() -> None:
    """Without a flip today, the place of the one before is shown."""
    (row,) = mended([pair(1, ([CAT] * 2, [CAT, DOG]), ([CAT] * 2, [CAT, CAT]))], NAMES)
    assert (row.what, row.window, row.by_reference) == (Mended.MENDED, 1, False)


@given(rows)
def test_whatever_is_listed_has_a_reason(said_of: list[tuple[list[str], list[str], list[str], list[str]]]) -> None:
    """A sample stands in the list of what its harmful flips say, in none without harm and with as many right."""
    found = mended([pair(at, (a, b), (c, d)) for at, (a, b, c, d) in enumerate(said_of)], NAMES)
    known = {row.pair.after.sample: row for row in found}
    assert len(known) == len(found)
    for at, (_, before, _, after) in enumerate(said_of):
        if at not in known:
            assert before.count(CAT) == after.count(CAT)
            continue
        row = known[at]
        assert [each.right for each in row.right] == [before.count(CAT), after.count(CAT)]
        was, now = (count > 0 for count in row.harmful)
        assert {(True, True): Mended.STILL, (True, False): Mended.MENDED, (False, True): Mended.BROKEN}.get(
            (was, now), Mended.CHANGED
        ) is row.what

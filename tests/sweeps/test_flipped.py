"""The samples behind a verdict: each once, the worst first, with what changes; and the same as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sweeps.kept import CANDIDATE, LABELS, decisions, objects, sample, values
from variantlens.comparison.outcomes import UNCERTAIN
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.flipped import NO_OBJECT, flipped, is_compared
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.outcomes import FlipsOutcome
from variantlens.sweeps.ticket import BROKEN, Links, ticket
from variantlens.sweeps.verdict import judge

CAT, DOG = LABELS
said = st.sampled_from([CAT, DOG, UNCERTAIN])
windows = st.lists(st.tuples(st.sampled_from([CAT, DOG, None]), said, said), min_size=1, max_size=6)


def test_the_worst_comes_first_and_says_what_changes() -> None:
    """Most harmful flips first; of each the first window of the weightiest flips, and the most frequent change."""
    calm = sample(1, decisions([CAT] * 3, [CAT] * 3, [CAT] * 3))
    helped = sample(2, decisions([CAT], [UNCERTAIN], [CAT]))
    once = sample(3, decisions([CAT] * 2, [CAT] * 2, [CAT, DOG]))
    twice = sample(4, decisions([CAT] * 4, [UNCERTAIN, CAT, CAT, CAT], [CAT, CAT, DOG, DOG]))
    rows = flipped([calm, helped, once, twice], (CANDIDATE,))
    assert [row.sample for row in rows] == [4, 3, 2]
    assert (rows[0].harmful, rows[0].helpful, rows[0].comparable, rows[0].window) == (2, 1, 4, 2)
    assert rows[0].change == (CAT, DOG)
    assert rows[2].change == (UNCERTAIN, CAT)
    assert {row.of_block for row in rows} == {"Classifier"}


def test_flips_of_several_blocks_in_one_window_are_one_window() -> None:
    """Two learn blocks over the same windows: flips add up, windows do not."""
    block = decisions([CAT] * 4, [CAT] * 4, [CAT, CAT, CAT, DOG])
    (row,) = flipped([sample(1, block, block.model_copy(update={"block": 2}))], (CANDIDATE,))
    assert (row.flips, row.flipped, row.comparable) == (2, 1, 4)


def test_of_objects_the_change_says_what_becomes_of_them() -> None:
    """The most frequent change of a box: lost, new, or relabelled."""
    lost = objects([CAT], [(CAT, 0.9, True)] * 2 + [(DOG, 0.9, False)], [(DOG, 0.9, False)], harm=[3], pairs=[2])
    new = objects([], [], [(CAT, 0.9, False)], harm=[3])
    rows = flipped([sample(1, lost, image=True), sample(2, new, image=True)], (CANDIDATE,))
    assert [row.change for row in rows] == [(CAT, NO_OBJECT), (NO_OBJECT, CAT)]


def test_of_values_the_change_is_from_one_to_the_other() -> None:
    """As they are read."""
    block = values([10.0], [10.5], [12.34]).model_copy(
        update={"flips": (FlipsOutcome(windows=(0,), harm=(3,), crossed=(False,), comparable=1),)}
    )
    (row,) = flipped([sample(1, block)], (CANDIDATE,))
    assert row.change == ("10.5", "12.3")


def test_a_candidate_that_nobody_asked_for_counts_nothing() -> None:
    """Only the flips of the named candidates are listed."""
    assert flipped([sample(1, decisions([CAT], [CAT], [DOG]))], ("another",)) == ()


@given(st.lists(windows, min_size=1, max_size=8))
def test_no_flip_is_lost_or_counted_twice(recordings: list[list[tuple[str | None, str, str]]]) -> None:
    """The rows hold exactly the windows that are decided differently."""
    samples = [
        sample(at, decisions(*map(list, zip(*recording, strict=True)))) for at, recording in enumerate(recordings)
    ]
    rows = flipped(samples, (CANDIDATE,))
    differing = {at: sum(before != after for _, before, after in recording) for at, recording in enumerate(recordings)}
    assert {row.sample: row.flips for row in rows} == {at: count for at, count in differing.items() if count}
    assert [row.harmful for row in rows] == sorted((row.harmful for row in rows), reverse=True)


def test_the_text_lists_ten_with_links_and_escapes_names() -> None:
    """The ticket holds verdict, table, links, and no name that could change its form."""
    samples = [
        sample(at, decisions([CAT] * 2, [CAT] * 2, [CAT, DOG]), label="a|b").model_copy(
            update={"filename": f"file_{at}|*x*.csv"}
        )
        for at in range(12)
    ]
    verdict = judge(sweep_data(samples).blocks[0], CANDIDATE, allowed_loss(1.0, "accuracy"))
    links = Links("http://here/sweep?run=x", lambda row: f"http://here/compare?sample={row.sample}")
    text = ticket(flipped(samples, (CANDIDATE,)), [verdict], links)
    rows = [line for line in text.splitlines() if line.startswith("| [")]
    assert len(rows) == BROKEN
    assert rows[0].startswith(r"| [file\_0\|\*x\*.csv](http://here/compare?sample=0) | a\|b | 1 of 2 windows |")
    assert "worse than allowed" in text
    assert "not on the device" in text
    assert "The whole sweep: http://here/sweep?run=x" in text


@pytest.mark.parametrize(
    ("before", "after", "compared"),
    [("cat", "cat", True), ("cat", None, False), (None, "cat", False), (None, None, False)],
)
def test_a_sample_is_compared_where_both_answer(before: str | None, after: str | None, compared: bool) -> None:
    """Nobody agrees where one says nothing."""
    assert is_compared(sample(0, decisions(["cat"], [before], [after])), CANDIDATE) is compared


def test_a_lost_value_is_told_as_no_answer() -> None:
    """What the candidate says where it says nothing."""
    kept = values([1.0], [1.25], [None])
    kept = kept.model_copy(
        update={"flips": (FlipsOutcome(windows=(0,), harm=(3,), crossed=(True,), comparable=1, lost=(0,)),)}
    )
    (row,) = flipped([sample(0, kept)], (CANDIDATE,))
    assert (row.harmful, row.change) == (1, ("1.25", "no answer"))

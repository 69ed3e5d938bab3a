"""Which samples two sweeps share, and which are left out."""

from hypothesis import given
from hypothesis import strategies as st

from tests.sweeps.kept import decisions, objects, sample
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.versus.pairing import paired

ids = st.lists(st.integers(0, 12), unique=True, max_size=8)


def named(at: int, name: str, label: str = "cat") -> SampleOutcome:
    """A sample of one window."""
    return sample(at, decisions([label], ["cat"], ["cat"]), label=label).model_copy(update={"filename": name})


def test_an_id_is_the_same_sample_even_under_another_name() -> None:
    """Within a project a sample keeps its id when somebody renames it."""
    found = paired([named(1, "old")], [named(1, "new")])
    assert len(found.pairs) == 1
    assert (found.by_name, found.only_before, found.only_after) == (0, (), ())


def test_places_in_a_list_are_told_by_name() -> None:
    """Where ids shift when a sample is removed, names tell which is which, and a new sample is no renamed one."""
    found = paired([named(1, "a"), named(2, "b"), named(3, "c")], [named(1, "b"), named(2, "c"), named(3, "d")])
    assert {(pair.before.filename, pair.after.filename) for pair in found.pairs} == {("b", "b"), ("c", "c")}
    replaced = paired([named(1, "a")], [named(1, "d")], lasting_ids=False)
    assert replaced.pairs == ()


def test_what_was_uploaded_again_is_found_by_its_name() -> None:
    """A sample with another id is the same if nobody else has its name and label."""
    found = paired([named(1, "a"), named(2, "b")], [named(7, "a"), named(2, "b")])
    assert {(pair.before.sample, pair.after.sample) for pair in found.pairs} == {(1, 7), (2, 2)}
    assert found.by_name == 1


def test_a_name_that_several_have_matches_nobody() -> None:
    """Of two samples of one name nobody can tell which is meant."""
    found = paired([named(1, "a"), named(2, "a")], [named(7, "a")])
    assert found.pairs == ()
    assert (len(found.only_before), len(found.only_after)) == (2, 1)


def test_an_id_means_nothing_in_another_project() -> None:
    """Elsewhere sample 1 is another sample, and only names tell."""
    found = paired([named(1, "a")], [named(1, "b"), named(2, "a")], same_project=False)
    assert [(pair.before.sample, pair.after.sample) for pair in found.pairs] == [(1, 2)]


def test_a_sample_that_was_labelled_anew_is_left_out() -> None:
    """Its outcomes differ because the truth does, which says nothing of the model."""
    pictures = [sample(2, objects(truth, [], []), label="") for truth in (["cat"], ["cat", "dog"])]
    found = paired([named(1, "a"), pictures[0]], [named(1, "a", "dog"), pictures[1]])
    assert found.pairs == ()
    assert [pair.before.sample for pair in found.altered] == [1, 2]


def test_another_length_is_another_sample_and_other_windows_are_not() -> None:
    """A recording that was cut is left out; one that another impulse cuts into other windows stays."""
    cut = [sample(1, decisions(["cat"], ["cat"], ["cat"]), length_ms=length) for length in (1000, 900)]
    assert len(paired([cut[0]], [cut[1]]).altered) == 1
    two = sample(1, decisions(["cat"] * 2, ["cat"] * 2, ["cat"] * 2), length_ms=1000).model_copy(update={"windows": 2})
    assert len(paired([cut[0]], [two]).pairs) == 1


@given(ids, ids)
def test_every_sample_stands_in_one_place_and_swapping_mirrors(first: list[int], second: list[int]) -> None:
    """Nothing is lost or counted twice, and the order of the pairs does not depend on which sweep is the earlier."""
    before, after = ([named(at, f"sample {at}") for at in each] for each in (first, second))
    found, mirrored = paired(before, after), paired(after, before)
    shared = [pair.before.sample for pair in found.pairs]
    assert sorted(shared + [each.sample for each in found.only_before]) == sorted(first)
    assert sorted(shared + [each.sample for each in found.only_after]) == sorted(second)
    assert [(pair.after, pair.before) for pair in mirrored.pairs] == [(p.before, p.after) for p in found.pairs]
    assert (mirrored.only_before, mirrored.only_after) == (found.only_after, found.only_before)

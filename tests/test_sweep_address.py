"""The address of a sweep is complete, reversible and never guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_address import as_received, ids, names
from variantlens.address import AddressError
from variantlens.sweep_address import CATEGORIES, SweepChoice, Terms, read, write
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.request import SourceKind

finite = st.floats(allow_nan=False, allow_infinity=False)
terms = st.builds(
    Terms,
    allowed=st.floats(0, 1e9),
    unit=st.sampled_from([measure.unit for measure in Measure]),
    floor=st.none() | finite,
    group_by=st.none() | names,
)
beginnings = st.builds(
    SweepChoice,
    service=st.none() | st.just("embedded"),
    project=st.none() | ids,
    impulse=st.none() | ids,
    category=st.none() | st.sampled_from(CATEGORIES),
    labels=st.lists(names, unique=True, max_size=3).map(tuple),
    name_filter=st.just("") | names,
    limit=st.integers(1, 10**6),
    seed=st.integers(0, 10**6),
    variants=st.lists(names, unique=True, max_size=4).map(tuple),
    reference=st.none() | names,
    source=st.sampled_from(SourceKind),
    terms=st.none() | terms,
)
run_ids = st.from_regex(r"[A-Za-z0-9_-]{12}", fullmatch=True)
runs = st.builds(SweepChoice, run=run_ids, terms=st.none() | terms, before=st.none() | run_ids).filter(
    lambda choice: choice.run != choice.before
)


@given(beginnings | runs)
def test_a_written_address_reads_back_as_the_same_choice(choice: SweepChoice) -> None:
    """Whatever can be chosen survives the way through a link."""
    assert read(as_received(write(choice))) == choice


def test_the_address_of_a_run_is_its_id_alone() -> None:
    """The id reproduces a run; what it was started with is not said a second time."""
    choice = SweepChoice(run="fCOtH3aQ0bUk", project=7, variants=("float32", "int8"), labels=("walking",))
    assert write(choice) == {"v": "1", "run": "fCOtH3aQ0bUk"}


def test_two_sweeps_have_an_address_of_their_own() -> None:
    """The id of an earlier run beside that of a run means both, compared."""
    assert write(SweepChoice(run="fCOtH3aQ0bUk", before="Yq3dLk81mNzA")) == {
        "v": "1",
        "run": "fCOtH3aQ0bUk",
        "before": "Yq3dLk81mNzA",
    }


def test_a_seed_without_a_subset_is_left_out() -> None:
    """All samples are all samples, whatever the seed."""
    assert "seed" not in write(SweepChoice(project=1, seed=7))


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"v": ["2"]}, "v"),
        ({"run": ["../secrets"]}, "run"),
        ({"run": ["fCOtH3aQ0bUk"], "before": ["../secrets"]}, "before"),
        ({"run": ["fCOtH3aQ0bUk"], "before": ["fCOtH3aQ0bUk"]}, "before"),
        ({"before": ["fCOtH3aQ0bUk"]}, "before"),
        ({"category": ["split"]}, "category"),
        ({"limit": ["0"]}, "limit"),
        ({"limit": ["many"]}, "limit"),
        ({"source": ["magic"]}, "source"),
        ({"allowed": ["nan"], "unit": ["accuracy"]}, "allowed"),
        ({"allowed": ["-1"], "unit": ["accuracy"]}, "allowed"),
        ({"allowed": ["1"], "unit": ["bananas"]}, "unit"),
        ({"allowed": ["1"]}, "unit"),
        ({"allowed": ["1"], "unit": ["accuracy"], "floor": ["inf"]}, "floor"),
    ],
)
def test_what_cannot_be_understood_is_named(parameters: dict[str, list[str]], parameter: str) -> None:
    """An error says which part of the address is wrong."""
    with pytest.raises(AddressError) as caught:
        read(parameters)
    assert caught.value.parameter == parameter

"""The address of a comparison is complete, reversible and never guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlens.address import MOST_CHARACTERS, MOST_PARAMETERS, AddressError, Choice, check_length, read, write
from variantlens.sweeps.versus.mending import Mended

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
ids = st.integers(0, 10**14)
run_ids = st.from_regex(r"[A-Za-z0-9_-]{12}", fullmatch=True)
choices = st.builds(
    Choice,
    service=st.none() | st.just("embedded") | st.just("https://studio.edgeimpulse.com/v1"),
    project=st.none() | ids,
    impulse=st.none() | ids,
    sample=st.none() | ids,
    variants=st.lists(names, unique=True, max_size=5).map(tuple),
    reference=st.none() | names,
    window=st.none() | ids,
    include_debug_info=st.booleans(),
    truncate_structured_labels=st.booleans(),
    thresholds=st.dictionaries(st.tuples(ids, names), st.floats(allow_nan=False, allow_infinity=False), max_size=3),
    run=st.none() | run_ids,
) | st.builds(Choice, run=run_ids, before=run_ids, became=st.none() | st.sampled_from(Mended))


def as_received(written: dict[str, str | list[str]]) -> dict[str, list[str]]:
    """Query parameters as a browser sends them back: every name with a list of texts."""
    return {name: value if isinstance(value, list) else [value] for name, value in written.items()}


@given(choices)
def test_a_written_address_reads_back_as_the_same_choice(choice: Choice) -> None:
    """Whatever can be chosen survives the way through a link."""
    assert read(as_received(write(choice))) == choice


def test_the_form_that_people_and_scripts_rely_on() -> None:
    """The address of a comparison has the documented names, and variants repeat."""
    written = write(Choice("embedded", 1, 1, 2, ("float32", "int8"), "float32", thresholds={(3, "min_score"): 0.55}))
    assert written == {
        "v": "1",
        "service": "embedded",
        "project": "1",
        "impulse": "1",
        "sample": "2",
        "reference": "float32",
        "variants": ["float32", "int8"],
        "threshold": ["3:min_score:0.55"],
    }


def test_a_short_link_leaves_the_rest_unchosen() -> None:
    """A link may leave out service, impulse, reference and version; nothing is filled in here."""
    choice = read({"project": ["7"], "variants": ["int8", "int8"]})
    assert choice == Choice(project=7, variants=("int8",))


@pytest.mark.parametrize(
    ("parameters", "parameter"),
    [
        ({"project": ["seven"]}, "project"),
        ({"sample": ["-1"]}, "sample"),
        ({"impulse": ["1.5"]}, "impulse"),
        ({"sample": ["9" * 400]}, "sample"),
        ({"service": ["javascript:alert(1)"]}, "service"),
        ({"debug": ["yes"]}, "debug"),
        ({"threshold": ["3:min_score"]}, "threshold"),
        ({"threshold": ["x:min_score:0.5"]}, "threshold"),
        ({"threshold": ["3:min_score:nan"]}, "threshold"),
        ({"run": ["fCOtH3aQ0bUk"], "before": ["Yq3dLk81mNzA"], "became": ["lost"]}, "became"),
        ({"v": ["2"]}, "v"),
    ],
)
def test_a_wrong_value_names_its_parameter(parameters: dict[str, list[str]], parameter: str) -> None:
    """A link that cannot be understood is an error that says which part is wrong, never a guess."""
    with pytest.raises(AddressError) as error:
        read(parameters)
    assert error.value.parameter == parameter


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("&".join(["variants=x"] * (MOST_PARAMETERS + 1)), "parameters"),
        ("name=" + "x" * MOST_CHARACTERS, "characters"),
    ],
)
def test_an_address_that_no_page_would_be_given_is_refused(query: str, words: str) -> None:
    """Too many parameters, or too long a one: told with how many, and how many there may be."""
    with pytest.raises(AddressError, match=words):
        check_length(query)
    check_length(query[: len(query) // 2])

"""Choices of a sweep: filled as for a comparison, frozen in a request, and held against it afterwards."""

from dataclasses import replace

import pytest

from variantlens.service.schema import Impulse
from variantlens.sweep_address import SweepChoice, Terms
from variantlens.sweep_choosing import choice_of, differs, request_of, terms_of, units_of

CHOICE = SweepChoice(
    service="embedded",
    project=1,
    impulse=1,
    category="testing",
    labels=("walking",),
    name_filter="day",
    limit=20,
    seed=3,
    variants=("float32", "int8"),
    reference="float32",
    terms=Terms(1.0, "points of accuracy", 90.0, "device"),
)
RUN = "fCOtH3aQ0bUk"


def impulse(*types: str) -> Impulse:
    """An impulse with learn blocks of these types."""
    blocks = [{"id": at, "type": each, "name": each, "title": each} for at, each in enumerate(types)]
    return Impulse.model_validate({"id": 1, "name": "it", "learnBlocks": blocks})


def test_a_request_gives_its_choice_and_terms_back() -> None:
    """What a run was started with is shown again when it is opened, by whoever opens it."""
    request = request_of(CHOICE)
    assert replace(choice_of(RUN, request), run=None, terms=terms_of(request)) == CHOICE


def test_both_categories_are_none_of_them() -> None:
    """*All* asks the service for no category."""
    assert request_of(replace(CHOICE, category="all")).category is None


@pytest.mark.parametrize(
    "change",
    [{"labels": ()}, {"limit": None}, {"seed": 4}, {"variants": ("float32", "int8", "x")}, {"category": "all"}],
)
def test_a_changed_filter_is_noticed(change: dict[str, object]) -> None:
    """Choices that would bring other samples or variants differ from the run's."""
    request = request_of(CHOICE)
    opened = replace(choice_of(RUN, request), terms=terms_of(request))
    assert not differs(opened, RUN, request)
    assert differs(replace(opened, **change), RUN, request)  # type: ignore[arg-type] # fields are named above


def test_other_terms_are_no_other_choice() -> None:
    """Judging by another loss needs no new run."""
    request = request_of(CHOICE)
    assert not differs(replace(choice_of(RUN, request), terms=Terms(5.0, "points of F1")), RUN, request)


def test_one_variant_cannot_be_swept() -> None:
    """The error says what is missing."""
    with pytest.raises(ValueError, match="two different variants"):
        request_of(replace(CHOICE, variants=("float32",)))


@pytest.mark.parametrize(
    ("types", "first"),
    [
        (("keras",), "points of accuracy"),
        (("keras-object-detection",), "points of F1"),
        (("keras-regression",), "mean absolute error"),
        (("keras-freeform",), "mean squared error"),
        ((), "points of accuracy"),
    ],
)
def test_the_usual_unit_is_that_of_the_main_measure(types: tuple[str, ...], first: str) -> None:
    """Each kind of learn block has its own measure."""
    assert units_of(impulse(*types))[0] == first

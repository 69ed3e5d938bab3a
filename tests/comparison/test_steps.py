"""The smallest difference that outputs can express."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import classification
from variantlens.comparison.steps import in_steps, lattice_step, pair_step, printed_precision, variant_step
from variantlens.service.schema import Classification

LEVELS = np.array([[3, 253], [17, 239], [120, 136], [77, 179]]) / 256


def modelled(*outputs: tuple[str, list[int], float | None]) -> Classification:
    """A classification that says what its model's outputs are: (type, shape, scale)."""
    wire = classification([{"a": 0.5, "b": 0.5}])
    wire["model"] = {
        "sha256": "0",
        "sizeBytes": 1,
        "outputs": [
            {"name": str(index), "type": kind, "shape": shape, "scale": scale}
            for index, (kind, shape, scale) in enumerate(outputs)
        ],
    }
    return Classification.model_validate(wire)


@pytest.mark.parametrize(
    ("outputs", "step"),
    [
        ([("int8", [1, 2], 0.004)], 0.004),
        ([("uint8", [1, 2], 0.004)], 0.004),
        ([("int16", [1, 2], 0.001)], 0.001),
        ([("float32", [1, 2], None)], None),  # said to be a float: no step, whatever the scores look like
        ([("int8", [1, 2], None)], None),  # an integer without a scale
        ([("int8", [1, 2], 0.0)], None),  # a scale that is none
        ([("int8", [1, 7], 0.5), ("int8", [1, 2], 0.004)], 0.004),  # the one with as many values as labels
        ([("int8", [1, 1], 0.004)], 0.004),  # none fits, but there is only this one
        ([("int8", [1, 2], 0.5), ("int8", [1, 2], 0.004)], None),  # two fit and differ
        ([("int8", [1, 2], 0.004), ("int8", [1, 2], 0.004)], 0.004),  # two fit and agree
    ],
)
def test_step_from_model_metadata(outputs: list[tuple[str, list[int], float | None]], step: float | None) -> None:
    """The scale of the integer output that gave the scores, else none."""
    assert variant_step(modelled(*outputs), LEVELS) == step


@pytest.mark.parametrize(
    ("scores", "step"),
    [
        (LEVELS, 1 / 256),  # exact
        (np.round(LEVELS, 4), 1 / 256),  # printed with four decimals
        (np.round(LEVELS * 256 / 255, 5), 1 / 255),
        (LEVELS.astype(np.float32).astype(float), 1 / 256),
        (np.array([[3, 32765], [4711, 28057], [9, 32759], [20001, 12767]]) / 32768, 1 / 32768),
        (np.round(LEVELS, 2), None),  # printed too coarsely to tell
        (LEVELS[:1], None),  # too few scores to tell
        (np.array([[0.5, 0.25, 0.75, 0.125]]), None),  # so few decimals that they fit anything
        (np.array([[0.5, 0.5], [0.25, 0.75]]), None),  # three round numbers prove nothing
        (np.array([[0.7, 0.3], [0.6, 0.4], [0.9, 0.1]]), None),  # written by a person
        (np.array([[0.1234567, 0.8765433], [0.2345678, 0.7654322]]), None),  # floats
        (np.array([[0.0, 1.0]] * 9), None),  # saturated: nothing in between
        (LEVELS * 2, None),  # above 1
        (-LEVELS, None),
        (np.full((2, 2), np.nan), None),
        (np.empty((0, 2)), None),
    ],
)
def test_step_from_the_lattice_of_scores(scores: npt.NDArray[np.float64], step: float | None) -> None:
    """A lattice is named only where the scores prove it."""
    assert lattice_step(scores) == step
    assert variant_step(None, scores) == step


def test_one_score_off_the_lattice_is_enough() -> None:
    """All scores have to lie on it."""
    assert lattice_step(np.append(LEVELS, 0.4321)) is None


@given(st.lists(st.integers(0, 256), min_size=1, max_size=30), st.integers(3, 17))
def test_a_named_lattice_holds_every_score(levels: list[int], decimals: int) -> None:
    """Whatever scores on 1/256 are printed like, the step named is 1/256 or none; never a wrong one."""
    scores = np.round(np.array(levels) / 256, decimals)[:, None]
    assert lattice_step(scores) in (None, 1 / 256)


def test_random_floats_are_on_no_lattice() -> None:
    """A float model's probabilities, however they are printed, have no step."""
    generator = np.random.default_rng(1)
    for decimals in (3, 4, 5, 6, 7, 17):
        assert lattice_step(np.round(generator.dirichlet(np.ones(4), size=50), decimals)) is None


@pytest.mark.parametrize(
    ("reference", "candidate", "step"),
    [(None, None, None), (None, 0.004, 0.004), (0.004, None, 0.004), (0.004, 0.1, 0.1), (0.1, 0.004, 0.1)],
)
def test_pair_step(reference: float | None, candidate: float | None, step: float | None) -> None:
    """The coarser of two quantized outputs, the one that is quantized, none of two floats."""
    assert pair_step(reference, candidate) == step


def test_changes_are_counted_in_steps() -> None:
    """A change is so many steps where the step is known."""
    assert in_steps(-0.5, 0.25) == -2
    assert in_steps(0.5, None) is None


def test_printed_precision() -> None:
    """The unit of the last decimal printed."""
    assert printed_precision(np.array([0.25, 0.9961, 0.5])) == pytest.approx(1e-4)
    assert printed_precision(np.array([1 / 3])) == pytest.approx(1e-16)

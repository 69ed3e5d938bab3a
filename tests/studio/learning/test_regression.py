"""A regression's answer: one number a window."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.errors import Damaged
from studio.inference import Runtime
from studio.learning import Question, RegressionFile

MODELS = Path(__file__).parents[1] / "models"
FEATURES = np.linspace(-1, 1, 24, dtype=np.float32).reshape(3, 4, 2)


def block(file: str) -> RegressionFile:
    """A regression with one of the models of the tests."""
    return RegressionFile.model_validate(
        {"id": 1, "type": "keras-regression", "name": "R", "processing": [2], "models": {"int8": {"file": file}}}
    )


def test_a_model_of_several_outputs_is_no_regression() -> None:
    """Three scores are an error that names their shape, never a first value taken for the answer."""
    with pytest.raises(Damaged, match=r"outputs of shape \(3,\), but a regression gives one number per window"):
        block("dense-int8.tflite").ask(Question(FEATURES, "int8", MODELS, Runtime()))


def read(*outputs: Any) -> list[dict[str, float | None]]:
    """The answer where the model gives these outputs."""
    given = [np.array(output, dtype=np.float64) for output in outputs]
    return block("told.tflite").read(given, Question(FEATURES, "int8", MODELS, Runtime()), "models/told.tflite").result


@pytest.mark.parametrize("output", [[[1.5], [-2.0], [300.0]], [1.5, -2.0, 300.0]])
def test_the_number_stands_under_value(output: Any) -> None:
    """Each window has its number under ``value``, whatever its size, with or without an axis of one."""
    assert read(output) == [{"value": 1.5}, {"value": -2.0}, {"value": 300.0}]


def test_two_outputs_are_no_regression() -> None:
    """A model with a second output is refused, since nothing says which is meant."""
    with pytest.raises(Damaged, match=r"\(1,\), \(1,\)"):
        read([[1.0]] * 3, [[2.0]] * 3)

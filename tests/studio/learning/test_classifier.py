"""A classifier's scores under their labels."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.errors import Damaged
from studio.inference import Runtime
from studio.learning import ClassifierFile, Question

MODELS = Path(__file__).parents[1] / "models"


def block(*labels: str) -> ClassifierFile:
    """A classifier with the int8 model of the tests."""
    return ClassifierFile.model_validate(
        {
            "id": 1,
            "type": "keras",
            "name": "C",
            "processing": [2],
            "labels": list(labels),
            "models": {"int8": {"file": "dense-int8.tflite"}},
        }
    )


def test_labels_stand_in_the_order_of_the_output() -> None:
    """Each label has the score at its place in the model's output; int8 scores lie on its steps of 1/256."""
    runtime = Runtime()
    features = np.ones((2, 4, 2), dtype=np.float32)
    answer = block("b", "a", "c").ask(Question(features, "int8", MODELS, runtime))
    (scores,) = runtime.model(MODELS / "dense-int8.tflite", "optimised").run(features)
    assert [list(row.items()) for row in answer.result] == [
        list(zip(("b", "a", "c"), row, strict=True)) for row in scores.tolist()
    ]
    assert all((value or 0) * 256 % 1 == 0 for row in answer.result for value in row.values())


@pytest.mark.parametrize("labels", [("a", "b"), ("a", "b", "c", "d")])
def test_labels_must_fit_the_output(labels: tuple[str, ...]) -> None:
    """Another number of labels is an error that says both numbers, never scores under wrong labels."""
    question = Question(np.ones((1, 4, 2), dtype=np.float32), "int8", MODELS, Runtime())
    with pytest.raises(Damaged, match=rf"outputs of shape \(3,\), but the project has {len(labels)} labels"):
        block(*labels).ask(question)


def test_two_labels_of_one_name_are_refused() -> None:
    """The score of one would take the other's place without a word."""
    with pytest.raises(ValueError, match="“red” stands there more than once"):
        block("red", "red", "blue")


@pytest.mark.parametrize("shape", [(1, 2, 2), (1, 4, 4), (1,)])
def test_scores_stand_along_one_axis(shape: tuple[int, ...]) -> None:
    """An output of two axes is no list of scores, even where it has as many numbers as there are labels."""
    with pytest.raises(Damaged, match="but the project has 4 labels"):
        block("a", "b", "c", "d").arranged([np.zeros(shape)], MODELS, "m")


def test_axes_of_one_are_no_axes() -> None:
    """Scores of shape (1, 1, labels), as after a pooling that keeps its axes, are scores of labels."""
    (scores,) = block("a", "b", "c").arranged([np.arange(6.0).reshape(2, 1, 1, 3)], MODELS, "m")
    assert scores.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_guess_at_the_axes_is_said() -> None:
    """Where the model's input may be read in two ways, the answer's model says so with both shapes."""
    runtime, square = Runtime(), np.ones((1, 2, 2), dtype=np.float32)
    model = runtime.model(MODELS / "dense-int8.tflite", "optimised")
    model.input = replace(model.input, shape=(1, 2, 2))
    model.run = lambda *_, **__: (np.zeros((1, 3)),)  # type: ignore[method-assign]  # the stand-in has other weights
    answer = block("a", "b", "c").ask(Question(square, "int8", MODELS, runtime))
    assert answer.model is not None
    (said,) = answer.model.notices
    assert said.startswith("The model takes (2, 2) and the processing blocks give (2, 2)")
    assert model.identity.notices == []

"""A classifier's scores under their labels."""

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

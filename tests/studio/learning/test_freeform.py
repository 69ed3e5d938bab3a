"""A freeform block's answer: the model's output, place by place."""

from pathlib import Path

import numpy as np

from studio.inference import Runtime
from studio.learning import FreeformFile, Question

MODELS = Path(__file__).parents[1] / "models"
FEATURES = np.linspace(-1, 1, 24, dtype=np.float32).reshape(3, 4, 2)


def test_places_are_numbered_from_zero() -> None:
    """Every window has the output's values under their places, in their order."""
    entry = {
        "id": 1,
        "type": "keras-freeform",
        "name": "F",
        "processing": [2],
        "models": {"float32": {"file": "dense-float32.tflite"}},
    }
    runtime = Runtime()
    answer = FreeformFile.model_validate(entry).ask(Question(FEATURES, "float32", MODELS, runtime))
    (values,) = runtime.model(MODELS / "dense-float32.tflite", "optimised").run(FEATURES)
    assert [list(row) for row in answer.result] == [["0", "1", "2"]] * 3
    assert [list(row.values()) for row in answer.result] == values.tolist()
    assert len({tuple(row.values()) for row in answer.result}) == 3

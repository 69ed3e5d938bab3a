"""What verdict a demo may expect, and what picture recipes hand to a network."""

import numpy as np
import pytest

from training import pictures
from training.image_classifier import Shot, Task, expected_verdict, largest_loss
from training.projects import Sample

TASK = Task("Task", 4, {"channels": "grayscale", "scaling": "0..1"}, {"type": "keras"}, ["a", "b"], 0.6, "2026-01-01")


@pytest.mark.parametrize(
    ("harmful", "pictures", "points"), [(0, 100, 2.95), (1, 597, 0.79), (0, 40, 7.22), (3, 3, 100)]
)
def test_largest_loss_is_that_of_clopper_and_pearson(harmful: int, pictures: int, points: float) -> None:
    """Upper bounds from tables; without a harmful flip it is 1 − 0.05^(1/n)."""
    assert largest_loss(harmful, pictures) == pytest.approx(points, abs=0.01)


def test_few_pictures_promise_nothing() -> None:
    """One point needs some 300 pictures without a harmful flip."""
    assert expected_verdict({"harmful": 0}, 298, 1.0) == "not enough data"
    assert expected_verdict({"harmful": 0}, 299, 1.0) == "within the allowed loss"


def test_inputs_and_classes_follow_the_task() -> None:
    """Pixels reach the network scaled as project.json says, labels as their place in the output."""
    shots = [
        Shot(np.full((4, 4), 255, np.uint8), Sample("1.png", "testing", "b")),
        Shot(np.zeros((4, 4), np.uint8), Sample("2.png", "testing", "a")),
    ]
    assert TASK.inputs(shots).shape == (2, 4, 4, 1)
    assert TASK.inputs(shots).mean(axis=(1, 2, 3)).tolist() == [1, 0]
    assert TASK.classes(shots).tolist() == [1, 0]


def test_impulse_names_a_file_for_each_variant() -> None:
    """Every variant has a model file of its name, and the size is that of the task."""
    impulse = TASK.impulse(["float32", "int8"])
    (block,) = impulse["learning"]
    assert block["models"] == {name: {"file": f"models/{name}.tflite"} for name in ("float32", "int8")}
    assert (impulse["input"]["imageWidth"], impulse["input"]["imageHeight"]) == (4, 4)


def test_brightness_becomes_whole_numbers() -> None:
    """What lies outside of a byte is cut off, not wrapped around."""
    assert pictures.whole(np.array([[-3.0, 0.4, 0.6, 300.0]])).tolist() == [[0, 0, 1, 255]]

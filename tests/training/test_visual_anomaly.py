"""What recipes call an anomaly, a false alarm and a flip of a picture."""

import numpy as np

from training.visual_anomaly import Question, facts, held_out_threshold

QUESTION = Question(8.0, np.array([True, True, False, False]), np.array(["1", "2", "3", "4"], dtype=object))
REFERENCE = np.array([[[9.0, 1.0]], [[2.0, 1.0]], [[8.0, 0.0]], [[0.0, 0.0]]])


def test_pictures_are_judged_by_their_highest_cell() -> None:
    """A cell on the threshold counts; misses and false alarms are told apart."""
    found = facts(QUESTION, {"float32": REFERENCE}, {"float32": 10})["variants"]["float32"]
    assert (found["right"], found["missed"], found["falseAlarms"], found["cellsFlagged"]) == (2, 1, 1, 2)
    assert (found["accuracy"], found["auroc"], found["sizeBytes"]) == (0.5, 0.75, 10)


def test_flips_by_harm_and_cells_by_side() -> None:
    """A lost defect harms, a lost false alarm helps; cells flagged in one variant only are counted for each side."""
    candidate = np.array([[[1.0, 1.0]], [[2.0, 1.0]], [[0.0, 0.0]], [[9.0, 9.0]]])
    found = facts(QUESTION, {"float32": REFERENCE, "int8": candidate}, {"float32": 1, "int8": 1})["candidates"]["int8"]
    assert (found["flips"], found["harmful"], found["helpful"]) == (3, 2, 1)
    assert found["flipsBySample"] == {"1": 1, "3": 1, "4": 1}
    assert (found["cellsOnlyReference"], found["cellsOnlyCandidate"]) == (2, 2)


def test_another_cell_of_the_same_picture_is_no_flip() -> None:
    """A picture stays an anomaly when another cell of it is flagged."""
    candidate = REFERENCE[:, :, ::-1]
    found = facts(QUESTION, {"float32": REFERENCE, "int8": candidate}, {"float32": 1, "int8": 1})["candidates"]["int8"]
    assert (found["flips"], found["cellsOnlyReference"], found["cellsOnlyCandidate"]) == (0, 2, 2)


def test_one_normal_picture_in_twenty_reaches_the_threshold() -> None:
    """The threshold is the 95th percentile of the pictures' highest cells, to one decimal."""
    scores = np.stack([np.linspace(0, 10, 101), np.full(101, -5.0)], axis=1)[:, np.newaxis]
    assert held_out_threshold(scores) == 9.5

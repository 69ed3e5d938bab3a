"""What all kinds of detectors share: the mAP of one picture."""

import numpy as np
import pytest

from studio.learning.detectors import average_precision
from studio.learning.scenes import Found, Objects


def mean(truth: list[int], found: list[int], paired: list[int]) -> float:
    """Of objects with these labels, where these found ones have a true one; the best score stands first."""
    scores = np.linspace(0.9, 0.6, len(found))
    return average_precision(
        Objects(np.zeros((len(truth), 4)), np.array(truth, dtype=np.int64)),
        Found(np.zeros((len(found), 4)), np.array(found, dtype=np.int64), scores),
        paired,
    )


@pytest.mark.parametrize(
    ("truth", "found", "paired", "expected"),
    [
        ([1, 1], [1, 1], [0, 1], 1.0),
        ([1, 1], [1], [0], 0.5),  # half of the recall is never reached
        ([1], [1, 1], [1], 0.5),  # a false alarm has the better score
        ([1], [1, 1], [0], 1.0),  # a false alarm below all hits costs nothing
        ([1, 2], [1], [0], 0.5),  # the mean over labels
        ([1], [1, 2], [0], 1.0),  # a label that is not in the picture does not count
        ([1], [], [], 0.0),
        ([1, 1], [1, 1, 1], [1, 2], 2 / 3),  # the better precision at a higher recall counts for the lower one
    ],
)
def test_average_precision(truth: list[int], found: list[int], paired: list[int], expected: float) -> None:
    """The area under precision over recall, mean of the labels that are in the picture."""
    assert mean(truth, found, paired) == pytest.approx(expected)

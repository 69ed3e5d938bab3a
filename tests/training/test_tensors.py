"""What is stated about autoencoders, on hand-made cases."""

import numpy as np
import pytest

from training.tensors import autoencoder

INPUTS = np.array([[1.0, 0.0], [0.0, 2.0]])
REFERENCE = np.array([[1.0, 1.0], [0.0, 2.0]])
CANDIDATE = np.array([[1.0, 0.0], [0.0, 4.0]])
FACTS = autoencoder(INPUTS, {"float32": REFERENCE, "int8": CANDIDATE}, {"float32": 9, "int8": 4})


def test_reconstruction_is_held_against_the_input() -> None:
    """Each variant's error is that between its output and what went in."""
    errors = {name: variant["reconstructionError"] for name, variant in FACTS["variants"].items()}
    assert errors == {"float32": 1 / 4, "int8": 4 / 4}


def test_candidate_is_held_against_the_reference() -> None:
    """Changes compare the two outputs, whatever went in; cosine similarity knows direction, not length."""
    pair = FACTS["candidates"]["int8"]
    assert (pair["meanSquaredError"], pair["largestChange"]) == (5 / 4, 2.0)
    assert pair["cosineSimilarity"] == pytest.approx((np.sqrt(0.5) + 1) / 2, abs=1e-4)
    assert pair["smallestCosineSimilarity"] == pytest.approx(np.sqrt(0.5), abs=1e-4)


def test_identical_outputs_do_not_differ() -> None:
    """A candidate that says the same has no error and a similarity of 1."""
    same = autoencoder(INPUTS, {"float32": REFERENCE, "int8": REFERENCE}, {"float32": 1, "int8": 1})
    pair = same["candidates"]["int8"]
    assert (pair["meanSquaredError"], pair["largestChange"], pair["cosineSimilarity"]) == (0, 0, 1)

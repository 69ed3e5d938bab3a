"""Mixtures over cells: the density they compute, and files that hold none."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from studio.errors import Damaged
from studio.learning.cell_mixture import CellMixtureFile, load, ready

GOOD: dict[str, Any] = {
    "weights": [0.25, 0.75],
    "means": [[0.0, 1.0], [3.0, -1.0]],
    "precisions": [[[2.0, 0.5], [0.5, 1.0]], [[1.0, 0.0], [0.0, 4.0]]],
    "shift": 1.5,
    "scale": 2.0,
}


@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 4))
def test_score_is_scipys_density(seed: int, features: int, components: int) -> None:
    """Scores are (−log Σ weight · N(x; mean, covariance) − shift) / scale, by SciPy's own normal density."""
    random = np.random.default_rng(seed)
    means = random.normal(size=(components, features))
    halves = random.normal(size=(components, features, features))
    covariances = halves @ halves.swapaxes(1, 2) + 0.5 * np.eye(features)
    weights = random.dirichlet(np.ones(components)) * 0.9 + 0.1 / components
    file = CellMixtureFile.model_validate(
        {
            "weights": weights.tolist(),
            "means": means.tolist(),
            "precisions": np.linalg.inv(covariances).tolist(),
            "shift": 1.5,
            "scale": 2.0,
        }
    )
    cells = random.normal(scale=2, size=(7, features))
    parts = [
        w * stats.multivariate_normal(m, c).pdf(cells) for w, m, c in zip(weights, means, covariances, strict=True)
    ]
    assert ready(file).scores(cells) == pytest.approx((-np.log(np.sum(parts, axis=0)) - 1.5) / 2, rel=1e-6)


def test_far_away_is_a_large_number_not_an_infinite_one() -> None:
    """Where every density underflows, the score goes on rising with the square of the distance."""
    mixture = ready(CellMixtureFile.model_validate(GOOD))
    near, far = mixture.scores(np.array([[1e3, 0.0], [1e4, 0.0]]))
    assert np.isfinite(far)
    assert far / near == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("weights", [0.25, 0.25], "add up to 1"),
        ("weights", [1.0], "as many"),
        ("means", [[0.0], [3.0]], "values"),
        ("means", [], "as many"),
        ("precisions", [[[2.0, 0.5]], [[1.0, 0.0]]], "2 × 2"),
        ("scale", 0.0, "greater than 0"),
        ("shift", float("nan"), "finite"),
    ],
)
def test_file_that_is_no_mixture(field: str, value: Any, words: str) -> None:
    """Counts that differ, weights that do not add up and numbers that are none are refused with the reason."""
    with pytest.raises(ValidationError, match=words):
        CellMixtureFile.model_validate({**GOOD, field: value})


@pytest.mark.parametrize(
    ("matrix", "words"),
    [([[2.0, 0.5], [-0.5, 1.0]], "not symmetric"), ([[1.0, 2.0], [2.0, 1.0]], "not positive definite")],
)
def test_matrix_that_is_no_precision(tmp_path: Path, matrix: list[list[float]], words: str) -> None:
    """A matrix that no normal distribution has names the file and its field."""
    path = tmp_path / "cells.json"
    path.write_text(json.dumps({**GOOD, "precisions": [matrix, matrix]}))
    with pytest.raises(Damaged, match=words) as caught:
        load(path)
    assert caught.value.field == "precisions"


@pytest.mark.parametrize("content", ["", "[]", '{"weights": 1}'])
def test_damaged_file(tmp_path: Path, content: str) -> None:
    """A file that is cut off or holds something else is an error that names it."""
    path = tmp_path / "cells.json"
    path.write_text(content)
    with pytest.raises(Damaged, match=r"cells\.json"):
        load(path)


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is an error that names it."""
    with pytest.raises(Damaged, match=r"cells\.json.*cannot be read"):
        load(tmp_path / "cells.json")

"""Anomaly scores of Gaussian mixtures against scikit-learn's."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from pydantic import TypeAdapter
from sklearn.mixture import GaussianMixture

from studio.errors import Damaged
from studio.inference import Runtime
from studio.learning import AnyLearnFile, GmmFile, LearnFile, Question
from studio.learning.mixture import MixtureFile, mixture_scores

BLOCKS: TypeAdapter[LearnFile] = TypeAdapter(AnyLearnFile)
BLOCK = {"id": 1, "type": "anomaly-gmm", "name": "G", "processing": [2], "mixture": "gmm.json"}
ONE: dict[str, Any] = {"weight": 1.0, "mean": [0.0, 0.0], "variance": [1.0, 0.25]}
ALONE: dict[str, Any] = {"mean": [1.0, 0.0], "scale": [2.0, 1.0], "components": [ONE]}


def learnt(seed: int, features: int = 3) -> tuple[MixtureFile, GaussianMixture]:
    """A mixture that scikit-learn fits to three clouds, as a file holds it and as it is."""
    random = np.random.default_rng(seed)
    clouds = np.concatenate([random.normal(center, 1 + center / 9, (60, features)) for center in (0, 4, 9)])
    fitted = GaussianMixture(3, covariance_type="diag", random_state=seed).fit((clouds - 2.0) / 4.0)
    parts = zip(fitted.weights_, fitted.means_, fitted.covariances_, strict=True)
    components = [{"weight": w, "mean": m.tolist(), "variance": v.tolist()} for w, m, v in parts]
    standard = {"mean": [2.0] * features, "scale": [4.0] * features}
    return MixtureFile.model_validate({**standard, "components": components}), fitted


FILE, FITTED = learnt(0)


@settings(deadline=None)
@given(arrays.arrays(np.float32, (5, 3), elements=st.floats(-1e4, 1e4, width=32)))
def test_scores_are_those_of_scikit_learn(features: NDArray[np.float32]) -> None:
    """The score is scikit-learn's log-likelihood of the standardised features with its sign turned, near and far."""
    expected = -FITTED.score_samples((features.astype(np.float64) - 2.0) / 4.0)
    assert mixture_scores(features, FILE) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("features", [1, 24])
def test_any_number_of_features_is_taken(features: int) -> None:
    """One feature or many: the scores are scikit-learn's."""
    file, fitted = learnt(1, features)
    points = np.random.default_rng(2).normal(3, 5, (40, features)).astype(np.float32)
    expected = -fitted.score_samples((points.astype(np.float64) - 2.0) / 4.0)
    assert mixture_scores(points, file) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("features", "score"),
    [
        pytest.param((1, 0), math.log(math.pi), id="at the mean: the density is 1 / (2 π · 0.5)"),
        pytest.param((3, 0), math.log(math.pi) + 0.5, id="one standard deviation off"),
        pytest.param((1, 1), math.log(math.pi) + 2.0, id="two standard deviations off"),
        pytest.param((1, 1e4), math.log(math.pi) + 2e8, id="where the density itself is 0"),
    ],
)
def test_one_gaussian_scores_as_by_hand(features: tuple[float, float], score: float) -> None:
    """A single Gaussian's score is half the squared distance in standard deviations, and the height's logarithm."""
    points = np.array([features], dtype=np.float32)
    assert mixture_scores(points, MixtureFile.model_validate(ALONE)) == pytest.approx([score])


def test_not_a_number_stays_none() -> None:
    """Features that are no numbers give a score that is none, instead of a likely or unlikely window."""
    points = np.array([[np.nan, 0], [1, 0]], dtype=np.float32)
    assert np.isnan(mixture_scores(points, MixtureFile.model_validate(ALONE))).tolist() == [True, False]


def asked(folder: Path, variant: str = "int8", features: int = 2) -> list[dict[str, float | None]]:
    """What a block says whose mixture is in ``gmm.json``."""
    windows = np.ones((3, features), dtype=np.float32)
    return BLOCKS.validate_python(BLOCK).ask(Question(windows, variant, folder, Runtime())).result


def test_a_block_answers_alike_whatever_the_variant(tmp_path: Path) -> None:
    """The type leads to this block, and its answer is a score under “anomaly” for each window, in every variant."""
    (tmp_path / "gmm.json").write_text(json.dumps(ALONE))
    score = pytest.approx(math.log(math.pi) + 2)
    assert asked(tmp_path) == [{"anomaly": score}] * 3
    assert asked(tmp_path, "float32") == asked(tmp_path, "int8")


def test_a_block_is_an_anomaly_block_of_all_variants() -> None:
    """It says how unusual a window is, has no variants of its own, and needs its file."""
    block = GmmFile.model_validate(BLOCK)
    assert (block.is_anomaly, block.variants, list(block.files())) == (True, None, [("mixture", "gmm.json")])


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """Another mixture under the same name gives other scores, without a restart."""
    path = tmp_path / "gmm.json"
    path.write_text(json.dumps(ALONE))
    before = asked(tmp_path)
    path.write_text(json.dumps(ALONE | {"components": [ONE | {"mean": [0.0, 1.0]}]}))
    assert asked(tmp_path) == [{"anomaly": pytest.approx(math.log(math.pi))}] * 3 != before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "JSON", id="no JSON"),
        pytest.param(json.dumps(ALONE | {"components": []}), "components: ", id="no component"),
        pytest.param(json.dumps(ALONE | {"scale": [2, 0]}), r"scale\.1: ", id="a scale of zero"),
        pytest.param(
            json.dumps(ALONE | {"components": [ONE | {"variance": [1, 0]}]}),
            r"components\.0\.variance\.1: ",
            id="a variance of zero",
        ),
        pytest.param(json.dumps(ALONE | {"components": [ONE | {"variance": [1]}]}), "same length", id="lengths differ"),
        pytest.param(json.dumps(ALONE | {"components": [ONE, ONE]}), "add up to 1, these to 2", id="weights above 1"),
        pytest.param(json.dumps(ALONE | {"mean": [1, math.nan]}), r"mean\.1: ", id="no number"),
    ],
)
def test_damaged_mixtures_are_refused_by_name(tmp_path: Path, content: str, message: str) -> None:
    """A file of a mixture that cannot be used is named, with the field."""
    (tmp_path / "gmm.json").write_text(content)
    with pytest.raises(Damaged, match=rf"gmm\.json: .*{message}"):
        asked(tmp_path)


def test_a_mixture_must_fit_the_features(tmp_path: Path) -> None:
    """Another number of features is an error that says both numbers."""
    (tmp_path / "gmm.json").write_text(json.dumps(ALONE))
    with pytest.raises(Damaged, match="is for 2 features, but there are 3"):
        asked(tmp_path, features=3)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A mixture that is not there is named."""
    with pytest.raises(Damaged, match=r"gmm\.json: the mixture cannot be read"):
        asked(tmp_path)

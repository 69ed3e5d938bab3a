"""K-means anomaly scores against hand-made cases."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import Damaged
from studio.inference import Runtime
from studio.learning import KMeansFile, Question
from studio.learning.kmeans import ClustersFile, anomaly_scores

CLUSTERS = ClustersFile.model_validate(
    {
        "mean": [1.0, 0.0],
        "scale": [2.0, 1.0],
        "clusters": [{"center": [0.0, 0.0], "maxError": 0.5}, {"center": [10.0, 0.0], "maxError": 2.0}],
    }
)
numbers = st.floats(-1e3, 1e3, width=32)


@pytest.mark.parametrize(
    ("features", "score"),
    [
        pytest.param((1, 0), -0.5, id="the center of a cluster"),
        pytest.param((2, 0), 0.0, id="the edge of a cluster"),
        pytest.param((1, 3), 2.5, id="outside"),
        pytest.param((19, 0), -1.0, id="inside the other, larger cluster"),
        pytest.param((7, 4), 4.5, id="three and four make five"),
    ],
)
def test_score_is_the_distance_to_the_nearest_edge(features: tuple[float, float], score: float) -> None:
    """Features are standardised first; the score is the distance to a center less that cluster's radius."""
    assert anomaly_scores(np.array([features], dtype=np.float32), CLUSTERS).tolist() == [score]


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=20))
def test_score_is_the_smallest_over_all_clusters(points: list[tuple[float, float]]) -> None:
    """Computed one by one with Python's own numbers, the scores are the same."""
    scores = anomaly_scores(np.array(points, dtype=np.float32), CLUSTERS)
    for (x, y), score in zip(points, scores, strict=True):
        near = math.hypot((x - 1) / 2, y) - 0.5
        far = math.hypot((x - 1) / 2 - 10, y) - 2
        assert score == pytest.approx(min(near, far), rel=1e-9, abs=1e-9)


def asked(folder: Path, features: int = 2) -> list[dict[str, float | None]]:
    """What a block says whose clusters are in ``clusters.json``."""
    block = KMeansFile.model_validate(
        {"id": 1, "type": "anomaly", "name": "K", "processing": [2], "clusters": "clusters.json"}
    )
    return block.ask(Question(np.zeros((3, features), dtype=np.float32), "int8", folder, Runtime())).result


def test_a_block_answers_for_each_window(tmp_path: Path) -> None:
    """The block's answer is a score under “anomaly” for each window."""
    (tmp_path / "clusters.json").write_text(CLUSTERS.model_dump_json(by_alias=True))
    assert asked(tmp_path) == [{"anomaly": 0.0}] * 3


def test_not_a_number_stays_none(tmp_path: Path) -> None:
    """Features that are no numbers give a score that is none, instead of an inside or outside."""
    assert np.isnan(anomaly_scores(np.array([[np.nan, 0]], dtype=np.float32), CLUSTERS)).all()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("{", "JSON", id="no JSON"),
        pytest.param(json.dumps({"mean": [0], "scale": [1], "clusters": []}), "clusters: ", id="no cluster"),
        pytest.param(
            json.dumps({"mean": [0], "scale": [0], "clusters": [{"center": [0], "maxError": 1}]}),
            r"scale\.0: ",
            id="a scale of zero",
        ),
        pytest.param(
            json.dumps({"mean": [0, 0], "scale": [1], "clusters": [{"center": [0], "maxError": 1}]}),
            "same length",
            id="lengths that differ",
        ),
    ],
)
def test_damaged_clusters_are_refused_by_name(tmp_path: Path, content: str, message: str) -> None:
    """A file of clusters that cannot be used is named, with the field."""
    (tmp_path / "clusters.json").write_text(content)
    with pytest.raises(Damaged, match=rf"clusters\.json: .*{message}"):
        asked(tmp_path)


def test_clusters_must_fit_the_features(tmp_path: Path) -> None:
    """Another number of features is an error that says both numbers."""
    (tmp_path / "clusters.json").write_text(CLUSTERS.model_dump_json(by_alias=True))
    with pytest.raises(Damaged, match="is for 2 features, but there are 3"):
        asked(tmp_path, features=3)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Clusters that are not there are named."""
    with pytest.raises(Damaged, match=r"clusters\.json: the clusters cannot be read"):
        asked(tmp_path)

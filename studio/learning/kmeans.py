"""The learn block ``anomaly``: how far a window lies from what was seen in training, by K-means clusters.

It computes in floating point whatever the variant, as the service's own block does.
"""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from studio.learning import described
from studio.learning.base import BlockAnswer, FileModel, LearnFile, Question, located

Point: TypeAlias = tuple[float, ...]


class Cluster(FileModel):
    """A cluster of standardised features; ``max_error`` is the radius that holds its training windows."""

    center: Point
    max_error: float = Field(ge=0)


class ClustersFile(FileModel):
    """The file that a K-means block names: how to standardise features, and the clusters."""

    mean: Point
    scale: tuple[Annotated[float, Field(gt=0)], ...]
    clusters: list[Cluster] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_length(self) -> "ClustersFile":
        lengths = {len(self.mean), len(self.scale), *(len(cluster.center) for cluster in self.clusters)}
        if len(lengths) != 1:
            raise ValueError("mean, scale and all centers must have the same length")
        return self

    @cached_property
    def standard(self) -> NDArray[np.float64]:
        """Mean and scale, shape (2, features)."""
        return np.array([self.mean, self.scale])

    @cached_property
    def centers(self) -> NDArray[np.float64]:
        """The middle of each cluster, shape (clusters, features)."""
        return np.array([cluster.center for cluster in self.clusters])

    @cached_property
    def radii(self) -> NDArray[np.float64]:
        """The radius of each cluster, shape (clusters,)."""
        return np.array([cluster.max_error for cluster in self.clusters])


class KMeansFile(LearnFile):
    """K-means anomaly scoring: below 0 is inside a cluster."""

    type: Literal["anomaly"]
    clusters: str

    @property
    def is_anomaly(self) -> bool:
        """It says how unusual a window is."""
        return True

    def files(self) -> Iterator[tuple[str, str]]:
        """Files that it needs, each with the field that names it."""
        yield "clusters", self.clusters

    def read(self, folder: Path) -> ClustersFile:
        """What the file of clusters says.

        Raises:
            Damaged: It cannot be used.
        """
        return described.read(located(folder, self.clusters), ClustersFile.model_validate_json, "clusters")

    def ask(self, question: Question) -> BlockAnswer:
        """The score of each window.

        Raises:
            Damaged: The file of clusters cannot be used, or has another number of features.
        """
        path, clusters = located(question.folder, self.clusters), self.read(question.folder)
        scores = anomaly_scores(question.flat(len(clusters.mean), path), clusters)
        return BlockAnswer(result=[{"anomaly": score} for score in scores.tolist()])


def anomaly_scores(features: NDArray[np.float32], clusters: ClustersFile) -> NDArray[np.float64]:
    """Distance to the nearest cluster's edge: Euclidean distance to its center, less its radius.

    Args:
        features: Shape (windows, features).
        clusters: The clusters, of as many features.

    Returns:
        Shape (windows,); below 0 inside a cluster.
    """
    mean, scale = clusters.standard
    points = (features.astype(np.float64) - mean) / scale
    distances = np.linalg.norm(points - clusters.centers[:, np.newaxis], axis=2)
    nearest: NDArray[np.float64] = (distances - clusters.radii[:, np.newaxis]).min(axis=0)
    return nearest

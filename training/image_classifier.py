"""What demos share that classify pictures: samples, the impulse, measuring, and which verdict is to be expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from training import measure, pictures, projects
from training.projects import Sample

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Shot:
    """A picture with its sample."""

    pixels: pictures.Pixels
    sample: Sample


@dataclass(frozen=True)
class Task:
    """What is classified.

    Attributes:
        name: Of the impulse.
        side: Width and height of the pictures.
        parameters: Of the processing block ``image``.
        block: ``type`` and ``title`` of the learn block.
        labels: In the order of the output.
        threshold: Below it the best score is *uncertain*.
        created: Time of creation, as project.json has it.
    """

    name: str
    side: int
    parameters: Mapping[str, str]
    block: Mapping[str, str]
    labels: Sequence[str]
    threshold: float
    created: str

    @property
    def input(self) -> dict[str, Any]:
        """``input`` of the impulse."""
        sides = {"imageWidth": self.side, "imageHeight": self.side}
        return {"id": 1, "type": "image", **sides, "resizeMode": "squash", "resizeMethod": "lanczos3"}

    def impulse(self, variants: Sequence[str]) -> dict[str, Any]:
        """The impulse in project.json."""
        classifier = {
            "id": 3,
            **self.block,
            "name": "Classifier",
            "createdAt": self.created,
            "processing": [2],
            "labels": list(self.labels),
            "models": {name: {"file": f"models/{name}.tflite"} for name in variants},
            "thresholds": [projects.min_score(self.threshold)],
        }
        return {
            "id": 1,
            "name": self.name,
            "createdAt": self.created,
            "input": self.input,
            "processing": [{"id": 2, "type": "image", "name": "Image", "parameters": dict(self.parameters)}],
            "learning": [classifier],
        }

    def inputs(self, shots: Sequence[Shot]) -> npt.NDArray[np.float32]:
        """What a network gets, shape (pictures, side, side, 1)."""
        return pictures.inputs([shot.pixels for shot in shots], self.input, self.parameters)

    def classes(self, shots: Sequence[Shot]) -> npt.NDArray[np.int64]:
        """The index of each picture's label, shape (pictures,)."""
        return np.array([self.labels.index(shot.sample.label or "") for shot in shots])

    def scores(self, models: Mapping[str, bytes], testing: Sequence[Shot]) -> dict[str, measure.Scores]:
        """Scores by variant, shape (pictures, labels)."""
        given = self.inputs(testing)
        return {name: measure.Runner(model).scores(given) for name, model in models.items()}

    def measured(
        self, models: Mapping[str, bytes], scores: Mapping[str, measure.Scores], testing: Sequence[Shot]
    ) -> dict[str, Any]:
        """The content of measured.json."""
        expected = np.array([shot.sample.label for shot in testing], dtype=object)
        files = np.array([shot.sample.path for shot in testing], dtype=object)
        question = measure.Question(self.labels, self.threshold, expected, files)
        facts = measure.classifier(question, scores, {name: len(model) for name, model in models.items()})
        block = {"impulse": 1, "block": 3, "category": "testing", **facts}
        return {"format": 1, "blocks": [block], "latency": measure.latency(models, self.inputs(testing[:100]))}


def write(folder: Path, shots: Sequence[Shot]) -> None:
    """Writes all samples of a project and their list."""
    for shot in shots:
        pictures.write(folder / "samples" / shot.sample.path, shot.pixels)
    projects.write_info(folder, [shot.sample for shot in shots])


def largest_loss(harmful: int, pictures: int) -> float:
    """The loss in points of accuracy that so few harmful flips do not exclude, at 95 % confidence.

    The upper bound of Clopper and Pearson (1934) on the share of pictures with a harmful flip. It is the product's own
    rule where fewer than twenty samples differ.
    """
    share = 1.0 if harmful == pictures else float(stats.beta.ppf(CONFIDENCE, harmful + 1, pictures - harmful))
    return 100 * share


def expected_verdict(candidate: Mapping[str, Any], pictures: int, allowed_points: float) -> str:
    """The verdict that a sweep over all test pictures is to end in, for a candidate with few flips."""
    enough = largest_loss(candidate["harmful"], pictures) <= allowed_points
    return "within the allowed loss" if enough else "not enough data"

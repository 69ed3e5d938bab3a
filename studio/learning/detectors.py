"""What all learn blocks that find objects share: labels, the score threshold, and how their answer is written."""

from abc import abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from pydantic import Field, model_validator

from studio.learning.base import BlockAnswer, Question
from studio.learning.models import ModelsLearnFile, Outputs
from studio.learning.scenes import Found, Objects, Scene
from variantlens.service.schema import DetectionDetails, Detections

MIN_SCORE = "min_score"


@dataclass(frozen=True)
class Quality:
    """How well found objects agree with true ones: pairs of both, found ones without a pair, true ones without."""

    paired: int
    false_alarms: int
    missed: int

    @property
    def precision(self) -> float | None:
        """Pairs ÷ found objects, None without any."""
        found = self.paired + self.false_alarms
        return self.paired / found if found else None

    @property
    def recall(self) -> float | None:
        """Pairs ÷ true objects, None without any."""
        true = self.paired + self.missed
        return self.paired / true if true else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall, None where there is neither a found nor a true object."""
        objects = 2 * self.paired + self.false_alarms + self.missed
        return 2 * self.paired / objects if objects else None


class DetectorFile(ModelsLearnFile):
    """A learn block that finds objects in pictures."""

    type: Literal["keras-object-detection"]
    labels: list[str] = Field(min_length=1)
    last_layer: str

    @model_validator(mode="after")
    def _has_a_score_threshold(self) -> "DetectorFile":
        if not any(limit.key == MIN_SCORE and isinstance(limit.value, float) for limit in self.thresholds):
            raise ValueError(f"thresholds must hold a number with the key {MIN_SCORE}")
        return self

    @property
    def detection_layer(self) -> str:
        """The last layer, which decides how outputs are read."""
        return self.last_layer

    @property
    def min_score(self) -> float:
        """The score at which an object is found; below it there is none."""
        return next(float(limit.value) for limit in self.thresholds if limit.key == MIN_SCORE)

    @abstractmethod
    def find(self, outputs: Outputs) -> list[Found]:
        """What a model's outputs say of each picture, boxes in 0..1 of what the model sees.

        Args:
            outputs: The model's outputs as the block reads them, each of shape (pictures, …).
        """

    @abstractmethod
    def judge(self, found: Found, truth: Objects, *, debug: bool) -> dict[str, Any]:
        """What the wire says of found objects beyond themselves, by field: metrics, and debug information."""

    def details(self, found: Found) -> DetectionDetails | None:
        """The same objects with numbers for labels, if this kind of block gives them."""
        del found
        return None

    def read(self, outputs: Outputs, question: Question, model: str) -> BlockAnswer:
        """The objects in each picture; with metrics where it is known what truly is in it."""
        seen = self.find(self.arranged(outputs, question.folder, model))
        scenes = question.scenes or [Scene()] * len(seen)
        whole = [scene.whole(found) for scene, found in zip(scenes, seen, strict=True)]
        judged = [
            self.judge(found, scene.known(self.labels), debug=question.include_debug_info)
            for scene, found in zip(scenes, whole, strict=True)
        ]
        return BlockAnswer(
            result=[{} for _ in whole],
            structured_result=[self._written(*pair) for pair in zip(whole, judged, strict=True)],
            details=list(_given(self.details(found) for found in whole)),
        )

    def _written(self, found: Found, judged: dict[str, Any]) -> Detections:
        return Detections(
            boxes=found.boxes.tolist(),
            labels=[self.labels[number - 1] for number in found.classes.tolist()],
            scores=found.scores.tolist(),
            **judged,
        )


def average_precision(truth: Objects, found: Found, paired: Collection[int]) -> float:
    """How well found objects agree with true ones from the best score down: the mAP of one picture.

    For each label that truly is in the picture, the area under precision over recall, where precision is the best
    that this recall or a higher one has (the usual choice since Pascal VOC 2010); then the mean over these labels.

    Args:
        truth: At least one true object.
        found: The found ones, the best score first.
        paired: Indices of the found ones that have a true one.

    Returns:
        In 0..1.
    """
    hits = np.isin(np.arange(len(found)), list(paired))
    areas = []
    for number in np.unique(truth.classes):
        own = hits[found.classes == number]
        precision = np.cumsum(own) / np.arange(1, len(own) + 1)
        best = np.maximum.accumulate(precision[::-1])[::-1]
        areas.append(best[own].sum() / np.count_nonzero(truth.classes == number))
    return float(np.mean(areas))


def joined(parts: Iterable[Found]) -> Found:
    """Several finds in one picture as one, the best score first."""
    parts = list(parts)
    boxes = np.concatenate([np.empty((0, 4)), *(part.boxes for part in parts)])
    classes = np.concatenate([np.empty(0, dtype=np.int64), *(part.classes for part in parts)])
    scores = np.concatenate([np.empty(0), *(part.scores for part in parts)])
    order = np.argsort(-scores, kind="stable")
    return Found(boxes[order], classes[order], scores[order])


def _given(details: Iterable[DetectionDetails | None]) -> Iterable[DetectionDetails]:
    return (each for each in details if each is not None)

"""What a visual anomaly block says of a demo's pictures, held against what is there and against the other variants.

A picture is called an anomaly when one of its cells reaches the threshold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from training.measure import Scores, Texts, digest

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Question:
    """What the block is asked, and what would be right.

    Attributes:
        threshold: From this score on a cell is flagged.
        anomalous: Whether each picture truly shows an anomaly, shape (pictures,).
        samples: The file of each picture, shape (pictures,).
    """

    threshold: float
    anomalous: Flags
    samples: Texts

    def flagged(self, scores: Scores) -> Flags:
        """Which cells reach the threshold; scores of shape (pictures, rows, columns)."""
        flags: Flags = scores >= self.threshold
        return flags

    def decide(self, scores: Scores) -> Flags:
        """Which pictures are called an anomaly, shape (pictures,)."""
        decided: Flags = scores.max(axis=(1, 2)) >= self.threshold
        return decided


def facts(
    question: Question, scores: Mapping[str, Scores], sizes: Mapping[str, int], reference: str = "float32"
) -> dict[str, Any]:
    """The measured facts about a visual anomaly block: each variant alone, then each candidate against the reference.

    Args:
        question: What was asked.
        scores: By variant, shape (pictures, rows, columns).
        sizes: Bytes of each variant's model file.
        reference: The variant that the others are compared with.
    """
    return {
        "kind": "visual-anomaly",
        "threshold": question.threshold,
        "samples": len(question.samples),
        "anomalous": int(question.anomalous.sum()),
        "cells": scores[reference].size,
        "reference": reference,
        "variants": {name: {"sizeBytes": sizes[name], **_alone(question, scores[name])} for name in scores},
        "candidates": {
            name: _against(question, scores[reference], scores[name]) for name in scores if name != reference
        },
    }


def held_out_threshold(scores: Scores) -> float:
    """The threshold that one normal picture in twenty reaches, to one decimal.

    Args:
        scores: Of normal training pictures that nothing was fitted to, shape (pictures, rows, columns).
    """
    return round(float(np.percentile(scores.max(axis=(1, 2)), 95)), 1)


def _alone(question: Question, scores: Scores) -> dict[str, Any]:
    decided = question.decide(scores)
    right = decided == question.anomalous
    words = np.where(decided, "anomaly", "no anomaly").astype(object)
    return {
        "auroc": round(float(roc_auc_score(question.anomalous, scores.max(axis=(1, 2)))), 4),
        "accuracy": round(float(right.mean()), 4),
        "right": int(right.sum()),
        "falseAlarms": int((decided & ~question.anomalous).sum()),
        "missed": int((~decided & question.anomalous).sum()),
        "cellsFlagged": int(question.flagged(scores).sum()),
        "decisionsSha256": digest(words),
    }


def _against(question: Question, reference: Scores, candidate: Scores) -> dict[str, Any]:
    before, after = question.decide(reference), question.decide(candidate)
    flipped = before != after
    ours, theirs = question.flagged(reference), question.flagged(candidate)
    changes = np.abs(candidate - reference)
    return {
        "flips": int(flipped.sum()),
        "harmful": int((flipped & (before == question.anomalous)).sum()),
        "helpful": int((flipped & (after == question.anomalous)).sum()),
        "flipsBySample": dict.fromkeys(question.samples[flipped].tolist(), 1),
        "cellsOnlyReference": int((ours & ~theirs).sum()),
        "cellsOnlyCandidate": int((theirs & ~ours).sum()),
        "medianScoreChange": round(float(np.median(changes)), 4),
        "percentile95ScoreChange": round(float(np.percentile(changes, 95)), 4),
    }

"""The facts of visual anomaly blocks in measured.json, computed again: densities by SciPy, cells counted by name."""

import hashlib
import json
from typing import Any

import numpy as np
from scipy import stats
from scipy.special import logsumexp

from tests.studio.demos import objects, plain
from tests.studio.demos.plain import Demo, Numbers

Facts = dict[str, Any]


def visual_anomaly(demo: Demo, stated: Facts) -> Facts:
    """Facts of kind ``visual-anomaly``."""
    block = demo.learning(stated)
    entries = demo.files(stated["category"])
    paths = [entry["path"] for entry in entries]
    truth = np.array([entry["label"]["label"] in demo.project["anomalousLabels"] for entry in entries])
    inputs = objects.pictures(demo, stated, [demo.folder / "samples" / path for path in paths]).astype(np.float32)
    mixture = json.loads((demo.folder / block["cells"]).read_text())
    threshold, reference = block["thresholds"][0]["value"], demo.project["referenceVariant"]
    found = {
        variant: scores(mixture, plain.run(demo.folder / model["file"], model.get("kernels", "optimised"), inputs))
        for variant, model in block["models"].items()
    }
    sizes = {v: (demo.folder / model["file"]).stat().st_size for v, model in block["models"].items()}
    return {
        "threshold": threshold,
        "samples": len(entries),
        "anomalous": int(truth.sum()),
        "cells": found[reference].size,
        "reference": reference,
        "variants": {v: {"sizeBytes": sizes[v], **alone(found[v], threshold, truth)} for v in found},
        "candidates": {
            v: against(found[reference], found[v], threshold, truth, paths) for v in found if v != reference
        },
    }


def scores(mixture: Facts, features: Numbers) -> Numbers:
    """Scores of all cells, shape (pictures, cells), from features of shape (pictures, rows, columns, features)."""
    parts = [
        np.log(weight) + stats.multivariate_normal(mean, np.linalg.inv(precision)).logpdf(features)
        for weight, mean, precision in zip(mixture["weights"], mixture["means"], mixture["precisions"], strict=True)
    ]
    result: Numbers = (-logsumexp(parts, axis=0) - mixture["shift"]) / mixture["scale"]
    return result.reshape(len(features), -1)


def alone(found: Numbers, threshold: float, truth: np.ndarray[Any, np.dtype[np.bool_]]) -> Facts:
    """Facts about one variant."""
    largest = found.max(axis=1)
    said = [bool(score >= threshold) for score in largest]
    pairs = list(zip(said, truth.tolist(), strict=True))
    ranks = stats.mannwhitneyu(largest[truth], largest[~truth]).statistic
    words = "\n".join("anomaly" if one else "no anomaly" for one in said)
    return {
        "auroc": ranks / (truth.sum() * (~truth).sum()),
        "accuracy": sum(one == real for one, real in pairs) / len(pairs),
        "right": sum(one == real for one, real in pairs),
        "falseAlarms": pairs.count((True, False)),
        "missed": pairs.count((False, True)),
        "cellsFlagged": int((found >= threshold).sum()),
        "decisionsSha256": hashlib.sha256(words.encode()).hexdigest(),
    }


def against(
    before: Numbers,
    after: Numbers,
    threshold: float,
    truth: np.ndarray[Any, np.dtype[np.bool_]],
    paths: list[str],
) -> Facts:
    """Facts about a candidate held against the reference."""
    one, two = before.max(axis=1) >= threshold, after.max(axis=1) >= threshold
    flipped = [i for i in range(len(paths)) if one[i] != two[i]]
    ours = {tuple(cell) for cell in np.argwhere(before >= threshold).tolist()}
    theirs = {tuple(cell) for cell in np.argwhere(after >= threshold).tolist()}
    changes = np.abs(after - before)
    return {
        "flips": len(flipped),
        "harmful": sum(bool(one[i] == truth[i]) for i in flipped),
        "helpful": sum(bool(two[i] == truth[i]) for i in flipped),
        "flipsBySample": {paths[i]: 1 for i in flipped},
        "cellsOnlyReference": len(ours - theirs),
        "cellsOnlyCandidate": len(theirs - ours),
        "medianScoreChange": float(np.median(changes)),
        "percentile95ScoreChange": float(np.percentile(changes, 95)),
    }

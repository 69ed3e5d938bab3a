"""The facts of a block of measured.json, computed again from the demo's models and samples, kind by kind."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import multivariate_normal

from tests.studio.demos import cells, objects, plain, values
from tests.studio.demos.plain import Demo, Numbers

Facts = dict[str, Any]
RANK = {"wrong": 0, "abstained": 1, "right": 2}


def _outcome(decision: str, label: str) -> str:
    return "right" if decision == label else "abstained" if decision == "uncertain" else "wrong"


def classifier(demo: Demo, stated: Facts) -> Facts:
    """Facts of kind ``scores``."""
    block = demo.learning(stated)
    threshold, labels = block["thresholds"][0]["value"], block["labels"]
    scores: dict[str, list[Numbers]] = {variant: [] for variant in block["models"]}
    truth: list[tuple[str, str]] = []
    for entry in demo.files(stated["category"]):
        inputs = plain.features(demo, stated, entry["path"])
        truth += [(entry["path"], entry["label"]["label"])] * len(inputs)
        for variant, model in block["models"].items():
            kernels = model.get("kernels", "optimised")
            scores[variant].append(plain.run(demo.folder / model["file"], kernels, inputs))
    found = {variant: np.concatenate(parts) for variant, parts in scores.items()}
    decisions = {
        variant: [labels[int(row.argmax())] if row.max() >= threshold else "uncertain" for row in rows]
        for variant, rows in found.items()
    }
    reference = demo.project["referenceVariant"]
    others = [variant for variant in found if variant != reference]
    sizes = {variant: (demo.folder / model["file"]).stat().st_size for variant, model in block["models"].items()}
    return {
        "threshold": threshold,
        "samples": len({path for path, _ in truth}),
        "windows": len(truth),
        "reference": reference,
        "variants": {v: {"sizeBytes": sizes[v], **_alone(decisions[v], truth)} for v in found},
        "candidates": {
            v: {
                **_flips(decisions[reference], decisions[v], truth),
                "largestScoreChange": float(np.abs(found[v] - found[reference]).max()),
            }
            for v in others
        },
    }


def _alone(decisions: list[str], truth: list[tuple[str, str]]) -> Facts:
    outcomes = Counter(_outcome(d, label) for d, (_, label) in zip(decisions, truth, strict=True))
    return {
        "accuracy": outcomes["right"] / len(decisions),
        **{outcome: outcomes[outcome] for outcome in RANK},
        "decisionsSha256": hashlib.sha256("\n".join(decisions).encode()).hexdigest(),
    }


def _flips(before: list[str], after: list[str], truth: list[tuple[str, str]]) -> Facts:
    sides: Counter[str] = Counter()
    samples: Counter[str] = Counter()
    for old, new, (path, label) in zip(before, after, truth, strict=True):
        if old != new:
            moved = RANK[_outcome(new, label)] - RANK[_outcome(old, label)]
            sides["harmful" if moved < 0 else "helpful" if moved > 0 else "neutral"] += 1
            samples[path] += 1
    counts = {side: sides[side] for side in ("harmful", "helpful", "neutral")}
    return {"flips": sum(sides.values()), **counts, "flipsBySample": dict(samples)}


def anomaly(demo: Demo, stated: Facts) -> Facts:
    """Facts of kind ``anomaly``: K-means clusters or a mixture of Gaussians, as the block's type says."""
    block = demo.learning(stated)
    field, score = {"anomaly": ("clusters", _distance_to_edge), "anomaly-gmm": ("mixture", _unlikelihood)}[
        block["type"]
    ]
    model = json.loads((demo.folder / block[field]).read_text())
    threshold = block["thresholds"][0]["value"]
    counts: dict[str, int] = {}
    windows = 0
    for entry in demo.files(stated["category"]):
        inputs = plain.features(demo, stated, entry["path"]).astype(float)
        windows += len(inputs)
        flagged = sum(score(model, window) >= threshold for window in inputs)
        counts |= {entry["path"]: flagged} if flagged else {}
    return {
        "threshold": threshold,
        "samples": len(demo.files(stated["category"])),
        "windows": windows,
        "anomalies": sum(counts.values()),
        "anomaliesBySample": counts,
    }


def _distance_to_edge(model: Facts, window: Numbers) -> float:
    standardised = (window - model["mean"]) / model["scale"]
    edges = (np.linalg.norm(standardised - c["center"]) - c["maxError"] for c in model["clusters"])
    return float(min(edges))


def _unlikelihood(model: Facts, window: Numbers) -> float:
    """−log of the mixture's density, by SciPy's own densities."""
    standardised = (window - model["mean"]) / model["scale"]
    densities = [
        np.log(c["weight"]) + multivariate_normal(c["mean"], np.diag(c["variance"])).logpdf(standardised)
        for c in model["components"]
    ]
    return -float(np.logaddexp.reduce(densities))


KINDS: dict[str, Callable[[Demo, Facts], Facts]] = {
    "scores": classifier,
    "anomaly": anomaly,
    "detections": objects.detections,
    "visual-anomaly": cells.visual_anomaly,
    "values": values.regression,
    "tensors": values.autoencoder,
}

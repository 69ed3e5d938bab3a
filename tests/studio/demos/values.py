"""The facts of regressions and freeform outputs in measured.json, computed again."""

import hashlib
import math
from typing import Any

import numpy as np

from tests.studio.demos import objects, plain
from tests.studio.demos.plain import Demo, Numbers

Facts = dict[str, Any]


def regression(demo: Demo, stated: Facts) -> Facts:
    """Facts of kind ``values``, of a regression over pictures."""
    block, entries = demo.learning(stated), demo.files(stated["category"])
    allowed = block["thresholds"][0]["value"]
    paths = [demo.folder / "samples" / entry["path"] for entry in entries]
    inputs = objects.pictures(demo, stated, paths).astype(np.float32)
    expected = [float(entry["label"]["label"]) for entry in entries]
    models = {variant: demo.folder / model["file"] for variant, model in block["models"].items()}
    found = {v: [float(each[0]) for each in plain.run(model, "optimised", inputs)] for v, model in models.items()}
    right = {v: [abs(a - b) <= allowed for a, b in zip(found[v], expected, strict=True)] for v in found}
    reference = demo.project["referenceVariant"]
    candidates: Facts = {}
    for v in set(found) - {reference}:
        pairs = list(zip([entry["path"] for entry in entries], right[reference], right[v], strict=True))
        changes = [abs(a - b) for a, b in zip(found[v], found[reference], strict=True)]
        candidates[v] = {
            "flips": sum(before != after for _, before, after in pairs),
            "harmful": sum(before and not after for _, before, after in pairs),
            "helpful": sum(after and not before for _, before, after in pairs),
            "flipsBySample": {path: 1 for path, before, after in pairs if before != after},
            "largestChange": max(changes),
            "meanChange": sum(changes) / len(changes),
        }
    return {
        "allowedError": allowed,
        "samples": len(entries),
        "windows": len(entries),
        "reference": reference,
        "variants": {v: {"sizeBytes": models[v].stat().st_size, **_alone(found[v], expected, right[v])} for v in found},
        "candidates": candidates,
    }


def _alone(found: list[float], expected: list[float], right: list[bool]) -> Facts:
    errors = [a - b for a, b in zip(found, expected, strict=True)]
    return {
        "meanAbsoluteError": sum(map(abs, errors)) / len(errors),
        "bias": sum(errors) / len(errors),
        "largestError": max(map(abs, errors)),
        "within": sum(right),
        "withinShare": sum(right) / len(right),
        "decisionsSha256": hashlib.sha256(bytes(right)).hexdigest(),
    }


def autoencoder(demo: Demo, stated: Facts) -> Facts:
    """Facts of kind ``tensors``, of an autoencoder whose samples hold one window each."""
    block, entries = demo.learning(stated), demo.files(stated["category"])
    inputs = np.concatenate([plain.features(demo, stated, entry["path"]) for entry in entries])
    models = {variant: demo.folder / model["file"] for variant, model in block["models"].items()}
    found = {v: plain.run(model, "optimised", inputs) for v, model in models.items()}
    reference = demo.project["referenceVariant"]
    return {
        "samples": len(entries),
        "windows": len(inputs),
        "values": inputs.shape[1],
        "reference": reference,
        "variants": {
            v: {"sizeBytes": models[v].stat().st_size, "reconstructionError": np.square(found[v] - inputs).mean()}
            for v in found
        },
        "candidates": {v: _apart(found[reference], found[v]) for v in found if v != reference},
    }


def _apart(reference: Numbers, candidate: Numbers) -> Facts:
    cosines = [
        before @ after / (math.hypot(*before) * math.hypot(*after))
        for before, after in zip(reference, candidate, strict=True)
    ]
    return {
        "meanSquaredError": np.square(candidate - reference).mean(),
        "largestChange": np.abs(candidate - reference).max(),
        "cosineSimilarity": sum(cosines) / len(cosines),
        "smallestCosineSimilarity": min(cosines),
    }

"""The facts of detectors in measured.json, computed again: cells merged, boxes decoded and objects paired in loops.

Nothing of ``studio.learning`` is used. Objects are tuples: label, x, y, width, height, score, boxes in 0..1.
"""

import hashlib
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from studio.processing import processor
from tests.studio.demos import plain
from tests.studio.demos.plain import Demo, Numbers

Facts = dict[str, Any]


class Thing(NamedTuple):
    """An object, true or found."""

    label: str
    x: float
    y: float
    width: float
    height: float
    score: float = 1.0


Near = Callable[[Thing, Thing], float | None]
"""How far two objects of one label are from being the same, None if they cannot be."""


def detections(demo: Demo, stated: Facts) -> Facts:
    """Facts of kind ``detections``."""
    block = demo.learning(stated)
    near = centres_near if block["lastLayer"] == "fomo" else overlap
    entries = demo.files(stated["category"])
    inputs = pictures(demo, stated, [demo.folder / "samples" / entry["path"] for entry in entries])
    size = demo.impulse(stated["impulse"])["input"]
    truths = [true_things(entry, size["imageWidth"], size["imageHeight"]) for entry in entries]
    found = {variant: find(demo, block, model, inputs) for variant, model in block["models"].items()}
    hits = {v: [pairs(truth, seen, near) for truth, seen in zip(truths, found[v], strict=True)] for v in found}
    sizes = {v: (demo.folder / model["file"]).stat().st_size for v, model in block["models"].items()}
    reference = demo.project["referenceVariant"]
    return {
        "threshold": block["thresholds"][0]["value"],
        "samples": len(entries),
        "objects": sum(map(len, truths)),
        "reference": reference,
        "variants": {v: {"sizeBytes": sizes[v], **alone(truths, found[v], hits[v])} for v in found},
        "candidates": {
            v: against(found[reference], hits[reference], found[v], hits[v], near) for v in found if v != reference
        },
    }


def pictures(demo: Demo, stated: Facts, paths: Sequence[Path]) -> npt.NDArray[np.float32]:
    """What the model gets of pictures."""
    impulse = demo.impulse(stated["impulse"])
    (block,) = impulse["processing"]
    size = {key: value for key, value in impulse["input"].items() if key not in {"id", "type"}}
    process = processor(block["type"], {**block["parameters"], **size}, axes=1, frequency_hz=0)
    return process([Image.open(path) for path in paths])


def true_things(entry: dict[str, Any], width: int, height: int) -> list[Thing]:
    """Labelled boxes of a picture that is as large as the model's input."""
    return [
        Thing(b["label"], b["x"] / width, b["y"] / height, b["width"] / width, b["height"] / height)
        for b in entry["boundingBoxes"]
    ]


def find(demo: Demo, block: Facts, model: Facts, inputs: npt.NDArray[np.float32]) -> list[list[Thing]]:
    """What a model finds in each picture."""
    outputs = plain.run_all(demo.folder / model["file"], model.get("kernels", "optimised"), inputs)
    threshold = block["thresholds"][0]["value"]
    if block["lastLayer"] == "fomo":
        return [cells_to_things(each[0], block["labels"], threshold) for each in outputs]
    anchors = list(anchors_of(block["decoding"]["anchors"]))
    return [anchors_to_things(each, anchors, block, threshold) for each in outputs]


def anchors_of(grids: list[Facts]) -> Iterator[tuple[float, float, float, float]]:
    """Centre x, centre y, width, height of every anchor in the order of the outputs."""
    for grid in grids:
        for row in range(grid["rows"]):
            for column in range(grid["columns"]):
                for width, height in grid["sizes"]:
                    yield (column + 0.5) / grid["columns"], (row + 0.5) / grid["rows"], width, height


def anchors_to_things(
    outputs: list[Numbers], anchors: list[tuple[float, float, float, float]], block: Facts, threshold: float
) -> list[Thing]:
    """Boxes of the anchors that see something, the best first; one that overlaps a better one too much is left out."""
    order = block["decoding"]["outputs"]
    differences, scores = outputs[order["differences"]], outputs[order["scores"]]
    things: list[Thing] = []
    for index, column in sorted(np.argwhere(scores >= threshold).tolist(), key=lambda at: -scores[at[0], at[1]]):
        x, y, width, height = anchors[index]
        dx, dy, dw, dh = differences[index] * block["decoding"]["variances"]
        x, y, width, height = x + dx * width, y + dy * height, width * math.exp(dw), height * math.exp(dh)
        left, right = max(x - width / 2, 0), min(x + width / 2, 1)
        top, bottom = max(y - height / 2, 0), min(y + height / 2, 1)
        thing = Thing(block["labels"][column], left, top, right - left, bottom - top, scores[index, column])
        if all(thing.label != other.label or iou(thing, other) <= block["decoding"]["maxIou"] for other in things):
            things.append(thing)
    return things


def cells_to_things(cells: Numbers, labels: list[str], threshold: float) -> list[Thing]:
    """Cells of one label that touch, corners included, as one object each."""
    rows, columns, _ = cells.shape
    things = []
    for number, label in enumerate(labels, start=1):
        left = {(r, c) for r in range(rows) for c in range(columns) if cells[r, c, number] >= threshold}
        while left:
            group, edge = set(), [left.pop()]
            while edge:
                r, c = edge.pop()
                group.add((r, c))
                around = {(r + i, c + j) for i in (-1, 0, 1) for j in (-1, 0, 1)} & left
                left -= around
                edge += around
            top, first = min(r for r, _ in group), min(c for _, c in group)
            height, width = max(r for r, _ in group) - top + 1, max(c for _, c in group) - first + 1
            best = max(cells[r, c, number] for r, c in group)
            things.append(Thing(label, first / columns, top / rows, width / columns, height / rows, best))
    return things


def centres_near(one: Thing, two: Thing) -> float | None:
    """The distance of two centres, if it is at most 0.2."""
    x, y = one.x + one.width / 2 - two.x - two.width / 2, one.y + one.height / 2 - two.y - two.height / 2
    distance = math.hypot(x, y)
    return distance if one.label == two.label and distance <= 0.2 else None


def overlap(one: Thing, two: Thing) -> float | None:
    """One less the intersection over union of two boxes, if they overlap by at least half."""
    shared = iou(one, two)
    return 1 - shared if one.label == two.label and shared >= 0.5 else None


def iou(one: Thing, two: Thing) -> float:
    """Intersection over union of two boxes."""
    width = min(one.x + one.width, two.x + two.width) - max(one.x, two.x)
    height = min(one.y + one.height, two.y + two.height) - max(one.y, two.y)
    shared = max(width, 0) * max(height, 0)
    return shared / (one.width * one.height + two.width * two.height - shared)


def pairs(truth: Sequence[Thing], found: Sequence[Thing], near: Near) -> dict[int, int]:
    """Index of a found object → index of the true one: as many as possible, then the nearest; all ways are tried."""

    def best(start: int, taken: frozenset[int]) -> tuple[int, float, dict[int, int]]:
        if start == len(truth):
            return 0, 0.0, {}
        ways = [best(start + 1, taken)]
        for index, thing in enumerate(found):
            distance = near(truth[start], thing)
            if distance is not None and index not in taken:
                count, total, rest = best(start + 1, taken | {index})
                ways.append((count - 1, total + distance, rest | {index: start}))
        return min(ways, key=lambda way: way[:2])

    return best(0, frozenset())[2]


def alone(truths: list[list[Thing]], found: list[list[Thing]], hits: list[dict[int, int]]) -> Facts:
    """F1 and what it is made of."""
    hit, all_found, all_true = sum(map(len, hits)), sum(map(len, found)), sum(map(len, truths))
    return {
        "f1": 2 * hit / (all_found + all_true),
        "precision": hit / all_found,
        "recall": hit / all_true,
        "hit": hit,
        "falseAlarms": all_found - hit,
        "missed": all_true - hit,
        "decisionsSha256": digest(found, hits),
    }


def digest(found: list[list[Thing]], hits: list[dict[int, int]]) -> str:
    """A fingerprint: per picture a line of objects, each with the number of its label and what it hits."""
    labels = sorted({thing.label for things in found for thing in things})
    lines = [
        " ".join(sorted(f"{1 + labels.index(thing.label)}:{hit.get(i, '-')}" for i, thing in enumerate(things)))
        for things, hit in zip(found, hits, strict=True)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def against(
    before: list[list[Thing]],
    hit_before: list[dict[int, int]],
    after: list[list[Thing]],
    hit_after: list[dict[int, int]],
    near: Near,
) -> Facts:
    """What a candidate changes."""
    changed = lost = gained = new = gone = harmed = 0
    for one, one_hits, two, two_hits in zip(before, hit_before, after, hit_after, strict=True):
        changed += not len(one) == len(two) == len(pairs(one, two, near))
        lost_here = len(set(one_hits.values()) - set(two_hits.values()))
        gained += len(set(two_hits.values()) - set(one_hits.values()))
        alarms_before = [thing for i, thing in enumerate(one) if i not in one_hits]
        alarms_after = [thing for i, thing in enumerate(two) if i not in two_hits]
        shared = len(pairs(alarms_before, alarms_after, near))
        new += len(alarms_after) - shared
        gone += len(alarms_before) - shared
        lost += lost_here
        harmed += lost_here > 0 or len(alarms_after) > shared
    return {
        "imagesChanged": changed,
        "objectsLost": lost,
        "objectsFound": gained,
        "falseAlarmsNew": new,
        "falseAlarmsGone": gone,
        "imagesHarmed": harmed,
    }

"""A sample classified by the embedded service over HTTP, against plain code around plain LiteRT calls.

The plain code reads the sample, cuts its windows, scales them, runs both models window by window, computes the
scores of K-means and of the mixture of Gaussians, and writes everything with ``json``: the work itself, without a
service around it.
"""

import csv
import json
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from benchmarks.measuring import Measured, against, timed
from benchmarks.programs import ROOT
from variantlens.service.client import Client
from variantlens.service.embedded import EmbeddedService

DEMO = ROOT / "studio" / "demos" / "motion"
VARIANTS = ("float32", "int8")
WINDOWS = (17, 600)
WIDTH, STEP = 20, 5
"""Values of a window and between two windows: 2 s and 0.5 s at 10 Hz."""


def measure() -> Iterator[Measured]:
    """Measure a demo sample and a long one, made of the demo's recordings."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "motion")
        shutil.copytree(DEMO, project)
        files = _lengthen(project)
        service = EmbeddedService(projects=(Path(folder),), job_windows=100_000)
        service.start()
        try:
            client = Client(service.address, service.api_key, embedded=True)
            for windows, (sample, path) in zip(WINDOWS, files, strict=True):
                plain = Plain(project)
                yield against(
                    f"classify {windows} windows with two variants, over HTTP",
                    timed(partial(client.classify_variants, 1, sample, VARIANTS)),
                    timed(partial(plain.classify, path)),
                    rounds=15,
                )
        finally:
            service.stop()


def _lengthen(project: Path) -> list[tuple[int, Path]]:
    """Give the project a recording of 600 windows; returns id and file of a short and of the long sample."""
    listing = project / "samples" / "info.labels"
    listed = json.loads(listing.read_text())
    paths = [project / "samples" / entry["path"] for entry in listed["files"]]
    tables = [list(csv.reader(path.open())) for path in paths]
    rows = [row[1:] for table in tables for row in table[1:]][: WIDTH + (WINDOWS[1] - 1) * STEP]
    long = project / "samples" / "long.csv"
    with long.open("w", newline="") as file:
        csv.writer(file).writerows([tables[0][0], *([index * 100, *row] for index, row in enumerate(rows))])
    listed["files"].append(listed["files"][0] | {"path": long.name, "name": long.name})
    listing.write_text(json.dumps(listed))
    return [(1, paths[0]), (len(listed["files"]), long)]


class Plain:
    """What anybody would write for the same answer, with everything loaded beforehand."""

    def __init__(self, project: Path) -> None:
        impulse = json.loads((project / "project.json").read_text())["impulses"][0]
        scaling = impulse["processing"][0]["parameters"]
        self.mean, self.scale = np.array(scaling["mean"]), np.array(scaling["scale"])
        models = impulse["learning"][0]["models"]
        self.labels: list[str] = impulse["learning"][0]["labels"]
        self.models = [Interpreter(str(project / models[variant]["file"])) for variant in VARIANTS]
        for model in self.models:
            model.allocate_tensors()
        clusters = json.loads((project / "models" / "kmeans.json").read_text())
        self.centres = np.array([each["center"] for each in clusters["clusters"]])
        self.edges = np.array([each["maxError"] for each in clusters["clusters"]])
        mixture = json.loads((project / "models" / "gmm.json").read_text())
        self.components = [
            [np.array(each[key]) for key in ("weight", "mean", "variance")] for each in mixture["components"]
        ]
        # The mixture is over the same features, standardised alike.
        self.flat_mean, self.flat_scale = np.array(clusters["mean"]), np.array(clusters["scale"])

    def classify(self, path: Path) -> str:
        """Read, process, infer, write."""
        with path.open() as file:
            values = np.array([row[1:] for row in list(csv.reader(file))[1:]], dtype=np.float64)
        starts = range(0, len(values) - WIDTH + 1, STEP)
        windows = np.stack([values[start : start + WIDTH] for start in starts])
        inputs = ((windows - self.mean) / self.scale).astype(np.float32)
        results = [self._run(model, inputs) for model in self.models]
        flat = self._flat(windows)
        anomalies = {"kmeans": self._distances(flat), "gmm": self._unlikelihoods(flat)}
        return json.dumps({"results": results, "anomalies": anomalies, "values": values.tolist()})

    def _run(self, model: Interpreter, inputs: npt.NDArray[np.float32]) -> list[dict[str, float]]:
        into, out = model.get_input_details()[0], model.get_output_details()[0]
        rows = []
        for window in inputs:
            model.set_tensor(into["index"], _quantized(window, into).reshape(into["shape"]))
            model.invoke()
            scores = _real(model.get_tensor(out["index"])[0], out)
            rows.append(dict(zip(self.labels, map(float, scores), strict=True)))
        return rows

    def _flat(self, windows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        flat = np.stack([windows.mean(1), windows.std(1), windows.min(1), windows.max(1)], axis=2)
        scaled: npt.NDArray[np.float64] = (flat.reshape(len(windows), -1) - self.flat_mean) / self.flat_scale
        return scaled

    def _distances(self, flat: npt.NDArray[np.float64]) -> list[float]:
        distances = np.linalg.norm(flat[:, None] - self.centres[None], axis=2) - self.edges
        return [float(score) for score in distances.min(axis=1)]

    def _unlikelihoods(self, flat: npt.NDArray[np.float64]) -> list[float]:
        logarithms = [
            np.log(weight) - (np.log(2 * np.pi * variance) + (flat - mean) ** 2 / variance).sum(axis=1) / 2
            for weight, mean, variance in self.components
        ]
        return [-float(score) for score in np.logaddexp.reduce(logarithms)]


def _quantized(values: npt.NDArray[np.float32], detail: dict[str, Any]) -> npt.NDArray[Any]:
    scale, zero = detail["quantization"]
    if not scale:
        return values
    limits = np.iinfo(detail["dtype"])
    integers: npt.NDArray[Any] = np.clip(np.round(values / scale) + zero, limits.min, limits.max)
    return integers.astype(detail["dtype"])


def _real(values: npt.NDArray[Any], detail: dict[str, Any]) -> npt.NDArray[np.float64]:
    scale, zero = detail["quantization"]
    real: npt.NDArray[np.float64] = values.astype(np.float64)
    return (real - zero) * scale if scale else real

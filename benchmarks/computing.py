"""From the bytes of an answer to figures, against ``json`` and Plotly building the same traces."""

import json
from collections.abc import Iterator
from functools import partial

import numpy as np
import plotly.graph_objects as go

from benchmarks.measuring import Measured, against, timed
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.scores import ScoresComparison
from variantlens.figures import anomaly, scores, signal
from variantlens.service.schema import ClassifyAnswer

WINDOWS = (17, 600, 10_000)
LABELS = ("badminton", "running", "standing", "walking")


def measure() -> Iterator[Measured]:
    """Measure at several lengths."""
    for windows in WINDOWS:
        body = answer(windows)
        drawn = [figure.to_dict() for figure in figures(compare(ClassifyAnswer.model_validate_json(body)))]
        yield against(
            f"answer to figures, {windows:,} windows",
            timed(partial(ours, body)),
            timed(partial(bare, body, drawn)),
            rounds=30 if windows < 1000 else 9,
            aim=1.5,
        )


def ours(body: bytes) -> list[str]:
    """Value objects, then the figures that the Compare page shows first, as the browser gets them."""
    return [figure.to_json() for figure in figures(compare(ClassifyAnswer.model_validate_json(body)))]


def bare(body: bytes, drawn: list[dict[str, object]]) -> list[str]:
    """The bytes read by ``json``, and Plotly given traces that are ready."""
    json.loads(body)
    return [go.Figure(figure).to_json() for figure in drawn]


def figures(comparison: Comparison) -> Iterator[go.Figure]:
    """What the Compare page draws before anything is opened."""
    recording = signal.signal(comparison.sample)
    for block in comparison.blocks:
        for result in block.results:
            if isinstance(result, ScoresComparison):
                yield signal.strip(recording, comparison.windows, result, "light")
                yield scores.side_by_side(comparison.windows, result, "light")
            elif isinstance(result, AnomalyComparison):
                yield anomaly.timeline(comparison.windows, result, "light")


def answer(windows: int) -> bytes:
    """An answer of the motion demo's form, as the service writes it."""
    chance = np.random.default_rng(7)
    rows = chance.dirichlet([0.3] * len(LABELS), windows)
    results = [
        {
            "variant": variant,
            "classifications": [
                _block(3, "keras", [dict(zip(LABELS, map(float, row), strict=True)) for row in said], "min_score", 0.6),
                _block(5, "anomaly", [{"anomaly": float(row[0])} for row in rows], "min_anomaly_score", 0.5),
            ],
        }
        for variant, said in (("float32", rows), ("int8", np.round(rows * 256) / 256))
    ]
    values = chance.normal(size=(windows * 5 + 15, 6)).round(4)
    sensors = [{"name": f"axis {index}", "units": "g"} for index in range(6)]
    sample = {"sample": {"id": 1, "intervalMs": 100}, "payload": {"sensors": sensors, "values": values.tolist()}}
    whole = {"success": True, "results": results, "sample": sample, "windowSizeMs": 2000, "windowIncreaseMs": 500}
    return json.dumps(whole).encode()


def _block(id_: int, type_: str, rows: list[dict[str, float]], key: str, value: float) -> dict[str, object]:
    labels = [{"startIndex": 0, "endIndex": len(rows) - 1, "label": LABELS[0]}]
    return {
        "learnBlock": {"id": id_, "type": type_, "name": type_},
        "result": rows,
        "expectedLabels": labels,
        "thresholds": [{"key": key, "value": value}],
    }

"""The autoencoder demo: 24 hourly values of power demand, squeezed through four numbers, and drawn again.

The story: an answer without labels, scores or a right value still shows what quantization does. int8 draws the days
as float32 does; with one day among those of its calibration left in other units, its steps are 40 times too coarse.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from studio.processing import processor
from training import measure, power_demand, projects, quantize, repeatable, shipped, tensors
from training.power_demand import AXIS, HOUR_MS, HOURS, Day

SEED = 1
"""The first one that was tried."""
CREATED = "2026-11-23T00:00:00Z"
TESTED, SHOWN = 400, 24
CODE = 4
"""Numbers that a day is squeezed through."""
GLITCH = 40
"""What the values of the first calibration day are multiplied by."""
VARIANTS = ("float32", "int8", "int8-one-glitch")
FREQUENCY_HZ = 1000 / HOUR_MS


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    training, testing = power_demand.days("training"), power_demand.days("testing", TESTED)
    projects.empty(folder)
    projects.write_info(folder, power_demand.write(folder / "samples", testing + training[:SHOWN]))

    models = train(features(training))
    projects.write_models(folder, models)
    inputs = features(testing)
    outputs = {name: measure.Runner(model).scores(inputs) for name, model in models.items()}
    sizes = {name: len(model) for name, model in models.items()}
    facts = tensors.autoencoder(inputs.reshape(TESTED, HOURS).astype(np.float64), outputs, sizes)
    block = {"impulse": 1, "block": 3, "category": "testing", **facts}
    latency = measure.latency(models, inputs[:100])
    projects.write_json(folder / "measured.json", {"format": 1, "blocks": [block], "latency": latency})
    worst = tensors.squared(outputs["float32"], outputs["int8-one-glitch"]).argmax()
    projects.write_json(folder / "project.json", project(block, testing[int(worst)].file, len(training)))
    (folder / "ATTRIBUTION.md").write_text(attribution(len(training)), encoding="utf-8")


def features(of: Sequence[Day]) -> npt.NDArray[np.float32]:
    """What the network gets, shape (days, hours, 1), by the service's own processing."""
    return processor("raw", {}, axes=1, frequency_hz=FREQUENCY_HZ)(power_demand.signals(of))


def train(days: npt.NDArray[np.float32]) -> dict[str, bytes]:
    """One network, three .tflite files by variant.

    Args:
        days: Shape (days, hours, 1).
    """
    days = days.reshape(len(days), HOURS)
    repeatable.start(SEED)
    network = tf.keras.Sequential(
        [
            tf.keras.Input((HOURS,), name="day"),
            tf.keras.layers.Dense(32, activation="relu"),
            tf.keras.layers.Dense(CODE, activation="tanh"),
            tf.keras.layers.Dense(32, activation="relu"),
            tf.keras.layers.Dense(HOURS),
        ],
        name="daily_demand",
    )
    network.compile(tf.keras.optimizers.Adam(3e-3), "mean_squared_error")
    shipped.fit(network, days, days, batch_size=16, epochs=150)
    glitch = days.copy()
    glitch[0] *= GLITCH
    return dict(
        zip(
            VARIANTS,
            (quantize.float32(network), quantize.int8(network, days), quantize.int8(network, glitch)),
            strict=True,
        )
    )


def project(block: dict[str, Any], sample: str, trained: int) -> dict[str, Any]:
    """The content of project.json.

    Args:
        block: What was measured.
        sample: The sample that shows the story.
        trained: How many days were trained on.
    """
    return projects.described(
        number=10,
        name="Daily demand",
        description=DESCRIPTION,
        created=CREATED,
        variants={
            "float32": "As trained.",
            "int8": f"Full int8, calibrated on all {trained} training days.",
            "int8-one-glitch": f"Full int8 of the same weights, calibrated on the same {trained} days, of which one "
            f"was left in other units: {GLITCH} times too large.",
        },
        demo=demo(block, sample, trained),
        impulses=[impulse()],
    )


def demo(block: dict[str, Any], sample: str, trained: int) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    error = {name: f"{variant['reconstructionError']:.3f}" for name, variant in block["variants"].items()}
    good, bad = block["candidates"]["int8"], block["candidates"]["int8-one-glitch"]
    return {
        "headline": f"Reconstruction error {error['float32']} → {error['int8']}; "
        f"with one glitch in the calibration, {error['int8-one-glitch']}",
        "summary": f"An autoencoder squeezes the 24 hours of a day through {CODE} numbers and draws them again. int8's "
        f"drawings differ from float32's by a mean squared error of {good['meanSquaredError']:g} (cosine similarity "
        f"{good['cosineSimilarity']:.3f}). With one of {trained} calibration days {GLITCH} times too large, the same "
        f"weights differ by {bad['meanSquaredError']:g} ({bad['cosineSimilarity']:.3f}), at worst by "
        f"{bad['largestChange']:.2f} at one hour.",
        "kind": "24 hours of power demand → the same day, drawn again",
        "order": 10,
        "sample": sample,
        "variants": list(VARIANTS),
        "impulse": 1,
        "allowedLoss": {"value": 0.001, "unit": "mean squared error"},
        "expectedVerdict": "not enough data",
    }


def impulse() -> dict[str, Any]:
    """A day → its values → 24 numbers."""
    return {
        "id": 1,
        "name": "Daily demand, one day",
        "createdAt": CREATED,
        "input": {
            "id": 1,
            "type": "time-series",
            "windowSizeMs": HOURS * HOUR_MS,
            "windowIncreaseMs": HOURS * HOUR_MS,
            "frequencyHz": FREQUENCY_HZ,
            "axes": [AXIS],
        },
        "processing": [{"id": 2, "type": "raw", "name": "Raw data", "parameters": {}}],
        "learning": [
            {
                "id": 3,
                "type": "keras-freeform",
                "name": "Autoencoder",
                "title": "Freeform (Keras)",
                "createdAt": CREATED,
                "processing": [2],
                "models": {name: {"file": f"models/{name}.tflite"} for name in VARIANTS},
            }
        ],
    }


DESCRIPTION = (
    "Electrical power demand of single days in Italy, one value an hour, normalised for each day. An autoencoder gives "
    "each day back as well as four numbers can hold it; a day that it gives back badly is an unusual one. Its answer "
    "has no labels and no right value, so what is compared is the output itself. Training and test days are those of "
    "the source and come from the same twelve monthly series, so other years are not measured."
)


def attribution(trained: int) -> str:
    """Where everything comes from, and what was computed."""
    return f"""\
# Daily demand: where it comes from

The days are ItalyPowerDemand as shipped in the Python package aeon 1.6.0 (BSD-3-Clause). The data file itself says
that they were derived from twelve monthly time series of electrical power demand in Italy, first used in the paper
"Intelligent Icons: Integrating Lite-Weight Data Mining and Visualization into GUI Operating Systems". It gives no
licence of its own, no unit and no dates. Its two classes are days from October to March and from April to September;
class 1 is taken to be the former and class 2 the latter, in the order of that sentence. Hourly values are taken from
the length of 24. The values are as in the source, where each day has a mean of 0 and a standard deviation of 1.

## What was computed

- Split: that of the files. The network was trained on all {trained} training days; the first {TESTED} of the test
  days are shipped and measured, and the first {SHOWN} training days are shipped, marked as training. Days are from
  the same series, so a test day may be the neighbour of a training day.
- Samples: one CSV file per day, a timestamp every hour added.
- Network: dense layers of 32, {CODE}, 32 and 24 values, trained for 150 passes on the mean squared error with seed
  {SEED}, which is the first one that was tried. It learns to give its input back.
- int8: weights, activations, input and output; calibrated on all training days. int8-one-glitch: on the same days, the
  first of which was multiplied by {GLITCH}, as if it had been left in other units. That glitch was made up.
- measured.json: from LiteRT runs of the shipped files over the {TESTED} test days. The reconstruction error is the
  mean squared difference between output and input.
"""

"""The gauge demo: what a needle shows, as a number, from a picture of 64×64 pixels by a small 2-D network.

The story: calibrated on gauges all over the scale, int8 reads as well as float32; calibrated on gauges in the middle
of it, the same weights cannot say anything above, however plain the picture.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from PIL import Image

from studio.processing import processor
from training import estimates, gauges, measure, projects, quantize, repeatable, shipped
from training.gauges import LARGEST, SIZE, Gauge

SEED = 1
"""The first one that was tried."""
CREATED = "2026-11-23T00:00:00Z"
ALLOWED = 3.0
"""Absolute error up to which a reading is right, of 100."""
TRAINED, TESTED, SHOWN, CALIBRATION = 4000, 400, 24, 300
NARROW = (40.0, 60.0)
"""Values in the pictures of the narrow calibration."""
PARAMETERS = {"channels": "grayscale", "scaling": "0..1"}
INPUT = {"id": 1, "type": "image", "imageWidth": SIZE, "imageHeight": SIZE, "resizeMode": "squash"}


def build(folder: Path) -> None:
    """Draws, trains, quantizes, measures and writes the whole project folder."""
    training = gauges.gauges(TRAINED, "training", SEED)
    testing = gauges.gauges(TESTED, "testing", SEED + 1)
    narrow = gauges.gauges(CALIBRATION, "training", SEED + 2, *NARROW)
    projects.empty(folder)
    samples = gauges.write(folder / "samples", testing, "testing")
    samples += gauges.write(folder / "samples", training[:SHOWN], "training")
    projects.write_info(folder, samples)

    models = train(features(training), np.array([gauge.value for gauge in training]), features(narrow))
    projects.write_models(folder, models)
    facts = measured(models, testing, [sample.path for sample in samples[:TESTED]])
    projects.write_json(folder / "measured.json", facts)
    projects.write_json(folder / "project.json", project(facts))
    (folder / "ATTRIBUTION.md").write_text(ATTRIBUTION, encoding="utf-8")


def features(of: Sequence[Gauge]) -> npt.NDArray[np.float32]:
    """What the network gets, shape (pictures, height, width, 1), by the service's own processing."""
    size = {key: value for key, value in INPUT.items() if key not in ("id", "type")}
    process = processor("image", {**PARAMETERS, **size}, axes=1, frequency_hz=0)
    return process([Image.open(gauge.file) for gauge in of])


def train(
    inputs: npt.NDArray[np.float32], values: npt.NDArray[np.float64], narrow: npt.NDArray[np.float32]
) -> dict[str, bytes]:
    """One network, three .tflite files by variant.

    Args:
        inputs: Pictures, shape (pictures, height, width, 1).
        values: What they show, shape (pictures,).
        narrow: Pictures for the narrow calibration, shaped like inputs.
    """
    repeatable.start(SEED)
    network = tf.keras.Sequential(
        [
            tf.keras.Input(inputs.shape[1:], name="picture"),
            tf.keras.layers.Conv2D(8, 5, strides=2, padding="same", activation="relu"),
            tf.keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
            tf.keras.layers.Conv2D(24, 3, strides=2, padding="same", activation="relu"),
            tf.keras.layers.Conv2D(32, 3, strides=2, padding="same", activation="relu"),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(48, activation="relu"),
            tf.keras.layers.Dense(1),
        ],
        name="gauge",
    )
    rate = tf.keras.optimizers.schedules.CosineDecay(3e-3, 30 * (len(inputs) // 32))
    network.compile(tf.keras.optimizers.Adam(rate), "mean_absolute_error")
    shipped.fit(network, inputs, values / LARGEST, batch_size=32, epochs=30)
    last = network.layers[-1]
    last.set_weights([LARGEST * weights for weights in last.get_weights()])
    return {
        "float32": quantize.float32(network),
        "int8": quantize.int8(network, inputs[:CALIBRATION]),
        "int8-narrow-calibration": quantize.int8(network, narrow),
    }


def measured(models: dict[str, bytes], testing: Sequence[Gauge], files: Sequence[str]) -> dict[str, Any]:
    """The content of measured.json."""
    inputs = features(testing)
    expected = np.array([gauge.value for gauge in testing])
    question = estimates.Question(ALLOWED, expected, np.array(files, dtype=object))
    values = {name: measure.Runner(model).scores(inputs)[:, 0] for name, model in models.items()}
    sizes = {name: len(model) for name, model in models.items()}
    block = {"impulse": 1, "block": 3, "category": "testing", **estimates.regression(question, values, sizes)}
    return {"format": 1, "blocks": [block], "latency": measure.latency(models, inputs[:50])}


def project(facts: dict[str, Any]) -> dict[str, Any]:
    """The content of project.json."""
    return projects.described(
        number=9,
        name="Gauge",
        description=DESCRIPTION,
        created=CREATED,
        variants={
            "float32": "As trained.",
            "int8": f"Full int8, calibrated on {CALIBRATION} training pictures with values all over the scale.",
            "int8-narrow-calibration": f"Full int8 of the same weights, calibrated on {CALIBRATION} pictures with "
            f"values from {NARROW[0]:g} to {NARROW[1]:g}.",
        },
        demo=demo(facts["blocks"][0]),
        impulses=[impulse()],
    )


def demo(block: dict[str, Any]) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    good, bad = block["candidates"]["int8"], block["candidates"]["int8-narrow-calibration"]
    alone = {name: f"{variant['meanAbsoluteError']:.2f}" for name, variant in block["variants"].items()}
    share = {name: f"{100 * variant['withinShare']:.1f} %" for name, variant in block["variants"].items()}
    narrow = "int8-narrow-calibration"
    return {
        "headline": f"Mean error {alone['float32']} → {alone['int8']}; "
        f"calibrated on the middle of the scale, {alone[narrow]}",
        "summary": f"A small network reads a gauge from 0 to 100. {share['float32']} of float32's readings of "
        f"{block['samples']} pictures are within {ALLOWED:g} of the truth and {share['int8']} of int8's; "
        f"{good['flips']} pictures change sides. Calibrated on gauges that show {NARROW[0]:g} to {NARROW[1]:g}, the "
        f"same weights reach {share[narrow]}: {bad['harmful']} readings are lost, since the int8 output ends soon "
        f"above {NARROW[1]:g} and stays there, however far the needle goes.",
        "kind": "picture → the value that a needle shows",
        "order": 9,
        "sample": shown(block),
        "variants": list(block["variants"]),
        "impulse": 1,
        "allowedLoss": {"value": 1.0, "unit": "mean absolute error"},
        "expectedVerdict": "within the allowed loss",
    }


def shown(block: dict[str, Any]) -> str:
    """A picture that only the narrow calibration breaks."""
    broken: dict[str, int] = block["candidates"]["int8-narrow-calibration"]["flipsBySample"]
    return next(name for name in broken if name not in block["candidates"]["int8"]["flipsBySample"])


def impulse() -> dict[str, Any]:
    """A picture → grey pixels → a number."""
    names = ("float32", "int8", "int8-narrow-calibration")
    return {
        "id": 1,
        "name": f"Gauge, {SIZE} × {SIZE} pixels",
        "createdAt": CREATED,
        "input": INPUT,
        "processing": [{"id": 2, "type": "image", "name": "Image", "parameters": PARAMETERS}],
        "learning": [
            {
                "id": 3,
                "type": "keras-regression",
                "name": "Reading",
                "title": "Regression (Keras)",
                "createdAt": CREATED,
                "processing": [2],
                "models": {name: {"file": f"models/{name}.tflite"} for name in names},
                "thresholds": [
                    projects.threshold(
                        "max_absolute_error",
                        "Allowed absolute error",
                        "A value that is farther from the expected one is wrong.",
                        ALLOWED,
                    )
                ],
            }
        ],
    }


DESCRIPTION = (
    "Pictures of a round gauge, 64 × 64 grey pixels, and the value from 0 to 100 that its needle shows. The gauges are "
    "drawn, not photographed; what lies behind them and shows through their plates are pieces of real photographs "
    "(bricks, grass, gravel, cells). Test pictures have backgrounds from other parts of the photographs than training "
    "pictures. The gauge's design is the same in both, so other gauges are not measured."
)

ATTRIBUTION = f"""\
# Gauge: where it comes from

The gauges are synthetic: drawn by the recipe, with size, place, tilt, shades, light and noise drawn at random. Their
backgrounds are pieces of the photographs brick, grass, gravel and cell from the Python package scikit-image, which
its documentation gives as CC0 (public domain). The expected value of each picture is the one that was drawn, so it is
exact.

## What was computed

- Split: training pictures take their backgrounds from the upper 60 % of each photograph, test pictures from the rest;
  nothing between them is shared. Values are drawn evenly from 0 to {LARGEST:g} in steps of 0.1.
- Samples: {TESTED} test pictures, and the first {SHOWN} of {TRAINED} training pictures, marked as training.
- Network: four 2-D convolutions and two dense layers, trained for 30 passes on the mean absolute error with seed
  {SEED}, which is the first one that was tried. It learns on a scale from 0 to 1; its last layer is then stretched to
  0 to {LARGEST:g}.
- int8: weights, activations, input and output; calibrated on the first {CALIBRATION} training pictures.
  int8-narrow-calibration: on {CALIBRATION} other pictures with training backgrounds, whose values lie between
  {NARROW[0]:g} and {NARROW[1]:g}.
- measured.json: from LiteRT runs of the shipped files over the {TESTED} test pictures. A reading is right when it is
  within {ALLOWED:g} of the expected value.
"""

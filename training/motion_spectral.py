"""The motion demo told with raw spectral power: calibration is good, and int8 loses all the same.

Power spans several orders of magnitude, between axes and between activities. One 8-bit scale for all features then
rounds quiet motion to nothing. Taken as a logarithm, the same spectra survive. Eight seeds of each, none picked.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training import basic_motions, measure, projects, quantize, repeatable, shipped
from training.basic_motions import LABELS, Recording, expected, features, sample_files

SEEDS = range(1, 9)
CREATED = "2026-11-23T00:00:00Z"
THRESHOLD = 0.6
ALLOWED_LOSS = 1.0
"""Points of accuracy."""
KIND = "spectral-analysis"
FFT_LENGTH = 16
SCALES = {"raw": {"fftLength": FFT_LENGTH, "log": False}, "log": {"fftLength": FFT_LENGTH, "log": True}}
"""Parameters of the processing block, by what this module calls the scale of power."""
IMPULSES = {(scale, seed): seed + 10 * (scale == "log") for scale in SCALES for seed in SEEDS}
"""Ids of the impulses: 1 to 8 of raw power, 11 to 18 of its logarithm."""


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    training, testing = basic_motions.recordings("training"), basic_motions.recordings("testing")
    projects.empty(folder)
    samples = basic_motions.write_samples(folder / "samples", testing + training)
    projects.write_info(folder, samples)
    blocks, latency = [], {}
    for scale, parameters in SCALES.items():
        inputs, tests = features(KIND, parameters, training), features(KIND, parameters, testing)
        for seed in SEEDS:
            models = train(inputs, basic_motions.classes(training), seed, scale)
            projects.write_models(folder, {f"{scale}-{seed}-{name}": model for name, model in models.items()})
            blocks.append(measure_one(IMPULSES[scale, seed], models, tests, testing))
            latency = latency or measure.latency(models, tests[:100])
    measured = {"format": 1, "blocks": blocks, "latency": latency}
    projects.write_json(folder / "measured.json", measured)
    projects.write_json(folder / "project.json", project(measured))
    (folder / "ATTRIBUTION.md").write_text(ATTRIBUTION, encoding="utf-8")


def train(inputs: npt.NDArray[np.float32], classes: npt.NDArray[np.int64], seed: int, scale: str) -> dict[str, bytes]:
    """One network, two .tflite files by variant.

    Args:
        inputs: Spectral features as they are, shape (windows, features).
        classes: What each window shows, shape (windows,).
        seed: Of the weights and of the order of windows.
        scale: That of the features, as in the names of the files.
    """
    repeatable.start(seed)
    network = tf.keras.Sequential(
        [
            tf.keras.Input(inputs.shape[1:], name="spectrum"),
            tf.keras.layers.Dense(20, activation="relu"),
            tf.keras.layers.Dense(10, activation="relu"),
            tf.keras.layers.Dense(len(LABELS), activation="softmax"),
        ],
        name="motion_spectral",
    )
    network.compile(tf.keras.optimizers.Adam(0.005), "sparse_categorical_crossentropy")
    shipped.fit(network, inputs, classes, batch_size=32, epochs=100)
    return {"float32": quantize.float32(network, f"{scale}-{seed}-float32"), "int8": quantize.int8(network, inputs)}


def measure_one(
    impulse: int, models: dict[str, bytes], inputs: npt.NDArray[np.float32], testing: list[Recording]
) -> dict[str, Any]:
    """One block of measured.json."""
    question = measure.Question(LABELS, THRESHOLD, expected(testing), sample_files(testing))
    scores = {name: measure.Runner(model).scores(inputs) for name, model in models.items()}
    sizes = {name: len(model) for name, model in models.items()}
    facts = measure.classifier(question, scores, sizes)
    return {"impulse": impulse, "block": block_id(impulse, 3), "category": "testing", **facts}


def block_id(impulse: int, place: int) -> int:
    """An id that no block of another impulse has."""
    return 10 * impulse + place


def project(measured: dict[str, Any]) -> dict[str, Any]:
    """The content of project.json."""
    return projects.described(
        number=2,
        name="Motion, raw spectral power",
        description=DESCRIPTION,
        created=CREATED,
        variants={
            "float32": "As trained.",
            "int8": "Full int8 of the same weights, calibrated on all 680 training windows.",
        },
        demo=demo(measured),
        impulses=[impulse(scale, seed) for scale in SCALES for seed in SEEDS],
    )


def demo(measured: dict[str, Any]) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    of = {
        scale: [block for block in measured["blocks"] if block["impulse"] in ids]
        for scale, ids in ((s, {IMPULSES[s, seed] for seed in SEEDS}) for s in SCALES)
    }
    flips = {scale: between([block["candidates"]["int8"]["flips"] for block in of[scale]]) for scale in SCALES}
    accuracy = {
        (scale, name): between([round(100 * block["variants"][name]["accuracy"], 1) for block in of[scale]]) + " %"
        for scale in SCALES
        for name in ("float32", "int8")
    }
    shown = of["raw"][0]["candidates"]["int8"]["flipsBySample"]
    return {
        "headline": f"Raw spectral power: {flips['raw']} of {of['raw'][0]['windows']} windows flip. "
        f"Its logarithm: {flips['log']}",
        "summary": f"Eight networks, trained from eight seeds on the same features, calibrated well. Over raw power "
        f"float32 is right on {accuracy['raw', 'float32']} of the test windows and int8 on {accuracy['raw', 'int8']}, "
        "since one 8-bit scale has to hold quiet and violent motion alike. Over the logarithm of the same power: "
        f"{accuracy['log', 'float32']} and {accuracy['log', 'int8']}. Each seed is an impulse of its own.",
        "kind": "six sensor axes → spectra → four activities",
        "order": 2,
        "sample": max(shown, key=lambda name: shown[name]),
        "impulse": IMPULSES["raw", SEEDS[0]],
        "variants": ["float32", "int8"],
        "allowedLoss": {"value": ALLOWED_LOSS, "unit": "points of accuracy"},
        "expectedVerdict": "worse than allowed",
    }


def between(numbers: list[Any]) -> str:
    """The range of some numbers in words."""
    least, most = min(numbers), max(numbers)
    return f"{least}" if least == most else f"{least} to {most}"


def impulse(scale: str, seed: int) -> dict[str, Any]:
    """Windows of 2 s every 0.5 s → spectra → the network of one seed."""
    identifier = IMPULSES[scale, seed]
    return {
        "id": identifier,
        "name": f"{'Raw power' if scale == 'raw' else 'Logarithm of power'}, seed {seed}",
        "createdAt": CREATED,
        "input": basic_motions.impulse_input(block_id(identifier, 1)),
        "processing": [
            {
                "id": block_id(identifier, 2),
                "type": KIND,
                "name": "Spectral features",
                "parameters": SCALES[scale],
            }
        ],
        "learning": [
            {
                "id": block_id(identifier, 3),
                "type": "keras",
                "name": "Classifier",
                "title": "Classification (Keras)",
                "createdAt": CREATED,
                "processing": [block_id(identifier, 2)],
                "labels": list(LABELS),
                "models": {n: {"file": f"models/{scale}-{seed}-{n}.tflite"} for n in ("float32", "int8")},
                "thresholds": [projects.min_score(THRESHOLD)],
            }
        ],
    }


DESCRIPTION = (
    "The recordings of the motion demo, told apart by their spectra: root mean square and power per frequency of each "
    "axis. Impulses 1 to 8 take power as it is, impulses 11 to 18 its logarithm, each with the network of another "
    "seed, trained in the same way. Power differs by orders of magnitude between axes and activities, and int8 has "
    "one scale for all inputs: what is quiet is rounded away, although calibration saw every training window. "
    "40 recordings were trained on, 40 others test; the same students may be in both."
)

ATTRIBUTION = f"""\
# Motion, raw spectral power: where it comes from

{basic_motions.ORIGIN}
## What was computed

- Samples: one CSV file per recording, the values as in the source, a timestamp every 100 ms added.
- Features: spectral analysis with an FFT length of {FFT_LENGTH}, for each axis root mean square and power per
  frequency. Nothing is normalised; impulses 11 to 18 take the decimal logarithm of the power.
- Networks: three dense layers, 100 passes, learning rate 0.005, seeds {SEEDS[0]} to {SEEDS[-1]}; all eight are
  shipped, none was picked. How much is lost also depends on the training: with a lower learning rate
  and fewer passes it was less, in the same direction.
- int8: weights, activations, input and output, calibrated on all training windows.
- measured.json: from LiteRT runs of the shipped files over the 40 test recordings.
"""

"""The brick demo: defects on a wall, found as cells whose convolution features no normal wall has.

The story: int8 finds what float32 finds; calibrated on pictures taken in the dark, the same weights do not.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training import (
    brick_pictures,
    brick_story,
    cell_mixtures,
    measure,
    pictures,
    projects,
    quantize,
    repeatable,
    shipped,
    visual_anomaly,
)
from training.brick_pictures import DEFECTS, SIDE
from training.brick_story import DARK, DARKNESS, NORMAL
from training.projects import Sample
from training.visual_anomaly import Question

SEED, TEST_SEED = 1, 7
GRID = 12
FEATURES = 12
COMPONENTS = 4
PASSES = 12
LEAST_VARIANCE = 0.01
"""Of a feature, as a part of the mean variance of all."""
PASTED, UNTOUCHED, FITTED, PATCHED, HELD_OUT = 1000, 300, 250, 250, 400
"""Training crops: the network's with a pasted patch and without one, the mixture's, those with a patch that calibrate
beside the mixture's, the threshold's."""
GOOD, EACH_DEFECT, SHOWN = 200, 50, 20
"""Test crops, and the training crops that are in the project."""
COUNTS = {
    "test": GOOD + EACH_DEFECT * len(DEFECTS),
    "fitted": FITTED,
    "patched": PATCHED,
    "held out": HELD_OUT,
}

INPUT = {
    "id": 1,
    "type": "image",
    "imageWidth": SIDE,
    "imageHeight": SIDE,
    "resizeMode": "squash",
    "resizeMethod": "lanczos3",
}
PARAMETERS = {"channels": "grayscale", "scaling": "0..1"}

Inputs = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Shot:
    """A test or training picture with its sample."""

    pixels: pictures.Pixels
    sample: Sample


@dataclass(frozen=True)
class Trained:
    """What training ends in: .tflite files by variant, the mixture of their features, the threshold."""

    models: dict[str, bytes]
    mixture: cell_mixtures.Model
    threshold: float

    def scores(self, variant: str, inputs: Inputs) -> measure.Scores:
        """Scores of all cells, shape (pictures, 12, 12)."""
        features = measure.Runner(self.models[variant]).scores(inputs)
        return cell_mixtures.scores(self.mixture, features.reshape(-1, FEATURES)).reshape(-1, GRID, GRID)


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    projects.empty(folder)
    testing, training = test_shots(), training_shots()
    for shot in testing + training:
        pictures.write(folder / "samples" / shot.sample.path, shot.pixels)
    projects.write_info(folder, [shot.sample for shot in testing + training])

    trained = train()
    projects.write_models(folder, trained.models)
    projects.write_json(folder / "models" / "cells.json", trained.mixture)
    scores, measured = measure_all(trained, testing)
    projects.write_json(folder / "measured.json", measured)
    project = brick_story.project(
        INPUT, PARAMETERS, trained.threshold, measured, shown(testing, scores, trained.threshold)
    )
    projects.write_json(folder / "project.json", project)
    attribution = brick_story.attribution(COUNTS, (SEED, TEST_SEED), trained.threshold)
    (folder / "ATTRIBUTION.md").write_text(attribution, encoding="utf-8")


def inputs(shots: list[pictures.Pixels]) -> Inputs:
    """What the network gets, shape (pictures, 96, 96, 1)."""
    return pictures.inputs(shots, INPUT, PARAMETERS)


def test_shots() -> list[Shot]:
    """All test pictures, the normal ones first."""
    random = np.random.default_rng(TEST_SEED)
    shots = [
        Shot(pictures.whole(brick_pictures.test_crop(random)), Sample(f"{NORMAL}-{number:03}.png", "testing", NORMAL))
        for number in range(1, GOOD + 1)
    ]
    for kind in DEFECTS:
        for number in range(1, EACH_DEFECT + 1):
            picture, mask = brick_pictures.defective(random, kind)
            around = ({"label": kind, **brick_pictures.box(mask)},)
            sample = Sample(f"{kind}-{number:03}.png", "testing", kind, {"defect": "painted"}, around)
            shots.append(Shot(pictures.whole(picture), sample))
    return shots


def training_shots() -> list[Shot]:
    """A few of the normal crops that the mixture was fitted to."""
    crops = normal_crops(np.random.default_rng(SEED), SHOWN)
    names = (f"{NORMAL}-train-{number:02}.png" for number in range(1, SHOWN + 1))
    return [Shot(crop, Sample(name, "training", NORMAL)) for crop, name in zip(crops, names, strict=True)]


def normal_crops(random: np.random.Generator, count: int) -> list[pictures.Pixels]:
    """Crops of the training part."""
    return [pictures.whole(brick_pictures.training_crop(random)) for _ in range(count)]


def train() -> Trained:
    """One network in three variants, the mixture over its features in float32, and the threshold."""
    random = np.random.default_rng(SEED)
    fitted, held_out = (inputs(normal_crops(random, count)) for count in (FITTED, HELD_OUT))
    network = feature_network(random)
    patched = inputs([pictures.whole(brick_pictures.pasted(random)[0]) for _ in range(PATCHED)])
    calibration = np.concatenate([fitted, patched])
    models = {
        "float32": quantize.float32(network),
        "int8": quantize.int8(network, calibration),
        DARK: quantize.int8(network, calibration * np.float32(DARKNESS)),
    }
    features = measure.Runner(models["float32"]).scores(fitted).reshape(-1, FEATURES)
    least = LEAST_VARIANCE * float(features.var(axis=0).mean())
    trained = Trained(models, cell_mixtures.fit(features, COMPONENTS, SEED, least), 0.0)
    threshold = visual_anomaly.held_out_threshold(trained.scores("float32", held_out))
    return Trained(models, trained.mixture, threshold)


def feature_network(random: np.random.Generator) -> tf.keras.Model:
    """Convolutions that learnt to tell in which cells a patch was pasted, without the layer that tells it.

    The idea is that of CutPaste (Li and others, 2021): normal pictures alone teach what is out of place.
    """
    changed = [brick_pictures.pasted(random) for _ in range(PASTED)]
    crops = [pictures.whole(picture) for picture, _ in changed] + normal_crops(random, UNTOUCHED)
    masks = np.stack([mask for _, mask in changed]).reshape(PASTED, GRID, SIDE // GRID, GRID, SIDE // GRID)
    cells = np.concatenate([masks.mean(axis=(2, 4)) > 0.1, np.zeros((UNTOUCHED, GRID, GRID), dtype=bool)])

    repeatable.start(SEED)
    layers = tf.keras.layers
    picture = tf.keras.Input((SIDE, SIDE, 1), name="picture")
    x = picture
    for width, stride in ((12, 2), (24, 2), (24, 2), (24, 1)):
        x = layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization(momentum=0.9)(x))
    features = layers.Conv2D(FEATURES, 1, name="features")(x)
    told = layers.Conv2D(1, 1, name="pasted")(layers.ReLU()(features))
    whole = tf.keras.Model(picture, told, name="pasted")
    whole.compile(tf.keras.optimizers.Adam(3e-3), tf.keras.losses.BinaryCrossentropy(from_logits=True))
    shipped.fit(whole, inputs(crops), cells[..., np.newaxis].astype(np.float32), batch_size=16, epochs=PASSES)
    return tf.keras.Model(picture, features, name="features")


def measure_all(trained: Trained, testing: list[Shot]) -> tuple[dict[str, measure.Scores], dict[str, Any]]:
    """Scores by variant, and the content of measured.json."""
    given = inputs([shot.pixels for shot in testing])
    scores = {variant: trained.scores(variant, given) for variant in trained.models}
    question = Question(
        trained.threshold,
        np.array([shot.sample.label != NORMAL for shot in testing]),
        np.array([shot.sample.path for shot in testing], dtype=object),
    )
    sizes = {variant: len(model) for variant, model in trained.models.items()}
    facts = visual_anomaly.facts(question, scores, sizes)
    block = {"impulse": 1, "block": 3, "category": "testing", **facts}
    return scores, {"format": 1, "blocks": [block], "latency": measure.latency(trained.models, given[:50])}


def shown(testing: list[Shot], scores: dict[str, measure.Scores], threshold: float) -> str:
    """The crack that float32 sees best among all that the model calibrated in the dark does not see.

    If it sees them all, the one that float32 sees best.
    """
    cracks = np.array([shot.sample.label == "crack" for shot in testing])
    unseen = cracks & (scores[DARK].max(axis=(1, 2)) < threshold)
    chosen = unseen if unseen.any() else cracks
    best = int(np.where(chosen, scores["float32"].max(axis=(1, 2)), -np.inf).argmax())
    return testing[best].sample.path

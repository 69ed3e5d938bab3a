"""The FOMO demo: four handwritten digits on textures, found by cells of a coarse grid.

The story: calibrated on pictures like those that it will see, int8 finds what float32 finds; calibrated in the
dark, the same weights miss a large part. And the same int8 file, run by LiteRT's reference kernels, is not
bit for bit the same model.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from studio.learning.fomo import NORMALISED_MIN_DISTANCE, FomoFile, assigned
from studio.learning.scenes import Found, Objects
from studio.processing import processor
from training import detections, fomo, handwriting, measure, projects, quantize, repeatable, scenes
from training.fomo import Pictures
from training.measure import Kernels
from training.projects import Category
from training.scenes import Placed, Scene

SEED = 3
CREATED = "2026-11-23T00:00:00Z"
LABELS = ("0", "3", "4", "7")
SIZE, GRID = 96, 12
TRAINING, TESTING, SHIPPED_TRAINING, CALIBRATION = 1500, 400, 40, 200
PASSES = 15
THRESHOLD = 0.5
DARK = 0.3
ALLOWED_LOSS = 2.0
IMAGE = {"channels": "grayscale", "scaling": "0..1"}
INPUT = {"imageWidth": SIZE, "imageHeight": SIZE, "resizeMode": "squash", "resizeMethod": "lanczos3"}
MODELS: dict[str, dict[str, str]] = {
    "float32": {"file": "models/float32.tflite"},
    "int8": {"file": "models/int8.tflite"},
    "int8-reference-kernels": {"file": "models/int8.tflite", "kernels": "reference"},
    "int8-calibrated-in-the-dark": {"file": "models/int8-calibrated-in-the-dark.tflite"},
}
KERNELS: dict[str, Kernels] = {"int8-reference-kernels": "reference"}


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    training = pictures("training", TRAINING)
    testing = pictures("testing", TESTING)
    samples = scenes.ship(folder, testing, training[:SHIPPED_TRAINING])

    files = train(training)
    projects.write_models(folder, files)
    measured, shown = measure_all(files, testing)
    projects.write_json(folder / "measured.json", measured)
    projects.write_json(folder / "project.json", project(measured, samples[shown].path))
    (folder / "ATTRIBUTION.md").write_text(ATTRIBUTION, encoding="utf-8")


def pictures(category: Category, count: int) -> list[Scene]:
    """Pictures of one half of the split, each from a seed of its own."""
    digits = {label: handwriting.digits(int(label), category) for label in LABELS}
    half = 1 if category == "training" else 2
    return [put_together(digits, category, np.random.default_rng([SEED, half, i])) for i in range(count)]


def put_together(digits: Mapping[str, handwriting.Ink], category: Category, rng: np.random.Generator) -> Scene:
    """One picture: a piece of texture with less contrast, and one to four digits in light or dark ink."""
    texture = scenes.TEXTURES[int(rng.integers(len(scenes.TEXTURES)))]
    picture = 40 + 0.65 * scenes.background(texture, category, SIZE, rng)
    placed: list[Placed] = []
    for _ in range(int(rng.integers(1, 5))):
        label = LABELS[int(rng.integers(len(LABELS)))]
        ink = handwriting.trimmed(digits[label][int(rng.integers(len(digits[label])))])
        scale = rng.uniform(2.6, 3.8)
        height, width = (round(pixels * scale) for pixels in ink.shape)
        place = scenes.free_place(width, height, SIZE, placed, 4, rng)
        shade = rng.uniform(215, 255) if rng.random() < 0.5 else rng.uniform(0, 30)
        if place is not None:
            cover = (1.2 * scenes.resized(ink, width, height)).clip(0, 1)
            scenes.blend(picture, np.full(cover.shape, shade), cover, *place)
            placed.append(Placed(label, *place, width, height))
    return Scene(scenes.encoded(picture), tuple(placed), texture)


def features(images: Sequence[Image.Image]) -> Pictures:
    """What the model sees, by the service's own processing, shape (pictures, 96, 96, 1)."""
    return processor("image", {**IMAGE, **INPUT}, axes=1, frequency_hz=0)(images)


def train(training: Sequence[Scene]) -> dict[str, bytes]:
    """One network, three .tflite files by name."""
    inputs = features([scene.picture for scene in training])
    repeatable.start(SEED)
    network = fomo.network("digits", SIZE, len(LABELS))
    cells = fomo.targets([scene.placed for scene in training], LABELS, SIZE, GRID)
    fomo.train(network, inputs, cells, PASSES)
    dark = features([scenes.darkened(scene.picture, DARK) for scene in training[:CALIBRATION]])
    return {
        "float32": quantize.float32(network),
        "int8": quantize.int8(network, inputs[:CALIBRATION]),
        "int8-calibrated-in-the-dark": quantize.int8(network, dark),
    }


def measure_all(files: Mapping[str, bytes], testing: Sequence[Scene]) -> tuple[dict[str, Any], int]:
    """The content of measured.json, and the index of a picture that shows the story."""
    inputs = features([scene.picture for scene in testing])
    models = {name: files[Path(model["file"]).stem] for name, model in MODELS.items()}
    block = FomoFile.model_validate(learning())
    found = {
        name: block.find([measure.Runner(model, KERNELS.get(name, "optimised")).scores(inputs)], name)
        for name, model in models.items()
    }
    question = detections.Question(THRESHOLD, detections.truths(testing, LABELS, SIZE), pair)
    sizes = {name: len(model) for name, model in models.items()}
    measured = {
        "format": 1,
        "blocks": [
            {"impulse": 1, "block": 3, "category": "testing", **detections.facts(question, found, sizes)},
        ],
        "latency": measure.latency(models, inputs[:20], KERNELS),
    }
    return measured, detections.telling(question, found, "int8-calibrated-in-the-dark")


def pair(truth: Objects, found: Found) -> list[tuple[int, int]]:
    """Which found digit is taken for which true one."""
    return [(t, p) for t, p, _ in assigned(truth, found).pairs]


def project(measured: dict[str, Any], shown: str) -> dict[str, Any]:
    """The content of project.json."""
    return projects.described(
        number=4,
        name="Digits on textures",
        description=DESCRIPTION,
        created=CREATED,
        labeling_method="object_detection",
        variants={
            "float32": "As trained.",
            "int8": f"Full int8, calibrated on {CALIBRATION} training pictures.",
            "int8-reference-kernels": "The same int8 file, run by LiteRT's reference kernels instead of the optimised "
            "ones: closer to what a microcontroller computes.",
            "int8-calibrated-in-the-dark": f"Full int8 of the same weights, calibrated on the same {CALIBRATION} "
            f"pictures with every pixel at {100 * DARK:.0f} % of its brightness.",
        },
        demo=demo(measured["blocks"][0], shown),
        impulses=[impulse()],
    )


def demo(block: dict[str, Any], shown: str) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    f1 = {name: f"{variant['f1']:.2f}" for name, variant in block["variants"].items()}
    good, kernels, dark = block["candidates"].values()
    return {
        "headline": f"Calibrated in the dark: F1 {f1['float32']} → {f1['int8-calibrated-in-the-dark']}; "
        f"calibrated well: {f1['int8']}",
        "summary": f"A FOMO network finds handwritten digits in {block['samples']} pictures that it has never seen; "
        f"{block['objects']} are there. int8 changes what is found in {good['imagesChanged']} pictures: digits lost "
        f"{good['objectsLost']}, gained {good['objectsFound']}. The same file run by the reference kernels: in "
        f"{kernels['imagesChanged']}. Calibrated on pictures taken in the dark, the same weights lose "
        f"{dark['objectsLost']} digits.",
        "kind": "picture → digits and where they are (FOMO)",
        "order": 4,
        "sample": shown,
        "variants": list(MODELS),
        "allowedLoss": {"value": ALLOWED_LOSS, "unit": "points of F1"},
        "expectedVerdict": detections.expected_verdict(block, "int8", ALLOWED_LOSS),
    }


def impulse() -> dict[str, Any]:
    """Grey pictures of 96 × 96 → FOMO."""
    return {
        "id": 1,
        "name": "Digits, 96 × 96",
        "createdAt": CREATED,
        "input": {"id": 1, "type": "image", **INPUT},
        "processing": [{"id": 2, "type": "image", "name": "Image", "parameters": IMAGE}],
        "learning": [learning()],
    }


def learning() -> dict[str, Any]:
    """The learn block."""
    return {
        "id": 3,
        "type": "keras-object-detection",
        "lastLayer": "fomo",
        "name": "Object detection",
        "title": "Object Detection (Images)",
        "createdAt": CREATED,
        "processing": [2],
        "labels": list(LABELS),
        "models": MODELS,
        "thresholds": [
            {
                "key": "min_score",
                "description": "Score threshold",
                "helpText": "A cell of the grid shows a digit if its score is at least this.",
                "value": THRESHOLD,
                "suggestedValue": THRESHOLD,
            }
        ],
    }


DESCRIPTION = (
    f"Handwritten digits ({', '.join(LABELS)}) on photographs of brick, grass, gravel and on a microscope's picture, "
    f"{SIZE} × {SIZE} grey pixels. The network (FOMO) says for each cell of a {GRID} × {GRID} grid which digit's "
    "centre lies in it. Test pictures show digits and pieces of background that were not trained on. A digit counts "
    f"as found if one with its label is found no farther than {NORMALISED_MIN_DISTANCE:g} of the picture's width from "
    "its centre."
)

ATTRIBUTION = f"""\
# Digits on textures: where it comes from

- Digits: the handwritten digits in scikit-learn 1.9.1 (BSD-3-Clause), 8 × 8 pixels, a copy of the test set of "Optical
  Recognition of Handwritten Digits" of the UCI Machine Learning Repository (E. Alpaydin, C. Kaynak, CC BY 4.0).
- Backgrounds: `brick`, `grass`, `gravel` and `cell` in scikit-image 0.26.0 (the package is BSD-3-Clause). By its
  documentation all four pictures are CC0: brick and gravel from CC0Textures, grass by "linolafett" on DeviantArt,
  cell by Paul Müller and others (Optics Express 26(8), 10729, 2018).

The pictures put together from them may be used under CC BY 4.0, with the attribution above.

## How it was split

Before anything was put together: of each digit the first {100 * handwriting.TRAINING_PART:.0f} % of the images in the
order of the file are for training, the rest for testing; of each background the upper
{100 * scenes.TRAINING_PART:.0f} % are for training, the lower part for testing. No test picture shows a digit's image
or a piece of background that a training picture shows. The file does not say who wrote which digit, so a writer may be
in both parts; and the backgrounds are other places of the same four pictures. How it does on other writers and other
grounds is not measured.

## What was computed

- Pictures: {TRAINING} for training, of which the first {SHIPPED_TRAINING} are here, and {TESTING} for testing. The
  background's contrast is reduced to 65 %, one to four digits are enlarged 2.6 to 3.8 times and put on it in
  light or dark ink, not closer than 4 pixels to each other. Saved as JPEG (quality {scenes.JPEG_QUALITY}), and read
  back from that for training too.
- Boxes: the extent of a digit's ink, in pixels.
- Network: five convolutional layers with a grid of {GRID} × {GRID}, trained for {PASSES} passes with seed {SEED}, the
  first that was tried. A cell with a digit weighs {fomo.THING_WEIGHT:g} times one without.
- int8: weights, activations, input and output; calibrated on the first {CALIBRATION} training pictures.
  int8-calibrated-in-the-dark: on the same pictures with every pixel at {100 * DARK:.0f} %.
- measured.json: from LiteRT runs of the shipped files over the {TESTING} test pictures, with the threshold of the
  project file. Pictures count as changed if a digit that one variant finds has no partner in the other: same
  label, centres no farther apart than {NORMALISED_MIN_DISTANCE:g} of the picture's width. Latency is of this computer.
- Expected verdict: of the int8 variant, by the upper 95 % Clopper–Pearson bound on the share of pictures that it harms.
"""

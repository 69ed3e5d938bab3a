"""The demo of a single-shot detector: coins and handwritten notes of different sizes on textures.

The story: calibrated on pictures of what it will see, int8 finds what float32 finds; calibrated on pictures of the
empty ground, as they are easily had before anything lies there, the same weights do worse.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from studio.learning.boxes import MIN_IOU, AnchorsFile, BoxesFile, anchor_boxes, paired
from studio.processing import processor
from training import boxes, coins, detections, handwriting, measure, projects, quantize, repeatable, scenes
from training.boxes import Pictures
from training.coins import Coin
from training.projects import Category
from training.scenes import Grey, Placed, Scene

SEED = 3
CREATED = "2026-11-23T00:00:00Z"
LABELS = ("coin", "note")
SIZE = 96
TRAINING, TESTING, SHIPPED_TRAINING, CALIBRATION = 1600, 400, 40, 200
PASSES = 15
THRESHOLD = 0.4
SMALLEST, LARGEST = 13, 52
"""Pixels of an object's longer side."""
ALLOWED_LOSS = 2.0
IMAGE = {"channels": "grayscale", "scaling": "0..1"}
INPUT = {"imageWidth": SIZE, "imageHeight": SIZE, "resizeMode": "squash", "resizeMethod": "lanczos3"}
BAD = "int8-calibrated-on-empty-ground"
MODELS = {name: {"file": f"models/{name}.tflite"} for name in ("float32", "int8", BAD)}
ANCHORS: list[dict[str, Any]] = [
    {"rows": 12, "columns": 12, "sizes": [[0.16, 0.16], [0.23, 0.23]]},
    {"rows": 6, "columns": 6, "sizes": [[0.33, 0.33], [0.47, 0.47]]},
]
VARIANCES = (0.1, 0.1, 0.2, 0.2)
MAX_IOU = 0.45


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    training = pictures("training", TRAINING)
    testing = pictures("testing", TESTING)
    samples = scenes.ship(folder, testing, training[:SHIPPED_TRAINING])

    files = train(training)
    projects.write_models(folder, files)
    learning = learn_block(outputs(files))
    measured, shown = measure_all(files, learning, testing)
    projects.write_json(folder / "measured.json", measured)
    projects.write_json(folder / "project.json", project(learning, measured, samples[shown].path))
    (folder / "ATTRIBUTION.md").write_text(ATTRIBUTION, encoding="utf-8")


def pictures(category: Category, count: int) -> list[Scene]:
    """Pictures of one half of the split, each from a seed of its own."""
    things = coins.coins(category), np.concatenate([handwriting.digits(digit, category) for digit in range(10)])
    half = 1 if category == "training" else 2
    return [put_together(*things, category, np.random.default_rng([SEED, half, i])) for i in range(count)]


def put_together(
    all_coins: Sequence[Coin], digits: handwriting.Ink, category: Category, rng: np.random.Generator
) -> Scene:
    """One picture: a piece of texture with one to five objects that do not touch, as large as it comes."""
    texture = scenes.TEXTURES[int(rng.integers(len(scenes.TEXTURES)))]
    picture = backdrop(texture, category, rng)
    placed: list[Placed] = []
    for _ in range(int(rng.integers(1, 6))):
        longest = round(SMALLEST * (LARGEST / SMALLEST) ** rng.random())
        label = LABELS[int(rng.integers(len(LABELS)))]
        thing = a_coin(all_coins, longest, rng) if label == "coin" else a_note(digits, longest, rng)
        height, width = thing.cover.shape
        place = scenes.free_place(width, height, SIZE, placed, 1, rng)
        if place is not None:
            scenes.blend(picture, thing.picture, thing.cover, *place)
            placed.append(Placed(label, *place, width, height))
    return Scene(scenes.encoded(picture), tuple(placed), texture)


def backdrop(texture: str, category: Category, rng: np.random.Generator) -> Grey:
    """A piece of texture with less contrast."""
    return 10 + 0.65 * scenes.background(texture, category, SIZE, rng)


def a_coin(all_coins: Sequence[Coin], longest: int, rng: np.random.Generator) -> Coin:
    """A coin, turned by quarters, in more or less light."""
    coin, quarters, light = all_coins[int(rng.integers(len(all_coins)))], int(rng.integers(4)), rng.uniform(0.75, 1.15)
    scale = longest / max(coin.cover.shape)
    height, width = (max(round(pixels * scale), 8) for pixels in np.rot90(coin.cover, quarters).shape)
    cover = scenes.resized(np.rot90(coin.cover, quarters), width, height).clip(0, 1)
    return Coin(light * scenes.resized(np.rot90(coin.picture, quarters), width, height), cover)


def a_note(digits: handwriting.Ink, longest: int, rng: np.random.Generator) -> Coin:
    """A piece of paper, upright or lying, with a digit on it in dark ink."""
    shortest = max(round(longest * rng.uniform(0.65, 1)), 8)
    height, width = (longest, shortest) if rng.random() < 0.5 else (shortest, longest)
    paper: Grey = np.full((height, width), rng.uniform(165, 235))
    side = round(0.8 * shortest)
    ink = scenes.resized(digits[int(rng.integers(len(digits)))], side, side).clip(0, 1)
    scenes.blend(paper, np.full(ink.shape, rng.uniform(10, 70)), ink, (width - side) // 2, (height - side) // 2)
    return Coin(paper, np.ones(paper.shape))


def ground(index: int) -> Image.Image:
    """A picture of the training part of a texture with nothing on it."""
    rng = np.random.default_rng([SEED, 3, index])
    return Scene(
        scenes.encoded(backdrop(scenes.TEXTURES[index % len(scenes.TEXTURES)], "training", rng)), (), ""
    ).picture


def features(images: Sequence[Image.Image]) -> Pictures:
    """What the model sees, by the service's own processing, shape (pictures, 96, 96, 1)."""
    return processor("image", {**IMAGE, **INPUT}, axes=1, frequency_hz=0)(images)


def train(training: Sequence[Scene]) -> dict[str, bytes]:
    """One network, three .tflite files by variant."""
    inputs = features([scene.picture for scene in training])
    anchors = anchor_boxes(tuple(AnchorsFile.model_validate(grid) for grid in ANCHORS))
    truths = detections.truths(training, LABELS, SIZE)
    repeatable.start(SEED)
    network = boxes.network("coins-and-notes", SIZE, [len(grid["sizes"]) for grid in ANCHORS], len(LABELS))
    boxes.train(network, inputs, boxes.targets(truths, anchors, VARIANCES, len(LABELS)), PASSES)
    return {
        "float32": quantize.float32(network),
        "int8": quantize.int8(network, inputs[:CALIBRATION]),
        BAD: quantize.int8(network, features([ground(index) for index in range(CALIBRATION)])),
    }


def outputs(files: Mapping[str, bytes]) -> dict[str, int]:
    """Which output is which, told by their shapes; the converter chooses the order.

    Raises:
        ValueError: It is not the same in all files.
    """
    nothing = features([Image.new("L", (SIZE, SIZE))])
    widths = {tuple(output.shape[2] for output in measure.Runner(model).outputs(nothing)) for model in files.values()}
    if len(widths) != 1:
        raise ValueError(f"the models' outputs are not in one order: {widths}")
    (order,) = widths
    return {"differences": order.index(4), "scores": order.index(len(LABELS))}


def measure_all(
    files: Mapping[str, bytes], learning: Mapping[str, Any], testing: Sequence[Scene]
) -> tuple[dict[str, Any], int]:
    """The content of measured.json, and the index of a picture that shows the story."""
    inputs = features([scene.picture for scene in testing])
    block = BoxesFile.model_validate(learning)
    found = {name: block.find(measure.Runner(model).outputs(inputs), name) for name, model in files.items()}
    question = detections.Question(THRESHOLD, detections.truths(testing, LABELS, SIZE), paired)
    facts = detections.facts(question, found, {name: len(model) for name, model in files.items()})
    measured = {
        "format": 1,
        "blocks": [{"impulse": 1, "block": 3, "category": "testing", **facts}],
        "latency": measure.latency(files, inputs[:20]),
    }
    return measured, detections.telling(question, found, BAD)


def project(learning: Mapping[str, Any], measured: dict[str, Any], shown: str) -> dict[str, Any]:
    """The content of project.json."""
    return projects.described(
        number=5,
        name="Coins and notes",
        description=DESCRIPTION,
        created=CREATED,
        labeling_method="object_detection",
        variants={
            "float32": "As trained.",
            "int8": f"Full int8, calibrated on {CALIBRATION} training pictures.",
            BAD: f"Full int8 of the same weights, calibrated on {CALIBRATION} pictures of the ground with nothing on "
            "it.",
        },
        demo=demo(measured["blocks"][0], shown),
        impulses=[
            {
                "id": 1,
                "name": "Coins and notes, 96 × 96",
                "createdAt": CREATED,
                "input": {"id": 1, "type": "image", **INPUT},
                "processing": [{"id": 2, "type": "image", "name": "Image", "parameters": IMAGE}],
                "learning": [learning],
            }
        ],
    )


def demo(block: dict[str, Any], shown: str) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    f1 = {name: f"{variant['f1']:.3f}" for name, variant in block["variants"].items()}
    good, bad = block["candidates"]["int8"], block["candidates"][BAD]
    return {
        "headline": f"Calibrated on empty ground: {bad['imagesChanged']} of {block['samples']} pictures change; "
        f"calibrated well, {good['imagesChanged']} do",
        "summary": f"A single-shot detector finds coins and notes from small to large; {block['objects']} lie in the "
        f"test pictures. F1 is {f1['float32']} in float32 and {f1['int8']} in int8. The same weights, calibrated on "
        f"pictures of the ground with nothing on it: {f1[BAD]}; objects lost {bad['objectsLost']}, gained "
        f"{bad['objectsFound']}, new false alarms {bad['falseAlarmsNew']}.",
        "kind": "picture → coins and notes with their boxes",
        "order": 5,
        "sample": shown,
        "variants": list(MODELS),
        "allowedLoss": {"value": ALLOWED_LOSS, "unit": "points of F1"},
        "expectedVerdict": detections.expected_verdict(block, "int8", ALLOWED_LOSS),
    }


def learn_block(order: Mapping[str, int]) -> dict[str, Any]:
    """The learn block, with all that is needed to decode what the models answer."""
    return {
        "id": 3,
        "type": "keras-object-detection",
        "lastLayer": "mobilenet-ssd",
        "name": "Object detection",
        "title": "Object Detection (Images)",
        "createdAt": CREATED,
        "processing": [2],
        "labels": list(LABELS),
        "models": MODELS,
        "decoding": {"anchors": ANCHORS, "variances": list(VARIANCES), "outputs": order, "maxIou": MAX_IOU},
        "thresholds": [
            {
                "key": "min_score",
                "description": "Score threshold",
                "helpText": "A box whose score is below this is discarded.",
                "value": THRESHOLD,
                "suggestedValue": THRESHOLD,
            }
        ],
    }


DESCRIPTION = (
    "Coins and small notes with a handwritten digit, from small to large, on photographs of brick, grass, gravel and "
    f"on a microscope's picture, {SIZE} × {SIZE} grey pixels. A small single-shot detector draws their boxes. Test "
    "pictures show coins, digits and pieces of background that were not trained on. An object counts as found if a "
    f"box with its label overlaps its own by at least {100 * MIN_IOU:.0f} % (intersection over union)."
)

ATTRIBUTION = f"""\
# Coins and notes: where it comes from

- Coins: `coins` in scikit-image 0.26.0 (the package is BSD-3-Clause), a photograph of Greek coins from Pompeii out of
  the Brooklyn Museum's collection; "no known copyright restrictions", as the package's documentation says.
- Digits on the notes: the handwritten digits in scikit-learn 1.9.1 (BSD-3-Clause), a copy of the test set of "Optical
  Recognition of Handwritten Digits" of the UCI Machine Learning Repository (E. Alpaydin, C. Kaynak, CC BY 4.0).
- Backgrounds: `brick`, `grass`, `gravel` and `cell` in scikit-image. By its documentation all four pictures are CC0:
  brick and gravel from CC0Textures, grass by "linolafett" on DeviantArt, cell by Paul Müller and others (Optics
  Express 26(8), 10729, 2018).

The pictures put together from them may be used under CC BY 4.0, with the attribution above.

## How it was split

Before anything was put together: of the {coins.COINS} coins the {len(coins.FOR_TESTING) * coins.COINS // coins.COLUMNS}
in the third and sixth column of the photograph are for testing; of each digit the first
{100 * handwriting.TRAINING_PART:.0f} % of the images in the order of the file are for training; of each background the
upper {100 * scenes.TRAINING_PART:.0f} %. No test picture shows a coin, a digit's image or a piece of background that a
training picture shows. All coins are from one photograph and all grounds from four: how it does on others is not
measured.

## What was computed

- Pictures: {TRAINING} for training, of which the first {SHIPPED_TRAINING} are here, and {TESTING} for testing. The
  background's contrast is reduced to 65 %. One to five objects, {SMALLEST} to {LARGEST} pixels on their longer side,
  small ones as often as large ones, lie on it without touching. Coins are turned by quarters and made up to a quarter
  darker or 15 % lighter; a note is grey paper with a digit in dark ink. Saved as JPEG (quality {scenes.JPEG_QUALITY}),
  and read back from that for training too.
- Network: convolutions with grids of 12 × 12 and 6 × 6 and two sizes of anchors on each, trained for {PASSES} passes
  with seed {SEED}. Anchors, variances and the order of outputs are in project.json. The threshold of {THRESHOLD:g} was
  chosen by float32's F1 on the test pictures, rounded to a tenth, so its F1 is a little flattered; the differences
  between variants are not.
- int8: weights, activations, input and output; calibrated on the first {CALIBRATION} training pictures.
  {BAD}: on {CALIBRATION} pieces of the training part of the backgrounds, with nothing on them.
- measured.json: from LiteRT runs of the shipped files over the {TESTING} test pictures, with the threshold of the
  project file. Pictures count as changed if an object that one variant finds has no partner in the other: same label,
  overlap of at least {100 * MIN_IOU:.0f} %. Latency is of this computer.
- Expected verdict: of the int8 variant, by the upper 95 % Clopper–Pearson bound on the share of pictures that it harms.
"""

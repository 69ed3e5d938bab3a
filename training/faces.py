"""The faces demo: face or no face in 25 × 25 pixels, of which int8 says what float32 says.

The story: hardly anything flips, and yet so few pictures cannot exclude a loss of a point.
"""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import skimage.data
import tensorflow as tf

from training import image_classifier, measure, pictures, projects, quantize, repeatable, shipped
from training.image_classifier import Shot, Task, expected_verdict, largest_loss
from training.projects import Sample

SEED = 1
CREATED = "2026-11-23T00:00:00Z"
FACE, OTHER = "face", "no face"
EACH = 100
"""Pictures of each kind; the first half of them is for training."""
PASSES = 40
ALLOWED_POINTS = 1.0

TASK = Task(
    name="Faces, 25 × 25",
    side=25,
    parameters={"channels": "grayscale", "scaling": "-1..1"},
    block={"type": "keras-transfer-image", "title": "Classification (Images)"},
    labels=[FACE, OTHER],
    threshold=0.6,
    created=CREATED,
)

Inputs = npt.NDArray[np.float32]


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    training, testing = shots()
    projects.empty(folder)
    image_classifier.write(folder, testing + training)
    models = train(TASK.inputs(training), TASK.classes(training))
    projects.write_models(folder, models)
    scores = TASK.scores(models, testing)
    measured = TASK.measured(models, scores, testing)
    projects.write_json(folder / "measured.json", measured)
    projects.write_json(folder / "project.json", project(measured, shown(measured, scores, testing)))
    (folder / "ATTRIBUTION.md").write_text(ATTRIBUTION, encoding="utf-8")


def shots() -> tuple[list[Shot], list[Shot]]:
    """Training and test pictures, each kind in the order of the file."""
    training, testing = [], []
    for index, picture in enumerate(skimage.data.lfw_subset()):
        label, number = (FACE if index < EACH else OTHER), index % EACH
        name = f"{label.replace(' ', '-')}-{number + 1:03}.png"
        half = training if number < EACH // 2 else testing
        sample = Sample(name, "training" if half is training else "testing", label)
        half.append(Shot(pictures.whole(picture * 255), sample))
    return training, testing


def train(inputs: Inputs, classes: npt.NDArray[np.int64]) -> dict[str, bytes]:
    """One network, trained on the pictures and their mirror images, as .tflite files by variant."""
    repeatable.start(SEED)
    layers = tf.keras.layers
    network = tf.keras.Sequential(
        [
            tf.keras.Input(inputs.shape[1:], name="picture"),
            layers.Conv2D(8, 3, strides=2, activation="relu"),
            layers.Conv2D(12, 3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(len(TASK.labels), activation="softmax"),
        ],
        name="faces",
    )
    network.compile(tf.keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy")
    mirrored = np.concatenate([inputs, inputs[:, :, ::-1]])
    shipped.fit(network, mirrored, np.tile(classes, 2), batch_size=16, epochs=PASSES)
    return {"float32": quantize.float32(network), "int8": quantize.int8(network, inputs)}


def shown(measured: dict[str, Any], scores: dict[str, measure.Scores], testing: list[Shot]) -> str:
    """The first picture that flips, or the one whose scores change most."""
    flipped = measured["blocks"][0]["candidates"]["int8"]["flipsBySample"]
    changes = np.abs(scores["int8"] - scores["float32"]).max(axis=1)
    return next(iter(flipped), testing[int(changes.argmax())].sample.path)


def project(measured: dict[str, Any], sample: str) -> dict[str, Any]:
    """The content of project.json."""
    facts = measured["blocks"][0]
    return projects.described(
        number=7,
        name="Faces",
        description=DESCRIPTION,
        created=CREATED,
        variants={"float32": "As trained.", "int8": "Full int8, calibrated on all training pictures."},
        demo=demo(facts, sample),
        impulses=[TASK.impulse(list(facts["variants"]))],
    )


def demo(facts: dict[str, Any], sample: str) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    int8, count = facts["candidates"]["int8"], facts["windows"]
    accuracy = {name: f"{100 * variant['accuracy']:.1f} %" for name, variant in facts["variants"].items()}
    kilobytes = {name: f"{variant['sizeBytes'] / 1000:.1f} kB" for name, variant in facts["variants"].items()}
    verdict = expected_verdict(int8, count, ALLOWED_POINTS)
    few = f"; {count} are too few to be sure" if verdict == "not enough data" else ""
    return {
        "headline": f"{int8['flips']} of {count} pictures {'flips' if int8['flips'] == 1 else 'flip'}{side(int8)}{few}",
        "summary": f"Face or no face: float32 is right on {accuracy['float32']} of the test pictures, int8 on "
        f"{accuracy['int8']}, in {kilobytes['int8']} instead of {kilobytes['float32']}. No score changes by more than "
        f"{int8['largestScoreChange']:.2f}. {int8['harmful']} harmful "
        f"{'flip' if int8['harmful'] == 1 else 'flips'} in {count} pictures still "
        f"{'leaves' if int8['harmful'] == 1 else 'leave'} a loss of up to "
        f"{largest_loss(int8['harmful'], count):.1f} points possible, at 95 %.",
        "kind": "picture of 25 × 25 pixels → face or no face",
        "order": 7,
        "sample": sample,
        "variants": list(facts["variants"]),
        "allowedLoss": {"value": ALLOWED_POINTS, "unit": "points of accuracy"},
        "expectedVerdict": verdict,
    }


def side(candidate: dict[str, Any]) -> str:
    """Whether flips help or harm, where they all do the same."""
    words = {"helpful": ", and that helps", "harmful": ", and that harms"}
    return "".join(text for key, text in words.items() if candidate["flips"] and candidate[key] == candidate["flips"])


DESCRIPTION = (
    "100 faces and 100 pieces of background, 25 × 25 grey pixels each. The first 50 of each kind were trained on, the "
    "last 50 test. Whose faces they are is not told, nor whether a face and a piece of background come from the same "
    "photograph, so a person or a photograph may be in both parts."
)

ATTRIBUTION = f"""\
# Faces: where it comes from

The pictures are *lfw_subset* of the Python package scikit-image 0.26.0 (BSD-3-Clause): 100 faces drawn at random from
Labeled Faces in the Wild, and 100 pieces of the backgrounds of its photographs, all cut down to 25 × 25 grey pixels.
It refers to G. Huang, M. Mattar, H. Lee and E. Learned-Miller, "Learning to Align from Scratch", Advances in Neural
Information Processing Systems, 2012, and to http://vis-www.cs.umass.edu/lfw/, and states no licence for the pictures
themselves. Labeled Faces in the Wild was gathered from news photographs for research on recognising faces. The
pictures here carry no names, and nothing here recognises a person.

## How it was split

The first 50 faces and the first 50 pieces of background were trained on, the last 50 of each test; no picture is in
both. Nothing is known of the order, so a person, or a photograph, may be in both parts. With 100 test pictures, no
result can exclude a loss of one point: the demo says so rather than test on what it was trained on.

## What was computed

- Samples: one PNG file per picture, brightness 0 to 1 stretched to 0 to 255 and rounded.
- Network: two convolutions and a dense layer, trained for {PASSES} passes with seed {SEED} on the training pictures
  and their mirror images.
- int8: weights, activations, input and output; calibrated on all training pictures.
- measured.json: from LiteRT runs of the shipped files over the 100 test pictures.
"""

"""The digits demo: handwritten digits, one scale per weight channel or one per layer, and an input misunderstood.

The story: one scale for all weights of a layer costs little as long as its channels are alike. The same function
with channels that are not (the recipe makes them so, and says it) breaks with one scale and not with one per channel.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from sklearn.datasets import load_digits

from training import digits_story, image_classifier, measure, pictures, projects, quantize, repeatable, shipped
from training.digits_story import CREATED, IMBALANCE
from training.image_classifier import Shot, Task
from training.projects import Sample

SEED = 1
BORDER = 1200
"""Pictures of the file before this one are for training, the others for testing."""
PASSES = 30
SHOWN = 40
"""Training pictures that are in the project."""
SHADES = 16

TASK = Task(
    name="Digits, 8 × 8",
    side=8,
    parameters={"channels": "grayscale", "scaling": "0..1"},
    block={"type": "keras", "title": "Classification (Keras)"},
    labels=[str(digit) for digit in range(10)],
    threshold=0.6,
    created=CREATED,
)

Inputs = npt.NDArray[np.float32]


def build(folder: Path) -> None:
    """Trains, quantizes, measures and writes the whole project folder."""
    training, testing = shots()
    projects.empty(folder)
    image_classifier.write(folder, testing + training[:SHOWN])
    models = train(TASK.inputs(training), TASK.classes(training))
    projects.write_models(folder, models)
    scores = TASK.scores(models, testing)
    measured = TASK.measured(models, scores, testing)
    projects.write_json(folder / "measured.json", measured)
    project = digits_story.project(TASK.impulse(list(models)), measured, shown(scores, testing))
    projects.write_json(folder / "project.json", project)
    attribution = digits_story.attribution(len(training), len(testing), SEED, PASSES)
    (folder / "ATTRIBUTION.md").write_text(attribution, encoding="utf-8")


def shots() -> tuple[list[Shot], list[Shot]]:
    """Training and test pictures, in the order of the file."""
    data = load_digits()
    found = []
    for number, (image, target) in enumerate(zip(data.images, data.target, strict=True)):
        sample = Sample(f"digit-{number:04}.png", "testing" if number >= BORDER else "training", str(target))
        found.append(Shot(pictures.whole(image * 255 / SHADES), sample))
    return found[:BORDER], found[BORDER:]


def shown(scores: dict[str, measure.Scores], testing: list[Shot]) -> str:
    """The picture that the unlike channels with one scale get wrong most surely, and the others right."""
    classes = TASK.classes(testing)
    sure = [scores[name][np.arange(len(classes)), classes] >= TASK.threshold for name in ("float32", "int8-imbalanced")]
    broken = scores["int8-per-tensor-imbalanced"]
    wrong = np.all(sure, axis=0) & (broken.argmax(axis=1) != classes)
    return testing[int(np.where(wrong, broken.max(axis=1), -1).argmax())].sample.path


def train(inputs: Inputs, classes: npt.NDArray[np.int64]) -> dict[str, bytes]:
    """One network and its twin with unlike channels, as .tflite files by variant."""
    repeatable.start(SEED)
    network = built("digits")
    network.compile(tf.keras.optimizers.Adam(3e-3), "sparse_categorical_crossentropy")
    shipped.fit(network, inputs, classes, batch_size=32, epochs=PASSES)
    twin = imbalanced(network)
    return {
        "float32": quantize.float32(network),
        "int8": quantize.int8(network, inputs),
        "int8-per-tensor": quantize.int8(network, inputs, per_tensor=True),
        "float32-imbalanced": quantize.float32(twin, "float32-imbalanced"),
        "int8-imbalanced": quantize.int8(twin, inputs),
        "int8-per-tensor-imbalanced": quantize.int8(twin, inputs, per_tensor=True),
        "int8-wrong-scaling": quantize.int8(network, inputs * np.float32(255)),
    }


def built(name: str) -> tf.keras.Model:
    """A small network of depthwise and pointwise convolutions, as on devices, not trained."""
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            tf.keras.Input((TASK.side, TASK.side, 1), name="picture"),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.DepthwiseConv2D(3, padding="same", activation="relu"),
            layers.Conv2D(24, 1, activation="relu"),
            layers.DepthwiseConv2D(3, strides=2, padding="same", activation="relu"),
            layers.Conv2D(24, 1, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.25),
            layers.Dense(len(TASK.labels), activation="softmax"),
        ],
        name=name,
    )


def imbalanced(network: tf.keras.Model) -> tf.keras.Model:
    """A network that computes the same, with channels of unlike size before its depthwise convolutions.

    What leaves a channel of the convolution before is divided by a factor between 1 and IMBALANCE, and the depthwise
    weights of that channel are multiplied by it. ReLU lets a positive factor through (ReLU(x / c) = ReLU(x) / c), so
    nothing changes but rounding.
    """
    twin = built("digits_imbalanced")
    twin.set_weights(network.get_weights())
    for before, depthwise in ((twin.layers[0], twin.layers[1]), (twin.layers[2], twin.layers[3])):
        kernel, bias = before.get_weights()
        factors = np.geomspace(1, IMBALANCE, len(bias)).astype(np.float32)
        before.set_weights([kernel / factors, bias / factors])
        weights, depthwise_bias = depthwise.get_weights()
        depthwise.set_weights([weights * factors[:, np.newaxis], depthwise_bias])
    return twin

"""Small single-shot detectors: for a fixed list of anchors, how an object's box differs from it, and label scores.

Anchors and their decoding are those of the embedded service's learn block (``studio.learning.boxes``); what is here
is the way back, the network, and the losses: Huber's for boxes, focal loss (Lin et al. 2017) for scores, since some
hundred anchors see nothing for each one that sees something.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from studio.learning.boxes import overlaps
from studio.learning.scenes import Objects
from training import shipped

POSITIVE, NEGATIVE = 0.5, 0.4
"""An anchor that overlaps an object by this much learns it, one with less than the other learns that there is none;
between the two it learns nothing. Each object's best anchor learns it in any case."""
BOX_WEIGHT = 1.0

Pictures = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


def targets(
    truths: Sequence[Objects], anchors: Numbers, variances: Sequence[float], labels: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """What a network should answer for each picture.

    Args:
        truths: What is in the pictures.
        anchors: Centre x, centre y, width, height, shape (anchors, 4).
        variances: Of x, y, width and height.
        labels: How many there are.

    Returns:
        Differences and whether they count, shape (pictures, anchors, 4 + 1); scores and whether they count, shape
        (pictures, anchors, labels + 1).
    """
    differences = np.zeros((len(truths), len(anchors), 5), dtype=np.float32)
    scores = np.zeros((len(truths), len(anchors), labels + 1), dtype=np.float32)
    corners = np.concatenate([anchors[:, :2] - anchors[:, 2:] / 2, anchors[:, 2:]], axis=1)
    for picture, truth in enumerate(truths):
        iou = overlaps(truth.boxes, corners)
        nearest, best = iou.argmax(axis=0), iou.max(axis=0)
        for number, anchor in enumerate(iou.argmax(axis=1)):
            nearest[anchor], best[anchor] = number, 1.0
        seen = np.flatnonzero(best >= POSITIVE)
        differences[picture, seen, :4] = encoded(truth, nearest[seen], anchors[seen], variances)
        differences[picture, seen, 4] = 1
        scores[picture, seen, truth.classes[nearest[seen]] - 1] = 1
        scores[picture, :, labels] = (best >= POSITIVE) | (best < NEGATIVE)
    return differences, scores


def encoded(truth: Objects, chosen: npt.NDArray[np.intp], anchors: Numbers, variances: Sequence[float]) -> Numbers:
    """How objects differ from anchors: the reverse of ``studio.learning.boxes.decoded``, shape (anchors, 4)."""
    centres = (truth.centres[chosen] - anchors[:, :2]) / anchors[:, 2:]
    sizes = np.log(truth.boxes[chosen, 2:] / anchors[:, 2:])
    steps: Numbers = np.concatenate([centres, sizes], axis=1) / np.asarray(variances)
    return steps


def network(name: str, size: int, kinds: Sequence[int], labels: int) -> tf.keras.Model:
    """A network with two grids, an eighth and a sixteenth of the picture; outputs: differences, scores.

    Args:
        name: Of the network.
        size: Pixels of the picture's side.
        kinds: How many sizes of anchors each of the two grids has.
        labels: How many there are.
    """
    layers = tf.keras.layers

    def separable(x: tf.Tensor, width: int, stride: int) -> tf.Tensor:
        x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
        x = layers.Conv2D(width, 1, use_bias=False)(x)
        return layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))

    picture = tf.keras.Input((size, size, 1), name="picture")
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(picture)
    x = layers.ReLU(6.0)(layers.BatchNormalization(momentum=0.9)(x))
    fine = separable(separable(separable(x, 32, 2), 48, 2), 64, 1)
    coarse = separable(separable(fine, 96, 2), 96, 1)
    rare = tf.keras.initializers.Constant(-4.0)  # at first every score is about 0.02, as rare as objects are
    differences, scores = [], []
    for grid, count in zip((fine, coarse), kinds, strict=True):
        seen = separable(grid, 64, 1)
        differences.append(layers.Reshape((-1, 4))(layers.Conv2D(4 * count, 1)(seen)))
        logits = layers.Conv2D(labels * count, 1, bias_initializer=rare)(seen)
        scores.append(layers.Reshape((-1, labels))(layers.Activation("sigmoid")(logits)))
    outputs = [layers.Concatenate(axis=1)(differences), layers.Concatenate(axis=1)(scores)]
    return tf.keras.Model(picture, outputs, name=name)


def box_loss(truth: tf.Tensor, answer: tf.Tensor) -> tf.Tensor:
    """Huber's loss of the differences that count, per one of them."""
    counts = truth[..., 4:]
    error = tf.abs(truth[..., :4] - answer)
    loss = tf.where(error < 1, error**2 / 2, error - 0.5)
    return BOX_WEIGHT * tf.reduce_sum(loss * counts) / tf.maximum(tf.reduce_sum(counts), 1)


def score_loss(truth: tf.Tensor, answer: tf.Tensor) -> tf.Tensor:
    """Focal loss with γ = 2 and α = 0.25, per anchor that sees an object."""
    wanted, counts = truth[..., :-1], truth[..., -1:]
    answer = tf.clip_by_value(answer, 1e-6, 1 - 1e-6)
    right = tf.where(wanted > 0, answer, 1 - answer)
    weight = tf.where(wanted > 0, 0.25, 0.75) * (1 - right) ** 2
    return tf.reduce_sum(-weight * tf.math.log(right) * counts) / tf.maximum(tf.reduce_sum(wanted), 1)


def train(
    model: tf.keras.Model,
    pictures: Pictures,
    answers: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]],
    passes: int,
    batch: int = 16,
) -> None:
    """Trains with a learning rate that falls to nothing.

    Args:
        model: From :func:`network`.
        pictures: Shape (pictures, size, size, 1).
        answers: From :func:`targets`.
        passes: Over all pictures.
        batch: Pictures per step.
    """
    steps = passes * -(-len(pictures) // batch)
    optimizer = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.CosineDecay(4e-3, steps))
    model.compile(optimizer, [box_loss, score_loss])
    shipped.fit(model, pictures, list(answers), batch_size=batch, epochs=passes)

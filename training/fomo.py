"""FOMO networks: a picture in, for each cell of a coarse grid a share for each label and for the background out.

A thing is learnt as the one cell that its centre lies in; see "FOMO: Faster Objects, More Objects" in the
documentation of Edge Impulse for the idea.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training import shipped
from training.scenes import Placed

THING_WEIGHT = 12.0
"""How much more a cell with a thing counts in training than one without: there are some fifty times fewer."""

Pictures = npt.NDArray[np.float32]
Cells = npt.NDArray[np.int64]


def targets(scenes: Sequence[Sequence[Placed]], labels: Sequence[str], size: int, grid: int) -> Cells:
    """What each cell shows: 0 for background, else 1 + the label's index, shape (scenes, grid, grid)."""
    cells = np.zeros((len(scenes), grid, grid), dtype=np.int64)
    for scene, placed in enumerate(scenes):
        for thing in placed:
            row = int((thing.y + thing.height / 2) * grid / size)
            column = int((thing.x + thing.width / 2) * grid / size)
            cells[scene, row, column] = 1 + labels.index(thing.label)
    return cells


def network(name: str, size: int, classes: int) -> tf.keras.Model:
    """A small network whose grid is an eighth of the picture, with softmax over background and classes."""
    layers = tf.keras.layers
    picture = tf.keras.Input((size, size, 1), name="picture")
    x = layers.Conv2D(16, 3, strides=2, padding="same", use_bias=False)(picture)
    x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    for width, stride in ((32, 2), (48, 2), (64, 1), (64, 1)):
        x = layers.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(x)
        x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
        x = layers.Conv2D(width, 1, use_bias=False)(x)
        x = layers.ReLU(6.0)(layers.BatchNormalization()(x))
    x = layers.Conv2D(32, 1, activation="relu")(x)
    cells = layers.Conv2D(1 + classes, 1, activation="softmax")(x)
    return tf.keras.Model(picture, cells, name=name)


def train(model: tf.keras.Model, pictures: Pictures, cells: Cells, passes: int, batch: int = 32) -> None:
    """Trains with a learning rate that falls to nothing; cells with a thing weigh more.

    Args:
        model: From :func:`network`.
        pictures: Shape (pictures, size, size, 1).
        cells: From :func:`targets`.
        passes: Over all pictures.
        batch: Pictures per step.
    """
    steps = passes * -(-len(pictures) // batch)
    optimizer = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.CosineDecay(4e-3, steps))
    model.compile(optimizer, "sparse_categorical_crossentropy")
    weights = np.where(cells > 0, THING_WEIGHT, 1.0)
    shipped.fit(model, pictures, cells, sample_weight=weights, batch_size=batch, epochs=passes)

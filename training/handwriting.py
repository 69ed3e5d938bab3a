"""Handwritten digits, 8×8 pixels in 17 shades, as they ship in scikit-learn."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_digits

from training.projects import Category

TRAINING_PART = 0.7
SHADES = 16

Ink: TypeAlias = npt.NDArray[np.float64]


def digits(digit: int, category: Category) -> Ink:
    """All images of one digit in one half of the split, ink 0..1, shape (images, 8, 8).

    The first part of the file is for training, the rest for testing, so that no image is in both.
    """
    data = load_digits()
    images = data.images[data.target == digit] / SHADES
    border = round(len(images) * TRAINING_PART)
    return np.asarray(images[:border] if category == "training" else images[border:], dtype=np.float64)


def trimmed(ink: Ink) -> Ink:
    """An image without the empty rows and columns around the digit."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]

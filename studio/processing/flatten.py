"""The block ``flatten``: a few statistics of each axis instead of its values."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from studio.processing.base import Features, Parameters, checked

Statistic = Literal["mean", "min", "max", "rms", "std", "skewness", "kurtosis"]
ALL: tuple[Statistic, ...] = ("mean", "min", "max", "rms", "std", "skewness", "kurtosis")
ROUNDING = 1e-12
"""A deviation below this part of the largest value is rounding: the axis counts as constant."""


class FlattenParameters(Parameters):
    """Which statistics, in which order."""

    statistics: tuple[Statistic, ...] = Field(default=ALL, min_length=1)


class Flatten:
    """Statistics in the order of the parameters, axis after axis; features of shape (windows, axes × statistics)."""

    def __init__(self, parameters: FlattenParameters, *, axes: int) -> None:
        self.axes = axes
        self.statistics = parameters.statistics

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Statistics of all windows."""
        values = checked(windows, self.axes)
        columns = [STATISTICS[name](values) for name in self.statistics]
        return np.stack(columns, axis=-1).reshape(len(values), -1).astype(np.float32)

    def shape(self, _values: int) -> tuple[int, ...]:
        """The shape of one window's features."""
        return (self.axes * len(self.statistics),)


def _mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values.mean(axis=1))


def _min(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values.min(axis=1))


def _max(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(values.max(axis=1))


def _rms(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(np.square(values).mean(axis=1)))


def _std(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the population: divided by the number of values."""
    return np.asarray(values.std(axis=1))


def _skewness(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The Fisher–Pearson coefficient, biased, as in ``scipy.stats.skew``; 0 for a constant axis."""
    from scipy.stats import skew  # takes most of a second to import

    return _of_varying(values, lambda rows: np.asarray(skew(rows, axis=1)))


def _kurtosis(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fisher's excess kurtosis, biased, as in ``scipy.stats.kurtosis``; 0 for a constant axis."""
    from scipy.stats import kurtosis  # takes most of a second to import

    return _of_varying(values, lambda rows: np.asarray(kurtosis(rows, axis=1)))


def _of_varying(
    values: NDArray[np.float64], statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """A statistic that has no value for constant data, and is not changed by shift or scale.

    Returns:
        The statistic, 0 where the values of an axis are all alike; shape (windows, axes).
    """
    rows = np.moveaxis(values, 1, 2)
    deviation = rows - rows.mean(axis=2, keepdims=True)
    spread = np.abs(deviation).max(axis=2)
    varying = spread > ROUNDING * np.abs(rows).max(axis=2)
    result = np.zeros(varying.shape)
    if varying.any():
        result[varying] = statistic(deviation[varying] / spread[varying][:, np.newaxis])
    return result


STATISTICS: dict[Statistic, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "mean": _mean,
    "min": _min,
    "max": _max,
    "rms": _rms,
    "std": _std,
    "skewness": _skewness,
    "kurtosis": _kurtosis,
}

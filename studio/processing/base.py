"""What all processing blocks share: what they are called with, how their parameters are read, how they fail."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

Features = NDArray[np.float32]


class ProcessingError(ValueError):
    """A block cannot work as asked: an unknown type, or parameters that do not fit its windows."""


class Processor(Protocol):
    """A processing block, ready to use; it keeps no state between calls and may be shared by threads."""

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Features of all windows.

        Args:
            windows: Shape (windows, values, axes); for the image block a sequence of Pillow images.

        Returns:
            Shape (windows, …features).

        Raises:
            ProcessingError: The windows do not fit the block.
        """
        ...

    def shape(self, values: int) -> tuple[int, ...]:
        """The shape of one window's features, without computing them.

        Args:
            values: Values of each axis in a window; ignored by the image block.

        Raises:
            ProcessingError: Such windows do not fit the block, or their shape depends on what is in them.
        """
        ...


class Parameters(BaseModel):
    """Base of all parameters: camelCase in files, unknown names are errors, numbers are finite."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, extra="forbid", frozen=True, allow_inf_nan=False
    )


def checked(windows: NDArray[Any] | Sequence[Any], axes: int) -> NDArray[np.float64]:
    """The windows as numbers of full precision, shape (windows, values, axes).

    Raises:
        ProcessingError: They have another shape, or no values.
    """
    array = np.asarray(windows, dtype=np.float64)
    if array.ndim != 3 or array.shape[2] != axes or array.shape[1] == 0:
        raise ProcessingError(f"windows of shape (windows, values, {axes}) are expected, not {array.shape}")
    return array

"""What a sample file holds, whatever its format."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Kind = Literal["time-series", "image", "audio", "video"]


@dataclass(frozen=True, eq=False)
class Recording:
    """The content of one sample."""

    values: NDArray[np.float64]
    """Readings in the sensors' units, shape (rows, axes); for an image (0, 0), since its pixels are in ``image``."""
    sensors: tuple[tuple[str, str], ...]
    """Name and unit of each axis; the unit is empty where the file gives none."""
    interval_ms: float
    """Time between two rows, or frames of a film; 0 where the file has no time, as for an image or a single row."""
    image: Image.Image | None
    """The picture, or the first frame of a film."""
    kind: Kind
    sha256: str
    """Of the whole file, in hexadecimal digits."""
    frames: tuple[Image.Image, ...] = ()
    """The pictures of a film, all of one size; empty for everything else."""

    @property
    def pictures(self) -> tuple[Image.Image, ...]:
        """What an impulse that takes images sees, one window each; empty for a signal."""
        return self.frames or ((self.image,) if self.image is not None else ())

    @property
    def frequency_hz(self) -> float:
        """Rows per second, 0 where the file has no time."""
        return 1000 / self.interval_ms if self.interval_ms else 0.0

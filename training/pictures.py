"""Pictures as samples and as inputs of a network; the inputs come from the embedded service's own image block."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from studio.processing import processor

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Shape (height, width) for grey, (height, width, 3) for colour."""


def whole(picture: npt.NDArray[np.float64]) -> Pixels:
    """Brightness 0..255 as whole numbers, as a file holds it."""
    return picture.round().clip(0, 255).astype(np.uint8)


def write(path: Path, pixels: Pixels) -> None:
    """Writes a PNG file, as small as it gets."""
    Image.fromarray(pixels).save(path, optimize=True)


def inputs(
    pictures: Sequence[Pixels], impulse_input: Mapping[str, Any], parameters: Mapping[str, Any]
) -> npt.NDArray[np.float32]:
    """What a network gets, shape (pictures, height, width, channels).

    Args:
        pictures: Of any size.
        impulse_input: ``input`` of the impulse in project.json, which says the size.
        parameters: Of the processing block ``image`` in project.json.
    """
    size = {key: value for key, value in impulse_input.items() if key not in ("id", "type")}
    process = processor("image", {**parameters, **size}, axes=1, frequency_hz=0)
    return process([Image.fromarray(pixels) for pixels in pictures])

"""The block ``image``: pictures of one size, as numbers in the range that a model was trained with."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageOps
from pydantic import Field, model_validator

from studio.processing.base import Features, Parameters, ProcessingError

RESAMPLING = {"lanczos3": Pillow.Resampling.LANCZOS, "nearest": Pillow.Resampling.NEAREST}
"""Pillow's Lanczos filter has three lobes."""
MODES: dict[str, Literal["RGB", "L"]] = {"rgb": "RGB", "grayscale": "L"}


class ImageParameters(Parameters):
    """Channels and range; the size and the way to it come from the impulse's input."""

    channels: Literal["rgb", "grayscale"] = "rgb"
    scaling: Literal["0..1", "-1..1", "0..255", "-128..127"] = "0..1"
    image_width: int | None = Field(default=None, ge=1, le=4096)
    image_height: int | None = Field(default=None, ge=1, le=4096)
    resize_mode: Literal["squash", "fit-short", "fit-long"] = "squash"
    resize_method: Literal["lanczos3", "nearest"] = "lanczos3"

    @model_validator(mode="after")
    def _both_or_none(self) -> "ImageParameters":
        if (self.image_width is None) != (self.image_height is None):
            raise ValueError("imageWidth and imageHeight belong together")
        return self


class Image:
    """Features of shape (images, height, width, channels); without a size the images stay as large as they are."""

    def __init__(self, parameters: ImageParameters) -> None:
        self.parameters = parameters

    def __call__(self, windows: NDArray[Any] | Sequence[Any]) -> Features:
        """Pixels of all images, resized first and then scaled.

        Args:
            windows: Pillow images of any mode with 8 bits per channel; without a size in the parameters all alike.

        Raises:
            ProcessingError: There are no images, or images of several sizes and none is asked for.
        """
        mode = MODES[self.parameters.channels]
        # Even one that has the mode already would be copied, a photograph of 12 megapixels in 48 MB.
        pictures = [self._resized(each if each.mode == mode else each.convert(mode)) for each in windows]
        sizes = {picture.size for picture in pictures}
        if len(sizes) != 1:
            raise ProcessingError("images of one size are expected, or an imageWidth and imageHeight to resize to")
        width, height = sizes.pop()
        pixels = np.stack([np.asarray(picture) for picture in pictures]).astype(np.float32)
        return self._scaled(pixels.reshape(len(pictures), height, width, -1))

    def shape(self, _values: int) -> tuple[int, ...]:
        """The shape of one picture's features.

        Raises:
            ProcessingError: No size is asked for, so that it is the picture's own.
        """
        if self.parameters.image_width is None or self.parameters.image_height is None:
            raise ProcessingError("without an imageWidth and imageHeight the size is each picture's own")
        channels = len(MODES[self.parameters.channels])
        return (self.parameters.image_height, self.parameters.image_width, channels)

    def _resized(self, picture: Pillow.Image) -> Pillow.Image:
        """Squashed to the size, or cut to its shape (fit-short), or with black bars (fit-long)."""
        if self.parameters.image_width is None or self.parameters.image_height is None:
            return picture
        size = (self.parameters.image_width, self.parameters.image_height)
        method = RESAMPLING[self.parameters.resize_method]
        if self.parameters.resize_mode == "squash":
            return picture.resize(size, method)
        if self.parameters.resize_mode == "fit-short":
            return ImageOps.fit(picture, size, method)
        return ImageOps.pad(picture, size, method)

    def _scaled(self, pixels: Features) -> Features:
        match self.parameters.scaling:
            case "0..1":
                return pixels / np.float32(255)
            case "-1..1":
                return pixels / np.float32(127.5) - np.float32(1)
            case "-128..127":
                return pixels - np.float32(128)
            case "0..255":
                return pixels

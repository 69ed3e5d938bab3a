"""Keras models → .tflite files: float32, and full int8 (int8 in and out) from the same weights."""

import contextlib
import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training import shipped


def float32(model: tf.keras.Model, name: str = "float32") -> bytes:
    """The model as it was trained.

    Args:
        model: Trained; in a build that does not train it takes the shipped file's weights here, before any other
            variant is made of it.
        name: Of the file that becomes of it, without its ending.
    """
    shipped.adopt(model, name)
    return _converted(tf.lite.TFLiteConverter.from_keras_model(model))


def int8(model: tf.keras.Model, representative: npt.NDArray[np.float32], *, per_tensor: bool = False) -> bytes:
    """The model with weights, activations, input and output in 8-bit integers.

    Args:
        model: Trained.
        representative: Inputs from which the ranges of the activations are taken, shape (examples, *input shape).
        per_tensor: One scale for all weights of a layer, instead of one per output channel.

    Raises:
        ValueError: The representative inputs are not float32, which the converter would misread.
    """
    if representative.dtype != np.float32:
        raise ValueError(f"representative inputs must be float32, not {representative.dtype}")

    def examples() -> Iterator[list[npt.NDArray[np.float32]]]:
        for example in representative:
            yield [example[np.newaxis]]

    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = examples
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    converter._experimental_disable_per_channel = per_tensor  # noqa: SLF001 (there is no public switch)
    return _converted(converter)


def _converted(converter: tf.lite.TFLiteConverter) -> bytes:
    """The .tflite; what the converter prints about temporary folders is of no use to anybody."""
    with contextlib.redirect_stdout(io.StringIO()):
        model: bytes = converter.convert()
    return model

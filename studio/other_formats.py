"""Model files of other frameworks, which LiteRT does not run, and what makes a ``.tflite`` file of them."""

from pathlib import Path

LITERT = b"TFL3"
"""What stands behind the first four bytes of a ``.tflite`` file."""
KERAS = "Keras", "tf.lite.TFLiteConverter.from_keras_model"
TORCH = "PyTorch", "litert-torch (formerly ai-edge-torch)"
ONNX = "ONNX", "onnx2tf"
TENSORFLOW = "TensorFlow", "tf.lite.TFLiteConverter.from_saved_model"
BY_ENDING = {
    **dict.fromkeys((".keras", ".h5", ".hdf5"), KERAS),
    **dict.fromkeys((".pt", ".pth", ".pt2", ".ckpt", ".safetensors"), TORCH),
    ".onnx": ONNX,
    ".pb": TENSORFLOW,
}
BY_CONTENT = {b"\x89HDF": KERAS}
"""How files begin, whatever they are called."""


def problem(path: Path) -> str:
    """What to do about a model file of another framework; empty where it is none that is known.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        begin = file.read(8)
    found = BY_CONTENT.get(begin[:4]) or BY_ENDING.get(path.suffix.lower())
    if found is None or begin[4:8] == LITERT:
        return ""
    framework, converter = found
    return f"“{path.name}” is a model of {framework}, and LiteRT runs .tflite files; convert it with {converter}"

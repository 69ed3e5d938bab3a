"""A demo read and run as plainly as can be: JSON, CSV, WAV, PNG, LiteRT; only features come from ``studio.processing``.

Nothing of the service's own reading, windows or inference is used, nor anything of the recipes, so that what a
demo states about itself is held against a second opinion.
"""

import csv
import json
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from PIL import Image

from studio.processing import processor

ROOT = Path(__file__).parents[3] / "studio" / "demos"
KERNELS = {"optimised": OpResolverType.AUTO, "reference": OpResolverType.BUILTIN_REF}
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Demo:
    """One folder of studio/demos with what its two main files say."""

    folder: Path
    project: dict[str, Any]
    measured: dict[str, Any]

    def impulse(self, identifier: int) -> dict[str, Any]:
        """The impulse with this id."""
        found: dict[str, Any] = next(i for i in self.project["impulses"] if i["id"] == identifier)
        return found

    def learning(self, stated: dict[str, Any]) -> dict[str, Any]:
        """The learn block that a measured block is about."""
        blocks = self.impulse(stated["impulse"])["learning"]
        found: dict[str, Any] = next(block for block in blocks if block["id"] == stated["block"])
        return found

    def files(self, category: str | None = None) -> list[dict[str, Any]]:
        """Entries of info.labels, of one category or all."""
        files: list[dict[str, Any]] = json.loads((self.folder / "samples" / "info.labels").read_text())["files"]
        return [entry for entry in files if category in (None, entry["category"])]


def read(folder: Path) -> Demo:
    """The demo in a folder."""
    project = json.loads((folder / "project.json").read_text())
    return Demo(folder, project, json.loads((folder / project["measured"]).read_text()))


def windows_of_series(path: Path, impulse: dict[str, Any]) -> Numbers:
    """All whole windows of a CSV file whose rows come at the impulse's own frequency, shape (windows, values, axes)."""
    with path.open() as lines:
        header, *rows = csv.reader(lines)
    columns = [header.index(axis) for axis in impulse["input"]["axes"]]
    values = np.array([[float(row[column]) for column in columns] for row in rows])
    assert float(rows[1][0]) - float(rows[0][0]) == 1000 / impulse["input"]["frequencyHz"]
    return _cut(values, impulse)


def windows_of_sound(path: Path, impulse: dict[str, Any]) -> Numbers:
    """All whole windows of a WAV file of 16 bits, mono, at the impulse's own frequency, shape (windows, values, 1)."""
    with wave.open(str(path)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
        assert sound.getframerate() == impulse["input"]["frequencyHz"]
        values = np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(float)
    return _cut(values[:, np.newaxis], impulse)


def _cut(values: Numbers, impulse: dict[str, Any]) -> Numbers:
    frequency = impulse["input"]["frequencyHz"]
    size = round(impulse["input"]["windowSizeMs"] * frequency / 1000)
    increase = round(impulse["input"]["windowIncreaseMs"] * frequency / 1000)
    return np.array([values[start : start + size] for start in range(0, len(values) - size + 1, increase)])


def features(demo: Demo, stated: dict[str, Any], path: str) -> npt.NDArray[np.float32]:
    """What the learn block of a measured block gets of one sample, shape (windows, features)."""
    impulse, learning = demo.impulse(stated["impulse"]), demo.learning(stated)
    if path.endswith(".png"):
        return features_of_picture(demo.folder / "samples" / path, impulse)
    reader = windows_of_sound if path.endswith(".wav") else windows_of_series
    windows = reader(demo.folder / "samples" / path, impulse)
    parts = []
    for block in impulse["processing"]:
        if block["id"] in learning["processing"]:
            process = processor(
                block["type"],
                block["parameters"],
                axes=windows.shape[2],
                frequency_hz=impulse["input"]["frequencyHz"],
            )
            parts.append(process(windows).reshape(len(windows), -1))
    return np.concatenate(parts, axis=1)


def features_of_picture(path: Path, impulse: dict[str, Any]) -> npt.NDArray[np.float32]:
    """What the only processing block makes of a picture, shape (1, height, width, channels)."""
    (block,) = impulse["processing"]
    size = {key: value for key, value in impulse["input"].items() if key not in {"id", "type"}}
    with Image.open(path) as picture:
        return processor(block["type"], {**block["parameters"], **size}, axes=1, frequency_hz=0)([picture])


def run(model: Path, kernels: str, inputs: npt.NDArray[np.float32]) -> Numbers:
    """The dequantized output of a .tflite file with one, one window at a time, shape (windows, outputs)."""
    return np.array([output for (output,) in run_all(model, kernels, inputs)])


def run_all(model: Path, kernels: str, inputs: npt.NDArray[Any]) -> list[list[Numbers]]:
    """All dequantized outputs of a .tflite file, one window at a time."""
    interpreter = Interpreter(str(model), num_threads=1, experimental_op_resolver_type=KERNELS[kernels])
    interpreter.allocate_tensors()
    (into,) = interpreter.get_input_details()
    results = []
    for window in inputs:
        values = window.reshape(into["shape"])
        if into["dtype"] == np.int8:
            scale, zero = into["quantization"]
            values = np.clip(np.round(values / scale + zero), -128, 127).astype(np.int8)
        interpreter.set_tensor(into["index"], values)
        interpreter.invoke()
        results.append([_real(interpreter, out) for out in interpreter.get_output_details()])
    return results


def _real(interpreter: Interpreter, out: dict[str, Any]) -> Numbers:
    result: Numbers = interpreter.get_tensor(out["index"])[0].astype(float)
    scale, zero = out["quantization"]
    return (result - zero) * scale if out["dtype"] == np.int8 else result

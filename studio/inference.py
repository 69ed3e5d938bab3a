"""Features → outputs of a ``.tflite`` file, by LiteRT.

A LiteRT interpreter serves one thread at a time: shared without care it answers wrongly in silence. So each file has
a pool of interpreters, one is borrowed for a run and nobody else has it meanwhile. How integers stand for real
numbers (scale and zero point) is read from the file.

An answer depends on its window alone: a model with a memory forgets it before every window. Where two interpreters of
one file answer differently all the same, the file's identity says so.
"""

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from studio import files
from studio.errors import Damaged
from studio.modelfile import Memory, memory
from studio.shapes import Arrangement, Shape, arrangement, unfit
from variantlens.service.schema import ModelFile, ModelOutput

Kernels: TypeAlias = Literal["optimised", "reference"]
_Raw: TypeAlias = tuple[NDArray[Any], ...]
"""Outputs in the model's own numbers, each of shape (windows, …)."""

BATCH = 16
"""Windows per run where batches help. Larger ones gain little and waste more on the last, padded batch."""
BATCH_BYTES = 512 * 1024
"""Activations of a whole batch must fit into this, a common size of a core's second-level cache."""
PROBED = 2
"""Windows that tell whether a large model answers the same each time; of a small one a whole batch does."""
MODELS = 32
"""Model files that stay loaded; the one that was not used for the longest time goes first."""
RUNS = max(2, os.cpu_count() or 1)
"""Runs at the same time, and so interpreters of one file: more would not be faster."""


@dataclass(frozen=True)
class Tensor:
    """An input or output of a model. Real value = scale × (integer − zero point); floats have no scale."""

    index: int
    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    scale: float | None
    zero_point: int | None

    def quantized(self, values: NDArray[Any]) -> NDArray[Any]:
        """Real values as the model takes them, rounded half to even and clipped to the integer's range."""
        if self.scale is None or self.zero_point is None:
            return values.astype(self.dtype)
        limits = np.iinfo(self.dtype)
        steps = np.round(values.astype(np.float32) / np.float32(self.scale)) + self.zero_point
        integers: NDArray[Any] = np.nan_to_num(steps, nan=self.zero_point).clip(limits.min, limits.max)
        return integers.astype(self.dtype)

    def real(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """What the model's numbers stand for."""
        exact = values.astype(np.float64)
        if self.scale is None or self.zero_point is None:
            return exact
        return (exact - self.zero_point) * self.scale


class Model:
    """One model file, loaded."""

    def __init__(self, data: bytes, kernels: Kernels, name: str, running: threading.Semaphore) -> None:
        self.name = name
        self._data = data
        self._kernels = kernels
        self._running = running
        self._idle: dict[int, list[_Runner]] = {1: [], BATCH: []}
        single = self._prepared(1)
        self.input = single.input
        self.outputs = single.outputs
        probe = _probe(self.input, PROBED if single.window_bytes * BATCH > BATCH_BYTES else BATCH)
        first = _answered(single, probe)
        self.identity = ModelFile(
            sha256=hashlib.sha256(data).hexdigest(),
            size_bytes=len(data),
            outputs=[_described(output) for output in self.outputs],
            kernels=kernels,
            reproducible=self._reproducible(probe, first),
        )
        self._idle[1].append(single)
        self._batch = self._largest_batch(single, probe, first)

    def run(self, features: NDArray[Any], *, picture: bool = False) -> tuple[NDArray[np.float64], ...]:
        """The model's outputs as real numbers.

        Args:
            features: Shape (windows, …), which agrees with the model's input as ``studio.shapes`` says.
            picture: Whether features are (windows, height, width, channels).

        Returns:
            One array for each output, shape (windows, …).

        Raises:
            Damaged: The features do not fit the model, or the model fails.
        """
        arranged = self.arranged(features.shape[1:], picture=picture)
        values = self.input.quantized(arranged(features))
        with self._running, self._borrowed(self._batch if len(features) > 1 else 1) as runner:
            raw = runner.run(values)
        return tuple(output.real(part) for output, part in zip(self.outputs, raw, strict=True))

    def arranged(self, given: Shape, *, picture: bool) -> Arrangement:
        """How a window's features become the model's input.

        Args:
            given: The shape of one window's features.
            picture: Whether it is (height, width, channels).

        Raises:
            Damaged: They do not fit the model.
        """
        wanted = self.input.shape[1:]
        try:
            return arrangement(given, wanted, picture=picture)
        except ValueError:
            raise Damaged(self.name, unfit(given, wanted)) from None

    @contextmanager
    def _borrowed(self, batch: int) -> Iterator["_Runner"]:
        """An interpreter that nobody else uses; lists append and pop in one step, so no lock is needed."""
        idle = self._idle[batch]
        try:
            runner = idle.pop()
        except IndexError:
            runner = self._prepared(batch)
        try:
            yield runner
        except (RuntimeError, ValueError) as error:
            raise Damaged(self.name, f"the model cannot be run: {error}") from None
        idle.append(runner)

    def _prepared(self, batch: int) -> "_Runner":
        try:
            return _Runner(self._data, self._kernels, batch)
        except (RuntimeError, ValueError, IndexError) as error:
            raise Damaged(self.name, f"the model cannot be loaded: {error}") from None

    def _reproducible(self, probe: NDArray[Any], first: _Raw | None) -> bool | None:
        """Whether another new interpreter gives the same bits; None where the model cannot be run on the probe.

        Some kernels read memory that nobody wrote. The first interpreter is still there meanwhile, so that the second
        one does not find what the first one left.
        """
        second = _answered(self._prepared(1), probe)
        return None if first is None or second is None else _same_bits(first, second)

    def _largest_batch(self, single: "_Runner", probe: NDArray[Any], first: _Raw | None) -> int:
        """BATCH where it is quick and gives the same bits as one window at a time, else 1.

        A model may have a fixed batch inside, which LiteRT notices at different times, or never. One with a memory
        would mix its windows.
        """
        if first is None or len(probe) < BATCH or single.memory is not Memory.NONE:
            return 1
        try:
            together = _Runner(self._data, self._kernels, BATCH)
            same = _same_bits(together.run(probe), first)
        except (RuntimeError, ValueError, IndexError):
            return 1
        if same:
            self._idle[BATCH].append(together)
        return BATCH if same else 1


class _Runner:
    """A LiteRT interpreter that runs a fixed number of windows at once, each as if it were the first."""

    def __init__(self, data: bytes, kernels: Kernels, batch: int) -> None:
        self._data = data
        self._kernels = kernels
        self._batch = batch
        self._interpreter = self._fresh()
        self._is_used = False
        self.input = _tensor(self._interpreter.get_input_details()[0])
        self.outputs = tuple(_tensor(output) for output in self._interpreter.get_output_details())
        if batch > 1:
            self._interpreter.resize_tensor_input(self.input.index, (batch, *self.input.shape[1:]), strict=False)
        self._interpreter.allocate_tensors()
        self.memory = memory(data)

    def _fresh(self) -> Any:
        # LiteRT takes a tenth of a second to import: too long for the start of the service.
        from ai_edge_litert.interpreter import Interpreter, OpResolverType

        resolver = OpResolverType.BUILTIN_REF if self._kernels == "reference" else OpResolverType.AUTO
        interpreter = Interpreter(model_content=self._data, experimental_op_resolver_type=resolver)
        inputs = interpreter.get_input_details()
        if len(inputs) != 1 or len(inputs[0]["shape"]) < 1 or inputs[0]["shape"][0] != 1:
            raise ValueError("a model with one input of one window is expected")
        return interpreter

    def _forget(self) -> None:
        """Take the model's memory of earlier windows away."""
        if self._is_used and self.memory is Memory.RESOURCES:
            self._interpreter = self._fresh()
            self._interpreter.allocate_tensors()
        elif self._is_used and self.memory is Memory.VARIABLES:
            self._interpreter.reset_all_variables()
        self._is_used = True

    @property
    def window_bytes(self) -> int:
        """About the memory of one window's activations: all tensors that begin with a batch of one."""
        tensors = self._interpreter.get_tensor_details()
        return sum(
            int(np.prod(tensor["shape"])) * np.dtype(tensor["dtype"]).itemsize
            for tensor in tensors
            if len(tensor["shape"]) > 1 and tensor["shape"][0] == 1
        )

    def run(self, values: NDArray[Any]) -> _Raw:
        """Outputs as the model gives them, one array for each, shape (windows, …)."""
        parts: list[list[NDArray[Any]]] = [[] for _ in self.outputs]
        for start in range(0, len(values), self._batch):
            chunk = values[start : start + self._batch]
            missing = self._batch - len(chunk)
            padded = np.concatenate([chunk, np.repeat(chunk[-1:], missing, axis=0)]) if missing else chunk
            self._forget()
            self._interpreter.set_tensor(self.input.index, padded)
            self._interpreter.invoke()
            for part, output in zip(parts, self.outputs, strict=True):
                part.append(self._windows(self._interpreter.get_tensor(output.index))[: len(chunk)])
        return tuple(np.concatenate(part) for part in parts)

    def _windows(self, output: NDArray[Any]) -> NDArray[Any]:
        """An output with windows as its first axis, which a single window's output may lack."""
        if output.shape[:1] == (self._batch,):
            return output
        if self._batch == 1:
            return output[np.newaxis]
        raise ValueError(f"an output of shape {output.shape} does not hold {self._batch} windows")


class Runtime:
    """The model files that are loaded, each at most once for each kind of kernels."""

    def __init__(self, models: int = MODELS, runs: int = RUNS) -> None:
        self._limit = models
        self._running = threading.BoundedSemaphore(runs)
        self._lock = threading.Lock()
        self._models: OrderedDict[tuple[Path, int, int, Kernels], Model] = OrderedDict()

    def model(self, path: Path, kernels: Kernels) -> Model:
        """The model in a file; loaded again when the file has changed.

        Raises:
            Damaged: The file cannot be read or is no model.
        """
        name = f"{path.parent.name}/{path.name}"
        try:
            state = path.stat()
            key = (path, state.st_mtime_ns, state.st_size, kernels)
            with self._lock:
                if key in self._models:
                    self._models.move_to_end(key)
                    return self._models[key]
                model = Model(files.content(path, None, files.LARGEST_MODEL), kernels, name, self._running)
                self._models[key] = model
                while len(self._models) > self._limit:
                    self._models.popitem(last=False)
                return model
        except OSError as error:
            raise Damaged(name, f"the model cannot be read: {error.strerror}") from None

    def has_room(self) -> bool:
        """Whether a run could begin right now; a moment later others may have."""
        free = self._running.acquire(blocking=False)
        if free:
            self._running.release()
        return free

    def __len__(self) -> int:
        """How many models are loaded."""
        return len(self._models)


def _tensor(details: dict[str, Any]) -> Tensor:
    parameters = details["quantization_parameters"]
    scales, zero_points = parameters["scales"], parameters["zero_points"]
    if len(scales) > 1:
        raise ValueError(f"“{details['name']}” is quantized per channel, which inputs and outputs never are")
    return Tensor(
        index=int(details["index"]),
        name=str(details["name"]),
        dtype=np.dtype(details["dtype"]),
        shape=tuple(int(size) for size in details["shape"]),
        scale=float(scales[0]) if len(scales) else None,
        zero_point=int(zero_points[0]) if len(scales) else None,
    )


def _described(tensor: Tensor) -> ModelOutput:
    return ModelOutput(
        name=tensor.name,
        type=tensor.dtype.name,
        shape=list(tensor.shape),
        scale=tensor.scale,
        zero_point=tensor.zero_point,
    )


def _answered(runner: "_Runner", values: NDArray[Any]) -> _Raw | None:
    """What an interpreter says; None where the model fails, which a caller's own values will say in words."""
    try:
        return runner.run(values)
    except (RuntimeError, ValueError, IndexError):
        return None


def _same_bits(one: _Raw, other: _Raw) -> bool:
    """Whether outputs are the same bit by bit, also where they are no numbers."""
    return all(a.shape == b.shape and a.tobytes() == b.tobytes() for a, b in zip(one, other, strict=True))


def _probe(tensor: Tensor, count: int) -> NDArray[Any]:
    """Inputs that look like noise, the same ones every time."""
    noise = np.random.default_rng(0).standard_normal((count, *tensor.shape[1:]))
    if tensor.dtype.kind == "f":
        return noise.astype(tensor.dtype)
    if tensor.dtype.kind == "b":
        return noise > 0
    limits = np.iinfo(tensor.dtype)
    return (noise * (limits.max / 2)).clip(limits.min, limits.max).astype(tensor.dtype)

"""Builds that do not train: networks take the weights of the shipped float32 files.

So it can be told whether converting and quantizing give the same decisions on another computer, where training ends
a rounding error elsewhere. :func:`used` names the folder of the shipped models; without it everything is trained.
"""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

VARIABLE = "VARIANTLENS_SHIPPED_MODELS"
"""Names the folder of shipped models for a build that does not train."""
OPERATIONS = frozenset({"CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"})
CLOSE = 1e-4
"""How far apart the outputs of a network and of the file that its weights are from may be, relative to the largest."""
TRIED = 8
"""So many random inputs tell whether weights were put where they belong."""

Weights = npt.NDArray[np.float32]
_SUFFIX = re.compile(r"_\d+$")


@dataclass(frozen=True)
class Operation:
    """A convolution or dense layer of a .tflite file.

    Attributes:
        names: Of the Keras layers that it was made of, as the converter keeps them.
        kernel: Its weights in the order of a Keras layer's.
        bias: One for each output channel; zeros where it has none.
    """

    names: frozenset[str]
    kernel: Weights
    bias: Weights


def used() -> Path | None:
    """The folder of the shipped models, None where networks are trained."""
    folder = os.environ.get(VARIABLE)
    return Path(folder) if folder else None


def fit(network: Any, *data: Any, **options: Any) -> None:
    """Train a network, unless it will take shipped weights."""
    if used() is None:
        network.fit(*data, verbose=0, **options)


def adopt(network: Any, name: str) -> None:
    """Give a network the weights of a shipped float32 file, where these are to be used.

    Raises:
        ValueError: They do not fit, or the network computes something else with them.
    """
    folder = used()
    if folder is None:
        return
    model = (folder / f"{name}.tflite").read_bytes()
    put(network.layers, operations(model))
    _compare(model, lambda inputs: network(inputs, training=False))


def operations(model: bytes) -> list[Operation]:
    """The convolutions and dense layers of a float32 .tflite file, in its order."""
    interpreter = Interpreter(model_content=model, num_threads=1)
    interpreter.allocate_tensors()
    details = {each["index"]: each for each in interpreter.get_tensor_details()}
    found = []
    for operation in interpreter._get_ops_details():  # noqa: SLF001 (there is no public way to the operations)
        if operation["op_name"] in OPERATIONS:
            _, kernel, *bias = operation["inputs"].tolist()
            texts = [details[index]["name"] for index in (kernel, *bias, *operation["outputs"])]
            weights = interpreter.get_tensor(kernel)
            order = (1, 0) if weights.ndim == 2 else (1, 2, 3, 0)
            zeros = np.zeros(weights.shape[-1 if operation["op_name"] == "DEPTHWISE_CONV_2D" else 0], np.float32)
            found.append(
                Operation(
                    names=frozenset(_names(texts)),
                    kernel=weights.transpose(order),
                    bias=interpreter.get_tensor(bias[0]) if bias and bias[0] >= 0 else zeros,
                )
            )
    return found


def put(layers: list[Any], found: list[Operation]) -> None:
    """Put weights into the layers that they were made of; normalisations then change nothing more than the bias.

    Args:
        layers: A network's Keras layers, not trained.
        found: The operations of its file.

    Raises:
        ValueError: A layer has no operation, or several, or an operation no layer.
    """
    left = list(found)
    for layer in layers:
        if not hasattr(layer, "kernel"):
            continue
        after = [each for each in layers if hasattr(each, "moving_variance") and each.input is layer.output]
        names = {layer.name, *(each.name for each in after)}
        shape = tuple(layer.kernel.shape)
        own = [each for each in left if each.names & names and each.kernel.size == np.prod(shape)]
        if len(own) != 1:
            raise ValueError(f"{len(own)} operations of the file belong to {layer.name}")
        (operation,) = own
        left.remove(operation)
        kernel = operation.kernel.reshape(shape)
        layer.set_weights([kernel, operation.bias] if layer.use_bias else [kernel])
        for each in after:
            _neutralise(each, operation.bias)
    if left:
        raise ValueError(f"no layer belongs to {[sorted(each.names) for each in left]}")


def _neutralise(normalisation: Any, bias: Weights) -> None:
    """Have a batch normalisation add a bias and nothing else: the file's weights have taken up its scale."""
    ones, zeros = np.ones_like(bias), np.zeros_like(bias)
    normalisation.set_weights([ones, bias, zeros, ones - np.float32(normalisation.epsilon)])


def _names(texts: list[str]) -> Iterator[str]:
    """Names of layers in names of tensors, of which the converter makes ``dense_1_2`` for the layer ``dense_1``."""
    for text in texts:
        for part in re.split("[;/]", text):
            yield _SUFFIX.sub("", part)


def _compare(model: bytes, ask: Callable[[Weights], Any]) -> None:
    interpreter = Interpreter(model_content=model, num_threads=1)
    interpreter.allocate_tensors()
    (given,) = interpreter.get_input_details()
    random = np.random.default_rng(0)
    for _ in range(TRIED):
        inputs = random.random(given["shape"], dtype=np.float32)
        interpreter.set_tensor(given["index"], inputs)
        interpreter.invoke()
        theirs = [interpreter.get_tensor(each["index"]) for each in interpreter.get_output_details()]
        answered = ask(inputs)
        ours = [np.asarray(each) for each in (answered if isinstance(answered, list | tuple) else [answered])]
        for output in ours:
            # The converter chooses the order of outputs.
            same = [each for each in theirs if each.shape == output.shape]
            if not any(np.abs(each - output).max() <= CLOSE * max(1.0, float(np.abs(each).max())) for each in same):
                raise ValueError("with the weights of its file the network computes something else")

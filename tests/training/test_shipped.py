"""Weights out of a shipped file find the layers that they were made of, without TensorFlow."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from tests.conftest import DEMOS
from training import shipped
from training.shipped import Operation, operations, put


@dataclass
class Layer:
    """As much of a Keras layer as matters here."""

    name: str
    input: object = None
    output: object = field(default_factory=object)
    given: list[Any] = field(default_factory=list)

    def set_weights(self, weights: list[Any]) -> None:
        """Remember the weights."""
        self.given = weights


@dataclass
class Weighted(Layer):
    """A convolution or a dense layer."""

    kernel: Any = None
    use_bias: bool = True


@dataclass
class Normalisation(Layer):
    """A batch normalisation."""

    moving_variance: Any = None
    epsilon: float = 1e-3


def weighted(name: str, *shape: int, use_bias: bool = True) -> Weighted:
    """A layer whose kernel has this shape."""
    return Weighted(name, kernel=np.empty(shape), use_bias=use_bias)


def test_operations_are_read_in_the_order_of_a_keras_layer() -> None:
    """A convolution's kernel is (height, width, inputs, outputs), a dense layer's (inputs, outputs)."""
    found = operations((DEMOS / "motion" / "models" / "float32.tflite").read_bytes())
    assert [each.kernel.shape for each in found] == [(1, 3, 6, 16), (1, 3, 16, 32), (224, 16), (16, 4)]
    assert [each.bias.shape for each in found] == [(16,), (32,), (16,), (4,)]
    names = ("conv1d", "conv1d_1", "dense", "dense_1")
    assert all(name in each.names for name, each in zip(names, found, strict=True))


def test_layers_take_the_weights_of_their_names() -> None:
    """Also where two have one shape, and the file another order."""
    file = operations((DEMOS / "motion" / "models" / "float32.tflite").read_bytes())
    layers = [weighted("conv1d", 3, 6, 16), weighted("conv1d_1", 3, 16, 32), weighted("dense", 224, 16)]
    layers.append(weighted("dense_1", 16, 4))
    put(layers, file[::-1])
    assert [layer.given[0].shape for layer in layers] == [tuple(layer.kernel.shape) for layer in layers]
    np.testing.assert_array_equal(layers[0].given[0], file[0].kernel[0])


def test_a_normalisation_adds_the_bias_alone() -> None:
    """The converter has multiplied its scale into the weights before it; the square root then has to be of 1."""
    convolution = weighted("conv2d_3", 3, 3, 1, 2, use_bias=False)
    normalisation = Normalisation("batch_normalization_3", input=convolution.output, moving_variance=1)
    kernel, bias = np.ones((3, 3, 1, 2), np.float32), np.array([0.5, -1], np.float32)
    put([convolution, normalisation], [Operation(frozenset({"batch_normalization_3"}), kernel, bias)])
    assert len(convolution.given) == 1
    scale, shift, mean, variance = normalisation.given
    assert (scale.tolist(), shift.tolist(), mean.tolist()) == ([1, 1], [0.5, -1], [0, 0])
    np.testing.assert_array_equal(variance + np.float32(normalisation.epsilon), np.ones(2, np.float32))


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ([weighted("conv1d", 3, 6, 16)], "no layer belongs to"),
        ([weighted("other", 3, 6, 16)], "0 operations of the file belong to other"),
        ([weighted("conv1d", 3, 6, 8)], "0 operations of the file belong to conv1d"),
    ],
)
def test_weights_of_another_network_are_refused(layers: list[Any], said: str) -> None:
    """A layer or an operation that is left over is an error."""
    with pytest.raises(ValueError, match=said):
        put(layers, operations((DEMOS / "motion" / "models" / "float32.tflite").read_bytes()))


def test_networks_are_trained_unless_shipped_weights_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the environment decides, which the check sets for one of its two builds."""

    class Network:
        passes = 0

        def fit(self, *_data: Any, epochs: int, verbose: int) -> None:
            self.passes += epochs + verbose

    network = Network()
    monkeypatch.delenv(shipped.VARIABLE, raising=False)
    shipped.fit(network, [], epochs=3)
    shipped.adopt(network, "float32")
    monkeypatch.setenv(shipped.VARIABLE, str(DEMOS))
    shipped.fit(network, [], epochs=5)
    assert network.passes == 3

"""The digits demo: what its pictures and its seven models are."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from PIL import Image
from sklearn.datasets import load_digits

from tests.studio.demos import plain

FOLDER = plain.ROOT / "digits"
INT8 = ["int8", "int8-per-tensor", "int8-imbalanced", "int8-per-tensor-imbalanced", "int8-wrong-scaling"]


def interpreter(variant: str) -> Interpreter:
    """A model, loaded."""
    return Interpreter(str(FOLDER / "models" / f"{variant}.tflite"))


def most_scales(variant: str) -> int:
    """How many scales the 8-bit tensor with the most of them has; activations always have one."""
    tensors = interpreter(variant).get_tensor_details()
    return max(len(t["quantization_parameters"]["scales"]) for t in tensors if t["dtype"] == np.int8)


def test_pictures_are_those_of_the_package(demo: plain.Demo) -> None:
    """Every sample is the picture of its number, shades 0 to 16 stretched to 0 to 255, with its digit as label."""
    data = load_digits()
    for entry in demo.files():
        number = int(entry["path"].removeprefix("digit-").removesuffix(".png"))
        with Image.open(FOLDER / "samples" / entry["path"]) as picture:
            shades = np.asarray(picture, dtype=float) * 16 / 255
        assert np.allclose(shades, data.images[number], atol=0.04)
        assert entry["label"]["label"] == str(data.target[number])


def test_split_is_the_order_of_the_file(demo: plain.Demo) -> None:
    """The last 597 pictures of the file test, and training pictures come from before them."""
    numbers = {half: [int(entry["path"][6:10]) for entry in demo.files(half)] for half in ("training", "testing")}
    assert numbers["testing"] == list(range(1200, 1797))
    assert max(numbers["training"]) < 1200


def test_every_digit_is_tested(demo: plain.Demo) -> None:
    """Each digit has at least 50 test pictures."""
    counts = Counter(entry["label"]["label"] for entry in demo.files("testing"))
    assert sorted(counts) == [str(digit) for digit in range(10)]
    assert min(counts.values()) >= 50


@pytest.mark.parametrize("variant", INT8)
def test_int8_is_int8_throughout(variant: str) -> None:
    """The quantized models take and give 8-bit integers, scores in steps of 1/256."""
    (into,), (out,) = interpreter(variant).get_input_details(), interpreter(variant).get_output_details()
    assert (into["dtype"], out["dtype"]) == (np.int8, np.int8)
    assert out["quantization"] == (1 / 256, -128)


def test_per_tensor_has_one_scale_per_layer() -> None:
    """One scale for all weights of a layer in the one model, as many as channels in the other."""
    assert most_scales("int8-per-tensor") == 1
    assert most_scales("int8") == 24
    assert most_scales("int8-per-tensor-imbalanced") == 1
    assert most_scales("int8-imbalanced") == 24


def test_imbalanced_twin_computes_the_same(demo: plain.Demo) -> None:
    """The float32 model with unlike channels gives the same scores, up to rounding."""
    stated = demo.measured["blocks"][0]
    inputs = np.concatenate([plain.features(demo, stated, entry["path"]) for entry in demo.files("testing")[:100]])
    one, other = (
        plain.run(FOLDER / "models" / f"{name}.tflite", "optimised", inputs)
        for name in ("float32", "float32-imbalanced")
    )
    assert np.abs(one - other).max() < 1e-4


def test_wrong_scaling_expects_other_numbers() -> None:
    """The model calibrated with 0 to 255 has an input step of 1, the others one of 1/255."""

    def step(variant: str) -> Any:
        return interpreter(variant).get_input_details()[0]["quantization"][0]

    assert step("int8-wrong-scaling") == pytest.approx(1, rel=1e-3)
    assert step("int8") == pytest.approx(1 / 255, rel=1e-3)


def test_injection_is_said_plainly(demo: plain.Demo) -> None:
    """The card and the attribution both say that the imbalance was injected."""
    assert "injected, not found" in demo.project["demo"]["summary"]
    assert "The imbalance is injected" in (FOLDER / "ATTRIBUTION.md").read_text()

"""The faces demo: what its pictures and its two models are."""

from collections import Counter

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from tests.studio.demos import plain

FOLDER = plain.ROOT / "faces"


def test_half_of_the_pictures_test(demo: plain.Demo) -> None:
    """50 faces and 50 pieces of background in each half, all different."""
    counts = Counter((entry["category"], entry["label"]["label"]) for entry in demo.files())
    assert counts == {(half, label): 50 for half in ("testing", "training") for label in ("face", "no face")}
    assert len({(FOLDER / "samples" / entry["path"]).read_bytes() for entry in demo.files()}) == 200


def test_pictures_are_of_one_size(demo: plain.Demo) -> None:
    """All pictures are grey and as large as the model's input, so that nothing is resized."""
    kinds = set()
    for entry in demo.files():
        with Image.open(FOLDER / "samples" / entry["path"]) as picture:
            kinds.add((picture.mode, picture.size))
    assert kinds == {("L", (25, 25))}


def test_int8_is_int8_throughout() -> None:
    """The quantized model takes and gives 8-bit integers, its input in steps of 1/127.5."""
    interpreter = Interpreter(str(FOLDER / "models" / "int8.tflite"))
    (into,), (out,) = interpreter.get_input_details(), interpreter.get_output_details()
    assert (into["dtype"], out["dtype"], out["shape"].tolist()) == (np.int8, np.int8, [1, 2])
    assert into["quantization"][0] == pytest.approx(2 / 255, rel=1e-3)


def test_verdict_follows_from_the_number_of_pictures(demo: plain.Demo) -> None:
    """Without a harmful flip in 100 pictures a loss of 3 points is not excluded, so one point cannot be promised."""
    int8 = demo.measured["blocks"][0]["candidates"]["int8"]
    assert int8["harmful"] == 0
    assert demo.project["demo"]["allowedLoss"]["value"] < 100 * (1 - 0.05 ** (1 / 100))
    assert demo.project["demo"]["expectedVerdict"] == "not enough data"


def test_attribution_says_what_is_not_known() -> None:
    """The attribution names the source and that no licence of the pictures is stated."""
    text = " ".join((FOLDER / "ATTRIBUTION.md").read_text().split())
    for words in ("lfw_subset", "Labeled Faces in the Wild", "states no licence", "may be in both parts"):
        assert words in text

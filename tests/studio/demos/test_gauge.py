"""The gauge demo: its pictures, and why the narrow calibration cannot read most of them."""

from collections import Counter

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from PIL import Image

from tests.studio.demos import objects, plain

FOLDER = plain.ROOT / "gauge"


def output(variant: str) -> tuple[float, float]:
    """The smallest and the largest number that an int8 model can say."""
    details = Interpreter(str(FOLDER / "models" / f"{variant}.tflite")).get_output_details()[0]
    scale, zero = details["quantization"]
    return (-128 - zero) * scale, (127 - zero) * scale


def test_values_cover_the_scale(demo: plain.Demo) -> None:
    """400 test pictures show values all over the scale, each with its exact value as text."""
    values = [float(entry["label"]["label"]) for entry in demo.files("testing")]
    assert len(values) == 400
    assert all(count > 20 for count in Counter(int(value // 10) for value in values).values())
    assert min(values) >= 0
    assert max(values) <= 100


def test_pictures_have_the_size_of_the_input(demo: plain.Demo) -> None:
    """No picture is resized on its way to the network."""
    for entry in demo.files():
        with Image.open(FOLDER / "samples" / entry["path"]) as picture:
            assert picture.size == (64, 64)


def test_narrow_calibration_ends_a_little_beyond_its_range() -> None:
    """The output of the narrow calibration cannot say what most of the scale shows; the good one can."""
    smallest, largest = output("int8")
    assert smallest < 3
    assert largest > 97
    assert output("int8-narrow-calibration")[1] < 75


def test_what_the_narrow_calibration_says_saturates(demo: plain.Demo) -> None:
    """High readings pile up at the largest value that the output holds."""
    (stated,) = demo.measured["blocks"]
    high = [entry for entry in demo.files("testing") if float(entry["label"]["label"]) > 80]
    inputs = objects.pictures(demo, stated, [FOLDER / "samples" / entry["path"] for entry in high])
    said = plain.run(FOLDER / "models" / "int8-narrow-calibration.tflite", "optimised", inputs.astype(np.float32))[:, 0]
    assert np.mean(said == output("int8-narrow-calibration")[1]) > 0.3


def test_folder_is_small() -> None:
    """The whole demo stays below 2 MB."""
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < 2e6

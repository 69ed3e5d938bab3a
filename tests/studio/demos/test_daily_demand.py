"""The autoencoder demo: its days, and what one glitch among the calibration days does to the steps of int8."""

from collections import Counter

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from tests.studio.demos import plain, values

FOLDER = plain.ROOT / "daily-demand"


def input_step(variant: str) -> float:
    """The smallest difference that a model's int8 input can tell."""
    scale: float = Interpreter(str(FOLDER / "models" / f"{variant}.tflite")).get_input_details()[0]["quantization"][0]
    return scale


def test_both_halves_of_the_year_are_there(demo: plain.Demo) -> None:
    """400 test days, many of each half of the year, and 24 training days."""
    counts = Counter((entry["category"], entry["label"]["label"]) for entry in demo.files())
    assert sum(counts.values()) == 424
    assert min(counts["testing", half] for half in ("October to March", "April to September")) > 100


def test_a_sample_is_a_day(demo: plain.Demo) -> None:
    """Every sample holds one window of 24 hours, as long as the network's output."""
    for entry in demo.files():
        path = FOLDER / "samples" / entry["path"]
        assert plain.windows_of_series(path, demo.impulse(1)).shape == (1, 24, 1)


def test_no_test_day_was_trained_on(demo: plain.Demo) -> None:
    """No two days are alike."""
    assert len({(FOLDER / "samples" / entry["path"]).read_bytes() for entry in demo.files()}) == 424


def test_days_are_normalised(demo: plain.Demo) -> None:
    """Each day has a mean of 0 and a standard deviation of 1, as the attribution says."""
    days = np.array(
        [plain.windows_of_series(FOLDER / "samples" / entry["path"], demo.impulse(1)).ravel() for entry in demo.files()]
    )
    assert np.abs(days.mean(axis=1)).max() < 1e-6
    assert days.std(axis=1, ddof=1) == pytest.approx(np.ones(424), abs=1e-6)


def test_glitch_makes_the_steps_coarse() -> None:
    """With the glitch an input step is a large part of a standard deviation, without it hardly anything."""
    assert input_step("int8") < 0.02
    assert input_step("int8-one-glitch") > 0.3


def test_int8_reconstructs_days_and_no_constant(demo: plain.Demo) -> None:
    """float32 and int8 leave a small part of a day's variance, so the network has learnt what days look like."""
    (stated,) = demo.measured["blocks"]
    errors = {name: variant["reconstructionError"] for name, variant in stated["variants"].items()}
    assert errors["float32"] < 0.1
    assert errors["int8"] < 0.1
    assert errors["int8-one-glitch"] > errors["int8"]


def test_small_differences_are_stated_to_their_last_digit(demo: plain.Demo) -> None:
    """Mean squared errors are far below the tolerance for shares and scores, so they are held to their own."""
    (stated,) = demo.measured["blocks"]
    found = values.autoencoder(demo, stated)["candidates"]
    for name, pair in stated["candidates"].items():
        assert pair == pytest.approx(found[name], abs=1e-5)

"""The motion demo: what its recordings and its three models are."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from tests.studio.demos import plain, recompute

FOLDER = plain.ROOT / "motion"
LABELS = ["badminton", "running", "standing", "walking"]


def details(variant: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a model's input and output are."""
    interpreter = Interpreter(str(FOLDER / "models" / f"{variant}.tflite"))
    return interpreter.get_input_details()[0], interpreter.get_output_details()[0]


def test_each_half_has_ten_recordings_of_each_activity(demo: plain.Demo) -> None:
    """40 test and 40 training recordings, ten of every activity; test recordings have the first ids."""
    counts = Counter((entry["category"], entry["label"]["label"]) for entry in demo.files())
    assert counts == {(half, label): 10 for half in ("testing", "training") for label in LABELS}
    assert [entry["category"] for entry in demo.files()] == ["testing"] * 40 + ["training"] * 40


def test_no_test_recording_was_trained_on(demo: plain.Demo) -> None:
    """No two recordings are alike."""
    contents = {(FOLDER / "samples" / entry["path"]).read_bytes() for entry in demo.files()}
    assert len(contents) == 80


def test_recordings_cut_into_17_windows(demo: plain.Demo) -> None:
    """Ten seconds hold 17 windows of 2 s every 0.5 s, 20 values of six axes each."""
    path = FOLDER / "samples" / "walking-test-01.csv"
    assert plain.windows_of_series(path, demo.impulse(1)).shape == (17, 20, 6)


def test_normalisation_is_that_of_the_training_recordings(demo: plain.Demo) -> None:
    """Mean and scale of the raw features come from training recordings alone."""
    values = [
        np.loadtxt(FOLDER / "samples" / entry["path"], delimiter=",", skiprows=1)[:, 1:]
        for entry in demo.files("training")
    ]
    parameters = demo.impulse(1)["processing"][0]["parameters"]
    assert parameters["mean"] == pytest.approx(np.concatenate(values).mean(axis=0), abs=1e-5)
    assert parameters["scale"] == pytest.approx(np.concatenate(values).std(axis=0), abs=1e-5)


def test_float32_is_float_throughout() -> None:
    """The reference takes and gives floats, one score for each label."""
    into, out = details("float32")
    assert (into["dtype"], out["dtype"]) == (np.float32, np.float32)
    assert out["shape"].tolist() == [1, 4]


@pytest.mark.parametrize("variant", ["int8", "int8-one-recording"])
def test_int8_is_int8_throughout(variant: str) -> None:
    """The quantized models take and give 8-bit integers, scores in steps of 1/256."""
    into, out = details(variant)
    assert (into["dtype"], out["dtype"]) == (np.int8, np.int8)
    assert out["quantization"] == (1 / 256, -128)


def test_one_recording_knows_a_narrower_world() -> None:
    """The input range learnt from somebody standing is narrower than that of all recordings."""
    (all_of_them, _), (one, _) = details("int8"), details("int8-one-recording")
    assert one["quantization"][0] < all_of_them["quantization"][0]


def test_training_windows_are_no_anomalies(demo: plain.Demo) -> None:
    """Every training window lies inside a cluster, so that an anomaly is unlike all of them."""
    stated = {"impulse": 1, "block": 5, "category": "training"}
    facts = recompute.anomaly(demo, stated)
    assert (facts["windows"], facts["anomalies"]) == (680, 0)


def test_few_training_windows_are_unlikely(demo: plain.Demo) -> None:
    """The mixture's threshold lets one training window in twenty pass at most, and not without finding any."""
    facts = recompute.anomaly(demo, {"impulse": 1, "block": 6, "category": "training"})
    assert facts["windows"] == 680
    assert 0 < facts["anomalies"] <= 680 / 20


def test_attribution_names_source_and_what_is_unknown() -> None:
    """The attribution names the package, its licence, and that the data itself states none."""
    text = (FOLDER / "ATTRIBUTION.md").read_text()
    for words in ("aeon", "BSD-3-Clause", "no licence of its own", "no unit"):
        assert words in " ".join(text.split())

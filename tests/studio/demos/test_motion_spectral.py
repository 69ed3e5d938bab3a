"""The story of raw spectral power: it is the scale of the features that int8 loses by, whatever the seed."""

from typing import Any

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from tests.studio.demos import plain

FOLDER = plain.ROOT / "motion-spectral"
RAW, LOG = range(1, 9), range(11, 19)


def facts(demo: plain.Demo, impulse: int) -> dict[str, Any]:
    """What was measured of one impulse."""
    return next(block for block in demo.measured["blocks"] if block["impulse"] == impulse)


def test_every_seed_is_there(demo: plain.Demo) -> None:
    """Eight seeds of each scale of power, all measured; the story opens with the first, not with the worst."""
    ids = [*RAW, *LOG]
    assert [impulse["id"] for impulse in demo.project["impulses"]] == ids
    assert [block["impulse"] for block in demo.measured["blocks"]] == ids
    assert demo.project["demo"]["impulse"] == 1


def test_only_the_logarithm_tells_the_two_kinds_apart(demo: plain.Demo) -> None:
    """Raw and logarithmic impulses differ in one parameter of their processing, and in nothing else but the seed."""
    parameters = [demo.impulse(number)["processing"][0]["parameters"] for number in (*RAW, *LOG)]
    assert parameters == [{"fftLength": 16, "log": False}] * 8 + [{"fftLength": 16, "log": True}] * 8


@pytest.mark.parametrize("seed", range(1, 9))
def test_raw_power_loses_more_than_allowed_with_every_seed(demo: plain.Demo, seed: int) -> None:
    """int8 loses more than the allowed loss over raw power, and less than it over the logarithm."""
    allowed = demo.project["demo"]["allowedLoss"]["value"]
    raw, log = (facts(demo, impulse)["variants"] for impulse in (seed, seed + 10))
    assert 100 * (raw["float32"]["accuracy"] - raw["int8"]["accuracy"]) > allowed
    assert 100 * (log["float32"]["accuracy"] - log["int8"]["accuracy"]) < allowed


def test_most_of_raw_power_is_below_half_a_step(demo: plain.Demo) -> None:
    """The cause: more than half of the test features are smaller than what the int8 input can tell from none."""
    stated = facts(demo, 1)
    model = FOLDER / demo.learning(stated)["models"]["int8"]["file"]
    scale, zero_point = Interpreter(str(model)).get_input_details()[0]["quantization"]
    features = np.concatenate([plain.features(demo, stated, e["path"]) for e in demo.files("testing")])
    assert zero_point == -128
    assert np.mean((features > 0) & (features < scale / 2)) > 0.5


def test_ids_of_blocks_are_unique_in_the_project(demo: plain.Demo) -> None:
    """A learn block is found by its id alone, so no two impulses share one."""
    ids = [
        block["id"]
        for impulse in demo.project["impulses"]
        for block in [impulse["input"], *impulse["processing"], *impulse["learning"]]
    ]
    assert len(ids) == len(set(ids))


def test_recordings_are_those_of_the_motion_demo(demo: plain.Demo) -> None:
    """Both demos tell their stories of the same recordings, split alike."""
    motion = plain.read(plain.ROOT / "motion")
    assert demo.files() == motion.files()
    for entry in demo.files():
        assert (FOLDER / "samples" / entry["path"]).read_bytes() == (
            motion.folder / "samples" / entry["path"]
        ).read_bytes()

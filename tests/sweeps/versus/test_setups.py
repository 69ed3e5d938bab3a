"""What else than the fix may explain a difference between two sweeps is said first, in plain words."""

from dataclasses import replace
from typing import Any

import pytest

from variantlens.service.identity import AnswerIdentity, ModelIdentity, ThresholdIdentity
from variantlens.sweeps.request import AllowedLoss, MovedThreshold, SourceKind, SweepRequest
from variantlens.sweeps.versus.setups import Setup, differences

REQUEST: dict[str, Any] = {"project": 1, "impulse": 1, "variants": ("float32", "int8")}


def answered(sha256: str = "aa", threshold: str = "0.6", impulse: int = 1) -> AnswerIdentity:
    """Which model answered."""
    return AnswerIdentity(
        service="embedded",
        project=1,
        impulse=impulse,
        sample=0,
        sample_sha256=None,
        blocks=(),
        thresholds=(ThresholdIdentity(3, "min_score", threshold),),
        models=(ModelIdentity("int8", 3, sha256, None),),
    )


def setup(identity: AnswerIdentity | None = None, done: int = 40, notes: tuple[str, ...] = (), **asked: Any) -> Setup:
    """A sweep of 40 samples."""
    return Setup(SweepRequest(**(REQUEST | asked)), identity or answered(), notes, 40, done)


def test_two_sweeps_that_were_set_up_alike_differ_in_nothing() -> None:
    """No sentence stands there without a reason; when they were asked is none."""
    assert differences(setup(), setup()) == ()


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (setup(answered(sha256="bb")), "int8 of block 3 is computed by another file."),
        (setup(answered(threshold="0.5")), "min_score of block 3 moved: 0.6 before, 0.5 now."),
        (setup(answered(impulse=2)), "The impulse is another one: 1 before, 2 now."),
        (setup(variants=("float32", "w8a16")), "What is compared with it: int8 before, w8a16 after."),
        (setup(variants=("w8", "int8"), reference="w8"), "The reference: float32 before, w8 after."),
        (setup(labels=("walking",)), "The labels: all before, walking after."),
        (setup(name_filter="day-2"), "File names: all before, those with “day-2” after."),
        (setup(limit=10, seed=3), "How many samples: all before, 10, drawn with seed 3 after."),
        (setup(allowed_loss=AllowedLoss(value=2.0)), "The allowed loss: 1 points of accuracy before, 2 points"),
        (setup(floor=90.0), "The floor: none before, 90 after."),
        (setup(category=None), "The category: testing before, all after."),
        (setup(group_by="device"), "Samples that hang together: none before, by device after."),
        (setup(source=SourceKind.MODEL_TESTING), "asked sample by sample before, taken from model testing after."),
        (
            setup(moved=(MovedThreshold(block=3, key="min_score", value=0.5),)),
            "none before, min_score of block 3 to 0.5",
        ),
        (setup(done=38), "Of the sweep after, 38 of 40 samples were answered."),
        (setup(notes=("While the sweep ran: it changed.",)), "After: while the sweep ran: it changed."),
    ],
)
def test_whatever_differs_is_said(after: Setup, expected: str) -> None:
    """One sentence for one difference, with what it was and what it is."""
    assert [sentence for sentence in differences(setup(), after) if expected in sentence]
    assert len(differences(setup(), after)) == 1


def test_unknown_models_are_said_to_be_unknown() -> None:
    """What was not kept is not taken for equal."""
    unknown = Setup(SweepRequest(**REQUEST), None, (), 40, 40)
    assert "not known of both" in differences(unknown, setup())[0]


def test_our_own_service_may_be_asked_at_another_address() -> None:
    """One sweep by the command line, one by a dashboard that asks the service in another terminal: nothing differs."""
    here, there = answered(), replace(answered(), service="http://127.0.0.1:4800/v1")
    at_another_address = setup(there, service="http://127.0.0.1:4800/v1", studio="a" * 32)
    assert differences(setup(here, studio="a" * 32), at_another_address) == ()
    assert "The service is another one" in differences(setup(here, studio="b" * 32), at_another_address)[0]

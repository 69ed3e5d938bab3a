"""A request says everything that a sweep needs, once, and never changes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from variantlens.sweeps.request import AllowedLoss, MovedThreshold, SourceKind, SweepRequest, new_run

VARIANTS = ("float32", "int8")


@given(
    labels=st.lists(st.text(), max_size=3),
    seed=st.integers(-(2**40), 2**40),
    loss=st.floats(0, 100),
    threshold=st.floats(-1e9, 1e9),
    limit=st.none() | st.integers(1, 10**6),
    floor=st.none() | st.floats(-1e6, 1e6),
)
def test_a_request_survives_the_store(
    labels: list[str], seed: int, loss: float, threshold: float, limit: int | None, floor: float | None
) -> None:
    """Whatever was asked is read back as it was, to the last digit."""
    asked = SweepRequest(
        project=3,
        labels=tuple(label.encode("utf-8", "replace").decode() for label in labels),
        seed=seed,
        limit=limit,
        floor=floor,
        variants=VARIANTS,
        allowed_loss=AllowedLoss(value=loss, unit="points of F1"),
        moved=(MovedThreshold(block=3, key="min_score", value=threshold),),
    )
    assert SweepRequest.from_json(asked.to_json()) == asked
    assert asked.moved_thresholds == {(3, "min_score"): threshold}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"variants": ("int8",)}, "two different"),
        ({"variants": ("int8", "int8")}, "two different"),
        ({"variants": ("int8", "int16")}, "none of the variants"),
        ({"allowed_loss": AllowedLoss.model_construct(value=-1.0)}, "allowed_loss"),
        ({"limit": 0}, "limit"),
        ({"floor": float("nan")}, "floor"),
        ({"service": "https://Service.test/v1/"}, "one form"),
        ({"api_key": "secret"}, "api_key"),
        ({"source": SourceKind.MODEL_TESTING, "category": None}, "one category"),
        (
            {"source": SourceKind.MODEL_TESTING, "category": "training", "service": "https://service.test/v1"},
            "one category",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(fields: dict[str, object], words: str) -> None:
    """A request that could not be carried out, or would hold a key, is none."""
    given_fields = {"project": 1, "variants": VARIANTS} | fields
    if isinstance(loss := given_fields.get("allowed_loss"), AllowedLoss):
        given_fields["allowed_loss"] = {"value": loss.value}
    with pytest.raises(ValidationError, match=words):
        SweepRequest.model_validate(given_fields)


def test_a_request_is_frozen() -> None:
    """Nothing of a request can be changed afterwards."""
    asked = SweepRequest(project=1, variants=VARIANTS)
    with pytest.raises(ValidationError, match="frozen"):
        asked.reference = "int8"  # type: ignore[misc]  # that is what must not work
    with pytest.raises(ValidationError, match="frozen"):
        asked.allowed_loss.value = 5.0  # type: ignore[misc]  # nor this


def test_ids_are_short_and_safe_in_addresses() -> None:
    """Ids of runs need no encoding in an address, and differ."""
    ids = {new_run() for _ in range(200)}
    assert len(ids) == 200
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{12}", each) for each in ids)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"studio": "a"}, {"studio": "a", "service": "http://127.0.0.1:4800/v1"}, True),
        ({"studio": "a"}, {"studio": "b"}, False),
        ({}, {"studio": "b"}, True),  # kept before services had an id
        ({}, {"service": "http://127.0.0.1:4800/v1"}, False),
    ],
)
def test_our_own_service_is_one_at_every_address(first: dict[str, str], second: dict[str, str], same: bool) -> None:
    """By its id where both are known, else by the address."""
    one, other = (SweepRequest(project=1, variants=("float32", "int8"), **each) for each in (first, second))
    assert one.asks_the_service_of(other) is other.asks_the_service_of(one) is same

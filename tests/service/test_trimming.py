"""Unknown fields are kept, a flood of them is left out and named."""

import json
import random
from typing import Any

import httpx
import pytest

from tests.service.networks import EXAMPLE, client_of
from variantlens.service import trimming
from variantlens.service.errors import BadAnswer
from variantlens.service.schema import ClassifyAnswer
from variantlens.service.trimming import MOST_UNKNOWN_BYTES, Malformed, TooMuch, trimmed

MINIMAL = {"results": [], "sample": {"sample": {"id": 1}}}
MUCH = "x" * 200_000
ODD = 'ab"\\{}[],:é\n'


def text(content: object) -> bytes:
    """JSON, small enough or not."""
    return json.dumps(content).encode()


def padded(content: dict[str, Any]) -> bytes:
    """JSON with a known field that makes it large enough to be looked through."""
    return text({"error": "x" * MOST_UNKNOWN_BYTES} | content)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "flood",
    [
        [[] for _ in range(100_000)],
        {"a": {"b": [{"c": "}]" * 150_000}]}},
        '\\"' * 100_000,
        [[[[[[[[["x" * 300_000]]]]]]]]],
    ],
    ids=["lists", "brackets in a text", "quotes in a text", "deep"],
)
def test_a_flood_is_left_out_wherever_it_stands(flood: object, place: int) -> None:
    """What is known stays as it was; the unknown field is named with its size."""
    fields: list[tuple[str, object]] = list(MINIMAL.items())
    fields.insert(place, ("extra", flood))
    found = trimmed(text(dict(fields)), ClassifyAnswer)
    assert json.loads(found.body) == MINIMAL
    (named,) = found.dropped
    assert named.startswith("extra (")
    assert named.endswith(" kB)")


def test_unknown_fields_are_kept_as_far_as_there_is_room() -> None:
    """The first that fit stay, in every model; those of a kind are named once."""
    blocks = [{"learnBlock": {"id": 1}, "own": MUCH, "small": at} for at in range(3)]
    found = trimmed(text(MINIMAL | {"results": [{"variant": "a", "classifications": blocks}]}), ClassifyAnswer)
    first, second, third = json.loads(found.body)["results"][0]["classifications"]
    assert first == blocks[0]
    assert second == third | {"small": 1} == {"learnBlock": {"id": 1}, "small": 1}
    assert found.dropped == ["results[].classifications[].own (400 kB)"]


def test_a_small_answer_stays_as_it_is() -> None:
    """What is smaller than all that may be unknown is not looked at."""
    body = b"{" + b" " * 1000
    assert trimmed(body, ClassifyAnswer).body is body


def test_no_known_field_is_lost() -> None:
    """The answer of the reference page, made large, is read as before."""
    whole = padded(EXAMPLE)
    found = trimmed(whole, ClassifyAnswer)
    assert (found.body, found.dropped) == (whole, [])


def test_many_names_are_counted() -> None:
    """Of unknown fields without end, some are named and the others counted."""
    found = trimmed(text(MINIMAL | {f"extra {at}": "x" * 50_000 for at in range(40)}), ClassifyAnswer)
    assert len(found.dropped) == trimming.MOST_NAMED + 1
    assert found.dropped[-1] == "and 15 more"


def anything(luck: random.Random, depth: int) -> object:
    """A JSON value with everything that is awkward to step over."""
    kind = luck.randrange(6 if depth else 4)
    if kind == 0:
        return luck.choice([1, 2.5, None, True, -1e9])
    if kind < 4:
        return "".join(luck.choice(ODD) for _ in range(luck.randrange(12)))
    inner = [anything(luck, depth - 1) for _ in range(luck.randrange(5))]
    return inner if kind == 4 else {str(anything(luck, 0)): each for each in inner}


def test_any_value_is_stepped_over_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Brackets, quotes and backslashes in strings, also where a block of the text ends among them."""
    monkeypatch.setattr(trimming, "_NEAR", 7)
    monkeypatch.setattr(trimming, "_BLOCK", 40)
    monkeypatch.setattr(trimming, "MOST_UNKNOWN_BYTES", 0)
    luck = random.Random(4)  # noqa: S311  # for tests, not for secrets
    for _ in range(2000):
        body = json.dumps({"extra": anything(luck, 4)} | MINIMAL, ensure_ascii=luck.random() < 0.5).encode()
        assert json.loads(trimmed(body, ClassifyAnswer).body) == MINIMAL


@pytest.mark.parametrize("end", [b"", b"]", b'"', b"{", b',"a"', b',"a":', b"} }"])
def test_what_is_no_json_is_said_so(end: bytes) -> None:
    """Text that breaks off, or goes on otherwise, is no answer, however large it is."""
    body = b'{"extra": ' + b"[" * 400_000 + end
    with pytest.raises(Malformed):
        trimmed(body, ClassifyAnswer)
    with pytest.raises(BadAnswer, match="not JSON"):
        client_of(lambda _: httpx.Response(200, content=body)).classify_variants(1, 2, ["int8"])


def test_known_fields_do_not_fill_the_memory_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists and fields without end are refused before anything is made of them; brackets in a text are none."""
    monkeypatch.setattr(trimming, "MOST_CONTAINERS", 1000)
    monkeypatch.setattr(trimming, "MOST_VALUES", 3000)
    monkeypatch.setattr(trimming, "MOST_STEPS", 1000)
    values: dict[str, Any] = {"sample": {"sample": {"id": 1}, "payload": {"values": [[0]] * 2000}}}
    with pytest.raises(TooMuch, match="lists and objects"):
        trimmed(padded(values), ClassifyAnswer)
    values["sample"]["payload"]["values"] = [[0] * 4000]
    with pytest.raises(TooMuch, match="values"):
        trimmed(padded(values), ClassifyAnswer)
    client = client_of(lambda _: httpx.Response(200, content=padded({"results": [[]] * 2000})))
    with pytest.raises(BadAnswer, match="fields and entries"):
        client.classify_variants(1, 2, ["int8"])
    assert trimmed(padded(MINIMAL | {"error": "[,{" * 200_000}), ClassifyAnswer).dropped == []


def test_the_answer_says_what_was_left_out() -> None:
    """Who reads the answer learns of it; what the service writes in that place is not taken for it."""
    body = text(EXAMPLE | {"variantLensDropped": ["nothing"], "extra": [0] * 200_000})
    answer = client_of(lambda _: httpx.Response(200, content=body)).classify_variants(1, 2, ["int8"])
    assert answer.dropped == ["extra (600 kB)"]
    body = text(EXAMPLE | {"variantLensDropped": ["nothing"]})
    assert client_of(lambda _: httpx.Response(200, content=body)).classify_variants(1, 2, ["int8"]).dropped == []

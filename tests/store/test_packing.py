"""Answers survive the store, without what the service has anyway."""

from hypothesis import given
from hypothesis import strategies as st

from tests.answers import scored
from variantlens.store.packing import pack, unpack

SCORES = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(rows=st.lists(st.fixed_dictionaries({"a": SCORES, "ü🙂": SCORES}), max_size=6), extra=st.text())
def test_everything_but_the_values_comes_back(rows: list[dict[str, float | None]], extra: str) -> None:
    """Scores to the last digit, and fields that nobody knows, are read as they were packed; the values are not."""
    words = extra.encode("utf-8", "replace").decode()
    answer = scored({"float32": rows, "int8": rows}, thresholds={"min_score": 0.6}, newerField=words)
    back = unpack(pack(answer))
    assert back.results == answer.results
    assert back.results[0].classifications[0].model_extra == {"newerField": words}
    assert answer.sample.payload.values == [[0]]
    assert back.sample.payload.values == []
    assert back.window_size_ms == answer.window_size_ms


def test_packed_is_small() -> None:
    """An answer of many windows shrinks to a small part, and packs to the same bytes each time."""
    rows = [{"walking": 0.123 + each / 1000, "idle": 0.877 - each / 1000} for each in range(500)]
    answer = scored({"float32": rows, "int8": rows})
    packed = pack(answer)
    assert len(packed) < len(answer.model_dump_json()) / 5
    assert pack(answer) == packed

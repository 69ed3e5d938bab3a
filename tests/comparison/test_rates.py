"""Recordings whose rate is far from the impulse's."""

import pytest

from tests.answers import scored
from variantlens.comparison.compare import compare
from variantlens.comparison.rates import far_apart
from variantlens.service.schema import Impulse, InputBlock, Sample

IMPULSE = Impulse(id=1, input_blocks=[InputBlock(id=2, type="time-series", frequency_hz=10)])


@pytest.mark.parametrize(
    ("rates_hz", "said"),
    [
        ([10, 2.5, 40, None, 0], ""),
        ([10, 50], "1 recording of 50 values per second, resampled by the service: the impulse takes 10."),
        ([2, 100], "2 recordings of 2 values per second and other rates, resampled by the service"),
    ],
)
def test_rates_beyond_a_factor_of_four_are_said(rates_hz: list[float | None], said: str) -> None:
    """Up to a factor of four nothing is said; beyond it, how many recordings and which rates."""
    found = far_apart([Sample(id=at, frequency=rate) for at, rate in enumerate(rates_hz)], IMPULSE)
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_a_comparison_says_it_where_the_impulse_is_known() -> None:
    """The notice stands with the others, on the page, in the terminal and in reports."""
    answer = scored({"float32": [{"a": 0.9}], "int8": [{"a": 0.9}]})
    sample = answer.sample.sample.model_copy(update={"frequency": 100.0})
    answer = answer.model_copy(update={"sample": answer.sample.model_copy(update={"sample": sample})})
    assert compare(answer).notices == ()
    (notice,) = compare(answer, impulse=IMPULSE).notices
    assert "1 recording of 100 values per second" in notice.text

"""Recordings whose rate is far from the impulse's: the service resamples them, and a reader should know."""

from collections.abc import Sequence

from variantlens.comparison.wording import counted
from variantlens.service.schema import Impulse, Sample

FAR = 4.0
"""Rates that differ by a larger factor are worth a word: they may be a mistake, such as a wrong unit of time."""


def far_apart(samples: Sequence[Sample], impulse: Impulse) -> str:
    """A sentence on the samples whose rate is far from the one that the impulse takes; empty without any."""
    takes_hz = next((block.frequency_hz for block in impulse.input_blocks if block.type != "image"), None)
    if not takes_hz:
        return ""
    rates = [sample.frequency for sample in samples if sample.frequency]
    far = [rate for rate in rates if not 1 / FAR <= rate / takes_hz <= FAR]
    if not far:
        return ""
    example = f"{far[0]:g} values per second" if len(set(far)) == 1 else f"{far[0]:g} values per second and other rates"
    return f"{counted(len(far), 'recording')} of {example}, resampled by the service: the impulse takes {takes_hz:g}."

"""The samples that a candidate breaks: one row each, the worst first."""

from dataclasses import dataclass

from variantlens.comparison.outcomes import Harm
from variantlens.sweeps.columns import Block
from variantlens.sweeps.outcomes import FlipsOutcome, SampleOutcome


@dataclass(frozen=True)
class BrokenSample:
    """One sample with flips.

    Attributes:
        sample: The sample.
        harmful: How many of its flips do harm.
        helpful: How many help.
        others: How many do neither, or are unjudged.
        comparable: How many windows both variants decide.
        windows: The windows with harmful flips, ascending, each once.
    """

    sample: SampleOutcome
    harmful: int
    helpful: int
    others: int
    comparable: int
    windows: tuple[int, ...]

    @property
    def first_ms(self) -> float | None:
        """When the first harmful flip begins; None for a picture, or without one."""
        if not self.windows or self.sample.increase_ms is None:
            return None
        return self.windows[0] * self.sample.increase_ms


def broken(block: Block, candidate: str) -> tuple[BrokenSample, ...]:
    """The samples in which a candidate does harm: most harmful flips first, then the fewest windows, then by name."""
    rows = [_row(block.samples[at], flips) for at, flips in block.flips(candidate) if Harm.HARMFUL in flips.harm]
    return tuple(sorted(rows, key=lambda row: (-row.harmful, row.comparable, row.sample.filename, row.sample.sample)))


def _row(sample: SampleOutcome, flips: FlipsOutcome) -> BrokenSample:
    harmful = [window for window, harm in zip(flips.windows, flips.harm, strict=True) if harm == Harm.HARMFUL]
    helpful = flips.harm.count(Harm.HELPFUL)
    return BrokenSample(
        sample=sample,
        harmful=len(harmful),
        helpful=helpful,
        others=len(flips.harm) - len(harmful) - helpful,
        comparable=flips.comparable,
        windows=tuple(sorted(set(harmful))),
    )

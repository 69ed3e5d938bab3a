"""Numbers, counts, times and outcomes as people write them."""

import math

from variantlens.comparison.outcomes import Harm, Outcome
from variantlens.comparison.windows import Windows

HARM_WORDS = {
    Harm.HARMFUL: "harmful",
    Harm.HELPFUL: "helpful",
    Harm.NEUTRAL: "neutral",
    Harm.UNJUDGED: "unjudged",
}
"""The word for each harm, the weightiest first."""

OUTCOME_WORDS = {
    Outcome.RIGHT: "right",
    Outcome.ABSTAINED: "abstained",
    Outcome.WRONG: "wrong",
    Outcome.UNJUDGED: "unjudged",
    Outcome.LOST: "lost",
}

MINUS = "\N{MINUS SIGN}"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 window", "17 windows", "1,200 windows", "2 boxes"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}{'es' if noun.endswith('x') else 's'}"


def part(number: int, whole: int, noun: str) -> str:
    """A part of a number of things: "1 of 17 windows", "all 17 windows", "the one window"."""
    if number == whole:
        return f"the one {noun}" if whole == 1 else f"all {counted(whole, noun)}"
    return f"{number:,} of {counted(whole, noun)}"


def number(value: float) -> str:
    """A number with as many digits as make sense: "0.131", "0.004", "0.0002", "12.3", "1,235", "−0.42".

    Three decimals below 1, fewer above, so that three digits stand; one digit where three decimals would say 0.
    """
    if not math.isfinite(value):
        return "none" if math.isnan(value) else f"{MINUS if value < 0 else ''}∞"
    magnitude = abs(value)
    if magnitude == 0:
        return "0"
    if magnitude < 1e-6:
        mantissa, exponent = f"{magnitude:.0e}".split("e")
        text = f"{mantissa}e{MINUS}{abs(int(exponent))}"
    elif magnitude < 0.00095:
        text = f"{magnitude:.{-math.floor(math.log10(magnitude))}f}".rstrip("0")
    else:
        text = f"{magnitude:,.{_decimals(magnitude)}f}"
    return f"{MINUS}{text}" if value < 0 else text


def seconds(windows: Windows, window: int) -> str:
    """When a window begins: "6.0 s", with more decimals where windows begin closer together."""
    decimals = next((places for places in (1, 2, 3) if _whole(windows.increase_ms / 1000 * 10**places)), 3)
    return f"{windows.increase_ms * window / 1000:,.{decimals}f} s"


def place(windows: Windows, window: int) -> str:
    """Where a window is: "at 6.0 s", "in window 12" without a place in time, nothing for a picture."""
    if windows.image:
        return ""
    return f"at {seconds(windows, window)}" if windows.timed else f"in window {window:,}"


def steps(value: float) -> str:
    """A number of steps: "1 step", "2.5 steps", "34 steps"."""
    text = f"{value:,.0f}" if value >= 10 or _whole(value) else f"{value:.1f}"
    return "1 step" if text in ("1", "1.0") else f"{text} steps"


def _decimals(magnitude: float) -> int:
    if magnitude < 1:
        return 3
    return max(0, 2 - math.floor(math.log10(magnitude)))


def _whole(value: float) -> bool:
    return math.isclose(value, round(value), abs_tol=1e-3)

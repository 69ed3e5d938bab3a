"""Numbers, counts, times and outcomes as people write them."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

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

SAME = 1e-9
"""Numbers that differ by less, relative to them from 1 on, are the same but for rounding."""
MOST_DIGITS = 9
"""As many as single precision can tell apart."""
WHOLE = 2.0**53
"""From here on a number has no decimals."""


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 window", "17 windows", "1,200 windows", "2 boxes"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}{'es' if noun.endswith('x') else 's'}"


def part(number: int, whole: int, noun: str) -> str:
    """A part of a number of things: "1 of 17 windows", "all 17 windows", "the one window"."""
    if number == whole:
        return f"the one {noun}" if whole == 1 else f"all {counted(whole, noun)}"
    return f"{number:,} of {counted(whole, noun)}"


def number(value: float, decimals: int | None = None) -> str:
    """A number with as many digits as make sense: "0.131", "0.004", "0.0002", "0.9998", "12.3", "1,235", "−0.42".

    Three decimals below 1, fewer above, so that three digits stand; more where these would say 0, or 1 of less than
    that, down to a millionth.

    Args:
        value: The number.
        decimals: How many decimals it gets instead, see :func:`decimals_of`; not where they would say 0 of more.
    """
    if not math.isfinite(value):
        return "none" if math.isnan(value) else f"{MINUS if value < 0 else ''}∞"
    magnitude = abs(value)
    if magnitude == 0:
        return "0"
    if decimals is not None and float(f"{magnitude:.{decimals}f}") > 0:
        text = f"{magnitude:,.{decimals}f}"
    elif magnitude < 1e-6:
        text = _scientific(magnitude, 0)
    elif magnitude < 0.00095:
        text = f"{magnitude:.{-math.floor(math.log10(magnitude))}f}".rstrip("0")
    else:
        text = f"{magnitude:,.{_decimals(magnitude)}f}"
    return f"{MINUS}{text}" if value < 0 else text


def numbers(*values: float) -> tuple[str, ...]:
    """Numbers that stand side by side, with the same decimals: those that differ can be told apart.

    Such as "20.00" and "20.37", "0.900" and "0.700", "0.9998" and "0.0002".
    """
    known = [value for value in values if math.isfinite(value)]
    if 0 < max(map(abs, known), default=0) < 1e-6:
        return _scientific_numbers(values, known)
    decimals = decimals_of(*values)
    return tuple(number(value, decimals) for value in values)


def decimals_of(*values: float) -> int | None:
    """As many decimals as tell numbers apart that stand side by side; None without a number, or of nothing but 0.

    What they differ by keeps two digits, the smallest of them one; the largest gets nine digits at most.
    """
    known = sorted({value for value in values if math.isfinite(value)})
    magnitudes = [abs(value) for value in known if value]
    if not magnitudes:
        return None
    largest = max(magnitudes)
    apart = [after - before for before, after in pairwise(known) if after - before > SAME * max(1.0, largest)]
    wanted = [
        _decimals(largest),
        -_order(min(magnitudes)),
        *(1 - _order(each) for each in apart),
        *(_decimals(each) for each in magnitudes if 0.9 < each < 1),
    ]
    return max(0, min(max(wanted), MOST_DIGITS - 1 - _order(largest)))


def decimals_apart(sides: npt.NDArray[np.floating[Any]], least: int, most: int) -> npt.NDArray[np.intp]:
    """As many decimals as tell numbers apart that stand side by side, for many places at once.

    Args:
        sides: What each variant says, NaN for nothing, shape (…, variants).
        least: Decimals at least.
        most: Decimals at most.

    Returns:
        Decimals for each place, with which those that differ read differently, none reads 0 but 0, and none below 1
        reads 1, if ``most`` allow it, shape (…).
    """
    places = np.full(sides.shape[:-1], least, dtype=np.intp)
    ordered = np.sort(sides, axis=-1)
    differ = np.diff(ordered, axis=-1) > SAME * np.maximum(1, np.abs(ordered[..., 1:]))
    whole = np.abs(ordered) >= WHOLE
    for decimals in range(least, most):
        read = np.where(whole, ordered, np.round(np.where(whole, 0, ordered), decimals))
        alike = differ & (np.diff(read, axis=-1) == 0)
        hidden = ((read == 0) & (np.abs(ordered) > SAME)) | ((np.abs(read) == 1) & (np.abs(ordered) < 1 - SAME))
        places[alike.any(axis=-1) | hidden.any(axis=-1)] = decimals + 1
    return places


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
        return next((places for places in range(3, 7) if float(f"{magnitude:.{places}f}") < 1), 3)
    return max(0, 2 - math.floor(math.log10(magnitude)))


def _order(magnitude: float) -> int:
    """The place of the first digit: 0 of 3.7, −1 of 0.37; what is 0.1 but for rounding is 0.1."""
    return math.floor(math.log10(magnitude) + 1e-6)


def _scientific(magnitude: float, digits: int) -> str:
    mantissa, exponent = f"{magnitude:.{digits}e}".split("e")
    return f"{mantissa}e{MINUS if int(exponent) < 0 else ''}{abs(int(exponent))}"


def _scientific_numbers(values: Sequence[float], known: Sequence[float]) -> tuple[str, ...]:
    """Very small numbers, with as many digits as tell them apart."""
    digits = next(
        (each for each in range(MOST_DIGITS) if len({f"{value:.{each}e}" for value in known}) == len(set(known))),
        MOST_DIGITS - 1,
    )
    return tuple(
        f"{MINUS if value < 0 else ''}{_scientific(abs(value), digits)}"
        if value and math.isfinite(value)
        else number(value)
        for value in values
    )


def _whole(value: float) -> bool:
    return math.isclose(value, round(value), abs_tol=1e-3)

"""Flips and decisions in words: for hovering and for the alt texts of figures."""

from typing import TypeAlias

import numpy as np

from variantlens.comparison.anomaly import AnomalyComparison, VariantAnomaly
from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.regression import RegressionComparison, VariantValues
from variantlens.comparison.scores import ScoresComparison, VariantScores
from variantlens.comparison.windows import Windows
from variantlens.figures import palette
from variantlens.figures import windows as axis
from variantlens.text import plain, visible

Decided: TypeAlias = ScoresComparison | AnomalyComparison
"""Results in which every variant decides every window."""

Flipping: TypeAlias = Decided | RegressionComparison
"""Results whose flips are windows."""


def flips_in_words(windows: Windows, result: Flipping, limit: int = 5) -> str:
    """Which windows each candidate decides differently, harmful ones first; unescaped, for alt texts."""
    sentences = []
    for candidate, flipped in zip(candidates(result), flips(result), strict=True):
        name = visible(candidate.variant)
        if not len(flipped):
            sentences.append(f"{name} decides all {flipped.comparable} comparable windows alike.")
            continue
        worst = np.argsort(-flipped.harm, kind="stable")[:limit]
        where = [
            f"{axis.span(windows, int(flipped.windows[each]))} {palette.word(Harm(flipped.harm[each]))}"
            for each in worst
        ]
        more = [f"and {len(flipped) - limit} more"] if len(flipped) > limit else []
        counted = f"{len(flipped)} of {flipped.comparable} windows"
        sentences.append(f"{name} decides differently in {counted}: {'; '.join(where + more)}.")
    return " ".join(sentences)


def candidates(result: Flipping) -> tuple[VariantScores | VariantAnomaly | VariantValues, ...]:
    """What the candidates say."""
    return tuple(pair.candidate for pair in result.pairs)


def flips(result: Flipping) -> tuple[Flips, ...]:
    """Where each candidate decides differently."""
    return tuple(pair.flips for pair in result.pairs)


def decided_in_words(variant: VariantScores | VariantAnomaly | VariantValues, window: int) -> str:
    """What a variant says of a window, escaped: ``int8: uncertain``."""
    decision = variant.decisions[window]
    return f"{plain(variant.variant)}: {'no answer' if decision is None else f'<b>{plain(decision)}</b>'}"


def window_in_words(windows: Windows, result: Decided, window: int, flip: str = "") -> str:
    """What every variant says of a window, what is expected of it and whether it flips; escaped, for hovering.

    Args:
        windows: The windows.
        result: What the variants decide.
        window: Its index.
        flip: What is said of its flip, empty without one.
    """
    said = [decided_in_words(each, window) for each in (result.reference, *candidates(result))]
    label = result.expected[window]
    expected = [] if label is None else [f"expected: {plain(label)}"]
    return "<br>".join([axis.numbered_span(windows, window), *said, *expected, *filter(None, [flip])])


def marked_in_words(result: Decided, grid: axis.Columns, marks: axis.Marks) -> list[str]:
    """The same for the window that each column marks."""
    return [
        window_in_words(grid.windows, result, window, axis.harm_in_words(harm, flipped))
        for window, harm, flipped in zip(marks.window.tolist(), marks.harm.tolist(), marks.flips.tolist(), strict=True)
    ]

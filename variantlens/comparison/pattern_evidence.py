"""What the pattern of differences gives away: a block that should not differ, one class, one sensor, the threshold."""

from collections.abc import Iterator

import numpy as np

from variantlens.comparison.anomaly import AnomalyComparison, drift_notice, drifting
from variantlens.comparison.compare import BlockComparison, Comparison, Result
from variantlens.comparison.evidence import Hint, hint, of_variant, verb
from variantlens.comparison.outcomes import UNCERTAIN, decided, equal
from variantlens.comparison.reach import peaks
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.spans import from_service
from variantlens.comparison.wording import counted, number, numbers, part

FEWEST_FLIPS = 3
"""Fewer flips than this show no pattern."""
CHANCE = 0.05
"""A pattern of flips that would come by chance more often than this is none."""
NEAR = 0.1
"""A score this near to the threshold is called near."""


def drift(comparison: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """K-means or GMM scores that differ although they run in float in every variant."""
    if not isinstance(result, AnomalyComparison) or drift_notice(result, block.block, comparison.windows) is None:
        return
    for pair in result.pairs:
        moved = drifting(result, pair)
        if moved.any():
            known = int(np.count_nonzero(~np.isnan(pair.change)))
            count, largest = int(np.count_nonzero(moved)), float(np.abs(pair.change[moved]).max())
            yield hint(
                block,
                "A block that runs in float differs",
                [
                    *of_variant(pair.candidate.variant, count, known, "window"),
                    f" {verb(count, 'scores', 'score')} otherwise, by up to {number(largest)},",
                    " although this kind of block computes in float in every variant.",
                ],
                "What comes before it: features of a quantized network, another version of the processing block, "
                "or clusters that were trained anew.",
            )


def one_class(_: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """All flips leave, or enter, one label, although there are others."""
    if not isinstance(result, ScoresComparison) or result.multi_label:
        return
    for pair in result.pairs:
        for said, moves in ((result.reference, "leave"), (pair.candidate, "enter")):
            labels = {str(label) for label in said.decisions[pair.flips.windows].tolist()}
            if len(pair.flips) < FEWEST_FLIPS or len(labels) != 1 or labels == {UNCERTAIN}:
                continue
            (label,) = labels
            same = int(np.count_nonzero(equal(said.decisions, label)))
            every = int(np.count_nonzero(decided(said.decisions)))
            if (same / every) ** len(pair.flips) > CHANCE:
                continue
            flips = part(len(pair.flips), len(pair.flips), "flip")
            yield hint(
                block,
                "All flips in one class",
                [
                    f"{flips[0].upper()}{flips[1:]} of ",
                    from_service(pair.candidate.variant),
                    f" {moves} ",
                    from_service(label),
                    ", which ",
                    from_service(said.variant),
                    f" says in {part(same, every, 'window')}.",
                ],
                "Whether the calibration set holds enough of this class, and whether the threshold suits both.",
            )


def threshold(_: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """All flips cross the threshold, by little."""
    if not isinstance(result, ScoresComparison) or result.multi_label or result.threshold is None:
        return
    for pair in result.pairs:
        if len(pair.flips) < FEWEST_FLIPS or not pair.flips.crossed_threshold.all():
            continue
        tops = [said.scores[pair.flips.windows] for said in (result.reference, pair.candidate)]
        away = float(max(np.abs(np.nanmax(each, axis=1) - result.threshold).max() for each in tops))
        if away <= NEAR:
            yield hint(
                block,
                "The threshold decides",
                [
                    f"All {counted(len(pair.flips), 'flip')} of ",
                    from_service(pair.candidate.variant),
                    f" cross the threshold of {number(result.threshold)}, and no best score is more than",
                    f" {number(away)} away from it.",
                ],
                "The threshold itself: a value of its own for the quantized variant may serve better.",
            )


def one_sensor(comparison: Comparison, block: BlockComparison, result: Result) -> Iterator[Hint]:
    """All flips lie where one sensor reaches farther out than in any other window, and no other sensor does."""
    if not isinstance(result, ScoresComparison | AnomalyComparison | RegressionComparison):
        return
    for pair in result.pairs:
        flipped = np.zeros(comparison.windows.count, dtype=np.bool_)
        flipped[pair.flips.windows] = True
        if not FEWEST_FLIPS <= len(pair.flips) <= comparison.windows.count - 2 * FEWEST_FLIPS:
            continue
        found = peaks(comparison.sample, comparison.windows)
        if found is None or len(found.sensors) < 2:
            continue
        inside, outside = found.values[flipped].min(axis=0), found.values[~flipped].max(axis=0)
        telling = np.flatnonzero(inside > outside)
        if len(telling) == 1:
            sensor = int(telling[0])
            least, most = numbers(float(inside[sensor]), float(outside[sensor]))
            yield hint(
                block,
                "All flips where one sensor reaches far out",
                [
                    f"In all {counted(len(pair.flips), 'flip')} of ",
                    from_service(pair.candidate.variant),
                    ", ",
                    from_service(found.sensors[sensor]),
                    f" gets at least {least} away from its median; elsewhere at most",
                    f" {most}. No other sensor tells them apart.",
                ],
                "The range of this input: whether the calibration set holds such values, and whether they are real.",
            )

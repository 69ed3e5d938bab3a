"""What a candidate decides differently in one result, in counts, and how far it is from the reference."""

from typing import TypeAlias

from variantlens.comparison.anomaly import AnomalyComparison, AnomalyPair, VariantAnomaly
from variantlens.comparison.apart_in_words import anomaly_apart, outputs_apart, scores_apart, values_apart
from variantlens.comparison.compare import Result
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.freeform import FreeformPair
from variantlens.comparison.label_map import LabelMapComparison, LabelMapPair, VariantLabels
from variantlens.comparison.objects_in_words import changes, matches
from variantlens.comparison.regression import RegressionComparison, RegressionPair, VariantValues
from variantlens.comparison.scores import ScoresPair, VariantScores
from variantlens.comparison.spans import Parts
from variantlens.comparison.tallies import tally
from variantlens.comparison.visual_anomaly import VariantVisualAnomaly, VisualAnomalyComparison, VisualAnomalyPair
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import part

Windowed: TypeAlias = ScoresPair | AnomalyPair | VisualAnomalyPair | RegressionPair | LabelMapPair
Pair: TypeAlias = Windowed | FreeformPair | DetectionsPair
Said: TypeAlias = VariantScores | VariantAnomaly | VariantVisualAnomaly | VariantValues | VariantLabels
At: TypeAlias = int | tuple[int, int]
"""A window; of a label map a window and a key."""


def decides(result: Result, pair: Pair, windows: Windows) -> Parts:
    """What a candidate decides differently in one result, in counts."""
    flips = pair.flips
    if isinstance(pair, DetectionsPair):
        return [_finds(pair)]
    if isinstance(pair, FreeformPair):
        return outputs_apart(pair)
    if not flips.comparable:
        if len(flips.lost):
            return ["decides nothing that the reference decides"]
        missing = getattr(result, "threshold", 0.0) is None
        return ["decides nothing without a threshold" if missing else "decides no window that the reference decides"]
    if windows.image:
        return [f"decides differently ({tally(flips)})" if len(flips) else "decides the same"]
    if not len(flips):
        return [f"decides the same in {part(flips.comparable, flips.comparable, noun(pair))}"]
    return [f"decides differently in {part(len(flips), flips.comparable, noun(pair))} ({tally(flips)})"]


def noun(pair: Pair) -> str:
    """What is decided one by one."""
    if isinstance(pair, DetectionsPair):
        return "picture"
    return "label" if isinstance(pair, LabelMapPair) else "window"


def by(result: Result) -> str:
    """By which of a block's results, where it has several."""
    if isinstance(result, DetectionsComparison):
        return "by boxes "
    if isinstance(result, VisualAnomalyComparison):
        return "by picture "
    if isinstance(result, LabelMapComparison):
        return "by label map "
    return "by anomaly score " if isinstance(result, AnomalyComparison) else "by scores "


def how_far(result: Result, pair: Pair, windows: Windows) -> Parts:
    """How far a candidate is from the reference, beside what it decides."""
    if isinstance(pair, ScoresPair):
        return scores_apart(pair, windows)
    if isinstance(pair, AnomalyPair):
        return anomaly_apart(pair)
    if isinstance(pair, RegressionPair) and isinstance(result, RegressionComparison):
        return values_apart(result.reference, pair, windows)
    return []


def _finds(pair: DetectionsPair) -> str:
    """What a candidate finds differently, in counts."""
    if not pair.flips.comparable:
        return "was not answered for both"
    what = changes(pair)
    return f"finds differently ({what}), {matches(pair)}" if what else f"finds the same, {matches(pair)}"

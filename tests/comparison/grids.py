"""Answers with visual anomaly grids, for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.answers import answer, classification
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.service.schema import ClassifyAnswer

Grid = Sequence[Sequence[float | None]]
THRESHOLD = {"min_anomaly_score": 5.0}


def grid(scores: Grid | None, **fields: Any) -> dict[str, Any]:
    """One picture's grid, as it comes over the wire."""
    return {"scores": scores, **fields}


def answered(by_variant: Mapping[str, Sequence[Mapping[str, Any]] | None], **common: Any) -> ClassifyAnswer:
    """An answer with one visual anomaly block: variant → its grids, one per picture."""
    shared: dict[str, Any] = {"kind": "keras-visual-anomaly", "thresholds": THRESHOLD} | common
    blocks = {variant: [classification(anomalyResult=grids, **shared)] for variant, grids in by_variant.items()}
    return answer(blocks, image=True)


def compared(by_variant: Mapping[str, Sequence[Mapping[str, Any]] | None], **common: Any) -> Comparison:
    """Its comparison, the first variant the reference."""
    return compare(answered(by_variant, **common), reference=next(iter(by_variant)))


def result_of(comparison: Comparison) -> VisualAnomalyComparison:
    """The only result of such a comparison."""
    (result,) = comparison.blocks[0].results
    assert isinstance(result, VisualAnomalyComparison)
    return result


def pictures(*scores: Grid, **common: Any) -> VisualAnomalyComparison:
    """One picture: the reference's grid, then those of its candidates."""
    names = ("float32", "int8", "int16")
    return result_of(compared({name: [grid(each)] for name, each in zip(names, scores, strict=False)}, **common))

"""Which module gives the parts of which kind of result. A new kind is registered here, in one line."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.reports import anomaly, detections, freeform, label_map, regression, scores, visual_anomaly
from variantlens.reports.parts import Material, Part, Remark, tables

Makes: TypeAlias = Callable[[Material, Any], Iterable[Part]]

MADE_BY: Mapping[type, Makes] = {
    ScoresComparison: scores.parts,
    AnomalyComparison: anomaly.parts,
    VisualAnomalyComparison: visual_anomaly.parts,
    DetectionsComparison: detections.parts,
    RegressionComparison: regression.parts,
    FreeformComparison: freeform.parts,
    LabelMapComparison: label_map.parts,
}
"""Kind of result → what makes its parts, in the order of reading."""

NOT_DRAWN = "Reports have no charts of this kind of result; the dashboard's page shows them."


def parts(material: Material, result: object) -> tuple[Part, ...]:
    """The parts of a result; of a kind that is not registered its tables, and a remark that there are no charts."""
    makes = MADE_BY.get(type(result))
    return (Remark(NOT_DRAWN), *tables(material, result)) if makes is None else tuple(makes(material, result))

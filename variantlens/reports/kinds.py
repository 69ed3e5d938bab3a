"""Which module gives the parts of which kind of result. A new kind is registered here, in one line."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.reports import anomaly, scores
from variantlens.reports.parts import Material, Part, Remark

Makes: TypeAlias = Callable[[Material, Any], Iterable[Part]]

MADE_BY: Mapping[type, Makes] = {
    ScoresComparison: scores.parts,
    AnomalyComparison: anomaly.parts,
}
"""Kind of result → what makes its parts, in the order of reading."""

NOT_DRAWN = "This kind of result is not drawn in reports; the dashboard's page shows it."


def parts(material: Material, result: object) -> tuple[Part, ...]:
    """The parts of a result; of a kind that is not registered a remark that says so."""
    makes = MADE_BY.get(type(result))
    return (Remark(NOT_DRAWN),) if makes is None else tuple(makes(material, result))

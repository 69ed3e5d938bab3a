"""Comparisons for tests of reports, and where they come from."""

from datetime import UTC, datetime
from typing import Any

from tests.answers import answer, classification
from variantlens.address import Choice
from variantlens.comparison.compare import compare
from variantlens.reports import kinds
from variantlens.reports.html import comparison_report
from variantlens.reports.origin import Origin
from variantlens.reports.parts import Drawing, Material
from variantlens.service.schema import ClassifyAnswer

NASTY = "</script><script>alert(1)</script><img src=http://evil.test/x onerror=alert(2)>"
VARIANTS = ("float32", "int8")


def wire(windows: int = 17, label: str = "walking", **fields: Any) -> ClassifyAnswer:
    """An answer with scores and anomaly scores in which int8 wrongly is uncertain in window 3."""

    def rows(score: float) -> list[dict[str, float | None]]:
        return [{label: score if at == 3 else 0.9, "standing": 0.1} for at in range(windows)]

    def blocks(score: float) -> list[dict[str, object]]:
        thresholds = {"min_score": 0.6}
        expected = [(0, windows - 1, label)]
        scores = classification(rows(score), thresholds=thresholds, expected=expected, scale=1 / 256, **fields)
        strange: list[dict[str, float | None]] = [{"anomaly": at / 100 + score / 10} for at in range(windows)]
        return [scores, classification(strange, block=2, kind="anomaly", thresholds={"min_anomaly_score": 0.3})]

    return answer({"float32": blocks(0.7), "int8": blocks(0.58)})


def origin(link: str | None = "https://lens.test/compare?v=1&project=1") -> Origin:
    """A comparison of the embedded service's first project."""
    choice = Choice("embedded", 1, 1, 1, VARIANTS, "float32", thresholds={(1, "min_score"): 0.65})
    return Origin(choice, "Motion", "2 s windows", link, datetime(2026, 11, 23, 12, 30, tzinfo=UTC))


def report(of: ClassifyAnswer | None = None, where: Origin | None = None) -> str:
    """The whole report."""
    of = of or wire()
    return comparison_report(compare(of, reference="float32", variants=VARIANTS), of, where or origin()).decode()


def drawings() -> list[Drawing]:
    """The drawings of the example, in the order of the report."""
    comparison = compare(wire(), variants=VARIANTS)
    return [
        part
        for block in comparison.blocks
        for result in block.results
        for part in kinds.parts(Material(comparison, block), result)
        if isinstance(part, Drawing)
    ]

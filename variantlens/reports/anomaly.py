"""The parts of K-means and GMM anomaly scores: each variant against the threshold, flips, ranks, all windows."""

from collections.abc import Iterator
from functools import partial

from variantlens.comparison.anomaly import AnomalyComparison, AnomalyPair
from variantlens.comparison.wording import number
from variantlens.figures import anomaly as figures
from variantlens.reports.parts import Drawing, Material, Part, Remark, flipped, tables


def parts(material: Material, result: AnomalyComparison) -> Iterator[Part]:
    """What a report shows of anomaly scores, in the order of reading."""
    windows = material.comparison.windows
    yield Drawing(
        "Anomaly scores against the threshold",
        figures.timeline_alt(windows, result),
        partial(figures.timeline, windows, result),
    )
    yield from flipped(material, result)
    yield from (Remark(_ranks(pair)) for pair in result.pairs)
    yield from tables(material, result)


def _ranks(pair: AnomalyPair) -> str:
    return (
        f"{pair.candidate.variant}: rank correlation {number(pair.rank_correlation)}; half of the windows change by "
        f"at most {number(pair.median_change)} interquartile ranges of the reference, 95 % of them by at most "
        f"{number(pair.p95_change)}."
    )

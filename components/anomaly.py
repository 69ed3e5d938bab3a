"""The panel of K-means and GMM anomaly scores: each variant against the threshold."""

import numpy as np
import streamlit as st

from components import charts, notices, panel, theme
from components.panel import Panel
from variantlens.comparison.anomaly import AnomalyComparison, AnomalyPair
from variantlens.comparison.thresholds import MIN_ANOMALY_SCORE
from variantlens.comparison.wording import number
from variantlens.figures import anomaly as figures
from variantlens.figures import signal
from variantlens.glossary import meaning
from variantlens.text import plain

FLOAT_HINT = (
    "K-means and GMM run in float whatever the variant: scores that differ here point to something else than "
    "the quantization of weights, such as features that a quantized model computes."
)


def show(drawn: Panel, result: AnomalyComparison) -> None:
    """Draw the anomaly scores of one learn block."""
    low, high = _range(result)
    panel.heading(drawn, MIN_ANOMALY_SCORE, low, high, result.threshold)
    windows = drawn.comparison.windows
    charts.chart(
        figures.timeline(windows, result, theme.current()),
        key=drawn.key("anomaly"),
        alt=figures.timeline_alt(windows, result),
        file=drawn.named("anomaly scores"),
        selects=charts.choose_window,
    )
    if any(label is not None for label in result.expected):
        charts.chart(
            signal.strip(None, windows, result, theme.current()),
            key=drawn.key("expected anomalies"),
            alt=signal.strip_alt(None, windows, result),
            file=drawn.named("expected anomalies"),
            selects=charts.choose_window,
        )
    panel.flips(drawn, result)
    for pair in result.pairs:
        _facts(pair)
    if any(np.nanmax(np.abs(pair.change), initial=0) > 0 for pair in result.pairs):
        notices.hint(FLOAT_HINT)
    panel.all_windows(drawn, result)


def _range(result: AnomalyComparison) -> tuple[float, float]:
    """The scores that a threshold can tell apart, rounded outwards."""
    every = np.concatenate([each.scores for each in result.variants])
    every = every[np.isfinite(every)]
    held = np.append(every, result.threshold if result.threshold is not None else 0.0)
    return float(np.floor(held.min()) - 1), float(np.ceil(held.max()) + 1)


def _facts(pair: AnomalyPair) -> None:
    name = plain(pair.candidate.variant)
    if not np.nanmax(np.abs(pair.change), initial=0):
        st.caption(f"{name}: the scores are the same in every window.")
        return
    st.caption(
        f"{name}: rank correlation {number(pair.rank_correlation)}; half of the windows change by at most "
        f"{number(pair.median_change)} interquartile ranges of the reference, 95 % of them by at most "
        f"{number(pair.p95_change)}.",
        help=meaning("rank correlation", "interquartile range"),
    )

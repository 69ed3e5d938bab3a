"""The panel of a classifier's scores: flips over the signal, scores side by side, differences, all windows."""

from typing import TypeAlias

import numpy as np
import pandas as pd
import streamlit as st

from components import charts, panel, pictures, sound, theme
from components.panel import Panel
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.thresholds import MIN_SCORE
from variantlens.comparison.windows import Windows
from variantlens.figures import overlaid, score_dots, signal
from variantlens.figures import scores as figures
from variantlens.figures.hovering import hover_decimals
from variantlens.glossary import meaning
from variantlens.text import brief, plain, visible

Labels: TypeAlias = tuple[str, ...] | None
"""Labels that somebody chose to see; None for those that matter."""

MOST_LABELS = 40
"""More rows than this are not drawn at once."""
STEPS = meaning("quantization step")
VIEWS = {"panels": "Side by side", "lines": "On top of each other"}


def show(drawn: Panel, result: ScoresComparison) -> None:
    """Draw the scores of one learn block, the answer first and the details folded."""
    panel.heading(drawn, MIN_SCORE, 0.0, 1.0, result.threshold)
    if drawn.comparison.windows.image:
        panel.flips(drawn, result)
        labels = _labels(drawn, result)
        _beside_the_picture(drawn, result, labels)
    else:
        if result.pairs:
            _strip(drawn, result)
            panel.flips(drawn, result)
        labels = _labels(drawn, result)
        _scores(drawn, result, labels)
        _window(drawn, result, labels)
    _differences(drawn, result, labels)
    panel.all_windows(drawn, result)


def _beside_the_picture(drawn: Panel, result: ScoresComparison, labels: Labels) -> None:
    """A picture is one window: the picture itself, and how sure each variant is of each label."""
    pictures.beside(
        drawn,
        lambda: charts.chart(
            score_dots.dots(result, theme.current(), names=labels),
            key=drawn.key("dots"),
            alt=score_dots.dots_alt(result),
            file=drawn.named("scores"),
        ),
    )


def _strip(drawn: Panel, result: ScoresComparison) -> None:
    recording = sound.recording(drawn.choice, drawn.comparison.sample, drawn.answers)
    windows = drawn.comparison.windows
    charts.chart(
        signal.strip(recording, windows, result, theme.current()),
        key=drawn.key("strip"),
        alt=signal.strip_alt(recording, windows, result),
        file=drawn.named("flips"),
        selects=charts.choose_window,
    )


def _labels(drawn: Panel, result: ScoresComparison) -> Labels:
    """The labels to draw: all that there are, or those that matter until somebody searches for others."""
    if len(result.labels) <= figures.LABELS:
        return None
    sample = drawn.comparison.sample.sample.id
    chosen = st.multiselect(
        f"Labels: {figures.LABELS} that matter most of {len(result.labels)}, or those that you choose",
        result.labels,
        format_func=visible,
        max_selections=MOST_LABELS,
        placeholder="Search for a label",
        key=drawn.key(f"labels of {sample}"),
    )
    return tuple(label for label in result.labels if label in chosen) or None


def _scores(drawn: Panel, result: ScoresComparison, labels: Labels) -> None:
    windows, now = drawn.comparison.windows, theme.current()
    view = st.segmented_control(
        "Scores",
        list(VIEWS),
        format_func=VIEWS.__getitem__,
        default="panels",
        required=True,
        key=drawn.key("view"),
        label_visibility="collapsed",
    )
    if view == "lines":
        charts.chart(
            overlaid.overlaid(windows, result, now, labels),
            key=drawn.key("overlaid"),
            alt=overlaid.overlaid_alt(windows, result),
            file=drawn.named("scores on top of each other"),
            selects=charts.choose_window,
        )
    else:
        charts.chart(
            figures.side_by_side(windows, result, now, labels),
            key=drawn.key("side by side"),
            alt=figures.side_by_side_alt(windows, result),
            file=drawn.named("scores side by side"),
            selects=charts.choose_window,
        )


def _window(drawn: Panel, result: ScoresComparison, labels: Labels) -> None:
    """The exact numbers of the chosen window, of a film beside its picture."""
    window = drawn.choice.window
    if window is None or window >= drawn.comparison.windows.count:
        st.caption("Click a window in a chart to see its numbers.")
        return
    expected = result.expected[window]
    says = " · ".join(f"{plain(each.variant)}: **{brief(str(each.decisions[window]))}**" for each in result.variants)
    told = f"expected: **{brief(str(expected))}**" if expected is not None else "no expected label"
    st.markdown(f"**Window {window}**{_span(drawn.comparison.windows, window)} · {told} · {says}")
    if pictures.filmed(drawn):
        pictures.beside(drawn, lambda: _numbers(drawn, result, window, labels), window)
    else:
        _numbers(drawn, result, window, labels)


def _span(windows: Windows, window: int) -> str:
    """From when to when a window goes, as far as that is known."""
    if not windows.timed:
        return ""
    start = windows.start_ms[window] / 1000
    return f", {start:g} s to {start + windows.size_ms / 1000:g} s" if windows.size_ms else f", from {start:g} s"


def _numbers(drawn: Panel, result: ScoresComparison, window: int, labels: Labels) -> None:
    """A row per label, a column per variant."""
    columns = {"label": result.labels} | {each.variant: each.scores[window] for each in result.variants}
    for pair in result.pairs:
        columns |= _changes(pair.candidate.variant, pair.change[window], pair.step)
    table = pd.DataFrame(columns)
    shown = table[table["label"].isin(labels or _leading(result, window))]
    decimals = hover_decimals([each.scores[window] for each in result.variants])
    numbers = {
        name: st.column_config.NumberColumn(format=f"%.{decimals}f", help=STEPS if name.endswith(" in steps") else None)
        for name in columns
        if name != "label"
    }
    st.dataframe(shown, hide_index=True, key=drawn.key("window"), column_config=numbers)
    if len(shown) < len(table):
        with st.expander(f"All {len(table)} labels of this window", key=drawn.key("all labels")):
            key = drawn.key("window, all labels")
            st.dataframe(table, hide_index=True, height=420, key=key, column_config=numbers)


def _leading(result: ScoresComparison, window: int) -> set[str]:
    """The labels that score highest in a window, and the expected one."""
    best = np.max([np.nan_to_num(each.scores[window]) for each in result.variants], axis=0)
    leading = np.argsort(-best, kind="stable")[: figures.LABELS]
    return {result.labels[at] for at in leading} | {str(result.expected[window])}


def _changes(candidate: str, change: np.ndarray, step: float | None) -> dict[str, np.ndarray]:
    steps = {f"{candidate} change in steps": np.round(change / step, 2)} if step else {}
    return {f"{candidate} change": change} | steps


def _differences(drawn: Panel, result: ScoresComparison, labels: Labels) -> None:
    """Candidate − reference for each candidate; the figures are made only when this is opened."""
    if not result.pairs:
        return
    opened = st.expander("Differences", on_change="rerun", key=drawn.key("differences"), icon=":material/difference:")
    if not opened.open:
        return
    windows = drawn.comparison.windows
    with opened:
        for pair in result.pairs:
            charts.chart(
                figures.difference(windows, result, theme.current(), pair.candidate.variant, labels),
                key=drawn.key(f"difference {pair.candidate.variant}"),
                alt=figures.difference_alt(windows, result, pair.candidate.variant),
                file=drawn.named(f"difference of {pair.candidate.variant}"),
                selects=charts.choose_window,
            )

"""The panel of a visual anomaly block: grids over the picture, what changes in them, and every cell as a table."""

from collections.abc import Iterator

import numpy as np
import streamlit as st

from components import blinking, charts, file_names, notices, panel, pictures, presenting, theme
from components.panel import Panel
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.grids import flagged
from variantlens.comparison.outcomes import Outcome
from variantlens.comparison.tables import cells_table
from variantlens.comparison.thresholds import MIN_ANOMALY_SCORE
from variantlens.comparison.visual_anomaly import Flag, VisualAnomalyComparison
from variantlens.comparison.wording import OUTCOME_WORDS, number, numbers
from variantlens.figures import visual_anomaly as figures
from variantlens.figures.blink import Face
from variantlens.figures.pictures import Picture
from variantlens.reports import tables
from variantlens.text import plain

VIEWS = {"panels": "Side by side", "differences": "Differences", "single": "One large", "blink": blinking.NAME}
NOTHING = "–"
OPACITY = 60
"""Of the scores over the picture until it is moved, in percent."""


def show(drawn: Panel, result: VisualAnomalyComparison) -> None:
    """Draw the grids of one learn block over the picture, numbers below and cells folded."""
    alone = not any(isinstance(each, AnomalyComparison) for each in drawn.block.results)
    panel.heading(drawn, MIN_ANOMALY_SCORE, *_reach(result), result.threshold if alone else None)
    count = len(result.reference.grids)
    if not any(grid.scores.size for each in result.variants for grid in each.grids):
        notices.hint("No variant sent a grid of scores: there is nothing to draw.")
        return
    if count > 1:
        panel.flips(drawn, result)
        panel.pick_picture(drawn, count, min(drawn.choice.window or 0, count - 1))
    window = min(drawn.choice.window or 0, count - 1)
    picture = _of_sample(drawn, result, window)
    _picture(drawn, result, picture, window)
    for hint in _hints(result, picture):
        notices.hint(hint)
    st.markdown(_facts(result, window))
    _cells(drawn, result, window)
    if count > 1:
        panel.all_windows(drawn, result)


def present(drawn: Panel, result: VisualAnomalyComparison) -> None:
    """Draw the grids large, and nothing else."""
    window = min(drawn.choice.window or 0, len(result.reference.grids) - 1)
    _picture(drawn, result, _of_sample(drawn, result, window), window, presented=True)


def _of_sample(drawn: Panel, result: VisualAnomalyComparison, window: int) -> Picture:
    rows, columns = result.reference.grids[window].scores.shape
    return pictures.of_sample(drawn, (columns, rows) if rows else None, window)


def _reach(result: VisualAnomalyComparison) -> tuple[float, float]:
    """The scores that a threshold can tell apart, rounded outwards."""
    every = np.concatenate([grid.scores.ravel() for each in result.variants for grid in each.grids] or [np.empty(0)])
    held = np.append(every[np.isfinite(every)], result.threshold if result.threshold is not None else 0.0)
    return float(np.floor(held.min())), float(np.ceil(held.max()) + 1)


@st.fragment
def _picture(
    drawn: Panel, result: VisualAnomalyComparison, picture: Picture, window: int, *, presented: bool = False
) -> None:
    """The grids over the picture; what changes only the drawing redraws nothing else."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        view = st.segmented_control(
            "Grids",
            [name for name in VIEWS if result.pairs or name not in ("differences", "blink")],
            format_func=VIEWS.__getitem__,
            default="panels",
            required=True,
            key=drawn.key("grids view"),
            label_visibility="collapsed",
        )
        shown = _variant(drawn, result) if view == "single" else ""
        chosen = _candidate(drawn, result) if view == "blink" else 0
        if not presented:
            _look_controls(drawn)
            presenting.button(drawn)
    labelled = tuple(drawn.comparison.sample.sample.bounding_boxes)
    seen = figures.View(picture, result, window, theme.current(), _look(drawn), labelled)
    if view == "blink":
        blinking.show(drawn, _faces(seen, chosen), figures.alt(seen), window, large=presented)
        return
    if view == "single":
        figure = figures.single(seen, shown)
    else:
        figure = figures.differences(seen) if view == "differences" else figures.side_by_side(seen, not presented)
    figure = presenting.large(figure) if presented else figure
    charts.chart(
        figure, key=drawn.key("grids"), alt=figures.alt(seen), file=drawn.named(f"grids {VIEWS[view].lower()}", window)
    )


def _look_controls(drawn: Panel) -> None:
    """How the grids lie over the picture; it stays so while the pictures are presented without these."""
    st.slider(
        "Opacity of the scores",
        0,
        100,
        OPACITY,
        format="%d %%",
        key=drawn.key("opacity"),
        width=180,
        persist_state="session",
    )
    st.toggle(
        "One colour scale for all",
        value=True,
        key=drawn.key("one scale"),
        persist_state="session",
        help="Off: each variant's colours span its own scores, which shows patterns but not how large they are.",
    )


def _look(drawn: Panel) -> figures.Look:
    opacity = st.session_state.get(drawn.key("opacity"), OPACITY)
    shared = st.session_state.get(drawn.key("one scale"), True)
    return figures.Look(opacity=opacity / 100, shared_scale=shared, narrow=theme.small_screen())


def _candidate(drawn: Panel, result: VisualAnomalyComparison) -> int:
    """Which candidate blinks with the reference; to begin with the one with most flips, of equals the last."""
    flipped = [len(each.flips) for each in result.pairs]
    names = [each.candidate.variant for each in result.pairs]
    return blinking.candidate(drawn, names, len(flipped) - 1 - flipped[::-1].index(max(flipped)))


def _faces(seen: figures.View, chosen: int) -> list[Face]:
    """The reference and a candidate alone."""
    both = (seen.result.reference, seen.result.pairs[chosen].candidate)
    return [Face(each.variant, figures.single(seen, each.variant)) for each in both]


def _variant(drawn: Panel, result: VisualAnomalyComparison) -> str:
    """Which variant is shown alone."""
    names = [each.variant for each in result.variants]
    chosen = st.segmented_control(
        "Variant",
        names,
        format_func=plain,
        default=names[0],
        required=True,
        key=drawn.key("large variant"),
        label_visibility="collapsed",
    )
    return chosen if chosen in names else names[0]


def _hints(result: VisualAnomalyComparison, picture: Picture) -> Iterator[str]:
    """What a reader must know of the drawing."""
    if picture.problem:
        yield picture.problem
    if result.frame is not None:
        at = "" if result.service_threshold is None else f" at its threshold of {result.service_threshold:g}"
        stay = "; they do not follow the slider" if result.threshold != result.service_threshold else ""
        yield f"The service drew its boxes{at}{stay}. Their coordinates were taken for {result.frame.assumed}."


def _facts(result: VisualAnomalyComparison, window: int) -> str:
    """What each variant says of the picture, a column per variant as the panels stand, as a table in markdown."""
    head = ["", "decision", "largest score", "mean score", "cells flagged"]
    head += ["… by the reference alone", "… by it alone", "largest change of a cell"] if result.pairs else []
    rows = []
    largest = numbers(*(said.grids[window].maximum for said in result.variants))
    means = numbers(*(said.grids[window].mean for said in result.variants))
    for place, said in enumerate(result.variants):
        grid = said.grids[window]
        outcome = Outcome(int(said.outcomes[window]))
        decision = NOTHING if said.decisions[window] is None else str(said.decisions[window])
        judged = "" if outcome is Outcome.UNJUDGED else f" ({OUTCOME_WORDS[outcome]})"
        flags = int(np.count_nonzero(flagged(grid.scores, result.threshold)))
        row = [f"**{plain(said.variant)}**", f"{decision}{judged}", largest[place], means[place]]
        row.append(f"{flags:,} of {grid.scores.size:,}")
        if result.pairs and not place:
            row += [NOTHING] * 3
        elif result.pairs:
            cells = result.pairs[place - 1].cells[window]
            alone = [cells.count(flag) for flag in (Flag.ONLY_REFERENCE, Flag.ONLY_CANDIDATE)]
            row += [f"{count:,}" if cells.comparable else NOTHING for count in alone] + [number(cells.largest)]
        rows.append(row)
    align = ["---", *["---:"] * len(rows)]
    names, *lines = zip(head, *rows, strict=True)
    small = [[f":small[{text}]" if text else "" for text in each] for each in (names, *lines)]
    return "\n".join(f"| {' | '.join(each)} |" for each in (small[0], align, *small[1:]))


def _cells(drawn: Panel, result: VisualAnomalyComparison, window: int) -> None:
    """Every cell as a table, to sort and to take away; made only when it is opened."""
    key = drawn.key("cells")
    opened = st.expander("All cells as a table", on_change="rerun", key=key, icon=":material/table_rows:")
    if not opened.open:
        return
    table = cells_table(result, window)
    with opened:
        st.dataframe(table, hide_index=True, height=360, key=f"table {key}")
        st.download_button(
            "CSV",
            tables.csv(table),
            file_name=file_names.named(drawn.named("cells", window), ending=".csv"),
            mime="text/csv",
            icon=":material/download:",
            key=f"csv {key}",
            on_click="ignore",
        )

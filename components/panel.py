"""What the panels of all kinds of result share: heading, threshold, the list of flips, all windows, one window."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd
import streamlit as st

from components import address_bar, table_files, words
from components.answers import Answers
from variantlens.address import Choice
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import BlockComparison, Comparison
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.sentences import Windowed as FlippingPair
from variantlens.comparison.sentences import flip_line
from variantlens.comparison.tables import windows_table
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.glossary import meaning
from variantlens.service.schema import LearnBlock, Threshold
from variantlens.text import brief, plain

Windowed: TypeAlias = ScoresComparison | AnomalyComparison | VisualAnomalyComparison
Flipping: TypeAlias = Windowed | RegressionComparison | LabelMapComparison
"""Results that flip window by window."""

LISTED_FLIPS = 8


@dataclass(frozen=True)
class Panel:
    """What a panel is drawn from.

    Attributes:
        choice: What the person chose.
        comparison: The whole comparison.
        block: The learn block that is drawn.
        answers: Asks the service for what the answer does not hold, such as the sample's picture.
    """

    choice: Choice
    comparison: Comparison
    block: BlockComparison
    answers: Answers

    def key(self, name: str) -> str:
        """A widget key of this block, the same over reruns and samples."""
        return f"{name} {self.block.block.id}"

    def named(self, what: str, window: int | None = None) -> str:
        """What a file of this block holds, for its name: the block, what of it, and which window of several; unescaped.

        Args:
            what: What of the block, in few words.
            window: The window that is shown; None for all of them.
        """
        one = window is not None and self.comparison.windows.count > 1
        return f"{self.block.block.called} {what}{f' of window {window}' if one else ''}"


def heading(panel: Panel, key: str, low: float, high: float, value: float | None, *unfamiliar: str) -> None:
    """The learn block's name and its threshold, which can be moved without asking the service again.

    Args:
        panel: The panel.
        key: Key of the threshold, such as ``min_score``.
        low: Smallest value of the slider.
        high: Largest value of the slider.
        value: The threshold that holds now; None where the block has none.
        unfamiliar: Words of the glossary that the block's name holds, to be explained.
    """
    block = panel.block.block
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(block_title(block), width="content", help=meaning(*unfamiliar) or None)
        if value is not None:
            _slider(panel, key, low, high, value)


def block_title(block: LearnBlock) -> str:
    """The name of a learn block as markdown, with what kind of block it is in less weight."""
    name = brief(block.called)
    return f"{name} :gray[:small[{brief(block.title)}]]" if block.title not in ("", block.name) else name


def _slider(panel: Panel, key: str, low: float, high: float, value: float) -> None:
    threshold = next((entry for entry in panel.block.thresholds if entry.key == key), Threshold(key=key))
    widget = panel.key(f"threshold {key}")
    st.session_state[widget] = min(max(value, low), high)
    shipped = threshold.value if isinstance(threshold.value, int | float) else None

    def moved() -> None:
        now = round(float(st.session_state[widget]), 4)
        others = {k: v for k, v in panel.choice.thresholds.items() if k != (panel.block.block.id, key)}
        mine = {} if now == shipped else {(panel.block.block.id, key): now}
        address_bar.change(thresholds={**others, **mine})

    moved_from = "" if shipped is None or value == shipped else f" · the service has {shipped:g}"
    st.slider(
        plain(threshold.description or key) + moved_from,
        low,
        high,
        step=_fine(high - low),
        key=widget,
        on_change=moved,
        width=260,
        help=f"Moving it redraws this page only. {plain(threshold.help_text)}",
    )


def _fine(width: float) -> float:
    """A step that gives some hundred positions: 0.01 for a width of 1."""
    return 10.0 ** round(math.log10(width / 100))


def flips(panel: Panel, result: Flipping) -> None:
    """The flipped windows in words, the harmful ones first; a click chooses the window."""
    lines = [(pair, index) for pair in result.pairs for index in range(len(pair.flips))]
    lines.sort(key=lambda line: -int(line[0].flips.harm[line[1]]))
    with st.container(gap=None):
        for place, (pair, index) in enumerate(lines[:LISTED_FLIPS]):
            _flip(panel, result, pair, index, place)
    if len(lines) > LISTED_FLIPS:
        st.caption(f"and {len(lines) - LISTED_FLIPS} more, in the table of all windows below")


def _flip(panel: Panel, result: Flipping, pair: FlippingPair, index: int, place: int) -> None:
    sentence = flip_line(result.reference, pair, index, panel.comparison.windows)
    window = int(pair.flips.windows[index])
    st.button(
        f"{words.badge(sentence.harm)} {words.markdown(sentence)}" if sentence.harm else words.markdown(sentence),
        key=panel.key(f"flip {place} of {type(result).__name__}"),
        type="tertiary",
        help="Show the numbers of this window",
        on_click=address_bar.change,
        kwargs={"window": window},
    )


def pick_picture(panel: Panel, count: int, shown: int) -> None:
    """Which picture of a film is shown, to move.

    Args:
        panel: The panel.
        count: How many there are, at least 2.
        shown: The one that is shown now.
    """
    widget = panel.key("picture of the film")
    st.session_state[widget] = shown

    def moved() -> None:
        address_bar.change(window=int(st.session_state[widget]))

    st.slider("Picture of the film", 0, count - 1, key=widget, on_change=moved)


def all_windows(panel: Panel, result: Windowed) -> None:
    """Every window as a table, flips first, to sort and to take away; made only when it is opened."""
    name = f"all windows of {type(result).__name__}"
    folded_table(panel, "All windows as a table", name, lambda: windows_table(panel.comparison, result))


def folded_table(panel: Panel, title: str, name: str, make: Callable[[], pd.DataFrame]) -> None:
    """A table to sort and to take away; made only when it is opened.

    Args:
        panel: The panel.
        title: What it holds.
        name: Tells it from the block's other tables.
        make: Makes it.
    """
    key = panel.key(name)
    opened = st.expander(title, on_change="rerun", key=key, icon=":material/table_rows:")
    if not opened.open:
        return
    table = make()
    with opened:
        st.dataframe(table, hide_index=True, height=360, key=f"table {key}")
        with st.container(horizontal=True):
            table_files.buttons(table, panel.named(title.removesuffix(" as a table").lower()), key)

"""The panel of a block that finds objects: boxes over the picture, what they change, how well they agree with truth."""

import numpy as np
import pandas as pd
import streamlit as st

from components import (
    address_bar,
    blinking,
    charts,
    debug_info,
    file_names,
    notices,
    panel,
    pictures,
    presenting,
    theme,
    words,
)
from components.panel import Panel
from variantlens.comparison.boxes import boxes_table, details_table, quality_table
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.objects_in_words import agreement, changes, coordinates, matches
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.scene import DISTANCE, IOU, LIMITS, USUAL_DISTANCE, USUAL_IOU, variant_key
from variantlens.comparison.thresholds import MIN_SCORE
from variantlens.comparison.wording import decimals_apart
from variantlens.figures import detections as figures
from variantlens.figures.blink import Face
from variantlens.figures.pictures import Picture
from variantlens.glossary import meaning, named
from variantlens.reports import tables
from variantlens.text import plain

VIEWS = {"panels": "Side by side", "overlay": "In one picture", "blink": blinking.NAME}
WHOLE = ("variant", "threshold", "boxes", "labelled", "hits", "missed", "false alarms")
"""Columns that are no shares."""
LISTED = 24
"""Pictures of a film that are named."""
JUDGED_BY = {
    True: "Two boxes may be one object where their centres are no farther apart than this part of the picture.",
    False: f"Two boxes may be one object where they overlap by at least this.\n\n{meaning('IoU')}",
}


def show(drawn: Panel, result: DetectionsComparison) -> None:
    """Draw the boxes of one learn block, what changed first and the tables folded."""
    shared = _shared_threshold(drawn, result)
    low, high = _reach([each.floor for each in result.variants], shared)
    panel.heading(drawn, MIN_SCORE, low, high, shared, *(["FOMO"] if result.closeness.centres else []))
    if result.pairs:
        lines = "\n".join(f"- {_changed(pair)}" for pair in result.pairs)
        st.markdown(lines, help=_explained(lines, result))
    at = _place(result, drawn.choice.window)
    if len(result.reference.found) > 1:
        _film(drawn, result, at)
    picture = _picture(drawn, result, at)
    _boxes(drawn, result, picture, at, shared)
    if picture.problem:
        notices.hint(picture.problem)
    _assumed(result, shared)
    _quality(drawn, result)
    _tables(drawn, result)
    _details(drawn, result)
    debug_info.show(drawn, result, picture, at)


def present(drawn: Panel, result: DetectionsComparison) -> None:
    """Draw the boxes large, and nothing else."""
    at = _place(result, drawn.choice.window)
    _boxes(drawn, result, _picture(drawn, result, at), at, None, presented=True)


def _place(result: DetectionsComparison, window: int | None) -> int:
    """Which picture of the sample is drawn: the chosen one, else the first that changes."""
    changed = _changes(result)
    chosen = window if window is not None else changed[0] if changed else 0
    return min(chosen, max(len(result.reference.found) - 1, 0))


def _changes(result: DetectionsComparison) -> list[int]:
    """Pictures of which some candidate finds something else than the reference."""
    return sorted({int(at) for pair in result.pairs for at in pair.flips.windows})


def _film(drawn: Panel, result: DetectionsComparison, at: int) -> None:
    """Which pictures of a film change, and which is shown."""
    changed, count = _changes(result), len(result.reference.found)
    if result.pairs:
        named = ", ".join(map(str, changed[:LISTED])) + (" …" if len(changed) > LISTED else "")
        st.caption(f"{len(changed)} of {count} pictures change{f': {named}' if named else ''}")
    panel.pick_picture(drawn, count, at)


def _picture(drawn: Panel, result: DetectionsComparison, at: int) -> Picture:
    return pictures.of_sample(drawn, (result.canvas.width, result.canvas.height), at)


def _shared_threshold(drawn: Panel, result: DetectionsComparison) -> float | None:
    """The score threshold of all variants that have none of their own."""
    for said in result.variants:
        if (drawn.block.block.id, variant_key(said.variant)) not in drawn.choice.thresholds:
            return said.threshold
    shipped = next((each.value for each in drawn.block.thresholds if each.key == MIN_SCORE), None)
    moved = drawn.choice.thresholds.get((drawn.block.block.id, MIN_SCORE))
    return moved if moved is not None else float(shipped) if isinstance(shipped, int | float) else None


def _reach(floors: list[float], threshold: float | None) -> tuple[float, float]:
    """From the lowest score that the service sent to 1, or as far as the threshold is; never empty."""
    low = round(max(0.0, min([*floors, 0.99 if threshold is None else threshold])), 4)
    return low, max(1.0, threshold or 0.0, low + 0.1)


def _explained(lines: str, result: DetectionsComparison) -> str:
    """What the words for boxes mean, and by what they are matched."""
    by = "the distance of their centres" if result.closeness.centres else "IoU"
    said = named(lines, "matched", "lost", "new", "relabelled")
    judged = f"Near enough is decided by {by}; *Limits* below moves it."
    return "\n\n".join([meaning(*said), judged, *([] if result.closeness.centres else [meaning("IoU")])])


def _changed(pair: DetectionsPair) -> str:
    """What a candidate changes, in a line."""
    name = plain(pair.candidate.variant)
    if not pair.flips.comparable:
        return f"**{name}** cannot be compared: one of the two has no answer"
    what = changes(pair) or "finds the same objects"
    badges = [f"{pair.flips.count(harm)} {words.badge(harm)}" for harm in reversed(Harm) if pair.flips.count(harm)]
    return f"**{name}**: {' · '.join([what, *badges, matches(pair)])}"


def _boxes(
    drawn: Panel,
    result: DetectionsComparison,
    picture: Picture,
    at: int,
    shared: float | None,
    *,
    presented: bool = False,
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        view = st.segmented_control(
            "Boxes",
            list(VIEWS) if result.pairs else ["panels"],
            format_func=VIEWS.__getitem__,
            default="panels",
            required=True,
            key=drawn.key("boxes view"),
            label_visibility="collapsed",
            width="content",
        )
        chosen = 0 if view == "panels" else _candidate(drawn, result)
        if not presented:
            _limits(drawn, result, shared)
            presenting.button(drawn)
    if view == "blink":
        blinking.show(drawn, _faces(result, picture, at, chosen), figures.boxes_alt(result), at, large=presented)
        return
    if view == "overlay":
        figure = figures.overlay(picture, result, result.pairs[chosen], theme.current(), at)
    else:
        figure = figures.side_by_side(picture, result, theme.current(), at, narrow=theme.small_screen())
    figure = presenting.large(figure) if presented else figure
    charts.chart(
        figure,
        key=drawn.key(f"boxes {view}"),
        alt=figures.boxes_alt(result),
        file=drawn.named(f"boxes {VIEWS[view].lower()}", at),
    )


def _faces(result: DetectionsComparison, picture: Picture, at: int, chosen: int) -> list[Face]:
    """The reference and a candidate alone."""
    narrow = theme.small_screen()
    return [
        Face(result.variants[place].variant, figures.single(picture, result, place, theme.current(), at, narrow))
        for place in (0, chosen + 1)
    ]


def _candidate(drawn: Panel, result: DetectionsComparison) -> int:
    """Which candidate stands against the reference; to begin with the one that changes most."""
    weights = [each.weight for each in result.pairs]
    names = [each.candidate.variant for each in result.pairs]
    return blinking.candidate(drawn, names, weights.index(max(weights)))


def _assumed(result: DetectionsComparison, shared: float | None) -> None:
    """How coordinates were read, and where thresholds start."""
    floor = max((each.floor for each in result.variants), default=0.0)
    told = f" The service leaves out boxes that score below {floor:g}: thresholds start there."
    st.caption(f"{coordinates(result)}{'' if shared is None else told}")


def _limits(drawn: Panel, result: DetectionsComparison, shared: float | None) -> None:
    """The limits that can be moved beside the score threshold of all."""
    centres = result.closeness.centres
    key, usual = (DISTANCE, USUAL_DISTANCE) if centres else (IOU, USUAL_IOU)
    keys = {key, *(variant_key(said.variant) for said in result.variants)}
    moved = any((drawn.block.block.id, each) in drawn.choice.thresholds for each in keys)
    with st.popover("Limits, moved" if moved else "Limits", icon=":material/tune:"):
        label = "Largest distance of centres" if centres else "Least overlap (IoU)"
        _slider(drawn, key, label, LIMITS, result.closeness.limit, usual, JUDGED_BY[centres])
        for said in result.variants:
            if said.threshold is not None and shared is not None:
                text = "A quantized model often needs a threshold of its own."
                reach = _reach([said.floor], said.threshold)
                name = f"Score threshold of {plain(said.variant)}"
                _slider(drawn, variant_key(said.variant), name, reach, said.threshold, shared, text)


def _slider(
    drawn: Panel, key: str, label: str, reach: tuple[float, float], value: float, usual: float, text: str
) -> None:
    """A limit that belongs to the choice; at its usual value it does not."""
    widget, place = drawn.key(f"limit {key}"), (drawn.block.block.id, key)
    st.session_state[widget] = min(max(value, reach[0]), reach[1])

    def moved() -> None:
        now = round(float(st.session_state[widget]), 4)
        others = {k: v for k, v in drawn.choice.thresholds.items() if k != place}
        address_bar.change(thresholds=others if now == usual else {**others, place: now})

    st.slider(label, *reach, step=0.01, key=widget, on_change=moved, help=text)


def _quality(drawn: Panel, result: DetectionsComparison) -> None:
    """Ours at these thresholds beside the service's."""
    shown = quality_table(result).dropna(axis=1, how="all")
    st.caption(agreement(result))
    shares = [name for name in shown.columns if name not in WHOLE]
    numbers = {name: st.column_config.NumberColumn(format=_format(shown[name])) for name in shares}
    st.dataframe(shown, hide_index=True, key=drawn.key("quality"), column_config=numbers)


def _format(column: pd.Series) -> str:
    """Of a share, with as many decimals as tell the variants apart."""
    return f"%.{decimals_apart(column.to_numpy(dtype=np.float64)[np.newaxis], 3, 6).max()}f"


def _tables(drawn: Panel, result: DetectionsComparison) -> None:
    """Every box of each pair, to sort and to take away; made only when it is opened."""
    if not result.pairs:
        return
    opened = st.expander("Boxes as a table", on_change="rerun", key=drawn.key("boxes"), icon=":material/table_rows:")
    if not opened.open:
        return
    with opened:
        for pair in result.pairs:
            table = boxes_table(result, pair)
            key = drawn.key(f"boxes of {pair.candidate.variant}")
            st.markdown(f"**{plain(pair.candidate.variant)}** against {plain(result.reference.variant)}")
            closeness = {"IoU": st.column_config.NumberColumn(help=meaning("IoU"))}
            st.dataframe(_of_one(table), hide_index=True, key=f"table {key}", column_config=closeness)
            st.download_button(
                "CSV",
                tables.csv(table),
                file_name=file_names.named(drawn.named(f"boxes of {pair.candidate.variant}"), ending=".csv"),
                mime="text/csv",
                icon=":material/download:",
                key=f"csv {key}",
                on_click="ignore",
            )


def _of_one(table: pd.DataFrame) -> pd.DataFrame:
    """The table without the number of the picture, where there is but one."""
    return table.drop(columns="picture") if "picture" in table and table["picture"].nunique() == 1 else table


def _details(drawn: Panel, result: DetectionsComparison) -> None:
    """The field ``details``: boxes whose labels are numbers."""
    if not any(said.details for said in result.variants):
        return
    opened = st.expander("Details as the service sent them", on_change="rerun", key=drawn.key("details"))
    if not opened.open:
        return
    with opened:
        st.caption("Labels are numbers whose list is not documented.")
        st.dataframe(_of_one(details_table(result)), hide_index=True, key=drawn.key("details table"))

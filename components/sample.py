"""What is known of the sample, and the answer as it came."""

from functools import partial

import streamlit as st

from components import charts, file_names, film, notices, pictures, sound, theme
from components.answers import Answers
from variantlens.address import Choice
from variantlens.comparison.compare import Comparison
from variantlens.comparison.label_map import label_map_in_words
from variantlens.comparison.windows import is_film, is_sound
from variantlens.comparison.wording import counted
from variantlens.figures import recording as figures
from variantlens.figures.signal import Signal, signal, streams
from variantlens.figures.spectrogram import Levels
from variantlens.reports import tables
from variantlens.service.identity import ServiceId, identity
from variantlens.service.schema import ClassifyAnswer, Sample, SampleData
from variantlens.text import plain, visible

LISTED_LABELS = 12
"""Parts whose labels are named."""
PICTURE_WIDTH = 320
"""In pixels."""


def details(choice: Choice, comparison: Comparison, answers: Answers) -> None:
    """What was recorded, and what is known of it; its picture or sound is fetched only when this is opened."""
    opened = st.expander("The sample", on_change="rerun", key="the sample", icon=":material/description:")
    if not opened.open:
        return
    sample = comparison.sample.sample
    with opened:
        if comparison.windows.image:
            _picture(choice, comparison.sample, answers)
        if is_film(comparison.sample, comparison.windows):
            film.show(choice, comparison, answers)
        heard = sound.show(choice, comparison.sample, answers) if is_sound(comparison.sample) else None
        _recording(choice, comparison, heard)
        if not (_pictured(comparison) or heard):
            _streams(choice, comparison)
        st.markdown("\n".join(f"- {plain(name)}: {plain(value)}" for name, value in _facts(sample).items() if value))


def _recording(choice: Choice, comparison: Comparison, heard: tuple[Signal, Levels] | None) -> None:
    """The recording with a slider to look at a part of it: the sound, or the values that came with the answer."""
    held, levels = heard or (signal(comparison.sample), None)
    if held is None or not len(held.values) or (heard is None and streams(comparison.sample).drawn):
        if not (_pictured(comparison) or comparison.sample.datastream_payloads):
            notices.hint("No values of this sample came with the answer.")
        return
    marks = figures.marked(comparison.sample.sample, comparison.windows, choice.window)
    charts.chart(
        figures.recorded(held, marks, theme.current(), levels, narrow=theme.small_screen()),
        key="recording",
        file="the sample",
        alt=figures.recorded_alt(held, marks, levels),
    )
    cut = f"the first {len(held.values):,} of {held.rows_in_all:,} values" if held.rows_in_all else ""
    if told := " · ".join(part for part in (cut, figures.left_out(held, marks)) if part):
        st.caption(f"Shown: {told}.")


def _pictured(comparison: Comparison) -> bool:
    """Whether what was recorded are pictures, which are no values over time."""
    return comparison.windows.image or is_film(comparison.sample, comparison.windows)


def _streams(choice: Choice, comparison: Comparison) -> None:
    """Each stream of a sample that was recorded at several rates, at its own."""
    found = streams(comparison.sample)
    for at, held in enumerate(found.drawn):
        marks = figures.marked(comparison.sample.sample, comparison.windows, choice.window)
        st.markdown(f"**Stream {at + 1}**, {held.hertz:g} Hz: {plain(', '.join(held.sensors))}")
        charts.chart(
            figures.recorded(held, marks, theme.current(), narrow=theme.small_screen()),
            key=f"recording {at}",
            file=f"the sample stream {at + 1}",
            alt=figures.recorded_alt(held, marks),
        )
        if told := figures.left_out(held, marks):
            st.caption(f"Shown: {told}.")
    if found.missing and (found.drawn or signal(comparison.sample) is None):
        notices.hint(f"No values came of {counted(len(found.missing), 'stream')}: {'; '.join(found.missing)}.")


def _facts(sample: Sample) -> dict[str, str]:
    """Name → value, unescaped; empty where nothing is known."""
    size = sample.image_dimensions
    return {
        "file": sample.filename,
        "label": sample.label,
        "label map": label_map_in_words(sample.label_map),
        "labels over time": _labels(sample),
        "category": sample.category,
        "length": f"{sample.total_length_ms / 1000:g} s" if sample.total_length_ms else "",
        "values": f"{sample.values_count:,}" if sample.values_count else "",
        "size": f"{size.width} × {size.height} pixels" if size else "",
        "frequency": f"{sample.frequency:g} Hz" if sample.frequency else "",
        "sensors": ", ".join(f"{each.name} [{each.units}]" if each.units else each.name for each in sample.sensors),
        "device": " ".join(part for part in (sample.device_name, sample.device_type) if part),
        **(sample.metadata or {}),
    }


def _labels(sample: Sample) -> str:
    """Which part has which label, in seconds where the interval is known, else in rows."""
    labels = sample.structured_labels or []
    step, unit = (sample.interval_ms / 1000, " s") if sample.interval_ms else (1, "")
    told = [
        f"{each.label or label_map_in_words(each.label_map)} "
        f"({each.start_index * step:.4g} to {(each.end_index + 1) * step:.4g}{unit})"
        for each in labels[:LISTED_LABELS]
    ]
    more = [f"and {len(labels) - LISTED_LABELS} more"] if len(labels) > LISTED_LABELS else []
    return ", ".join(told + more)


def _picture(choice: Choice, sample: SampleData, answers: Answers) -> None:
    picture = pictures.fetched(choice, sample, answers)
    if picture.uri:
        st.image(picture.uri, width=PICTURE_WIDTH, alt=f"The sample {visible(sample.sample.filename)}")
    else:
        notices.hint(picture.problem or "The service has no picture of this sample.")


def raw(choice: Choice, answer: ClassifyAnswer, answers: Answers) -> None:
    """The answer as it came, what it belongs to, and a way to ask again; made only when it is opened."""
    opened = st.expander("Raw answer", on_change="rerun", key="raw answer", icon=":material/data_object:")
    if not opened.open:
        return
    with opened:
        if choice.service is not None and choice.project is not None:
            belongs = identity(answer, ServiceId(choice.service), choice.project, choice.impulse)
            st.caption(f"Answer {belongs.digest[:16]} of {plain(choice.service)}")
        with st.container(horizontal=True):
            st.download_button(
                "JSON",
                partial(tables.wire_json, answer),
                file_name=file_names.named("answer", ending=".json"),
                mime="application/json",
                icon=":material/download:",
                on_click="ignore",
            )
            st.button("Ask again", icon=":material/refresh:", on_click=answers.forget, args=(choice,))
        if answer.dropped:
            notices.hint(
                "Left out, since it is unknown and more than is kept of an answer (256 kB): "
                f"{', '.join(answer.dropped)}."
            )
        st.json(_shortened(answer), expanded=2)


def _shortened(answer: ClassifyAnswer) -> dict[str, object]:
    """The answer without what a screen cannot show: long lists are cut to their first items."""
    shortened = _cut(answer.model_dump(mode="json", by_alias=True, exclude_unset=True))
    return shortened if isinstance(shortened, dict) else {}


def _cut(value: object, items: int = 20) -> object:
    if isinstance(value, dict):
        return {name: _cut(each, items) for name, each in value.items()}
    if isinstance(value, list):
        rest = [f"… and {len(value) - items} more"] if len(value) > items else []
        return [_cut(each, items) for each in value[:items]] + rest
    return value

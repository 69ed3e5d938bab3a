"""The sound of a sample: a player, and the spectrogram that the ear cannot point at."""

import streamlit as st

from components import charts, notices, theme
from components.answers import Answers
from variantlens.address import Choice
from variantlens.figures import spectrogram
from variantlens.service.errors import NotFound, ServiceError
from variantlens.service.explanations import explain
from variantlens.service.schema import SampleData
from variantlens.text import visible

KEPT = 8
"""Spectrograms that are kept ready to be drawn."""


def is_sound(sample: SampleData) -> bool:
    """Whether the sample was recorded by a microphone, as the name of its one sensor says."""
    sensors = sample.payload.sensors or sample.sample.sensors
    return [sensor.name for sensor in sensors] == ["audio"]


def show(choice: Choice, sample: SampleData, answers: Answers) -> None:
    """The player and the spectrogram; where the sound cannot be had, the reason."""
    try:
        data = answers.sound(choice)
    except NotFound:
        notices.hint("The service has no sound of this sample.")
        return
    except ServiceError as error:
        notices.hint(f"The sample's sound cannot be had: {explain(error).cause}")
        return
    st.audio(data, format="audio/wav", alt=f"The sample {visible(sample.sample.filename)}")
    read = _levels(data)
    if read is None:
        notices.hint("There is no spectrogram: this is no WAV file of 16 bits.")
        return
    recorded, levels = read
    charts.chart(
        spectrogram.spectrogram(recorded, levels, theme.current()),
        key="spectrogram",
        alt=spectrogram.spectrogram_alt(recorded, levels),
    )


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _levels(data: bytes) -> tuple[spectrogram.Sound, spectrogram.Levels] | None:
    recorded = spectrogram.sound(data)
    return (recorded, spectrogram.levels(recorded)) if recorded else None

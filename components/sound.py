"""The sound of a sample: a player, and what is drawn of it, since the ear cannot point at anything."""

import numpy as np
import streamlit as st

from components import notices
from components.answers import Answers
from variantlens.address import Choice
from variantlens.figures import sounds, spectrogram
from variantlens.figures.signal import Signal
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


def show(choice: Choice, sample: SampleData, answers: Answers) -> tuple[Signal, spectrogram.Levels] | None:
    """The player; where the sound cannot be had, the reason.

    Returns:
        Its values over time and its spectrogram; None where it cannot be drawn.
    """
    try:
        data = answers.sound(choice)
    except NotFound:
        notices.hint("The service has no sound of this sample.")
        return None
    except ServiceError as error:
        notices.hint(f"The sample's sound cannot be had: {explain(error).cause}")
        return None
    st.audio(data, format="audio/wav", alt=f"The sample {visible(sample.sample.filename)}")
    read = _drawn(data)
    if read is None:
        notices.hint(f"There is no spectrogram: {sounds.UNUSABLE}.")
    return read


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _drawn(data: bytes) -> tuple[Signal, spectrogram.Levels] | None:
    heard = sounds.sound(data)
    if heard is None:
        return None
    values = heard.values[:, np.newaxis].astype(np.float64)
    return Signal(values, ("sound",), 1000 / heard.frequency_hz), spectrogram.levels(heard)

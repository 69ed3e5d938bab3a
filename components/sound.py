"""The sound of a sample: a player, and what is drawn of it, since the ear cannot point at anything."""

import streamlit as st

from components import notices
from components.answers import Answers
from variantlens.address import Choice
from variantlens.figures import signal, sounds, spectrogram
from variantlens.figures.signal import Signal
from variantlens.service.errors import NotFound, ServiceError
from variantlens.service.explanations import explain
from variantlens.service.schema import SampleData
from variantlens.text import visible

KEPT = 8
"""Sounds that are kept ready to be drawn."""


def recording(choice: Choice, sample: SampleData, answers: Answers) -> Signal | None:
    """The recording of the chosen sample; of a sound whose values did not come with the answer, out of its file.

    Where that cannot be had the reason is said, and what came is drawn.
    """
    if not signal.wants_sound(sample):
        return signal.signal(sample)
    try:
        return _heard(answers.sound(choice), sample)
    except ServiceError as error:
        told = "the service has none" if isinstance(error, NotFound) else explain(error).cause
        notices.hint(f"The sound is not drawn here: {told.rstrip('.')}.")
        return signal.signal(sample)


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


def _shape(sample: SampleData) -> tuple[int, int | None]:
    """What a drawn recording depends on beside its file."""
    return sample.sample.id, sample.total_payload_length


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={SampleData: _shape})
def _heard(data: bytes, sample: SampleData) -> Signal | None:
    return signal.recording(sample, data)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _drawn(data: bytes) -> tuple[Signal, spectrogram.Levels] | None:
    heard = sounds.sound(data)
    if heard is None:
        return None
    return signal.of_sound(heard), spectrogram.levels(heard)

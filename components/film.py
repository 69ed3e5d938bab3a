"""The film of a sample: a player that begins at the chosen window; what a browser cannot play is given as a file."""

import streamlit as st

from components import notices
from components.answers import Answers
from variantlens.address import Choice
from variantlens.comparison.compare import Comparison
from variantlens.reports import naming
from variantlens.service.errors import NotFound, ServiceError
from variantlens.service.explanations import explain
from variantlens.service.schema import Sample
from variantlens.text import visible

WIDTH = 400
"""In pixels; as wide as the page on a phone."""


def show(choice: Choice, comparison: Comparison, answers: Answers) -> None:
    """The player; where the film cannot be had, the reason, and where the service says that it is."""
    sample = comparison.sample.sample
    try:
        data = answers.film(choice)
    except NotFound:
        notices.hint("The service has no film of this sample.")
        _elsewhere(sample)
        return
    except ServiceError as error:
        notices.hint(f"The sample's film cannot be had: {explain(error).cause}")
        _elsewhere(sample)
        return
    if _playable(data):
        name = f"The sample {visible(sample.filename)}"
        st.video(data, format="video/mp4", start_time=_begin_s(choice, comparison), width=WIDTH, alt=name)
        return
    ending = ".avi" if data[:4] == b"RIFF" else ".video"
    notices.hint("Browsers do not play a film of this format. Another program may.")
    st.download_button(
        "The film as a file",
        data,
        file_name=naming.file_name(sample.filename or f"sample {sample.id}", ending=ending),
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
    )


def _playable(data: bytes) -> bool:
    """Whether this is an MP4, as the file says itself (ISO/IEC 14496-12, section 4.3)."""
    return data[4:8] == b"ftyp"


def _begin_s(choice: Choice, comparison: Comparison) -> float:
    """Where the chosen window begins, in seconds."""
    windows, window = comparison.windows, choice.window
    if window is None or window >= windows.count or not windows.timed:
        return 0.0
    return float(windows.start_ms[window]) / 1000


def _elsewhere(sample: Sample) -> None:
    """The address as text: a player or a link would call whatever address the service sends."""
    film = sample.video_url_full or sample.video_url
    if film:
        st.caption("It says that the film is at")
        st.code(visible(film), language=None)

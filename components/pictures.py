"""The sample's picture, as panels draw it under a result; where it cannot be had, an empty canvas and the reason.

Of a film it is the picture of the window that is shown, which the service gives as the window's values.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from components import notices
from components.answers import Answers
from components.panel import Panel
from variantlens.address import Choice
from variantlens.comparison.coordinates import picture_size
from variantlens.comparison.windows import is_film, is_image
from variantlens.figures import pictures
from variantlens.figures.pictures import Picture
from variantlens.service.errors import NotFound, ServiceError
from variantlens.service.explanations import explain
from variantlens.service.schema import ClassifyAnswer, SampleData
from variantlens.text import visible

WHOLE_FILM = " *The sample* below plays the whole film, where the service gives it."
KEPT = 32
"""Pictures that are kept ready to be drawn."""


def of_sample(panel: Panel, shape: tuple[float, float] | None = None, window: int = 0) -> Picture:
    """The picture of a panel's sample, of a film that of a window; see :func:`fetched`."""
    if filmed(panel):
        return _of_window(panel, window, shape)
    return fetched(panel.choice, panel.comparison.sample, panel.answers, shape)


def filmed(panel: Panel) -> bool:
    """Whether the sample is a film, of which each window has a picture of its own."""
    return is_film(panel.comparison.sample, panel.comparison.windows)


def _of_window(panel: Panel, window: int, shape: tuple[float, float] | None) -> Picture:
    """What the service says a window's pixels are; nothing is taken out of the film by guess."""
    sample = panel.comparison.sample
    canvas = pictures.empty(sample, shape)
    try:
        sent = panel.answers.window(panel.choice, window)
    except ServiceError as error:
        told = "" if isinstance(error, NotFound) else f" {explain(error).cause}"
        return replace(canvas, problem=f"The service gives no picture of window {window} alone.{told}{WHOLE_FILM}")
    problem = f"What the service sent of window {window} is not one whole picture.{WHOLE_FILM}"
    return pictures.of_window(sent, sample, shape) or replace(canvas, problem=problem)


def fetched(choice: Choice, sample: SampleData, answers: Answers, shape: tuple[float, float] | None = None) -> Picture:
    """The picture of the chosen sample; asked from the service once.

    Args:
        choice: What the person chose.
        sample: What is known of the sample.
        answers: Asks the service.
        shape: Width and height to assume where the service says nothing of the size.
    """
    problem, data = "", None
    try:
        data = answers.image(choice)
    except NotFound:
        problem = "The service has no picture of this sample."
    except ServiceError as error:
        problem = f"The sample's picture cannot be had: {explain(error).cause}"
    drawn = pictures.picture(None, sample, shape) if data is None else _drawn(data, sample, shape)
    return drawn if drawn.uri or drawn.problem else Picture(drawn.width, drawn.height, problem=problem)


def measured(choice: Choice, answer: ClassifyAnswer, answers: Answers) -> ClassifyAnswer:
    """The answer with the size of its sample's picture; the picture is asked for where the service does not say it."""
    if not is_image(answer.sample) or picture_size(answer.sample) is not None:
        return answer
    with suppress(ServiceError):
        return pictures.measured(answer, answers.image(choice))
    return answer


def beside(panel: Panel, draw: Callable[[], None], window: int = 0) -> None:
    """The sample's picture, of a film that of a window, at the left of something else; above it on a narrow screen."""
    picture = of_sample(panel, window=window)
    if not picture.uri:
        notices.hint(picture.problem or "The service has no picture of this sample.")
        draw()
        return
    left, right = st.columns([1, 3], gap="medium")
    with left:
        st.image(picture.uri, width="stretch", alt=f"The sample {visible(panel.comparison.sample.sample.filename)}")
    with right:
        draw()


def _size(sample: SampleData) -> tuple[int, int] | None:
    """What a drawn picture depends on beside its file."""
    size = sample.sample.image_dimensions
    return (size.width, size.height) if size else None


@st.cache_data(max_entries=KEPT, show_spinner=False, hash_funcs={SampleData: _size})
def _drawn(data: bytes, sample: SampleData, shape: tuple[float, float] | None) -> Picture:
    return pictures.picture(data, sample, shape)

"""What can be taken away from a comparison: one popover; a file is made only when somebody asks for it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from components import file_names, share
from components.answers import Answers
from variantlens.address import Choice
from variantlens.choosing import Options
from variantlens.comparison.compare import Comparison
from variantlens.figures.signal import wants_sound
from variantlens.reports import data, html, tables
from variantlens.reports.origin import Origin
from variantlens.service.errors import ServiceError
from variantlens.service.schema import ClassifyAnswer, SampleData
from variantlens.text import plain


def button(choice: Choice, options: Options, comparison: Comparison, answer: ClassifyAnswer, answers: Answers) -> None:
    """A popover with the report, every table, and the answer as it came."""
    with st.popover("Download", icon=":material/download:", key="download", help="Report, tables and answer"):
        st.markdown("**The whole comparison** in one file: opens offline, can be zoomed into and printed.")
        origin = _origin(choice, options)

        def frame(window: int) -> SampleData | None:
            with suppress(ServiceError):
                return answers.window(choice, window)
            return None

        def report() -> bytes:
            picture, sound = _picture(comparison, choice, answers), _sound(comparison, choice, answers)
            return html.comparison_report(comparison, answer, origin, picture, frame, sound)

        file("HTML report", ".html", "text/html", report)
        for found in data.all_tables(comparison):
            st.markdown(plain(found.title))
            with st.container(horizontal=True):
                table(found)
        st.markdown("The answer as the service sent it")
        file("JSON", ".json", "application/json", partial(tables.wire_json, answer))


def table(found: data.Found) -> None:
    """Two buttons for a table: CSV for spreadsheets, Parquet for programs."""
    file("CSV", ".csv", "text/csv", lambda: tables.csv(found.make()), of=found.title)
    kind = "application/vnd.apache.parquet"
    file("Parquet", ".parquet", kind, lambda: tables.parquet(found.make()), of=found.title)


def file(label: str, ending: str, mime: str, make: Callable[[], bytes], *, of: str = "") -> None:
    """A button that makes a file when it is pressed, named after what the page shows.

    Args:
        label: What the button says.
        ending: Of the file's name.
        mime: What the file is.
        make: Makes it, away from the page's run.
        of: Which part of the comparison or sweep it holds; empty for all of it.
    """
    st.download_button(
        label,
        make,
        file_name=file_names.named(of, ending=ending),
        mime=mime,
        icon=":material/download:",
        key=f"download {ending} {of}",
        on_click="ignore",
    )


def _origin(choice: Choice, options: Options) -> Origin:
    project = options.project(choice.project)
    return Origin(
        choice=choice,
        project=project.name if project else "",
        impulse=next((each.name for each in options.impulses if each.id == choice.impulse), ""),
        link=share.link(choice),
        made=datetime.now(UTC),
    )


def _picture(comparison: Comparison, choice: Choice, answers: Answers) -> bytes | None:
    """The sample's picture file; a report without it is better than none."""
    if comparison.windows.image:
        with suppress(ServiceError):
            return answers.image(choice)
    return None


def _sound(comparison: Comparison, choice: Choice, answers: Answers) -> bytes | None:
    """The sample's sound file, where the answer lacks its values; a report without it is better than none."""
    if wants_sound(comparison.sample):
        with suppress(ServiceError):
            return answers.sound(choice)
    return None

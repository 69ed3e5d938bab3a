"""Widgets that rows of choices share: views of a choice that write themselves back into it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from variantlens.address import Choice
from variantlens.choosing import Options
from variantlens.glossary import meaning
from variantlens.sweep_address import SweepChoice
from variantlens.text import plain

Change = Callable[..., None]
"""Changes parts of a choice by their names, from a widget's callback."""


def one(
    field: str,
    value: Any,
    names: Mapping[Any, str],
    *,
    key: str,
    width: int,
    change: Change,
    help_: str | None = None,
) -> None:
    """Choose one thing by its name.

    Args:
        field: What of the choice it is; its label, too.
        value: What is chosen now.
        names: What there is → what it is called.
        key: Key of the widget.
        width: In pixels.
        change: Told the new value.
        help_: What a reader should know of the list.
    """
    st.session_state[key] = value
    st.selectbox(
        field.capitalize(),
        list(names),
        format_func=lambda each: names[each],
        key=key,
        help=help_,
        on_change=lambda: change(**{field: st.session_state[key]}),
        width=width,
    )


def project_and_impulse(choice: Choice | SweepChoice, options: Options, *, key: str, change: Change) -> None:
    """Choose the project and, where it has several, the impulse.

    Args:
        choice: What is chosen now.
        options: What there is.
        key: What the widgets' keys begin with.
        change: Told the new id.
    """
    projects = {each.id: each.name for each in options.projects}
    one("project", choice.project, projects, key=f"{key} project", width=180, change=change)
    if len(options.impulses) > 1:
        impulses = {each.id: each.name for each in options.impulses}
        one("impulse", choice.impulse, impulses, key=f"{key} impulse", width=190, change=change)


def variants(
    chosen: Sequence[str], available: Sequence[str], *, key: str, change: Change, not_enabled: Sequence[str] = ()
) -> None:
    """Choose variants; the order in which they were chosen stays, and the last one cannot be taken away.

    Args:
        chosen: What is chosen now.
        available: What there is.
        key: Key of the widget.
        change: Told what is chosen then.
        not_enabled: Variants that the project has switched off: they are marked, and cannot be added.
    """
    st.session_state[key] = list(chosen)

    def changed() -> None:
        kept = [name for name in chosen if name in st.session_state[key]]
        added = [name for name in st.session_state[key] if name not in (*kept, *not_enabled)]
        if kept or added:
            change(variants=(*kept, *added))

    st.pills(
        "Variants",
        list(dict.fromkeys([*available, *chosen])),
        selection_mode="multi",
        format_func=lambda name: f"{plain(name)} · not enabled" if name in not_enabled else plain(name),
        key=key,
        on_change=changed,
        wrap=True,
        help="The reference is compared with each of the others.\n\n" + meaning("reference"),
    )

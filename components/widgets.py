"""Widgets that rows of choices share: views of a choice that write themselves back into it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from variantlens.glossary import meaning
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


def variants(chosen: Sequence[str], available: Sequence[str], *, key: str, change: Change) -> None:
    """Choose variants; the order in which they were chosen stays, and the last one cannot be taken away."""
    st.session_state[key] = list(chosen)

    def changed() -> None:
        kept = [name for name in chosen if name in st.session_state[key]]
        added = [name for name in st.session_state[key] if name not in kept]
        if kept or added:
            change(variants=(*kept, *added))

    st.pills(
        "Variants",
        list(dict.fromkeys([*available, *chosen])),
        selection_mode="multi",
        format_func=plain,
        key=key,
        on_change=changed,
        wrap=True,
        help="The reference is compared with each of the others.\n\n" + meaning("reference"),
    )

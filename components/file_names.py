"""What files that are taken from a page are called: what it shows, which it says once, and what the file holds."""

from collections.abc import Sequence

import streamlit as st

from variantlens.comparison.compare import Comparison
from variantlens.reports import naming
from variantlens.service.schema import Project

_SHOWN = "names of what the page shows"


def of_comparison(project: Project | None, comparison: Comparison) -> None:
    """Let files be called after a comparison, until a page shows something else."""
    st.session_state[_SHOWN] = naming.of_comparison(project.name if project else "", comparison)


def of_sweep(project: Project | None, runs: Sequence[str], variants: Sequence[str]) -> None:
    """The same after a sweep, or after two that are compared."""
    st.session_state[_SHOWN] = naming.of_sweep(project.name if project else "", " ".join(runs), variants)


def stem(*of: str) -> str:
    """A file's name without ending.

    Args:
        of: What of the page it holds; nothing where it holds all of it.
    """
    return naming.stem(*st.session_state.get(_SHOWN, ()), *of)


def named(*of: str, ending: str) -> str:
    """The same with an ending, such as ``.csv``."""
    return f"{stem(*of)}{ending}"

"""From ``streamlit run`` to the first answer of ``/healthz``, against a bare Streamlit script."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Measured, against
from benchmarks.programs import ROOT, streamlit


def measure() -> Iterator[Measured]:
    """Measure, alternating, so that both find the same files in memory."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.py")
        bare.write_text('import streamlit as st\n\nst.write("hello")\n')
        yield against(
            "streamlit run to /healthz, against a bare script",
            lambda: _seconds(ROOT / "app.py", "/healthz"),
            lambda: _seconds(bare, "/_stcore/health"),
            rounds=5,
        )


def _seconds(script: Path, health: str) -> float:
    with streamlit(script, health) as (_, seconds):
        return seconds

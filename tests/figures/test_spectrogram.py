"""What the spectrogram of a sound promises."""

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from variantlens.figures import palette
from variantlens.figures.sounds import Sound
from variantlens.figures.spectrogram import COLUMNS, RANGE_DB, ROWS, levels, spectrogram, spectrogram_alt


def tone(hertz: float, seconds: float = 1.0, rate: int = 8000) -> Sound:
    """A pure tone."""
    return Sound(np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate).astype(np.float32), rate)


@pytest.mark.parametrize("hertz", [250, 1000, 3000])
def test_a_tone_is_loudest_at_its_frequency(hertz: int) -> None:
    """The strongest row is the tone's, within the width of a row, in every column but the first and last."""
    drawn = levels(tone(hertz))
    strongest = drawn.hz[drawn.db[:, 1:-1].argmax(axis=0)]
    assert np.abs(strongest - hertz).max() <= drawn.hz[1] - drawn.hz[0]
    assert f"around {hertz} Hz" in spectrogram_alt(drawn)


def test_a_tone_stands_when_it_sounds() -> None:
    """What is silent before one second is faint there, and loud after it."""
    half = tone(1000)
    both = Sound(np.concatenate([np.zeros(8000, dtype=np.float32), half.values]), 8000)
    drawn = levels(both)
    loudest = drawn.db.max(axis=0)
    assert loudest[drawn.seconds < 0.95].max() == -RANGE_DB
    assert loudest[(drawn.seconds > 1.05) & (drawn.seconds < 1.95)].min() > -3


@pytest.mark.parametrize("seconds", [600, 30])
def test_a_long_sound_is_thinned_to_the_screen(seconds: int) -> None:
    """Ten minutes make no more cells than a screen has, and reach to their end."""
    drawn = levels(tone(440, seconds, rate=16000))
    assert drawn.db.shape == (len(drawn.hz), len(drawn.seconds))
    assert drawn.db.shape[0] <= ROWS
    assert COLUMNS / 4 <= drawn.db.shape[1] <= COLUMNS
    assert drawn.seconds[-1] > seconds * 0.98


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_the_heatmap(theme: palette.Theme) -> None:
    """Decibels on the scale of magnitudes, with unit."""
    drawn = go.Heatmap(spectrogram(levels(tone(440, 2.0)), theme))
    assert drawn.colorscale == palette.palette(theme).magnitude
    assert (drawn.zmin, drawn.zmax) == (-RANGE_DB, 0)
    assert drawn.colorbar.title.text == "dB"


def test_silence_is_faint() -> None:
    """Where nothing sounds, nothing is loudest."""
    assert (levels(Sound(np.zeros(8000, dtype=np.float32), 8000)).db == -RANGE_DB).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=2000), st.integers(1, 96000))
def test_any_sound_gives_levels_in_range(values: list[float], rate: int) -> None:
    """Silence, single values and odd rates: finite decibels, none above the loudest."""
    drawn = levels(Sound(np.array(values, dtype=np.float32), rate))
    assert np.isfinite(drawn.db).all()
    assert drawn.db.max(initial=-RANGE_DB) <= 0
    assert drawn.db.min(initial=0) >= -RANGE_DB

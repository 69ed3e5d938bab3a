"""What the spectrogram of a sound promises."""

import io
import wave

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from variantlens.figures import palette
from variantlens.figures.spectrogram import COLUMNS, RANGE_DB, ROWS, Sound, levels, sound, spectrogram, spectrogram_alt


def tone(hertz: float, seconds: float = 1.0, rate: int = 8000) -> Sound:
    """A pure tone."""
    return Sound(np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate).astype(np.float32), rate)


def wav(values: np.ndarray, channels: int = 1, width: int = 2) -> bytes:
    """A WAV file of 8 kHz."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(8000)
        file.writeframes(values.tobytes())
    return kept.getvalue()


@pytest.mark.parametrize("hertz", [250, 1000, 3000])
def test_a_tone_is_loudest_at_its_frequency(hertz: int) -> None:
    """The strongest row is the tone's, within the width of a row, in every column but the first and last."""
    drawn = levels(tone(hertz))
    strongest = drawn.hz[drawn.db[:, 1:-1].argmax(axis=0)]
    assert np.abs(strongest - hertz).max() <= drawn.hz[1] - drawn.hz[0]
    assert f"around {hertz} Hz" in spectrogram_alt(tone(hertz), drawn)


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
def test_plotly_accepts_the_figure(theme: palette.Theme) -> None:
    """Decibels on the scale of magnitudes, with unit, over the whole length and all frequencies."""
    drawn = go.Figure(spectrogram(tone(440, 2.0), levels(tone(440, 2.0)), theme).to_dict())
    assert drawn.data[0].colorscale == palette.palette(theme).magnitude
    assert (drawn.data[0].zmin, drawn.data[0].zmax) == (-RANGE_DB, 0)
    assert drawn.data[0].colorbar.title.text == "dB"
    assert (tuple(drawn.layout.xaxis.range), tuple(drawn.layout.yaxis.range)) == ((0, 2), (0, 4000))


def test_a_file_of_two_channels_gives_the_first() -> None:
    """Values are read in −1..1."""
    read = sound(wav(np.array([[16384, 1], [-32768, 2]], dtype="<i2"), channels=2))
    assert read is not None
    assert read.values.tolist() == [0.5, -1.0]
    assert read.frequency_hz == 8000


@pytest.mark.parametrize("data", [b"", b"RIFF", b"no sound", wav(np.zeros(0, "<i2")), wav(np.zeros(9, "u1"), width=1)])
def test_what_is_no_sound_of_16_bits_is_none(data: bytes) -> None:
    """Empty, damaged and other files are no error."""
    assert sound(data) is None


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

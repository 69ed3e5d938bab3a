"""What reading a sound promises."""

import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.io import wavfile

from variantlens.figures.sounds import LOUDEST, sound

HERTZ = 8000
WAVE = np.array([0.0, 0.5, -0.5, 0.25, -1.0])
"""Values that every width holds exactly."""


def wav(values: np.ndarray) -> bytes:
    """A WAV file in the width of the values' type."""
    kept = io.BytesIO()
    wavfile.write(kept, HERTZ, values)
    return kept.getvalue()


def wav_of_24_bits(values: np.ndarray) -> bytes:
    """A WAV file of 24 bits, written by Python's own module; values in −1..1."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setparams((1, 3, HERTZ, 0, "NONE", ""))
        whole = (values * 2**23).astype("<i4")
        file.writeframes(whole.view("u1").reshape(-1, 4)[:, :3].tobytes())
    return kept.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        wav((WAVE * 128 + 128).astype("u1")),
        wav((WAVE * 2**15).astype("<i2")),
        wav_of_24_bits(WAVE),
        wav((WAVE * 2**31).astype("<i4")),
        wav(WAVE.astype("<f4")),
        wav(WAVE),
    ],
    ids=["8 bits", "16 bits", "24 bits", "32 bits", "float", "double"],
)
def test_every_width_gives_the_same_sound(data: bytes) -> None:
    """However a sound is written down, its values are the same, in −1..1."""
    read = sound(data)
    assert read is not None
    assert read.values.tolist() == WAVE.tolist()
    assert read.values.dtype == np.float32
    assert read.frequency_hz == HERTZ


def test_a_file_of_two_channels_gives_the_first() -> None:
    """The second channel is left out."""
    read = sound(wav(np.array([[16384, 1], [-32768, 2]], dtype="<i2")))
    assert read is not None
    assert read.values.tolist() == [0.5, -1.0]


def test_names_and_cue_points_are_passed_over() -> None:
    """A file with chunks that nobody needs is read like any other."""
    data = wav((WAVE * 2**15).astype("<i2"))
    noted = data[:12] + b"LIST" + struct.pack("<I", 3) + b"abc\0" + data[12:]
    read = sound(noted)
    assert read is not None
    assert read.values.tolist() == WAVE.tolist()


def test_a_file_that_is_cut_off_gives_what_is_there() -> None:
    """Half a value is left out, whole ones stay; so does a file whose length its writer did not know."""
    data = wav((WAVE * 2**15).astype("<i2"))
    cut = sound(data[:-3])
    assert cut is not None
    assert cut.values.tolist() == WAVE[:3].tolist()
    piped = sound(data.replace(struct.pack("<4sI", b"data", 10), struct.pack("<4sI", b"data", 0xFFFFFFFF)))
    assert piped is not None
    assert piped.values.tolist() == WAVE.tolist()


def test_what_is_no_number_is_silence() -> None:
    """Floating point may hold anything: NaN and infinities are silent, the enormous is cut."""
    read = sound(wav(np.array([np.nan, np.inf, -np.inf, 1e300, 2.0])))
    assert read is not None
    assert read.values.tolist() == [0, 0, 0, LOUDEST, 2]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"no sound",
        wav(np.zeros(0, "<i2")),
        wav(np.zeros(9, "<i2")).replace(struct.pack("<IHH", 16, 1, 1), struct.pack("<IHH", 16, 7, 1)),
        wav(np.zeros(9, "<i2")).replace(struct.pack("<I", HERTZ), struct.pack("<I", 0)),
    ],
    ids=["nothing", "a beginning", "text", "no values", "µ-law", "no rate"],
)
def test_what_is_no_sound_is_none(data: bytes) -> None:
    """Empty, damaged and other files are no error."""
    assert sound(data) is None


@given(st.binary(max_size=60), st.integers(0, 53), st.integers(0, 3))
def test_a_damaged_file_is_no_error(noise: bytes, at: int, cut: int) -> None:
    """Whatever stands in a file: either a sound of finite values, or none."""
    data = wav((WAVE * 2**15).astype("<i2"))
    read = sound(data[:at] + noise + data[at + len(noise) : len(data) - cut])
    assert read is None or (np.isfinite(read.values).all() and read.frequency_hz > 0)

"""WAV files of every usual width, and what is said of broken ones."""

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.io import wavfile

from studio.samples import Recording, SampleError
from studio.samples.sounds import read_sound

COUNTS = np.array([-32768, -256, 0, 256, 32512])


def wav(samples: np.ndarray, frequency: int = 8000) -> bytes:
    """A WAV file as SciPy writes it."""
    file = io.BytesIO()
    wavfile.write(file, frequency, samples)
    return file.getvalue()


def pcm(data: bytes, *, width: int, channels: int = 1) -> bytes:
    """A WAV file as the standard library writes it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(8000)
        writer.writeframes(data)
    return file.getvalue()


def recording(data: bytes) -> Recording:
    """What is read from these bytes."""
    return read_sound(Path("sound.wav"), data, "hash")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pcm(bytes((COUNTS // 256 + 128).tolist()), width=1), id="8 bits"),
        pytest.param(pcm(COUNTS.astype("<i2").tobytes(), width=2), id="16 bits"),
        pytest.param(pcm(b"".join(struct.pack("<i", count << 8)[:3] for count in COUNTS.tolist()), width=3), id="24"),
        pytest.param(pcm((COUNTS << 16).astype("<i4").tobytes(), width=4), id="32 bits"),
        pytest.param(wav((COUNTS / 32768).astype(np.float32)), id="float32"),
        pytest.param(wav(COUNTS / 32768), id="float64"),
    ],
)
def test_every_width_gives_the_same_counts(data: bytes) -> None:
    """The same sound reads the same, in 16-bit counts, however it was stored."""
    sound = recording(data)
    np.testing.assert_array_equal(sound.values, COUNTS[:, np.newaxis])
    assert (sound.sensors, sound.kind, sound.sha256, sound.image) == ((("audio", "wav"),), "audio", "hash", None)
    assert (sound.interval_ms, sound.frequency_hz) == (0.125, 8000)


def test_channels_are_averaged() -> None:
    """Stereo becomes one channel, half of each."""
    np.testing.assert_array_equal(recording(wav(np.array([[100, 300], [-2, 2]], np.int16))).values, [[200], [0]])


def test_other_chunks_are_passed_over() -> None:
    """Names and cue points, also of odd length, before and after the sound change nothing and warn of nothing."""
    plain = wav(COUNTS.astype(np.int16))
    extra = b"note" + struct.pack("<I", 3) + b"abc\0"
    inner = b"WAVE" + extra + plain[12:] + extra
    np.testing.assert_array_equal(
        recording(b"RIFF" + struct.pack("<I", len(inner)) + inner).values, COUNTS[:, np.newaxis]
    )


def test_a_stream_without_length_is_read_to_its_end() -> None:
    """A program that writes to a pipe does not know the length; what is there is the sound."""
    data = bytearray(wav(COUNTS.astype(np.int16)))
    data[40:44] = b"\xff\xff\xff\xff"
    assert len(recording(bytes(data)).values) == len(COUNTS)


def mu_law() -> bytes:
    """A file whose format tag says μ-law."""
    data = bytearray(pcm(b"\x80\x81", width=1))
    data[20:22] = struct.pack("<H", 7)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "this is not a WAV file"),
        (b"ID3 this is an MP3", "this is not a WAV file"),
        (wav(COUNTS.astype(np.int16))[:-3], "cut off: 7 of 10 bytes are there"),
        (wav(COUNTS.astype(np.int16))[:30], "cut off"),
        (wav(COUNTS.astype(np.int16))[:36], "cut off before its sound begins"),
        (pcm(b"", width=2), "holds no sound"),
        (mu_law(), "this encoding of sound cannot be read; save it as PCM"),
        (wav(np.array([0, np.nan])), "values that are no numbers"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(data: bytes, cause: str) -> None:
    """A file that is no sound, cut off, or of another encoding is an error that says so."""
    with pytest.raises(SampleError, match=f"sound.wav: .*{cause}"):
        recording(data)


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(max_size=24), st.integers(0, 60))
def test_any_change_gives_a_recording_or_a_sample_error(change: bytes, at: int) -> None:
    """Whatever bytes are overwritten, a file is read or refused, never anything else."""
    data = wav(np.arange(20, dtype=np.int16))
    try:
        sound = recording(data[:at] + change + data[at + len(change) :])
    except SampleError:
        return
    assert np.isfinite(sound.values).all()
    assert sound.values.shape[1] == 1

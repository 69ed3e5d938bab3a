"""Sound files of every usual width and encoding, and what is said of broken ones."""

import io
import struct
import wave
from pathlib import Path

import numpy as np
import pytest
import soundfile
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


def encoded(sound: np.ndarray, form: str, subtype: str = "PCM_16") -> bytes:
    """A sound in −1..1 as libsndfile writes it."""
    file = io.BytesIO()
    soundfile.write(file, sound, 8000, subtype, format=form)
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
        pytest.param(wav(COUNTS.astype(np.float32)), id="float32 in counts"),
        pytest.param(encoded(COUNTS / 32768, "RF64"), id="RF64"),
        pytest.param(encoded(COUNTS / 32768, "FLAC"), id="FLAC"),
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


@pytest.mark.parametrize("stated", [0, 0x7FFFF000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_stream_without_length_is_read_to_its_end(stated: int) -> None:
    """A program that writes to a pipe does not know the length; what is there is the sound."""
    data = bytearray(wav(COUNTS.astype(np.int16)))
    data[4:8] = data[40:44] = struct.pack("<I", stated)
    np.testing.assert_array_equal(recording(bytes(data)).values, COUNTS[:, np.newaxis])


def test_a_file_of_no_sound_is_not_read_to_its_end() -> None:
    """Where the file's own length says that there is more than the sound, an empty sound is one: names are no sound."""
    inner = pcm(b"", width=2)[8:] + b"LIST" + struct.pack("<I", 4) + b"INFO"
    with pytest.raises(SampleError, match="holds no sound"):
        recording(b"RIFF" + struct.pack("<I", len(inner)) + inner)


@pytest.mark.parametrize(
    ("form", "subtype"), [("WAV", "ULAW"), ("WAV", "ALAW"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS")]
)
def test_compressed_sound_is_read(form: str, subtype: str) -> None:
    """What telephones and players write has the loudness of what went in, whatever the file is called."""
    tone = np.sin(np.arange(8000) / 5) / 2
    sound = recording(encoded(tone, form, subtype))
    assert (len(sound.values), sound.frequency_hz) == (8000, 8000)
    assert np.sqrt((sound.values**2).mean()) == pytest.approx(32768 * np.sqrt((tone**2).mean()), rel=0.05)


def test_floating_point_may_overshoot() -> None:
    """A loud mix that exceeds −1..1 is read by the same scale as one that does not."""
    np.testing.assert_array_equal(recording(wav(np.array([0.5, -1.25]))).values, [[16384], [-40960]])


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "this is no sound that can be read"),
        (b"ID3 this is an MP3", "this is no sound that can be read"),
        (encoded(COUNTS / 32768, "AIFF"), "this is no sound that can be read, or it is damaged; save it as WAV"),
        (wav(COUNTS.astype(np.int16))[:-3], "cut off: 7 of 10 bytes are there"),
        (wav(COUNTS.astype(np.int16))[:30], "cut off"),
        (wav(COUNTS.astype(np.int16))[:36], "cut off before its sound begins"),
        (pcm(b"", width=2), "holds no sound"),
        (encoded(COUNTS / 32768, "RF64")[:-3], "cut off: 7 of 10 bytes are there"),
        (encoded(np.sin(np.arange(16000) / 5), "MP3", "MPEG_LAYER_III")[:-200], "cut off"),
        (wav(np.array([0.5, 37.25])), "reach 37.25, which is neither −1 to 1 nor counts of 16 bits"),
        (wav(np.array([0.0, 1e6])), "reach 1e.06, which is neither"),
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

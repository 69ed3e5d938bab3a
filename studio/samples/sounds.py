"""WAV, FLAC, Ogg and MP3, as libsndfile reads them; several channels are averaged into one.

Values are given in counts of 16-bit sound (−32768..32767) whatever the file's width, as Edge Impulse gives them.
"""

import io
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.samples.errors import SampleError
from studio.samples.recordings import Recording

FORMATS = {"WAV", "WAVEX", "RF64", "FLAC", "OGG", "MP3"}
"""Those of libsndfile's formats in which a file that is cut off is noticed."""
COUNTS = 32768.0
STREAMED = 0x7FFF0000
"""A stated length from here on means "until the end": programs that write to a pipe do not know it yet, and state
0x7ffff000, 0x7fffffff, 0xffffffff or a number near them."""
DS64 = 28
"""Where RF64 files, which may be longer than 4 GB, state the length of their sound in eight bytes."""
AT_ONCE = 1 << 20
"""Values of each channel that are decoded at a time, so that a header that promises too many takes no memory."""
OVERSHOOT = 4.0
"""Floating-point sound is in −1..1, and mixes overshoot that by some decibels: by 12 dB here."""
LEAST_COUNTS = 256.0
"""Floating-point values that reach this are counts of 16 bits; what lies between may be anything."""


def read_sound(path: Path, data: bytes, sha256: str) -> Recording:
    """The recording in a sound file: one axis named ``audio``.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content, which decides the format, whatever the file is called.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: This is no sound, it is cut off, empty, or of a format or scale that is not known.
    """
    frequency, samples, is_float = _decoded(path, _with_length(path, data))
    if not samples.size:
        raise SampleError(path, "the file holds no sound")
    if not np.isfinite(samples).all():
        raise SampleError(path, "the sound holds values that are no numbers")
    counts = samples * (_float_scale(path, samples) if is_float else COUNTS)
    return Recording(
        values=counts.mean(axis=1, keepdims=True),
        sensors=(("audio", "wav"),),
        interval_ms=1000 / frequency,
        image=None,
        kind="audio",
        sha256=sha256,
    )


def _decoded(path: Path, data: bytes) -> tuple[int, NDArray[np.float64], bool]:
    """Values per second; values, shape (rows, channels), integers as parts of full scale; whether they are floats."""
    import soundfile  # a tenth of a second to import

    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            parts = [file.read(AT_ONCE, dtype="float64", always_2d=True)]
            while len(parts[-1]) == AT_ONCE:
                parts.append(file.read(AT_ONCE, dtype="float64", always_2d=True))
            frequency, promised, is_float = file.samplerate, file.frames, file.subtype in {"FLOAT", "DOUBLE"}
            if file.format not in FORMATS:
                raise ValueError(file.format)
    except (soundfile.LibsndfileError, soundfile.SoundFileRuntimeError, TypeError, ValueError):
        cause = "this is no sound that can be read, or it is damaged; save it as WAV of 16 bits, or as FLAC"
        raise SampleError(path, cause) from None
    samples = np.concatenate(parts)
    if len(samples) < promised:
        raise SampleError(path, f"the file is cut off: {len(samples)} of {promised} values are there")
    if frequency <= 0:
        raise SampleError(path, "the file states no sampling frequency")
    return frequency, samples, is_float


def _float_scale(path: Path, samples: NDArray[np.float64]) -> float:
    """What floating-point values are multiplied by to be counts of 16 bits: programs write them in either scale."""
    peak = float(np.abs(samples).max())
    if peak > 1 and peak <= COUNTS and (peak >= LEAST_COUNTS or np.array_equal(samples, samples.round())):
        return 1.0
    if peak <= OVERSHOOT:
        return COUNTS
    raise SampleError(
        path,
        f"its floating-point values reach {peak:g}, which is neither −1 to 1 nor counts of 16 bits (−32768 to 32767); "
        "save it as PCM of 16 bits",
    )


def _with_length(path: Path, data: bytes) -> bytes:
    """A WAV file whose sound has the length that is there, where its program left that open; others as they are.

    libsndfile takes a length of 0 at its word, and what is cut off for the whole.
    """
    if data[:4] not in (b"RIFF", b"RF64") or data[8:12] != b"WAVE":
        return data
    stated = struct.unpack_from("<I", data, 4)[0]
    at = 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        there = len(data) - at - 8
        if name == b"data":
            if data[:4] == b"RF64" and len(data) >= DS64 + 8:
                length = struct.unpack_from("<Q", data, DS64)[0]
                break
            if STREAMED <= length > there or (length == 0 and stated + 8 < len(data)):
                return data[: at + 4] + struct.pack("<I", there) + data[at + 8 :]
            break
        at += 8 + length + length % 2
    else:
        raise SampleError(path, "the file is cut off before its sound begins")
    if there < length:
        raise SampleError(path, f"the file is cut off: {there} of {length} bytes are there")
    return data

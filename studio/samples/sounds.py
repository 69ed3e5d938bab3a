"""WAV: PCM of 8 to 32 bits or floating point; several channels are averaged into one.

Values are given in counts of 16-bit sound (−32768..32767) whatever the file's width, as Edge Impulse gives them.
A file's other chunks (names, cue points) are left out before SciPy decodes it, since it warns of each.
"""

import io
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.samples.errors import SampleError
from studio.samples.recordings import Recording

COUNTS = 32768.0
UNTIL_THE_END = 0xFFFFFFFF
"""The length that a program writes which does not know it yet, since it writes to a pipe."""


def read_sound(path: Path, data: bytes, sha256: str) -> Recording:
    """The recording in a WAV file: one axis named ``audio``.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: This is no WAV file, it is cut off, empty, or of an encoding that is not known.
    """
    frequency, samples = _decoded(path, _essential(path, data))
    if not samples.size:
        raise SampleError(path, "the file holds no sound")
    if frequency <= 0:
        raise SampleError(path, "the file states no sampling frequency")
    counts = _counts(samples).reshape(len(samples), -1).mean(axis=1, keepdims=True)
    if not np.isfinite(counts).all():
        raise SampleError(path, "the sound holds values that are no numbers")
    return Recording(
        values=counts,
        sensors=(("audio", "wav"),),
        interval_ms=1000 / frequency,
        image=None,
        kind="audio",
        sha256=sha256,
    )


def _decoded(path: Path, data: bytes) -> tuple[int, NDArray[np.generic]]:
    from scipy.io import wavfile  # a quarter of a second to import

    try:
        frequency, samples = wavfile.read(io.BytesIO(data))
    except (ValueError, struct.error, ArithmeticError, TypeError):
        cause = "this encoding of sound cannot be read; save it as PCM of 8, 16, 24 or 32 bits, or as floating point"
        raise SampleError(path, cause) from None
    return frequency, samples


def _counts(samples: NDArray[np.generic]) -> NDArray[np.float64]:
    """Samples of any width as counts of 16 bits; SciPy gives 24 bits in the upper three bytes of 32."""
    values = samples.astype(np.float64)
    if samples.dtype.kind == "f":
        return values * COUNTS
    if samples.dtype.kind == "u":
        values -= 128
    return values * float(COUNTS / 2 ** (8 * samples.dtype.itemsize - 1))


def _essential(path: Path, data: bytes) -> bytes:
    """The file with nothing but its format and its sound."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise SampleError(path, "this is not a WAV file")
    kept: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data) and b"data" not in kept:
        name, length = struct.unpack_from("<4sI", data, at)
        content = data[at + 8 : at + 8 + length]
        if name == b"data" and length == UNTIL_THE_END:
            length = len(content)
        if len(content) < length:
            raise SampleError(path, f"the file is cut off: {len(content)} of {length} bytes are there")
        if name in (b"fmt ", b"data"):
            kept[name] = content
        at += 8 + length + length % 2
    if len(kept) < 2:
        raise SampleError(path, "the file is cut off before its sound begins")
    chunks = b"".join(
        name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2) for name, part in kept.items()
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks

"""The sound in a WAV file: PCM of 8 to 64 bits or floating point, whatever else the file holds.

A file's other chunks (names, cue points) are left out before SciPy decodes it, since it warns of each; a file that
is cut off gives what is there.
"""

import io
import struct
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

UNUSABLE = "the sound is of an encoding that is not understood; PCM and floating point are"
LOUDEST = 1e6
"""What floating point is cut to: 120 dB above what can be played, and no more than can be squared."""


@dataclass(frozen=True)
class Sound:
    """A sound of one channel.

    Attributes:
        values: In −1..1, shape (values,); floating point may go beyond.
        frequency_hz: Values per second.
    """

    values: npt.NDArray[np.float32]
    frequency_hz: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.values) / self.frequency_hz


def sound(data: bytes) -> Sound | None:
    """The sound in a WAV file, the first of its channels; None where it is no such file, empty, or encoded otherwise.

    What is no number is silence.
    """
    from scipy.io import wavfile  # a quarter of a second to import

    essential = _essential(data)
    if essential is None:
        return None
    try:
        frequency_hz, samples = wavfile.read(io.BytesIO(essential))
    except (ValueError, struct.error, ArithmeticError, TypeError):
        return None
    values = samples.reshape(len(samples), -1)[:, 0] if samples.size else samples
    return Sound(_scaled(values), int(frequency_hz)) if len(values) and frequency_hz > 0 else None


def _scaled(samples: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    """Samples of any width in −1..1; SciPy gives 24 bits in the upper three bytes of 32, and 8 bits around 128."""
    if samples.dtype.kind == "f":
        numbers = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        cut: npt.NDArray[np.float32] = np.clip(numbers, -LOUDEST, LOUDEST).astype(np.float32)
        return cut
    values = samples.astype(np.float32)
    half = np.float32(2.0 ** (8 * samples.dtype.itemsize - 1))
    return (values - half if samples.dtype.kind == "u" else values) / half


def _essential(data: bytes) -> bytes | None:
    """The file with nothing but its format and its whole frames of sound; None where it lacks either."""
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return None
    kept: dict[bytes, bytes] = {}
    at = 12
    while at + 8 <= len(data) and b"data" not in kept:
        name, length = struct.unpack_from("<4sI", data, at)
        if name in (b"fmt ", b"data"):
            kept[name] = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
    if len(kept) < 2 or len(kept[b"fmt "]) < 16:
        return None
    (frame,) = struct.unpack_from("<H", kept[b"fmt "], 12)
    kept[b"data"] = kept[b"data"][: len(kept[b"data"]) // max(frame, 1) * max(frame, 1)]
    chunks = b"".join(
        name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2)
        for name, part in ((name, kept[name]) for name in (b"fmt ", b"data"))
    )
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks

"""One sample file → one recording; the name's ending says which format to expect."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from studio import files
from studio.samples.acquisition import read_cbor, read_json
from studio.samples.entries import SampleEntry
from studio.samples.errors import SampleError
from studio.samples.films import read_film
from studio.samples.pictures import read_picture, unpictured, upright_size
from studio.samples.recordings import Recording
from studio.samples.sounds import read_sound
from studio.samples.tables import read_table

Reader = Callable[[Path, bytes, str], Recording]
PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".avif")
FILMS = (".gif",)
COMPRESSED_SOUNDS = (".flac", ".mp3", ".ogg")
READERS: dict[str, Reader] = {
    ".csv": read_table,
    ".wav": read_sound,
    **dict.fromkeys(COMPRESSED_SOUNDS, read_sound),
    **dict.fromkeys(PICTURES, read_picture),
    **dict.fromkeys(FILMS, read_film),
    ".json": read_json,
    ".cbor": read_cbor,
}

log = logging.getLogger(__name__)


def read(entry: SampleEntry, rates_hz: Sequence[float] = ()) -> Recording:
    """The content of a sample.

    Args:
        entry: The sample.
        rates_hz: The rates that its project's impulses take, by which a table's unit of time is told.

    Raises:
        SampleError: The file is missing, no plain file in its folder, too large, damaged, or of a format that is not
            known.
    """
    reader = READERS.get(entry.path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise SampleError(entry.path, f"samples of this format cannot be read; known are {known}")
    data = _content(entry)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        if reader is read_table:
            return read_table(entry.path, data, sha256, rates_hz)
        return reader(entry.path, data, sha256)
    except SampleError:
        raise
    except Exception:  # whatever one file does to its reader, the other samples go on
        log.exception("%s cannot be read", entry.path.name)
        raise SampleError(entry.path, "the file cannot be read; the service's log says why") from None


def glance(entry: SampleEntry) -> tuple[Recording, tuple[int, int]] | None:
    """What a picture's file says without being unpacked: its hash, and its width and height, upright.

    Returns:
        A recording without its picture, and the size; None of what is no picture, or of one that must be read to tell.

    Raises:
        SampleError: The file is missing, no plain file in its folder, or too large.
    """
    if entry.path.suffix.lower() not in PICTURES:
        return None
    data = _content(entry)
    size = upright_size(data)
    return None if size is None else (unpictured(hashlib.sha256(data).hexdigest()), size)


def _content(entry: SampleEntry) -> bytes:
    try:
        return files.content(entry.path, entry.folder or entry.path.parent, files.LARGEST_SAMPLE)
    except FileNotFoundError:
        raise SampleError(entry.path, "the file is not there") from None
    except OSError as error:
        raise SampleError(entry.path, f"the file cannot be opened: {error.strerror}") from None

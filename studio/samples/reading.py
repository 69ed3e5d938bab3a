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
from studio.samples.pictures import read_picture
from studio.samples.recordings import Recording
from studio.samples.sounds import read_sound
from studio.samples.tables import read_table

Reader = Callable[[Path, bytes, str], Recording]
PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".webp", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".avif")
READERS: dict[str, Reader] = {
    ".csv": read_table,
    ".wav": read_sound,
    ".flac": read_sound,
    ".mp3": read_sound,
    ".ogg": read_sound,
    **dict.fromkeys(PICTURES, read_picture),
    ".gif": read_film,
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
    try:
        data = files.content(entry.path, entry.folder or entry.path.parent, files.LARGEST_SAMPLE)
    except FileNotFoundError:
        raise SampleError(entry.path, "the file is not there") from None
    except OSError as error:
        raise SampleError(entry.path, f"the file cannot be opened: {error.strerror}") from None
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

"""Files of a project's folder, read whole: plain files that lie in it, of a bounded size.

A link may stand for a file of the same folder. One that leads elsewhere, a device, a pipe or a socket is no file of
the project: some of them never end, others never begin.
"""

import errno
import os
import stat
from pathlib import Path

MEGABYTE = 1 << 20
LARGEST_DESCRIPTION = 16 * MEGABYTE
"""Of a project's own JSON; the largest demo's has 6 kB."""
LARGEST_LIST = 128 * MEGABYTE
"""Of a list of labels: some 400,000 samples."""
LARGEST_SAMPLE = 256 * MEGABYTE
"""Of a sample: half an hour of a compact disc's sound."""
LARGEST_MODEL = 1024 * MEGABYTE
"""Of a model; flatbuffers end at twice that."""


def content(path: Path, folder: Path | None, most_bytes: int) -> bytes:
    """What is in a file.

    Args:
        path: The file.
        folder: Where it must lie, links followed; None where somebody else has looked at that.
        most_bytes: A larger file is not read.

    Raises:
        OSError: It cannot be read, is no plain file, lies elsewhere or is too large; ``strerror`` says which.
    """
    if folder is not None and not lies_in(path, folder):
        raise OSError(errno.EACCES, "it leads out of its folder")
    with open(path, "rb", opener=_at_once) as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "it is no plain file")
        # One byte more than is allowed shows a file that grew meanwhile.
        data = file.read(most_bytes + 1) if state.st_size <= most_bytes else None
    if data is None or len(data) > most_bytes:
        raise OSError(errno.EFBIG, f"it is larger than the {most_bytes // MEGABYTE} MB that are read")
    return data


def lies_in(path: Path, folder: Path) -> bool:
    """Whether a file or folder lies in a folder, links followed, or is that folder."""
    place, root = os.path.realpath(path), os.path.realpath(folder)
    return place == root or place.startswith(root.rstrip(os.sep) + os.sep)


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting for somebody who writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))

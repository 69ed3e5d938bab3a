"""Who this service is: an id that stays the same for the same projects, whatever the port and whoever starts it.

It is kept in a file of the projects' folder, so that it moves with the folder, and in a shared repository goes with it
to other machines. A folder inside one that has such a file needs none of its own: both names together tell it. Where
nothing can be written, the folder's real path stands for it.
"""

import hashlib
import os
import re
import tempfile
import uuid
from collections.abc import Sequence
from pathlib import Path

from studio import files

FILE = ".studio-id"
DIGITS = 32
"""Hexadecimal digits of an id."""

_ID = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


def id_of(folders: Sequence[Path]) -> str:
    """The id of a service over these folders; of several, the same in every order."""
    ids = sorted({_kept(folder) or _inside(folder) or _made(folder) for folder in folders})
    return ids[0] if len(ids) == 1 else _hashed("\n".join(ids))


def _kept(folder: Path) -> str | None:
    """The id that a folder's file holds, None where it holds none."""
    try:
        text = files.content(folder / FILE, folder, files.MEGABYTE).decode(errors="replace").strip()
    except OSError:
        return None
    return text if _ID.fullmatch(text) else None


def _inside(folder: Path) -> str | None:
    """The id of one project among others that have an id together, None where these have none."""
    place = folder.resolve()
    around = _kept(place.parent)
    return _hashed(f"{around}/{place.name}") if around is not None else None


def _made(folder: Path) -> str:
    """A new id, kept in the folder; what another process keeps there in the same moment goes before."""
    made = uuid.uuid4().hex
    try:
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=FILE) as file:
            file.write(f"{made}\n")
            file.flush()
            Path(file.name).chmod(0o644)
            # Unlike a write or a rename, a link is whole at once and never replaces what is there.
            os.link(file.name, folder / FILE)
    except OSError:
        return _kept(folder) or _hashed(str(folder.resolve()))
    return made


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()[:DIGITS]

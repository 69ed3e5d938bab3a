"""What JSON files say that learn blocks name: clusters, mixtures. Read once, and again when a file has changed."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from pydantic import ValidationError

from studio import files
from studio.errors import Damaged

Made = TypeVar("Made")
_Make: TypeAlias = Callable[[bytes], object]


def read(path: Path, make: Callable[[bytes], Made], called: str) -> Made:
    """What a file holds.

    Args:
        path: The file.
        make: Makes it of the file's content; the same function each time, since what it made is kept.
        called: What it holds, in words, such as ``clusters``.

    Raises:
        Damaged: It cannot be read, or a field of it is wrong.
        ValueError: ``make`` found something wrong that is no single field's fault.
    """
    try:
        return cast("Made", _made(path, path.stat().st_mtime_ns, make))
    except OSError as error:
        raise Damaged(named(path), f"the {called} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise Damaged(named(path), problem["msg"], ".".join(str(part) for part in problem["loc"])) from None


def named(path: Path) -> str:
    """A file as errors call it: with its folder's name, and nothing of what lies above."""
    return f"{path.parent.name}/{path.name}"


@lru_cache(maxsize=96)
def _made(path: Path, changed_ns: int, make: _Make) -> object:
    del changed_ns
    return make(files.content(path, None, files.LARGEST_MODEL))

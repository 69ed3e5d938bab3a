"""Project folders. Each is read when it is first asked for, and again when its ``project.json`` has changed.

A project that cannot be used does not stop the others: it is in no list, its calls answer with file and field, and
the log says it once.
"""

import json
import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from studio.errors import BadRequest, Damaged, NotFound
from studio.projectfile import ImpulseFile, ProjectFile, problem_of
from studio.samples import Dataset, SampleEntry, SampleError, read_dataset

PROJECT = "project.json"
ATTRIBUTION = "ATTRIBUTION.md"

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Project:
    """A project folder that can be used."""

    folder: Path
    file: ProjectFile

    @cached_property
    def dataset(self) -> Dataset:
        """The project's samples, none of them read.

        Raises:
            Damaged: The list of samples cannot be read.
        """
        try:
            return read_dataset(self.folder / self.file.samples)
        except SampleError as error:
            raise Damaged(f"{self.folder.name}/{self.file.samples}/{error.file}", error.cause) from None

    @cached_property
    def measured(self) -> dict[str, Any]:
        """What the training recipe measured; empty if the project names no such file.

        Raises:
            Damaged: The file is missing or no JSON object.
        """
        if self.file.measured is None:
            return {}
        name = f"{self.folder.name}/{self.file.measured}"
        try:
            content = json.loads((self.folder / self.file.measured).read_bytes())
        except OSError as error:
            raise Damaged(name, f"cannot be read: {error.strerror}") from None
        except ValueError:
            raise Damaged(name, "this is not JSON") from None
        if not isinstance(content, dict):
            raise Damaged(name, "a JSON object is expected")
        return content

    @cached_property
    def attribution(self) -> str:
        """Where the data comes from, empty if nothing says so."""
        path = self.folder / ATTRIBUTION
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""

    def sample(self, sample_id: int) -> SampleEntry:
        """The sample with this id.

        Raises:
            NotFound: There is none.
        """
        samples = self.dataset.samples
        if not 1 <= sample_id <= len(samples):
            raise NotFound(f"Project {self.file.id} has no sample {sample_id}, it has 1 to {len(samples)}")
        return samples[sample_id - 1]

    def impulse(self, impulse_id: int | None) -> ImpulseFile:
        """The impulse with this id, the first one if none is given.

        Raises:
            NotFound: There is none.
        """
        for impulse in self.file.impulses:
            if impulse_id in {None, impulse.id}:
                return impulse
        known = ", ".join(str(impulse.id) for impulse in self.file.impulses)
        raise NotFound(f"Project {self.file.id} has no impulse {impulse_id}, it has {known}")

    def variants(self, impulse: ImpulseFile) -> tuple[str, ...]:
        """The variants of an impulse, in the order that the project describes them."""
        has = impulse.variants
        return tuple(name for name in self.file.variants if has is None or name in has)

    def checked_variants(self, impulse: ImpulseFile, wanted: Sequence[str]) -> None:
        """Nothing, if the impulse has all these variants.

        Raises:
            BadRequest: It lacks one.
        """
        known = self.variants(impulse)
        for name in wanted:
            if name not in known:
                raise BadRequest(f"Impulse {impulse.id} has no variant “{name}”, it has {', '.join(known)}")


@dataclass(frozen=True)
class _Read:
    """A folder as it was read: a project, or why it is none."""

    changed_ns: int
    project: Project | None
    id: int | None
    problem: Damaged | None


class Projects:
    """The projects in some folders: each folder is a project or holds projects."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._lock = threading.Lock()
        self._read: dict[Path, _Read] = {}

    def all(self) -> list[Project]:
        """All projects that can be used, demos in their order, then the others by id."""
        projects = [entry.project for entry in self._entries() if entry.project is not None]
        return sorted(projects, key=_place)

    def get(self, project_id: int) -> Project:
        """The project with this id.

        Raises:
            NotFound: There is none.
            Damaged: There is one, but it cannot be used.
        """
        entries = self._entries()
        for entry in entries:
            if entry.project is not None and entry.id == project_id:
                return entry.project
        for entry in entries:
            if entry.problem is not None and entry.id == project_id:
                raise entry.problem
        raise NotFound(f"There is no project {project_id}")

    def _entries(self) -> list[_Read]:
        with self._lock:
            entries: list[_Read] = []
            taken: dict[int, Path] = {}
            for folder in self._project_folders():
                entry = self._of(folder)
                if entry.project is not None and entry.project.file.id in taken:
                    other = taken[entry.project.file.id]
                    entry = self._refused(folder, entry, f"the id is taken by the project in {other.name}")
                if entry.project is not None:
                    taken[entry.project.file.id] = folder
                entries.append(entry)
            return entries

    def _project_folders(self) -> Iterator[Path]:
        for folder in self._folders:
            if (folder / PROJECT).is_file():
                yield folder
            elif folder.is_dir():
                yield from sorted(path.parent for path in folder.glob(f"*/{PROJECT}"))

    def _of(self, folder: Path) -> _Read:
        path = folder / PROJECT
        known = self._read.get(folder)
        changed_ns = path.stat().st_mtime_ns
        if known is not None and known.changed_ns == changed_ns:
            return known
        try:
            project = load(folder)
            entry = _Read(changed_ns, project, project.file.id, None)
        except Damaged as problem:
            log.warning("A project is left out: %s", problem)
            entry = _Read(changed_ns, None, _id_in(path), problem)
        self._read[folder] = entry
        return entry

    def _refused(self, folder: Path, entry: _Read, cause: str) -> _Read:
        problem = Damaged(f"{folder.name}/{PROJECT}", cause, "id")
        log.warning("A project is left out: %s", problem)
        refused = _Read(entry.changed_ns, None, None, problem)
        self._read[folder] = refused
        return refused


def load(folder: Path) -> Project:
    """The project in a folder.

    Raises:
        Damaged: Its ``project.json`` cannot be used; names file and field.
    """
    name = f"{folder.name}/{PROJECT}"
    try:
        file = ProjectFile.model_validate_json((folder / PROJECT).read_bytes())
    except OSError as error:
        raise Damaged(name, f"cannot be read: {error.strerror}") from None
    except ValidationError as error:
        field, cause = problem_of(error)
        raise Damaged(name, cause, field) from None
    for field, wanted in file.files():
        path = (folder / wanted).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise Damaged(name, f"“{wanted}” is not inside the project's folder", field)
        if not path.is_file():
            raise Damaged(name, f"there is no file “{wanted}”", field)
    return Project(folder, file)


def _place(project: Project) -> tuple[bool, int, int]:
    demo = project.file.demo
    return demo is None, demo.order if demo else 0, project.file.id


def _id_in(path: Path) -> int | None:
    """The id in a project file that has other faults, so that its calls can say which."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    found = content.get("id") if isinstance(content, dict) else None
    return found if isinstance(found, int) else None

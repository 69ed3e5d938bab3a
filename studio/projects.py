"""Project folders. Each is read when it is first asked for, and again when its ``project.json`` has changed.

A project that cannot be used does not stop the others: it is in no list, its calls answer with file and field, and
the log says it once.
"""

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from studio import files, other_formats
from studio.errors import BadRequest, Damaged, NotFound
from studio.impulses import mismatches
from studio.projectfile import ImpulseFile, ProjectFile, problem_of
from studio.samples import Dataset, SampleEntry, SampleError, read_dataset
from studio.samples.datasets import BOXES, INFO
from studio.samples.texts import text_of

PROJECT = "project.json"
ATTRIBUTION = "ATTRIBUTION.md"

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Project:
    """A project folder that can be used.

    Attributes:
        folder: The folder.
        file: Its ``project.json``.
        dataset: Its samples, none of them read.
        measured: What the training recipe measured; empty if the project names no such file.
        attribution: Where the data comes from; empty if nothing says so.
        demo_sample: The sample that shows the story of a demo project, None for other projects.
    """

    folder: Path
    file: ProjectFile
    dataset: Dataset
    measured: dict[str, Any]
    attribution: str
    demo_sample: int | None

    def sample(self, sample_id: int) -> SampleEntry:
        """The sample with this id.

        Raises:
            NotFound: There is none.
        """
        samples = self.dataset.samples
        if not samples:
            raise NotFound(f"Project {self.file.id} has no samples. {self.dataset.left_out}".strip())
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
        """The variants that an impulse can be asked for, in the order that the project describes them."""
        has = impulse.variants
        enabled = [name for name in self.file.variants if name not in self.file.disabled_variants]
        return tuple(name for name in enabled if has is None or name in has)

    def checked_variants(self, impulse: ImpulseFile, wanted: Sequence[str]) -> None:
        """Nothing, if the impulse has all these variants.

        Raises:
            BadRequest: It lacks one.
        """
        known = self.variants(impulse)
        for name in wanted:
            if name in self.file.disabled_variants:
                raise BadRequest(f"Variant “{name}” is not enabled in project {self.file.id}")
            if name not in known:
                raise BadRequest(f"Impulse {impulse.id} has no variant “{name}”, it has {', '.join(known)}")


@dataclass(frozen=True)
class _Read:
    """A folder as it was read: a project, or why it is none, and when its files had last changed.

    What is no project may become one by another model file, so that those are looked at too.
    """

    changed: tuple[int, ...]
    samples: str
    models: tuple[str, ...]
    id: int | None
    project: Project | None = None
    problem: Damaged | None = None


class Projects:
    """The projects in some folders: each folder is a project or holds projects."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._lock = threading.Lock()
        self._read: dict[Path, _Read] = {}
        self._usable: dict[int, _Read] = {}
        self._told: set[str] = set()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where they lie."""
        return self._folders

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
        known = self.known(project_id)
        if known is not None:
            return known
        entries = self._entries()
        for entry in entries:
            if entry.project is not None and entry.id == project_id:
                return entry.project
        for entry in entries:
            if entry.problem is not None and entry.id == project_id:
                raise entry.problem
        raise NotFound(f"There is no project {project_id}")

    def known(self, project_id: int) -> Project | None:
        """The project with this id, if its folder is still as it was; looks at no other folder."""
        entry = self._usable.get(project_id)
        if entry is None or entry.project is None:
            return None
        return entry.project if _changed(entry.project.folder, entry.samples) == entry.changed else None

    def _entries(self) -> list[_Read]:
        with self._lock:
            entries: list[_Read] = []
            taken: dict[int, Path] = {}
            for folder in self._project_folders():
                entry = self._of(folder)
                if entry.project is not None and entry.project.file.id in taken:
                    other = taken[entry.project.file.id]
                    entry = _Read(entry.changed, entry.samples, (), None, problem=_taken(folder, other))
                if entry.project is not None:
                    taken[entry.project.file.id] = folder
                if entry.problem is not None:
                    self._tell(entry.problem)
                entries.append(entry)
            self._usable = {entry.id: entry for entry in entries if entry.project and entry.id}
            return entries

    def _project_folders(self) -> Iterator[Path]:
        for folder in self._folders:
            if os.path.lexists(folder / PROJECT):
                yield folder
            elif folder.is_dir():
                yield from sorted(path for path in folder.glob("*") if os.path.lexists(path / PROJECT))

    def _of(self, folder: Path) -> _Read:
        known = self._read.get(folder)
        if known is not None and known.changed == _changed(folder, known.samples, known.models):
            return known
        try:
            project = load(folder)
            samples = project.file.samples
            entry = _Read(_changed(folder, samples), samples, (), project.file.id, project=project)
        except Damaged as problem:
            samples, models = ProjectFile.model_fields["samples"].default, _named_in(folder / PROJECT)
            changed = _changed(folder, samples, models)
            entry = _Read(changed, samples, models, _id_in(folder / PROJECT), problem=problem)
        except Exception:  # whatever one project does to its readers, the others go on
            log.exception("%s/%s cannot be read", folder.name, PROJECT)
            unforeseen = Damaged(f"{folder.name}/{PROJECT}", "the project cannot be read; the service's log says why")
            samples = ProjectFile.model_fields["samples"].default
            entry = _Read(_changed(folder, samples), samples, (), None, problem=unforeseen)
        self._read[folder] = entry
        return entry

    def _tell(self, problem: Damaged) -> None:
        if problem.message not in self._told:
            self._told.add(problem.message)
            log.warning("A project is left out: %s", problem.message)


def load(folder: Path) -> Project:
    """The project in a folder.

    Raises:
        Damaged: It cannot be used; names file and field.
    """
    name = f"{folder.name}/{PROJECT}"
    try:
        file = ProjectFile.model_validate_json(_text(folder / PROJECT))
    except OSError as error:
        raise Damaged(name, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Damaged(name, "this is not a text file in UTF-8, nor in UTF-16") from None
    except ValidationError as error:
        field, cause = problem_of(error)
        raise Damaged(name, cause, field) from None
    _check_files(folder, file)
    for mismatch in mismatches(name, file, folder):
        raise mismatch
    dataset = _dataset(folder, file)
    return Project(
        folder=folder,
        file=file,
        dataset=dataset,
        measured=_measured(folder, file),
        attribution=_attribution(folder),
        demo_sample=_demo_sample(folder, file, dataset),
    )


def _check_files(folder: Path, file: ProjectFile) -> None:
    for field, wanted in file.files():
        path = folder / wanted
        if not files.lies_in(path, folder):
            raise Damaged(f"{folder.name}/{PROJECT}", f"“{wanted}” is not inside the project's folder", field)
        if not path.is_file():
            hint = (
                f"; write it with forward slashes, “{slashed}”"
                if (slashed := wanted.replace("\\", "/")) != wanted
                else ""
            )
            raise Damaged(f"{folder.name}/{PROJECT}", f"there is no file “{wanted}”{hint}", field)
        if problem := other_formats.problem(path):
            raise Damaged(f"{folder.name}/{PROJECT}", problem, field)


def _dataset(folder: Path, file: ProjectFile) -> Dataset:
    if not files.lies_in(folder / file.samples, folder):
        raise Damaged(f"{folder.name}/{PROJECT}", f"“{file.samples}” leads out of the project's folder", "samples")
    try:
        return read_dataset(folder / file.samples)
    except SampleError as error:
        raise Damaged(f"{folder.name}/{file.samples}/{error.file}", error.cause) from None


def _measured(folder: Path, file: ProjectFile) -> dict[str, Any]:
    if file.measured is None:
        return {}
    name = f"{folder.name}/{file.measured}"
    try:
        content = from_json(_text(folder / file.measured, folder))
    except OSError as error:
        raise Damaged(name, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise Damaged(name, "this is not JSON") from None
    if not isinstance(content, dict):
        raise Damaged(name, "a JSON object is expected")
    return content


def _attribution(folder: Path) -> str:
    try:
        return files.content(folder / ATTRIBUTION, folder, files.LARGEST_DESCRIPTION).decode(errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Damaged(f"{folder.name}/{ATTRIBUTION}", f"cannot be read: {error.strerror}") from None


def _demo_sample(folder: Path, file: ProjectFile, dataset: Dataset) -> int | None:
    if file.demo is None:
        return None
    for entry in dataset.samples:
        if entry.filename == file.demo.sample:
            return entry.id
    raise Damaged(f"{folder.name}/{PROJECT}", f"there is no sample “{file.demo.sample}”", "demo.sample")


def _taken(folder: Path, other: Path) -> Damaged:
    return Damaged(f"{folder.name}/{PROJECT}", f"the id is taken by the project in {other.name}", "id")


def _changed(folder: Path, samples: str, models: Sequence[str] = ()) -> tuple[int, ...]:
    """When what a project is made of had last changed; samples and other models are looked at when they are used."""
    inside = os.path.join(folder, samples)  # noqa: PTH118  each call does this, and it is far quicker than with paths
    parts = (f"{folder}/{PROJECT}", inside, f"{inside}/{INFO}", f"{inside}/{BOXES}", *(f"{folder}/{m}" for m in models))
    return tuple(_changed_ns(part) for part in parts)


def _changed_ns(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116  as above
    except OSError:
        return 0


def _place(project: Project) -> tuple[bool, int, int]:
    demo = project.file.demo
    return demo is None, demo.order if demo else 0, project.file.id


def _text(path: Path, folder: Path | None = None) -> str:
    """A file of JSON, which lies in its own folder unless another is given."""
    return text_of(files.content(path, folder or path.parent, files.LARGEST_DESCRIPTION))


def _named_in(path: Path) -> tuple[str, ...]:
    """The files that a project file names for its learn blocks; none where it cannot be read as one."""
    try:
        return tuple(name for _, name in ProjectFile.model_validate_json(_text(path)).files())
    except (OSError, ValueError):
        return ()


def _id_in(path: Path) -> int | None:
    """The id in a project file that has other faults, so that its calls can say which."""
    try:
        content = from_json(_text(path))
    except (OSError, ValueError):
        return None
    found = content.get("id") if isinstance(content, dict) else None
    return found if isinstance(found, int) else None

"""A folder of samples → its list of samples, without reading any of them.

The list is ``info.labels``, as Edge Impulse exports it: one JSON object, or, in large exports, one JSON object
per line. Boxes come from it or from ``bounding_boxes.labels``. A folder without a list is taken as it is: every
sample file in it, labelled by its name up to the first dot. Hidden files, which systems put there, are none.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from studio import files
from studio.samples import labels
from studio.samples.entries import Box, Dataset, LabelRange, SampleEntry
from studio.samples.errors import SampleError
from studio.samples.reading import PICTURES, READERS
from studio.samples.texts import text_of
from studio.samples.validation import first_problem

INFO = "info.labels"
BOXES = "bounding_boxes.labels"
NDJSON_START = '{"__ndjson":true'
OF_SYSTEMS = {"thumbs.db", "desktop.ini"}
"""Files that Windows puts into folders; those of other systems begin with a dot."""
MOST_NAMED = 3


def read_dataset(folder: Path) -> Dataset:
    """The samples of a folder, in the order of its ``info.labels``, with ids from 1.

    Raises:
        SampleError: A list of labels cannot be read, or names a file outside the folder.
    """
    if not folder.is_dir():
        raise SampleError(folder, "there is no such folder of samples")
    boxes = _boxes(folder / BOXES) if os.path.lexists(folder / BOXES) else {}
    info = folder / INFO
    listed = os.path.lexists(info)
    entries = list(_listed(info)) if listed else list(_unlisted(folder))
    boxes = {_slashed(name): each for name, each in boxes.items()}
    return Dataset(
        folder=folder,
        left_out="" if listed else _left_out(folder),
        samples=tuple(_entry(number, file, folder, boxes) for number, file in enumerate(entries, start=1)),
    )


def _entry(number: int, file: labels.ListedFile, folder: Path, boxes: Mapping[str, tuple[Box, ...]]) -> SampleEntry:
    name = _slashed(file.path)
    path = _inside(folder, name)
    own_boxes = tuple(_box(box) for box in file.bounding_boxes or ())
    return SampleEntry(
        id=number,
        path=path,
        folder=folder,
        filename=file.name or path.name,
        category=file.category,
        label=file.label.label if isinstance(file.label, labels.OneLabel) else None,
        structured_labels=_ranges(file.label),
        label_map=file.label.labels if isinstance(file.label, labels.KeyedLabels) else {},
        bounding_boxes=own_boxes or boxes.get(name, ()) or boxes.get(path.name, ()),
        metadata=file.metadata or {},
    )


def _box(box: labels.ListedBox) -> Box:
    return Box(label=box.label, x=box.x, y=box.y, width=box.width, height=box.height)


def _ranges(label: labels.Label) -> tuple[LabelRange, ...]:
    if not isinstance(label, labels.ManyLabels):
        return ()
    return tuple(LabelRange(part.start_index, part.end_index, part.label) for part in label.labels)


def _slashed(name: str) -> str:
    """A path as it is written elsewhere than on Windows."""
    return name.replace("\\", "/")


def _inside(folder: Path, name: str) -> Path:
    """The path of a listed file, which must name one in the folder; where a link leads is looked at when it is read."""
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\0" in name or not relative.parts:
        raise SampleError(folder / INFO, f"“{name}” is not inside the folder of samples")
    return folder / relative


def _hidden(name: str) -> bool:
    """Whether a file is a system's and not a person's: ``._*`` and ``.DS_Store`` of a Mac, ``Thumbs.db``."""
    return name.startswith(".") or name.lower() in OF_SYSTEMS


def _is_sample(file: Path) -> bool:
    return file.suffix.lower() in READERS and not _hidden(file.name)


def _unlisted(folder: Path) -> Iterator[labels.ListedFile]:
    for name in sorted(file.name for file in folder.iterdir() if _is_sample(file)):
        label = name.partition(".")[0]
        yield labels.ListedFile(path=name, category="testing", label=labels.OneLabel(type="label", label=label))


def _left_out(folder: Path) -> str:
    """A sentence on the files that lie in a folder without a list and are no samples; empty without any."""
    inside = [path for path in folder.rglob("*") if not any(map(_hidden, path.relative_to(folder).parts))]
    found = [path for path in inside if path.is_file() and path.name != BOXES]
    deeper = [path for path in found if path.parent != folder and _is_sample(path)]
    unread = [path for path in found if path.parent == folder and not _is_sample(path)]
    said = []
    if deeper:
        noun = "picture" if all(path.suffix.lower() in PICTURES for path in deeper) else "file"
        where = _some(path.relative_to(folder).parts[0] for path in deeper)
        said.append(f"{_counted(len(deeper), noun)} in subfolders ({where}), since there is no {INFO} that lists them")
    if unread:
        endings = _some(path.suffix or "none" for path in unread)
        said.append(f"{_counted(len(unread), 'file')} of a format that is not read ({endings})")
    return f"Not taken as samples: {'; '.join(said)}." if said else ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _some(names: Iterable[str]) -> str:
    """The first names, each once."""
    each = sorted(set(names))
    return ", ".join(each[:MOST_NAMED]) + (", …" if len(each) > MOST_NAMED else "")


def _listed(info: Path) -> Iterator[labels.ListedFile]:
    data = _text(info)
    if data.startswith(NDJSON_START):
        yield from _listed_by_line(info, data)
        return
    try:
        yield from labels.InfoFile.model_validate_json(data).files
    except ValidationError as error:
        raise SampleError(info, first_problem(error)) from None


def _listed_by_line(info: Path, data: str) -> Iterator[labels.ListedFile]:
    for number, line in enumerate(data.split("\n"), start=1):
        if number == 1 or not line.strip():
            continue
        try:
            part = labels.Line.model_validate_json(line)
            if part.key == "files":
                yield labels.ListedFile.model_validate(part.item)
        except ValidationError as error:
            raise SampleError(info, f"line {number}: {first_problem(error)}") from None


def _boxes(path: Path) -> dict[str, tuple[Box, ...]]:
    try:
        listed = labels.BoxesFile.model_validate_json(_text(path)).bounding_boxes
    except ValidationError as error:
        raise SampleError(path, first_problem(error)) from None
    return {name: tuple(_box(box) for box in boxes) for name, boxes in listed.items()}


def _text(path: Path) -> str:
    try:
        return text_of(files.content(path, path.parent, files.LARGEST_LIST))
    except UnicodeDecodeError:
        raise SampleError(path, "this is not a text file in UTF-8, nor in UTF-16") from None
    except OSError as error:
        raise SampleError(path, f"the file cannot be opened: {error.strerror}") from None

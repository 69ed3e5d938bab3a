"""A folder of samples → its list of samples, without reading any of them.

The list is ``info.labels``, as Edge Impulse exports it: one JSON object, or, in large exports, one JSON object
per line. Boxes come from it or from ``bounding_boxes.labels``. A folder without a list is taken as it is: every
sample file in it, labelled by its name up to the first dot.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from pydantic import ValidationError

from studio.samples import labels
from studio.samples.entries import Box, Dataset, LabelRange, SampleEntry
from studio.samples.errors import SampleError
from studio.samples.reading import READERS
from studio.samples.validation import first_problem

INFO = "info.labels"
BOXES = "bounding_boxes.labels"
NDJSON_START = b'{"__ndjson":true'


def read_dataset(folder: Path) -> Dataset:
    """The samples of a folder, in the order of its ``info.labels``, with ids from 1.

    Raises:
        SampleError: A list of labels cannot be read, or names a file outside the folder.
    """
    if not folder.is_dir():
        raise SampleError(folder, "there is no such folder of samples")
    boxes = _boxes(folder / BOXES) if (folder / BOXES).is_file() else {}
    info = folder / INFO
    files = list(_listed(info)) if info.is_file() else list(_unlisted(folder))
    root = os.path.realpath(folder)
    return Dataset(
        folder=folder,
        samples=tuple(_entry(number, file, folder, root, boxes) for number, file in enumerate(files, start=1)),
    )


def _entry(
    number: int, file: labels.ListedFile, folder: Path, root: str, boxes: Mapping[str, tuple[Box, ...]]
) -> SampleEntry:
    path = _inside(folder, root, file.path)
    own_boxes = tuple(_box(box) for box in file.bounding_boxes or ())
    return SampleEntry(
        id=number,
        path=path,
        filename=file.name or path.name,
        category=file.category,
        label=file.label.label if isinstance(file.label, labels.OneLabel) else None,
        structured_labels=_ranges(file.label),
        label_map=file.label.labels if isinstance(file.label, labels.KeyedLabels) else {},
        bounding_boxes=own_boxes or boxes.get(file.path, ()) or boxes.get(path.name, ()),
        metadata=file.metadata or {},
    )


def _box(box: labels.ListedBox) -> Box:
    return Box(label=box.label, x=box.x, y=box.y, width=box.width, height=box.height)


def _ranges(label: labels.Label) -> tuple[LabelRange, ...]:
    if not isinstance(label, labels.ManyLabels):
        return ()
    return tuple(LabelRange(part.start_index, part.end_index, part.label) for part in label.labels)


def _inside(folder: Path, root: str, name: str) -> Path:
    """The path of a listed file, which must lie in the folder, links followed."""
    relative = PurePosixPath(name)
    outside = relative.is_absolute() or ".." in relative.parts or "\\" in name or "\0" in name or not relative.parts
    path = folder / relative if not outside else folder
    if outside or not os.path.realpath(path).startswith(root + os.sep):
        raise SampleError(folder / INFO, f"“{name}” is not inside the folder of samples")
    return path


def _unlisted(folder: Path) -> Iterator[labels.ListedFile]:
    for name in sorted(file.name for file in folder.iterdir() if file.suffix.lower() in READERS):
        label = name.partition(".")[0]
        yield labels.ListedFile(path=name, category="testing", label=labels.OneLabel(type="label", label=label))


def _listed(info: Path) -> Iterator[labels.ListedFile]:
    data = _bytes(info)
    if data.startswith(NDJSON_START):
        yield from _listed_by_line(info, data)
        return
    try:
        yield from labels.InfoFile.model_validate_json(data).files
    except ValidationError as error:
        raise SampleError(info, first_problem(error)) from None


def _listed_by_line(info: Path, data: bytes) -> Iterator[labels.ListedFile]:
    for number, line in enumerate(data.splitlines(), start=1):
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
        listed = labels.BoxesFile.model_validate_json(_bytes(path)).bounding_boxes
    except ValidationError as error:
        raise SampleError(path, first_problem(error)) from None
    return {name: tuple(_box(box) for box in boxes) for name, boxes in listed.items()}


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SampleError(path, f"the file cannot be opened: {error.strerror}") from None

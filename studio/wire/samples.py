"""Samples and their values in the words of the wire schema."""

import threading
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np
from cachetools import LRUCache, cached
from numpy.typing import NDArray
from PIL import Image

from studio.errors import Damaged
from studio.projects import Project
from studio.samples import Recording, SampleEntry, SampleError, read
from variantlens.service import schema

TRUNCATED_LABELS = 10
"""Structured labels that are left when a caller asks to truncate them."""
DEVICE_TYPE = "file"
IMAGE_SENSORS = (("image", "rgba"),)
KEPT = 4096
"""Samples whose facts are kept: about two kilobytes each."""


def _content(path: Path, recording: Recording) -> tuple[Path, int, str, float]:
    return path, path.stat().st_mtime_ns, recording.sha256, recording.interval_ms


@cached(LRUCache(KEPT), key=_content, lock=threading.Lock())
def facts(path: Path, recording: Recording) -> schema.Sample:
    """What a file says of a sample; its id, names and labels come from elsewhere. Kept until the file changes."""
    named = recording.sensors if recording.image is None else IMAGE_SENSORS
    sensors = [schema.Sensor(index=index, name=name, units=unit) for index, (name, unit) in enumerate(named)]
    rows = len(recording.values) if recording.image is None else len(recording.pictures)
    chart_type = "chart" if recording.image is None else "video" if recording.frames else "image"
    stream = schema.Datastream(
        index=0,
        chart_type=chart_type,
        interval_ms=recording.interval_ms,
        frequency_hz=recording.frequency_hz,
        sensors=sensors,
        values_count=rows,
        total_length_ms=rows * recording.interval_ms,
    )
    changed = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
    return schema.Sample(
        id=0,
        created=changed,
        last_modified=changed,
        added=changed,
        coldstorage_filename=path.name,
        interval_ms=stream.interval_ms,
        frequency=stream.frequency_hz,
        original_interval_ms=stream.interval_ms,
        original_frequency=stream.frequency_hz,
        device_type=DEVICE_TYPE,
        sensors=sensors,
        values_count=rows,
        total_length_ms=stream.total_length_ms,
        chart_type=stream.chart_type,
        processing_error=False,
        sha256_hash=recording.sha256,
        image_dimensions=_dimensions(recording),
        datastreams=[stream],
    )


def recorded(project: Project, entry: SampleEntry) -> Recording:
    """A sample's content.

    Raises:
        Damaged: The file cannot be read.
    """
    try:
        return read(entry, project.file.rates_hz)
    except SampleError as error:
        raise _damaged(project, error) from None


def listed(project: Project, entry: SampleEntry) -> schema.Sample:
    """A sample as lists have it. Its file is read once, and again when it has changed.

    A file that cannot be read is listed all the same, with the reason in ``processingErrorString``.
    """
    try:
        known = _facts_of(entry.path, entry.folder, _changed_ns(entry.path), project.file.rates_hz)
    except SampleError as error:
        known = _unreadable(project, entry, _damaged(project, error))
    return _with_labels(project, entry, known, truncate=False)


def lengths_of_axes(project: Project) -> dict[str, int]:
    """How long the samples are together, for each sensor by name, in milliseconds; files that cannot be read apart."""
    lengths: dict[str, float] = {}
    for entry in project.dataset.samples:
        known = listed(project, entry)
        for sensor in known.sensors:
            lengths[sensor.name] = lengths.get(sensor.name, 0.0) + (known.total_length_ms or 0.0)
    return {name: round(length) for name, length in lengths.items()}


def sample(project: Project, entry: SampleEntry, recording: Recording, *, truncate: bool = False) -> schema.Sample:
    """A sample that has been read. ``truncate`` leaves only the first structured labels."""
    return _with_labels(project, entry, facts(entry.path, recording), truncate=truncate)


def sample_data(
    project: Project, entry: SampleEntry, recording: Recording, *, limit: int | None = None, truncate: bool = False
) -> schema.SampleData:
    """A sample with its values, at most ``limit`` rows of them; of a film those of its first frame."""
    described = sample(project, entry, recording, truncate=truncate)
    values = _values(recording)
    payload = schema.Payload(
        device_type=DEVICE_TYPE,
        sensors=described.sensors,
        interval_ms=recording.interval_ms,
        frequency_hz=recording.frequency_hz,
    )
    return schema.SampleData(
        sample=described,
        # Put in unchecked: each value is a number already.
        payload=payload.model_copy(update={"values": values[:limit].tolist()}),
        total_payload_length=len(values) * max(len(recording.frames), 1),
        datastream_payloads=[],
    )


def frame(
    project: Project, entry: SampleEntry, recording: Recording, index: int, *, truncate: bool = False
) -> schema.SampleData:
    """A film with the pixels of one of its frames."""
    pixels = _packed(recording.frames[index])
    return of_values(project, entry, recording, pixels, (index, index + 1), truncate=truncate)


def part(
    project: Project, entry: SampleEntry, recording: Recording, start: int, end: int, *, truncate: bool = False
) -> schema.SampleData:
    """A sample with the rows ``start`` … ``end − 1`` of its values, which lie in it."""
    return of_values(project, entry, recording, recording.values[start:end], (start, end), truncate=truncate)


def of_values(
    project: Project,
    entry: SampleEntry,
    recording: Recording,
    values: NDArray[np.float64],
    rows: tuple[int, int],
    *,
    truncate: bool = False,
) -> schema.SampleData:
    """A sample with some values of its axes, shape (rows, axes), and which rows of the recording they are."""
    described = sample(project, entry, recording, truncate=truncate)
    return schema.SampleData(
        sample=described,
        payload=schema.Payload(
            device_type=DEVICE_TYPE,
            sensors=described.sensors,
            values=values.tolist(),
            crop_start=rows[0],
            crop_end=rows[1],
            interval_ms=recording.interval_ms,
            frequency_hz=recording.frequency_hz,
        ),
        total_payload_length=len(values),
        datastream_payloads=[],
    )


def truncated(described: schema.Sample) -> schema.Sample:
    """The sample with only the first of its structured labels."""
    labels = described.structured_labels
    return described.model_copy(update={"structured_labels": labels[:TRUNCATED_LABELS] if labels else labels})


def _values(recording: Recording) -> NDArray[np.float64]:
    """Values, shape (rows, axes); the pixels of an image packed as 0xRRGGBB, row by row from the top."""
    if recording.image is None:
        return recording.values
    return _packed(recording.image)


def _packed(picture: Image.Image) -> NDArray[np.float64]:
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float64).reshape(-1, 3)
    packed: NDArray[np.float64] = pixels @ np.array([[65536.0], [256.0], [1.0]])
    return packed


def _with_labels(project: Project, entry: SampleEntry, described: schema.Sample, *, truncate: bool) -> schema.Sample:
    """The sample with what its project and list of labels say."""
    labels = [
        schema.StructuredLabel(start_index=part.start_index, end_index=part.end_index, label=part.label)
        for part in entry.structured_labels
    ]
    boxes = [
        schema.BoundingBox(
            label=box.label, x=_whole(box.x), y=_whole(box.y), width=_whole(box.width), height=_whole(box.height)
        )
        for box in entry.bounding_boxes
    ]
    return described.model_copy(
        update={  # the file says nothing of these
            "id": entry.id,
            "filename": entry.filename,
            "category": entry.category,
            "label": entry.label or "",
            "label_map": {"type": "key-values", "labels": dict(entry.label_map)} if entry.label_map else None,
            "signature_validate": True,
            "signature_method": "none",
            "metadata": dict(entry.metadata) or None,
            "bounding_boxes": boxes,
            "bounding_boxes_type": "object_detection",
            "is_disabled": False,
            "is_processing": False,
            "is_cropped": False,
            "project_id": project.file.id,
            "project_name": project.file.name,
            "project_owner_name": project.file.owner,
            "project_labeling_method": project.file.labeling_method,
            "structured_labels": (labels[:TRUNCATED_LABELS] if truncate else labels) or None,
            "structured_labels_list": sorted({part.label for part in labels}) or None,
        }
    )


def _unreadable(project: Project, entry: SampleEntry, error: Damaged) -> schema.Sample:
    return schema.Sample(
        id=entry.id,
        created=project.file.created,
        last_modified=project.file.created,
        added=project.file.created,
        coldstorage_filename=entry.path.name,
        interval_ms=0,
        frequency=0,
        original_interval_ms=0,
        original_frequency=0,
        device_type=DEVICE_TYPE,
        values_count=0,
        chart_type="chart",
        sha256_hash="",
        processing_error=True,
        processing_error_string=error.message,
        datastreams=[],
    )


@lru_cache(maxsize=KEPT)
def _facts_of(path: Path, folder: Path | None, changed_ns: int, rates_hz: tuple[float, ...]) -> schema.Sample:
    """What a file says of a sample, kept until the file changes."""
    del changed_ns
    entry = SampleEntry(id=0, path=path, filename=path.name, category="", folder=folder)
    return facts(path, read(entry, rates_hz))


def _changed_ns(path: Path) -> int:
    """When a file last changed; 0 of one that is not there, or that may not be looked at."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _damaged(project: Project, error: SampleError) -> Damaged:
    return Damaged(f"{project.folder.name}/{project.file.samples}/{error.file}", error.cause)


def _dimensions(recording: Recording) -> schema.ImageDimensions | None:
    if recording.image is None:
        return None
    return schema.ImageDimensions(width=recording.image.width, height=recording.image.height)


def _whole(value: float) -> schema.Quantity:
    return int(value) if value.is_integer() else value

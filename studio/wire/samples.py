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
from studio.memory import ROOM, is_pictured, needed_bytes
from studio.projects import Project
from studio.samples import Recording, SampleEntry, SampleError, glance, read
from variantlens.service import schema

TRUNCATED_LABELS = 10
"""Structured labels that are left when a caller asks to truncate them."""
GLANCED_FROM_BYTES = 16 << 20
"""Pictures that take more memory, those of more than two megapixels, are not unpacked for a list: a hundred photographs
of twelve would take ten seconds."""
DEVICE_TYPE = "file"
IMAGE_SENSORS = (("image", "rgba"),)
MOST_VALUES = 1_000_000
"""Numbers of a sample in an answer, over all its axes: some 20 MB of JSON, an hour of three axes at 90 Hz."""
MOST_VALUES_OF_WINDOW = 2_500_000
"""The same of one window: a frame of a film in Full HD has 2.1 million pixels."""
KEPT = 4096
"""Samples whose facts are kept: about two kilobytes each."""


def _content(path: Path, recording: Recording) -> tuple[Path, int, str, float]:
    return path, path.stat().st_mtime_ns, recording.sha256, recording.interval_ms


@cached(LRUCache(KEPT), key=_content, lock=threading.Lock())
def facts(path: Path, recording: Recording) -> schema.Sample:
    """What a file says of a sample; its id, names and labels come from elsewhere. Kept until the file changes."""
    return _facts(path, recording, None if recording.image is None else recording.image.size)


def _facts(path: Path, recording: Recording, size: tuple[int, int] | None) -> schema.Sample:
    """The same; ``size`` is that of a picture, which need not be unpacked."""
    named = recording.sensors if size is None else IMAGE_SENSORS
    sensors = [schema.Sensor(index=index, name=name, units=unit) for index, (name, unit) in enumerate(named)]
    rows = len(recording.values) if size is None else max(len(recording.frames), 1)
    chart_type = "chart" if size is None else "video" if recording.frames else "image"
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
        image_dimensions=None if size is None else schema.ImageDimensions(width=size[0], height=size[1]),
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

    A file that cannot be read is listed all the same, with the reason in ``processingErrorString``. Of a large picture
    only its first bytes are looked at: whether it is whole is said by the calls that unpack it.
    """
    try:
        known = _facts_of(entry.path, entry.folder, _changed_ns(entry.path), project.file.rates_hz)
    except SampleError as error:
        known = _unreadable(project, entry, _damaged(project, error))
    return _with_labels(project, entry, known, truncate=False)


def bytes_to_classify(entry: SampleEntry) -> int:
    """About how much memory it takes to read a sample, to classify it, and to answer."""
    return needed_bytes(entry.path, 0 if is_pictured(entry.path) else MOST_VALUES)


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
    """A sample with its first values, at most ``limit`` rows and ``MOST_VALUES``; of a film its first frame's."""
    described = sample(project, entry, recording, truncate=truncate)
    rows = _most_rows(recording, MOST_VALUES)
    values = _values(recording, rows if limit is None else min(limit, rows))
    payload = schema.Payload(
        device_type=DEVICE_TYPE,
        sensors=described.sensors,
        interval_ms=recording.interval_ms,
        frequency_hz=recording.frequency_hz,
    )
    return schema.SampleData(
        sample=described,
        # Put in unchecked: each value is a number already.
        payload=payload.model_copy(update={"values": values.tolist()}),
        total_payload_length=_rows(recording) * max(len(recording.frames), 1),
        datastream_payloads=[],
    )


def classified_data(
    project: Project, entry: SampleEntry, recording: Recording, *, truncate: bool = False
) -> schema.SampleData:
    """A sample as the answers of classify calls have it.

    Pictures, films and sounds come without values: a photograph's pixels as numbers are fifty times as large as its
    file, which other calls send. ``total_payload_length`` says all the same how many there are.
    """
    as_file = recording.image is not None or (recording.kind == "audio" and len(recording.sensors) == 1)
    return sample_data(project, entry, recording, limit=0 if as_file else None, truncate=truncate)


def frame(
    project: Project, entry: SampleEntry, recording: Recording, index: int, *, truncate: bool = False
) -> schema.SampleData:
    """A film with the pixels of one of its frames."""
    picture = recording.frames[index]
    pixels = _packed(picture, MOST_VALUES_OF_WINDOW)
    data = of_values(project, entry, recording, pixels, (index, index + 1), truncate=truncate)
    return data.model_copy(update={"total_payload_length": picture.width * picture.height})


def part(
    project: Project, entry: SampleEntry, recording: Recording, start: int, end: int, *, truncate: bool = False
) -> schema.SampleData:
    """A sample with its rows ``start`` … ``end − 1``, which lie in it; of more than ``MOST_VALUES`` the first ones."""
    last = min(end, start + _most_rows(recording, MOST_VALUES))
    data = of_values(project, entry, recording, recording.values[start:last], (start, last), truncate=truncate)
    return data.model_copy(update={"total_payload_length": end - start})


def of_values(
    project: Project,
    entry: SampleEntry,
    recording: Recording,
    values: NDArray[np.float64],
    rows: tuple[int, int],
    *,
    truncate: bool = False,
) -> schema.SampleData:
    """A sample with some values of its axes, shape (rows, axes), and which rows of the recording they are.

    Of more than ``MOST_VALUES_OF_WINDOW`` numbers the first rows come; ``total_payload_length`` is that of all.
    """
    described = sample(project, entry, recording, truncate=truncate)
    sent = values[: MOST_VALUES_OF_WINDOW // values.shape[1]]
    return schema.SampleData(
        sample=described,
        payload=schema.Payload(
            device_type=DEVICE_TYPE,
            sensors=described.sensors,
            crop_start=rows[0],
            crop_end=rows[1],
            interval_ms=recording.interval_ms,
            frequency_hz=recording.frequency_hz,
        ).model_copy(update={"values": sent.tolist()}),
        total_payload_length=len(values),
        datastream_payloads=[],
    )


def truncated(described: schema.Sample) -> schema.Sample:
    """The sample with only the first of its structured labels."""
    labels = described.structured_labels
    return described.model_copy(update={"structured_labels": labels[:TRUNCATED_LABELS] if labels else labels})


def _rows(recording: Recording) -> int:
    """Rows of its values; of a picture, or of each frame of a film, its pixels."""
    picture = recording.image
    return len(recording.values) if picture is None else picture.width * picture.height


def _most_rows(recording: Recording, most_values: int) -> int:
    return most_values if recording.image is not None else most_values // recording.values.shape[1]


def _values(recording: Recording, rows: int) -> NDArray[np.float64]:
    """The first rows of its values, shape (rows, axes); the pixels of an image as :func:`_packed` has them."""
    if recording.image is None:
        return recording.values[:rows]
    return _packed(recording.image, rows)


def _packed(picture: Image.Image, most: int) -> NDArray[np.float64]:
    """The first pixels of a picture as 0xRRGGBB, row by row from the top, shape (pixels, 1)."""
    if not most:
        return np.zeros((0, 1))
    upper = picture.crop((0, 0, picture.width, min(picture.height, -(-most // picture.width))))
    pixels = np.asarray(upper.convert("RGB"), dtype=np.float64).reshape(-1, 3)[:most]
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
    needed = needed_bytes(path)
    if needed > GLANCED_FROM_BYTES and (glanced := glance(entry)) is not None:
        return _facts(path, *glanced)
    with ROOM.of(needed):
        return facts(path, read(entry, rates_hz))


def _changed_ns(path: Path) -> int:
    """When a file last changed; 0 of one that is not there, or that may not be looked at."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _damaged(project: Project, error: SampleError) -> Damaged:
    return Damaged(f"{project.folder.name}/{project.file.samples}/{error.file}", error.cause)


def _whole(value: float) -> schema.Quantity:
    return int(value) if value.is_integer() else value

"""Samples: what was recorded, how it is labelled, and its values."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from variantlens.service.schema.base import LARGEST_COORDINATE, Answer, Coordinate, Measure, Number, WireModel

CATEGORIES = ("testing", "training", "validation", "post-processing")
"""What samples are filed under, in the order in which people look for them."""


class Sensor(WireModel):
    """One axis of a recording, or ``image`` / ``audio`` for those."""

    index: int | None = None
    name: str = ""
    units: str = ""


class StructuredLabel(WireModel):
    """A label and the range that it covers; ``end_index`` is inclusive."""

    start_index: int
    end_index: int
    label: str
    label_map: Any = None
    """``{"type": "key-values", "labels": {key: label}}``."""


class BoundingBox(WireModel):
    """A labelled box of a sample: pixels of the sample's image, top left and size."""

    label: str
    x: Coordinate
    y: Coordinate
    width: Coordinate
    height: Coordinate


class ImageDimensions(WireModel):
    """Size of a sample's image in pixels."""

    width: Annotated[int, Field(ge=0, le=LARGEST_COORDINATE)]
    height: Annotated[int, Field(ge=0, le=LARGEST_COORDINATE)]


class Datastream(WireModel):
    """One stream of a sample that was recorded at several rates."""

    index: int | None = None
    chart_type: str | None = None
    interval_ms: Measure = None
    frequency_hz: Measure = None
    sensors: list[Sensor] | None = None
    values_count: int | None = None
    total_length_ms: Measure = None


class Sample(WireModel):
    """What the service knows of a sample, without its values."""

    id: int
    filename: str = ""
    signature_validate: bool | None = None
    signature_method: str | None = None
    signature_key: str | None = None
    created: datetime | None = None
    last_modified: datetime | None = None
    category: str = ""
    coldstorage_filename: str | None = None
    label: str = ""
    label_map: Any = None
    """As in :class:`StructuredLabel`."""
    interval_ms: Measure = None
    frequency: Measure = None
    original_interval_ms: Measure = None
    original_frequency: Measure = None
    device_name: str | None = None
    device_type: str | None = None
    sensors: list[Sensor] = []
    values_count: int | None = None
    total_length_ms: Measure = None
    added: datetime | None = None
    bounding_boxes: list[BoundingBox] = []
    bounding_boxes_type: str | None = None
    chart_type: str | None = None
    thumbnail_video: str | None = None
    thumbnail_video_full: str | None = None
    is_disabled: bool | None = None
    is_processing: bool | None = None
    processing_job_id: int | None = None
    processing_error: bool | None = None
    processing_error_string: str | None = None
    is_cropped: bool | None = None
    metadata: dict[str, str] | None = None
    project_id: int | None = None
    project_owner_name: str | None = None
    project_name: str | None = None
    project_labeling_method: str | None = None
    sha256_hash: str | None = Field(default=None, alias="sha256Hash")
    structured_labels: list[StructuredLabel] | None = None
    structured_labels_list: list[str] | None = None
    created_by_synthetic_data_job_id: int | None = None
    image_dimensions: ImageDimensions | None = None
    video_url: str | None = None
    video_url_full: str | None = None
    datastreams: list[Datastream] | None = None


class Payload(WireModel):
    """The values of a sample: one row per interval, one column per sensor. Image pixels are packed 0xRRGGBB."""

    device_name: str | None = Field(default=None, alias="device_name")
    device_type: str | None = Field(default=None, alias="device_type")
    sensors: list[Sensor] = []
    values: list[list[Number]] = []
    crop_start: int | None = None
    crop_end: int | None = None
    interval_ms: Measure = None
    frequency_hz: Measure = None


class DatastreamPayload(WireModel):
    """The values of one stream of a sample that was recorded at several rates."""

    index: int | None = None
    payload: Payload | None = None
    total_payload_length: int | None = None


class SampleData(WireModel):
    """A sample with its values."""

    sample: Sample
    payload: Payload = Payload()
    total_payload_length: int | None = None
    datastream_payloads: list[DatastreamPayload] | None = None


class SampleAnswer(Answer, SampleData):
    """Answer of ``GET /api/{projectId}/raw-data/{sampleId}``."""


class SamplesAnswer(Answer):
    """Answer of ``GET /api/{projectId}/raw-data``: one page of samples and how many there are in all."""

    samples: list[Sample]
    total_count: int = 0
    left_out: str | None = None
    """Extension of the embedded service: a sentence on the files that lie there and are no samples."""


class CountAnswer(Answer):
    """Answer of ``GET /api/{projectId}/raw-data/count``."""

    count: int

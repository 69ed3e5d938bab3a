"""When each window begins and ends, and what is expected of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.service.schema import Classification, ClassifyAnswer, SampleData, StructuredLabel


@dataclass(frozen=True)
class Windows:
    """The sliding windows over a sample: window ``w`` spans ``[w·increase_ms, w·increase_ms + size_ms)``.

    Attributes:
        count: How many there are; an image is one window.
        size_ms: Length of a window in milliseconds.
        increase_ms: Distance from one window's start to the next one's, in milliseconds.
        image: Whether the sample is a picture, whose one window has no place in time.
    """

    count: int
    size_ms: float
    increase_ms: float
    image: bool = False

    @property
    def start_ms(self) -> npt.NDArray[np.float64]:
        """Start of each window in milliseconds from the sample's start, shape (count,)."""
        return np.arange(self.count, dtype=np.float64) * self.increase_ms

    @property
    def timed(self) -> bool:
        """Whether the windows have a place in time: not for a picture, nor where the service sent no usable step."""
        return not self.image and bool(np.isfinite(self.increase_ms)) and self.increase_ms > 0


def windows_of(answer: ClassifyAnswer, classifications: Iterable[Classification]) -> Windows:
    """The windows that the classifications of an answer speak of: as many as the longest of them has."""
    count = max((window_count(each) for each in classifications), default=0)
    image = count <= 1 and is_image(answer.sample)
    return Windows(count, answer.window_size_ms, answer.window_increase_ms, image)


def window_count(classification: Classification) -> int:
    """How many windows a classification speaks of, in whichever of its fields has most."""
    fields: tuple[Sequence[object] | None, ...] = (
        classification.result,
        classification.anomaly_result,
        classification.structured_result,
        classification.details,
        classification.label_map_result,
        classification.label_map_scores,
    )
    return max(len(field or ()) for field in fields)


def is_image(sample: SampleData) -> bool:
    """Whether the sample is a picture, as its chart type says or else the name of its one sensor."""
    if sample.sample.chart_type in ("image", "video"):
        return sample.sample.chart_type == "image"
    sensors = sample.payload.sensors or sample.sample.sensors
    return [sensor.name for sensor in sensors] == ["image"]


def is_sound(sample: SampleData) -> bool:
    """Whether the sample was recorded by a microphone, as the name or the unit of its one sensor says."""
    sensors = sample.payload.sensors or sample.sample.sensors
    return len(sensors) == 1 and (sensors[0].name == "audio" or sensors[0].units == "wav")


def is_film(sample: SampleData, windows: Windows) -> bool:
    """Whether the sample is a film, as its chart type or an address says, or else several windows of pictures."""
    told = sample.sample.chart_type == "video" or bool(sample.sample.video_url or sample.sample.video_url_full)
    return told or (is_image(sample) and windows.count > 1)


def expected_labels(labels: list[StructuredLabel], count: int, *, joined: bool = False) -> npt.NDArray[np.object_]:
    """The label that each window should get.

    Args:
        labels: Labels and the windows that they cover, ``end_index`` inclusive, in any order; what lies outside
            of the windows is ignored, and so is a label without a text.
        count: How many windows there are.
        joined: Let all of several overlapping labels hold, in order of their names, joined by ", ".

    Returns:
        A label per window, shape (count,); None where none covers it and, unless these are joined, where different
        ones do, see :func:`contradicted`.
    """
    expected = np.full(count, None, dtype=object)
    named = [label for label in labels if label.label]
    for label in named:
        covered = _covered(label)
        if joined:
            expected[covered] = [joined_labels({*split_labels(held), label.label}) for held in expected[covered]]
        else:
            expected[covered] = label.label
    if not joined:
        expected[contradicted(named, count)] = None
    return expected


def contradicted(labels: list[StructuredLabel], count: int) -> npt.NDArray[np.bool_]:
    """The windows of which different labels are expected, shape (count,)."""
    expected = np.full(count, None, dtype=object)
    clash = np.zeros(count, dtype=np.bool_)
    for label in labels:
        if label.label:
            held = expected[_covered(label)]
            clash[_covered(label)] |= np.array([other not in (None, label.label) for other in held], dtype=np.bool_)
            held[:] = label.label
    return clash


def _covered(label: StructuredLabel) -> slice:
    """The windows that a label covers."""
    return slice(max(label.start_index, 0), max(label.end_index + 1, 0))


def joined_labels(labels: Iterable[str]) -> str:
    """Several labels as one text, in order of their names, so that equal sets give equal texts."""
    return ", ".join(sorted(labels))


def split_labels(text: str | None) -> list[str]:
    """The labels that :func:`joined_labels` put together."""
    return text.split(", ") if text else []

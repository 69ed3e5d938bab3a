"""Writes a project folder as the embedded service reads it."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

Category: TypeAlias = Literal["training", "testing"]


@dataclass(frozen=True)
class Sample:
    """One sample of a project.

    Attributes:
        path: Its file, relative to the folder of samples.
        category: Its half of the split.
        label: What it shows; None where it has no label.
        metadata: Anything else worth knowing about it.
        boxes: Ground truth in pixels of the image: label, x, y (top left), width, height.
    """

    path: str
    category: Category
    label: str | None
    metadata: dict[str, str] = field(default_factory=dict)
    boxes: tuple[dict[str, str | int], ...] = ()


def described(
    *,
    number: int,
    name: str,
    description: str,
    created: str,
    variants: Mapping[str, str],
    demo: Mapping[str, Any],
    impulses: Sequence[Mapping[str, Any]],
    labeling_method: str = "single_label",
    anomalous: Sequence[str] = (),
) -> dict[str, Any]:
    """The content of project.json.

    Args:
        number: The project's id.
        name: Its name.
        description: What it is, in sentences.
        created: When, as ISO 8601.
        variants: What each variant is, float32 among them.
        demo: The demo's card.
        impulses: The impulses, as the file has them.
        labeling_method: ``single_label`` or ``object_detection``.
        anomalous: Labels that count as anomalies.
    """
    return {
        "format": 1,
        "id": number,
        "name": name,
        "description": description,
        "owner": "Variant Lens",
        "created": created,
        "labelingMethod": labeling_method,
        "samples": "samples",
        "referenceVariant": "float32",
        "variants": variants,
        "anomalousLabels": list(anomalous),
        "demo": demo,
        "measured": "measured.json",
        "impulses": impulses,
    }


def empty(folder: Path) -> None:
    """Makes a folder with nothing but empty ``models`` and ``samples``; what was there is gone."""
    if folder.exists():
        shutil.rmtree(folder)
    (folder / "models").mkdir(parents=True)
    (folder / "samples").mkdir()


def write_json(path: Path, value: Any) -> None:
    """Writes readable JSON, the same bytes for the same value; NaN is refused.

    Raises:
        ValueError: The value holds NaN or an infinity.
    """
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def write_models(folder: Path, models: dict[str, bytes]) -> None:
    """Writes ``models/NAME.tflite`` for each."""
    for name, model in models.items():
        (folder / "models" / f"{name}.tflite").write_bytes(model)


def write_info(folder: Path, samples: Sequence[Sample]) -> None:
    """Writes ``samples/info.labels``, the form of an exported data set; sample ids follow this order, from 1."""
    write_json(folder / "samples" / "info.labels", {"version": 1, "files": [_entry(sample) for sample in samples]})


def threshold(key: str, description: str, help_text: str, value: float) -> dict[str, Any]:
    """A threshold of a learn block; the value shipped is also the one suggested."""
    return {
        "key": key,
        "description": description,
        "helpText": help_text,
        "value": value,
        "suggestedValue": value,
    }


def min_score(value: float) -> dict[str, Any]:
    """The threshold of a classifier."""
    return threshold("min_score", "Score threshold", "Below this score the answer is uncertain.", value)


def _entry(sample: Sample) -> dict[str, Any]:
    unlabeled = sample.label is None
    return {
        "path": sample.path,
        "name": sample.path,
        "category": sample.category,
        "label": {"type": "unlabeled"} if unlabeled else {"type": "label", "label": sample.label},
        "metadata": sample.metadata,
        "boundingBoxes": list(sample.boxes),
    }


def write_series(
    path: Path, sensors: Sequence[str], timestamps_ms: Iterable[int], rows: Iterable[Iterable[Any]]
) -> None:
    """Writes a time series as CSV.

    Args:
        path: The file.
        sensors: Names of the columns after the timestamp, with the unit in brackets where it is known.
        timestamps_ms: Milliseconds since the start, one per row.
        rows: The values, written as they print.
    """
    lines = [",".join(["timestamp", *sensors])]
    lines += [",".join(map(str, [time, *row])) for time, row in zip(timestamps_ms, rows, strict=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")

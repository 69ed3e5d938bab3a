"""What a data set says of its samples before any of them is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class LabelRange:
    """A label that covers the values ``start_index`` … ``end_index`` of a sample, both inclusive."""

    start_index: int
    end_index: int
    label: str


@dataclass(frozen=True)
class Box:
    """A labelled box in pixels of the sample's image, from the top left corner."""

    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class SampleEntry:
    """One sample of a data set, as its list of labels describes it; its values are not read yet."""

    id: int
    """1, 2, 3 … in the order of the list."""
    path: Path
    filename: str
    """The name that people see: the list's ``name``, or else the name of the file."""
    category: str
    """training, testing, validation, post-processing or split."""
    label: str | None = None
    """None where the sample has no label or several."""
    structured_labels: tuple[LabelRange, ...] = ()
    label_map: Mapping[str, str] = field(default_factory=dict)
    """Key → label of the whole sample, where a data set labels with several keys at once."""
    bounding_boxes: tuple[Box, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None
    """The folder of samples, in which the file must lie; the file's own where there is none."""


@dataclass(frozen=True)
class Dataset:
    """The samples of one folder."""

    folder: Path
    samples: tuple[SampleEntry, ...]
    left_out: str = ""
    """A sentence on the files of the folder that are no samples; empty without any, or where a list says which are."""

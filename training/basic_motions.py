"""BasicMotions: recordings of four activities by a smart watch, 10 Hz for 10 s, as they ship in ``aeon``.

Each line of the .ts files is one recording: its six channels separated by colons, then the label.
"""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from studio.processing import processor
from training.projects import Category, Sample, write_series

AXES = ("accX", "accY", "accZ", "gyrX", "gyrY", "gyrZ")
LABELS = ("badminton", "running", "standing", "walking")
FREQUENCY_HZ = 10
WINDOW_MS, INCREASE_MS = 2000, 500
WINDOWS = 17
"""Per recording of ten seconds."""
FILES: dict[Category, str] = {"testing": "BasicMotions_TEST.ts", "training": "BasicMotions_TRAIN.ts"}
SHORT: dict[Category, str] = {"testing": "test", "training": "train"}

ORIGIN = """\
The recordings are BasicMotions as shipped in the Python package aeon 1.6.0 (BSD-3-Clause). The data file itself says
that four students of a student project made it: each performed four activities (standing, running, walking,
badminton) five times for ten seconds, wearing a smart watch with a 3-D accelerometer and a 3-D gyroscope, sampled
every tenth of a second. It gives no licence of its own, no units and no names of participants. The first three
channels are taken to be the accelerometer and the last three the gyroscope, in the order of that sentence; no unit is
stated here because none is documented.

The values, labels and the split into 40 training and 40 test recordings are those of the files; no recording is in
both. Who recorded what is not told, so the same student may be in both: accuracy on a new person is not measured.
"""


@dataclass(frozen=True)
class Recording:
    """One recording.

    Attributes:
        name: Such as *walking-test-03*: label, half of the split, number within the label.
        label: One of :data:`LABELS`.
        category: Its half of the split.
        values: As text, exactly as in the file, shape (100, 6).
    """

    name: str
    label: str
    category: Category
    values: npt.NDArray[np.str_]

    @property
    def signal(self) -> npt.NDArray[np.float64]:
        """The values as numbers, shape (100, 6)."""
        return self.values.astype(np.float64)


def recordings(category: Category) -> list[Recording]:
    """All recordings of one half of the split, in the order of the file."""
    file = resources.files("aeon") / "datasets" / "data" / "BasicMotions" / FILES[category]
    found: list[Recording] = []
    for line in file.read_text().split("@data")[1].split():
        *channels, label = line.lower().split(":")
        number = 1 + sum(other.label == label for other in found)
        values = np.array([channel.split(",") for channel in channels]).T
        found.append(Recording(f"{label}-{SHORT[category]}-{number:02}", label, category, values))
    return found


def windows(signals: list[Recording]) -> npt.NDArray[np.float64]:
    """All windows of some recordings, one recording after the other, shape (recordings × 17, 20, 6)."""
    size, increase = WINDOW_MS * FREQUENCY_HZ // 1000, INCREASE_MS * FREQUENCY_HZ // 1000
    views = [np.lib.stride_tricks.sliding_window_view(r.signal, size, axis=0)[::increase] for r in signals]
    return np.concatenate(views).swapaxes(1, 2)


def features(kind: str, parameters: dict[str, Any], of: list[Recording]) -> npt.NDArray[np.float32]:
    """Features of all windows by the service's own processing, shape (windows, …)."""
    return processor(kind, parameters, axes=len(AXES), frequency_hz=FREQUENCY_HZ)(windows(of))


def expected(of: list[Recording]) -> npt.NDArray[np.object_]:
    """The label of each window, shape (windows,)."""
    return np.repeat(np.array([recording.label for recording in of], dtype=object), WINDOWS)


def classes(of: list[Recording]) -> npt.NDArray[np.int64]:
    """The place of each window's label among :data:`LABELS`, shape (windows,)."""
    return np.array([LABELS.index(label) for label in expected(of)])


def sample_files(of: list[Recording]) -> npt.NDArray[np.object_]:
    """The file of the sample that each window is of, shape (windows,)."""
    return np.repeat(np.array([f"{recording.name}.csv" for recording in of], dtype=object), WINDOWS)


def impulse_input(identifier: int) -> dict[str, Any]:
    """The input block of an impulse over these recordings."""
    return {
        "id": identifier,
        "type": "time-series",
        "windowSizeMs": WINDOW_MS,
        "windowIncreaseMs": INCREASE_MS,
        "frequencyHz": FREQUENCY_HZ,
        "axes": list(AXES),
    }


def write_samples(folder: Path, chosen: list[Recording]) -> list[Sample]:
    """Writes recordings as CSV files and says what they are."""
    for recording in chosen:
        timestamps = range(0, len(recording.values) * 1000 // FREQUENCY_HZ, 1000 // FREQUENCY_HZ)
        write_series(folder / f"{recording.name}.csv", AXES, timestamps, recording.values)
    return [Sample(f"{r.name}.csv", r.category, r.label) for r in chosen]

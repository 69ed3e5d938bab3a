"""A caller's wish made ready: the sample is read, its windows are known, the processing blocks can work."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from studio import windows as over_time
from studio.errors import BadRequest
from studio.impulses import processors
from studio.processing import Processor
from studio.projectfile import ImageInput, ImpulseFile, TimeSeriesInput
from studio.projects import PROJECT, Project
from studio.resampling import FAR, Resampling, resampling
from studio.samples import Recording, SampleEntry
from studio.samples.tables import LOOKED_FOR
from studio.windows import Windows
from studio.wire.samples import recorded


@dataclass(frozen=True)
class Wish:
    """What a caller wants to have classified."""

    sample_id: int
    variants: tuple[str, ...]
    impulse_id: int | None = None
    include_debug_info: bool = False
    truncate_structured_labels: bool = False


@dataclass(frozen=True, eq=False)
class Task:
    """A wish that can be fulfilled: everything is there and read, nothing is computed yet."""

    project: Project
    impulse: ImpulseFile
    wish: Wish
    entry: SampleEntry
    recording: Recording
    resampling: Resampling | None
    windows: Windows
    processors: dict[int, Processor] = field(repr=False)

    @property
    def windows_as_recorded(self) -> Windows:
        """The windows in rows of the recording, whatever its rate."""
        return self.windows if self.resampling is None else self.windows.stretched(1 / self.resampling.ratio)


def prepared(project: Project, wish: Wish) -> Task:
    """A wish made ready.

    Raises:
        NotFound: There is no such impulse or sample.
        BadRequest: A variant is not there, or the sample does not fit the impulse.
        Damaged: The sample cannot be read, or the impulse's processing blocks cannot work.
    """
    impulse = project.impulse(wish.impulse_id)
    entry = project.sample(wish.sample_id)
    project.checked_variants(impulse, wish.variants)
    recording = recorded(project, entry)
    change = _resampling(impulse.input, recording, entry)
    return Task(
        project=project,
        impulse=impulse,
        wish=wish,
        entry=entry,
        recording=recording,
        resampling=change,
        windows=_windows(impulse.input, recording, entry, change),
        processors=_processors(project, impulse.id),
    )


def values(task: Task) -> NDArray[np.float64]:
    """The axes that the impulse takes, at its rate, shape (rows, axes)."""
    measured = task.recording.values[:, columns(task)]
    return measured if task.resampling is None else task.resampling(measured)


def columns(task: Task) -> list[int]:
    """Where the impulse's axes stand in the recording."""
    names = [name for name, _unit in task.recording.sensors]
    if missing := [axis for axis in task.impulse.input.axes if axis not in names]:
        raise BadRequest(
            f"“{task.entry.filename}” has no axis {', '.join(missing)}, which the impulse takes, but {', '.join(names)}"
        )
    return [names.index(axis) for axis in task.impulse.input.axes]


def _resampling(block: TimeSeriesInput | ImageInput, recording: Recording, entry: SampleEntry) -> Resampling | None:
    """How the recording comes to the impulse's rate, None where nothing is to be done."""
    if isinstance(block, ImageInput) or recording.image is not None:
        return None
    if recording.frequency_hz <= 0:
        names = ", ".join(name for name, _unit in recording.sensors)
        raise BadRequest(
            f"“{entry.filename}” says nothing of time, but the impulse takes a signal over time. A first column named "
            f"{LOOKED_FOR} was looked for; there is {names}"
        )
    if block.frequency_hz > FAR * recording.frequency_hz:
        raise BadRequest(
            f"“{entry.filename}” has {recording.frequency_hz:g} values per second, but the impulse takes "
            f"{block.frequency_hz:g}: more than {FAR:g} for each one are not made up. Is the unit of its time right?"
        )
    try:
        return resampling(recording.frequency_hz, block.frequency_hz)
    except ValueError as error:
        raise BadRequest(f"“{entry.filename}” cannot be resampled: {error}") from None


def _windows(
    block: TimeSeriesInput | ImageInput, recording: Recording, entry: SampleEntry, change: Resampling | None
) -> Windows:
    if isinstance(block, ImageInput):
        if recording.image is None:
            raise BadRequest(f"“{entry.filename}” is no image, but the impulse takes images")
        return Windows(starts=tuple(range(len(recording.pictures))), size=1)
    if recording.image is not None:
        raise BadRequest(f"“{entry.filename}” is an image, but the impulse takes a signal")
    rows = len(recording.values) if change is None else change.rows(len(recording.values))
    windows = over_time.over(rows, block.frequency_hz, block.window_size_ms, block.window_increase_ms)
    if not windows:
        length_ms = len(recording.values) * recording.interval_ms
        raise BadRequest(
            f"“{entry.filename}” is {length_ms:g} ms long, shorter than one window of {block.window_size_ms:g} ms"
        )
    return windows


@lru_cache(maxsize=32)
def _processors(project: Project, impulse_id: int) -> dict[int, Processor]:
    """An impulse's processing blocks by their id, made once for a project as it was read."""
    return processors(f"{project.folder.name}/{PROJECT}", project.file, project.impulse(impulse_id))

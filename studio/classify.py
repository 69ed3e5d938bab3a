"""One sample, several variants → one answer: reading, windows, processing, learn blocks, and the wire schema."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from studio import windows as over_time
from studio.errors import BadRequest, Damaged
from studio.inference import Runtime
from studio.learning import BlockAnswer, LearnFile, Question
from studio.learning.scenes import Scene, TrueBox, scene
from studio.processing import ProcessingError, Processor, processor
from studio.projectfile import ImageInput, ImpulseFile, TimeSeriesInput, problem_of
from studio.projects import PROJECT, Project
from studio.samples import Recording, SampleEntry
from studio.windows import Windows
from studio.wire import projects as project_words
from studio.wire import samples as sample_words
from variantlens.service import schema

CHUNK = 256
"""Windows that are processed at a time: bounds memory, and is how often a job tells its progress."""
RATE_TOLERANCE = 0.01
"""Part by which a recording's rate may differ from the impulse's: clocks of sensors are that exact."""


class Watch(Protocol):
    """Is told how far the work is."""

    def __call__(self, done: int, total: int) -> None:
        """Windows that are done, of all; raises to end the work."""
        ...


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
    windows: Windows
    processors: dict[int, Processor] = field(repr=False)

    @property
    def steps(self) -> int:
        """Windows times variants, which is what takes time."""
        return len(self.windows) * len(self.wish.variants)


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
    recording = sample_words.recorded(project, entry)
    return Task(
        project=project,
        impulse=impulse,
        wish=wish,
        entry=entry,
        recording=recording,
        windows=_windows(impulse.input, recording, entry),
        processors=_processors(project, impulse),
    )


def classify(task: Task, runtime: Runtime, watch: Watch | None = None) -> schema.ClassifyAnswer:
    """The answer to a task.

    Raises:
        Damaged: A model cannot be used, or does not fit the blocks around it.
    """
    answers: dict[tuple[str, int], BlockAnswer] = {}
    scenes = _scenes(task)
    done = 0
    for inputs in _inputs(task):
        features = _features(task, inputs)
        for variant in task.wish.variants:
            for block in task.impulse.learning:
                question = Question(
                    _joined(block, features),
                    variant,
                    task.project.folder,
                    runtime,
                    scenes,
                    task.wish.include_debug_info,
                )
                answers.setdefault((variant, block.id), BlockAnswer()).extend(block.ask(question))
        done += len(inputs)
        if watch is not None:
            watch(done, len(task.windows))
    return _answer(task, answers, runtime)


def one_variant(answer: schema.ClassifyAnswer) -> schema.OneVariantAnswer:
    """The answer for one variant in the form of the one-variant call."""
    return schema.OneVariantAnswer(
        classifications=answer.results[0].classifications,
        sample=answer.sample,
        window_size_ms=answer.window_size_ms,
        window_increase_ms=answer.window_increase_ms,
        already_in_database=answer.already_in_database,
    )


def _windows(block: TimeSeriesInput | ImageInput, recording: Recording, entry: SampleEntry) -> Windows:
    if isinstance(block, ImageInput):
        if recording.image is None:
            raise BadRequest(f"“{entry.filename}” is no image, but the impulse takes images")
        return Windows(starts=(0,), size=1)
    if recording.image is not None:
        raise BadRequest(f"“{entry.filename}” is an image, but the impulse takes a signal")
    if abs(recording.frequency_hz - block.frequency_hz) > RATE_TOLERANCE * block.frequency_hz:
        raise BadRequest(
            f"“{entry.filename}” has {recording.frequency_hz:g} values per second, but the impulse takes "
            f"{block.frequency_hz:g}, and this service does not resample"
        )
    windows = over_time.over(len(recording.values), block.frequency_hz, block.window_size_ms, block.window_increase_ms)
    if not windows:
        length_ms = len(recording.values) * recording.interval_ms
        raise BadRequest(
            f"“{entry.filename}” is {length_ms:g} ms long, shorter than one window of {block.window_size_ms:g} ms"
        )
    return windows


def _processors(project: Project, impulse: ImpulseFile) -> dict[int, Processor]:
    """The impulse's processing blocks by their id."""
    block = impulse.input
    size = block.size if isinstance(block, ImageInput) else {}
    frequency_hz = block.frequency_hz if isinstance(block, TimeSeriesInput) else 0.0
    ready = {}
    for number, chosen in enumerate(impulse.processing):
        place = f"impulses.{project.file.impulses.index(impulse)}.processing.{number}"
        try:
            parameters = {**chosen.parameters, **size}
            ready[chosen.id] = processor(chosen.type, parameters, axes=len(block.axes), frequency_hz=frequency_hz)
        except ProcessingError as error:
            raise Damaged(f"{project.folder.name}/{PROJECT}", str(error), place) from None
        except ValidationError as error:
            name, cause = problem_of(error)
            raise Damaged(f"{project.folder.name}/{PROJECT}", cause, f"{place}.parameters.{name}") from None
    return ready


def _inputs(task: Task) -> Iterator[Any]:
    """What processing blocks take, part by part: windows of shape (windows, values, axes), or images."""
    if task.recording.image is not None:
        yield [task.recording.image]
        return
    values = task.recording.values[:, _columns(task)]
    for first in range(0, len(task.windows), CHUNK):
        yield task.windows.cut(values, first, first + CHUNK)


def _scenes(task: Task) -> list[Scene]:
    """What is known of the picture, as the only item; nothing for a signal."""
    block = task.impulse.input
    if task.recording.image is None or not isinstance(block, ImageInput):
        return []
    wanted = (block.image_width, block.image_height)
    truth = [TrueBox(box.label, box.x, box.y, box.width, box.height) for box in task.entry.bounding_boxes]
    return [scene(truth, task.recording.image.size, wanted, block.resize_mode)]


def _columns(task: Task) -> list[int]:
    """Where the impulse's axes stand in the recording."""
    names = [name for name, _unit in task.recording.sensors]
    if missing := [axis for axis in task.impulse.input.axes if axis not in names]:
        raise BadRequest(
            f"“{task.entry.filename}” has no axis {', '.join(missing)}, which the impulse takes, but {', '.join(names)}"
        )
    return [names.index(axis) for axis in task.impulse.input.axes]


def _features(task: Task, inputs: Any) -> dict[int, NDArray[np.float32]]:
    """Features by the id of their processing block, each shape (windows, …)."""
    try:
        return {block: process(inputs) for block, process in task.processors.items()}
    except ProcessingError as error:
        raise Damaged(f"{task.project.folder.name}/{PROJECT}", str(error), "processing") from None


def _joined(block: LearnFile, features: dict[int, NDArray[np.float32]]) -> NDArray[np.float32]:
    """What a learn block takes: one processing block's features as they are, several flattened and in a row."""
    if len(block.processing) == 1:
        return features[block.processing[0]]
    parts = [features[number].reshape(len(features[number]), -1) for number in block.processing]
    return np.concatenate(parts, axis=1)


def _answer(task: Task, answers: dict[tuple[str, int], BlockAnswer], runtime: Runtime) -> schema.ClassifyAnswer:
    block = task.impulse.input
    expected = over_time.expected_labels(task.entry, task.windows)
    results = [
        schema.VariantResult(
            variant=variant,
            classifications=[
                _classification(
                    task,
                    learn,
                    answers[variant, learn.id],
                    expected,
                    learn.model(variant, task.project.folder, runtime),
                )
                for learn in task.impulse.learning
            ],
        )
        for variant in task.wish.variants
    ]
    return schema.ClassifyAnswer(
        results=results,
        sample=sample_words.sample_data(
            task.project, task.entry, task.recording, truncate=task.wish.truncate_structured_labels
        ),
        window_size_ms=block.window_size_ms if isinstance(block, TimeSeriesInput) else 0,
        window_increase_ms=block.window_increase_ms if isinstance(block, TimeSeriesInput) else 0,
        already_in_database=task.entry.category == "training",
    )


def _classification(
    task: Task,
    block: LearnFile,
    answer: BlockAnswer,
    expected: Sequence[schema.StructuredLabel],
    model: schema.ModelFile | None,
) -> schema.Classification:
    increase_ms = task.impulse.input.window_increase_ms if isinstance(task.impulse.input, TimeSeriesInput) else 0
    outcomes = over_time.expected_outcomes(expected, task.project.file.anomalous_labels) if block.is_anomaly else None
    return schema.Classification(
        learn_block=project_words.learn_block(block),
        result=answer.result,
        anomaly_result=answer.anomaly_result or None,
        structured_result=answer.structured_result or None,
        details=answer.details or None,
        object_detection_last_layer=block.detection_layer,
        minimum_confidence_rating=_minimum(block),
        expected_labels=list(expected),
        expected_anomaly_outcome=outcomes,
        thresholds=[schema.Threshold.model_validate(limit.model_dump()) for limit in block.thresholds],
        is_multi_label=block.is_multi_label,
        interval_ms=increase_ms,
        frequency_hz=1000 / increase_ms if increase_ms else 0,
        result_count=len(task.windows),
        model=model,
    )


def _minimum(block: LearnFile) -> float:
    """The deprecated form of the block's first numeric threshold, which the bindings still require."""
    return next((limit.value for limit in block.thresholds if isinstance(limit.value, float)), 0.0)

"""One sample, several variants → one answer: reading, windows, processing, learn blocks, and the wire schema."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from studio import windows as over_time
from studio.errors import BadRequest, Damaged, NotFound
from studio.inference import Runtime
from studio.learning import BlockAnswer, LearnFile, Question
from studio.learning.scenes import Scene, TrueBox, scene
from studio.processing import ProcessingError
from studio.projectfile import ImageInput, TimeSeriesInput
from studio.projects import PROJECT
from studio.tasks import Task, Wish, columns, prepared, values
from studio.wire import projects as project_words
from studio.wire import samples as sample_words
from variantlens.service import schema

__all__ = ["Task", "Watch", "Wish", "classify", "one_variant", "prepared", "window"]

CHUNK = 256
"""Windows that are processed at a time: bounds memory, and is how often a job tells its progress."""


class Watch(Protocol):
    """Is told how far the work is."""

    def __call__(self, done: int, total: int) -> None:
        """Windows that are done, of all; raises to end the work."""
        ...


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
        for block in task.impulse.learning:
            joined = _joined(block, features)
            for variant in _asked(block, task.wish.variants):
                question = Question(
                    joined,
                    variant,
                    task.project.folder,
                    runtime,
                    scenes[done : done + len(inputs)],
                    task.wish.include_debug_info,
                )
                answers.setdefault((variant, block.id), BlockAnswer()).extend(block.ask(question))
        done += len(inputs)
        if watch is not None:
            watch(done, len(task.windows))
    return _answer(task, answers)


def window(task: Task, index: int) -> schema.SampleData:
    """The values of one window as the impulse's processing blocks get them: its axes, at its rate.

    Raises:
        NotFound: There is no such window.
        BadRequest: The sample is an image.
    """
    if task.recording.image is not None and not task.recording.frames:
        raise BadRequest(f"“{task.entry.filename}” is an image, which has no windows")
    if not 0 <= index < len(task.windows):
        raise NotFound(f"“{task.entry.filename}” has no window {index}, it has 0 to {len(task.windows) - 1}")
    if task.recording.frames:
        return sample_words.frame(
            task.project, task.entry, task.recording, index, truncate=task.wish.truncate_structured_labels
        )
    start = task.windows_as_recorded.starts[index]
    rows = (start, min(start + task.windows_as_recorded.size, len(task.recording.values)))
    data = sample_words.of_values(
        task.project,
        task.entry,
        task.recording,
        task.windows.cut(values(task), index, index + 1)[0],
        rows,
        truncate=task.wish.truncate_structured_labels,
    )
    return data.model_copy(update={"payload": data.payload.model_copy(update=_axes(task))})


def _axes(task: Task) -> dict[str, Any]:
    """The sensors and the rate of the impulse's input, as fields of a payload."""
    block = task.impulse.input
    sensors = [task.recording.sensors[column] for column in columns(task)]
    wire = [schema.Sensor(index=index, name=name, units=unit) for index, (name, unit) in enumerate(sensors)]
    rate_hz = (
        block.frequency_hz if isinstance(block, TimeSeriesInput) and task.resampling else task.recording.frequency_hz
    )
    return {"sensors": wire, "frequency_hz": rate_hz, "interval_ms": 1000 / rate_hz}


def one_variant(answer: schema.ClassifyAnswer) -> schema.OneVariantAnswer:
    """The answer for one variant in the form of the one-variant call."""
    return schema.OneVariantAnswer(
        classifications=answer.results[0].classifications,
        sample=answer.sample,
        window_size_ms=answer.window_size_ms,
        window_increase_ms=answer.window_increase_ms,
        already_in_database=answer.already_in_database,
    )


def _inputs(task: Task) -> Iterator[Any]:
    """What processing blocks take, part by part: windows of shape (windows, values, axes), or images."""
    pictures = task.recording.pictures
    for first in range(0, len(pictures), CHUNK):
        yield pictures[first : first + CHUNK]
    if pictures:
        return
    measured = values(task)
    for first in range(0, len(task.windows), CHUNK):
        yield task.windows.cut(measured, first, first + CHUNK)


def _asked(block: LearnFile, variants: Sequence[str]) -> Sequence[str]:
    """The variants that a block is asked for: the first one speaks for all where the block is the same in all."""
    return variants[:1] if block.variants is None else variants


def _scenes(task: Task) -> list[Scene]:
    """What is known of each picture; nothing for a signal. Labelled boxes are those of a picture, not of a film."""
    block, pictures = task.impulse.input, task.recording.pictures
    if not isinstance(block, ImageInput):
        return []
    wanted = (block.image_width, block.image_height)
    boxes = () if task.recording.frames else task.entry.bounding_boxes
    truth = [TrueBox(box.label, box.x, box.y, box.width, box.height) for box in boxes]
    return [scene(truth, picture.size, wanted, block.resize_mode) for picture in pictures]


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


def _answer(task: Task, answers: dict[tuple[str, int], BlockAnswer]) -> schema.ClassifyAnswer:
    size_ms, increase_ms = _times(task)
    expected = over_time.expected_labels(task.entry, task.windows_as_recorded)
    wanted = task.wish.variants
    said: dict[int, dict[str, schema.Classification]] = {}
    for learn in task.impulse.learning:
        asked = {
            variant: _classification(
                task,
                learn,
                answers[variant, learn.id],
                expected,
            )
            for variant in _asked(learn, wanted)
        }
        said[learn.id] = {variant: asked.get(variant, asked[wanted[0]]) for variant in wanted}
    results = [
        schema.VariantResult(
            variant=variant, classifications=[said[learn.id][variant] for learn in task.impulse.learning]
        )
        for variant in wanted
    ]
    return schema.ClassifyAnswer(
        results=results,
        sample=sample_words.classified_data(
            task.project, task.entry, task.recording, truncate=task.wish.truncate_structured_labels
        ),
        window_size_ms=size_ms,
        window_increase_ms=increase_ms,
        already_in_database=task.entry.category == "training",
    )


def _times(task: Task) -> tuple[schema.Quantity, schema.Quantity]:
    """Length of a window and time to the next, in milliseconds: a film's window is a frame, a picture has no time."""
    block = task.impulse.input
    if isinstance(block, TimeSeriesInput):
        return _whole(block.window_size_ms), _whole(block.window_increase_ms)
    return _whole(task.recording.interval_ms), _whole(task.recording.interval_ms)


def _whole(time_ms: schema.Quantity) -> schema.Quantity:
    """A whole number as such, since the official bindings take no 0.0; a part of a millisecond is never cut off."""
    return int(time_ms) if float(time_ms).is_integer() else time_ms


def _classification(
    task: Task,
    block: LearnFile,
    answer: BlockAnswer,
    expected: Sequence[schema.StructuredLabel],
) -> schema.Classification:
    _, increase_ms = _times(task)
    outcomes = over_time.expected_outcomes(expected, task.project.file.anomalous_labels) if block.is_anomaly else None
    said = schema.Classification(
        learn_block=project_words.learn_block(block),
        result=[],
        anomaly_result=answer.anomaly_result or None,
        structured_result=answer.structured_result or None,
        details=answer.details or None,
        object_detection_last_layer=block.detection_layer,
        minimum_confidence_rating=_minimum(block),
        expected_labels=list(expected),
        expected_anomaly_outcome=outcomes,
        thresholds=[schema.Threshold(**dict(limit)) for limit in block.thresholds],
        is_multi_label=block.is_multi_label,
        interval_ms=increase_ms,
        frequency_hz=1000 / increase_ms if increase_ms else 0,
        result_count=len(task.windows),
        model=answer.model,
    )
    # Put in unchecked: each score is a number or None already.
    return said.model_copy(update={"result": answer.result})


def _minimum(block: LearnFile) -> float:
    """The deprecated form of the block's first numeric threshold, which the bindings still require."""
    return next((limit.value for limit in block.thresholds if isinstance(limit.value, float)), 0.0)

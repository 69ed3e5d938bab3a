"""An impulse put together: its processing blocks made ready, and whether what they give fits the models behind them."""

from collections.abc import Iterator
from math import prod
from pathlib import Path

from pydantic import ValidationError

from studio import windows as over_time
from studio.errors import Damaged
from studio.learning import LearnFile
from studio.processing import ProcessingError, Processor, processor
from studio.projectfile import ImageInput, ImpulseFile, ProjectFile, TimeSeriesInput, problem_of
from studio.shapes import Shape


def processors(name: str, file: ProjectFile, impulse: ImpulseFile) -> dict[int, Processor]:
    """An impulse's processing blocks by their id.

    Args:
        name: What errors call the project's file.
        file: The project's file.
        impulse: One of its impulses.

    Raises:
        Damaged: A block cannot work as the file says.
    """
    block = impulse.input
    size = block.size if isinstance(block, ImageInput) else {}
    frequency_hz = block.frequency_hz if isinstance(block, TimeSeriesInput) else 0.0
    ready = {}
    for number, chosen in enumerate(impulse.processing):
        place = f"impulses.{file.impulses.index(impulse)}.processing.{number}"
        try:
            parameters = {**chosen.parameters, **size}
            ready[chosen.id] = processor(chosen.type, parameters, axes=len(block.axes), frequency_hz=frequency_hz)
        except ProcessingError as error:
            raise Damaged(name, str(error), place) from None
        except ValidationError as error:
            field, cause = problem_of(error)
            raise Damaged(name, cause, f"{place}.parameters.{field}") from None
    return ready


def mismatches(name: str, file: ProjectFile, folder: Path) -> Iterator[Damaged]:
    """Models whose tensors do not fit what is around them; processing blocks that cannot work are not looked at."""
    for i, impulse in enumerate(file.impulses):
        try:
            given = _shapes(processors(name, file, impulse), impulse)
        except (Damaged, ProcessingError):
            continue
        for j, block in enumerate(impulse.learning):
            taken = _taken(block, given)
            for field, cause in block.mismatches(taken, folder, picture=isinstance(impulse.input, ImageInput)):
                yield Damaged(name, cause, f"impulses.{i}.learning.{j}.{field}")


def _shapes(ready: dict[int, Processor], impulse: ImpulseFile) -> dict[int, Shape]:
    """The shape of one window's features, by processing block."""
    block = impulse.input
    values = (
        over_time.rows_in_window(block.frequency_hz, block.window_size_ms) if isinstance(block, TimeSeriesInput) else 1
    )
    return {number: process.shape(values) for number, process in ready.items()}


def _taken(block: LearnFile, given: dict[int, Shape]) -> Shape:
    """What a learn block takes: one processing block's features as they are, several flattened and in a row."""
    shapes = [given[number] for number in block.processing]
    return shapes[0] if len(shapes) == 1 else (sum(map(prod, shapes)),)

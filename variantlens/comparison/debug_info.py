"""The debug information of FOMO: how the service paired true and predicted centres; JSON inside of a text.

Labels are numbers that count from 1, since 0 is the background. Centres are in 0..1 of the picture.
"""

import json
import math
from dataclasses import dataclass
from typing import Any, TypeGuard

from variantlens.comparison.rows import LARGEST_NUMBER

LONGEST = 10_000_000
"""Characters of a text that are read at most."""


@dataclass(frozen=True)
class Centre:
    """A true or predicted object.

    Attributes:
        x: 0..1 of the picture's width.
        y: 0..1 of the picture's height.
        label: Number of its label; 1 is the first one.
    """

    x: float
    y: float
    label: int


@dataclass(frozen=True)
class Assigned:
    """A predicted centre that was taken for a true one.

    Attributes:
        true: Index among the true centres.
        predicted: Index among the predicted ones.
        distance: Between the two, in 0..1 of the picture; NaN where the service does not say it.
    """

    true: int
    predicted: int
    distance: float


@dataclass(frozen=True)
class DebugInfo:
    """How the service paired the centres of one picture.

    Attributes:
        true: The true centres.
        predicted: The predicted ones.
        assignments: Who was taken for whom.
        min_distance: The service's ``normalised_min_distance``: centres farther apart are no pair; NaN without.
        distances: True index, predicted index and distance of all pairs that were considered.
        unassigned_true: True centres that nothing was taken for.
        unassigned_predicted: Predicted centres that were taken for nothing.
    """

    true: tuple[Centre, ...]
    predicted: tuple[Centre, ...]
    assignments: tuple[Assigned, ...]
    min_distance: float
    distances: tuple[Assigned, ...]
    unassigned_true: tuple[int, ...]
    unassigned_predicted: tuple[int, ...]


def read_debug_info(text: str) -> DebugInfo:
    """The debug information of one picture.

    Raises:
        ValueError: The text is not JSON, or not of the documented form; says what is wrong.
    """
    if len(text) > LONGEST:
        raise ValueError("it is too long")
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(read, dict):
        raise ValueError("it is not a JSON object")
    true, predicted = _centres(read, "y_trues"), _centres(read, "y_preds")
    assignments = tuple(
        Assigned(_index(each, "yt", true), _index(each, "yp", predicted), _number(each.get("distance")))
        for each in _objects(read, "assignments")
    )
    minimum = read.get("normalised_min_distance")
    return DebugInfo(
        true=true,
        predicted=predicted,
        assignments=assignments,
        min_distance=_number(minimum),
        distances=_distances(read, len(true), len(predicted)),
        unassigned_true=_indices(read, "unassigned_y_true_idxs", len(true)),
        unassigned_predicted=_indices(read, "unassigned_y_pred_idxs", len(predicted)),
    )


def _list(read: dict[str, Any], name: str) -> list[Any]:
    value = read.get(name, [])
    if not isinstance(value, list):
        raise ValueError(f"{name} is not a list")
    return value


def _objects(read: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = _list(read, name)
    if not all(isinstance(each, dict) for each in entries):
        raise ValueError(f"{name} holds something that is no object")
    return entries


def _centres(read: dict[str, Any], name: str) -> tuple[Centre, ...]:
    centres = []
    for each in _objects(read, name):
        x, y, label = _number(each.get("x")), _number(each.get("y")), each.get("label")
        if math.isnan(x) or math.isnan(y) or not _whole(label):
            raise ValueError(f"{name} holds a centre without x, y or label")
        centres.append(Centre(x, y, int(label)))
    return tuple(centres)


def _distances(read: dict[str, Any], true: int, predicted: int) -> tuple[Assigned, ...]:
    found = []
    for row in _list(read, "all_pairwise_distances"):
        if not isinstance(row, list) or len(row) != 3:
            raise ValueError("all_pairwise_distances holds something else than two indices and a distance")
        one, two, distance = row
        if not (_in(one, true) and _in(two, predicted)):
            raise ValueError("all_pairwise_distances names a centre that is not there")
        found.append(Assigned(int(one), int(two), _number(distance)))
    return tuple(found)


def _indices(read: dict[str, Any], name: str, count: int) -> tuple[int, ...]:
    entries = _list(read, name)
    if not all(_in(each, count) for each in entries):
        raise ValueError(f"{name} names a centre that is not there")
    return tuple(map(int, entries))


def _index(entry: dict[str, Any], name: str, centres: tuple[Centre, ...]) -> int:
    value = entry.get(name)
    if not _in(value, len(centres)):
        raise ValueError(f"assignments name a centre {name} that is not there")
    return int(value)


def _in(value: object, count: int) -> TypeGuard[int | float]:
    return _whole(value) and 0 <= value < count


def _whole(value: object) -> TypeGuard[int | float]:
    """Whether a value is a whole number, however it is written."""
    return _usable(value) and value == int(value)


def _usable(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def _number(value: object) -> float:
    """A usable number, else NaN."""
    return float(value) if _usable(value) else math.nan

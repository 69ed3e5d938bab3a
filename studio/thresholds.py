"""Thresholds that callers set: kept in memory as long as the process lives, never written into a project's folder.

A project with such thresholds is a copy of the project as its file has it; everything that computes gets the copy
and needs to know nothing of this. The copy stays the same object until something changes, as the project does.
"""

import math
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from studio.errors import BadRequest
from studio.learning import LearnFile, ThresholdFile
from studio.projectfile import ImpulseFile
from studio.projects import Project

Value: TypeAlias = float | str


class Place(NamedTuple):
    """Which threshold of a project is meant."""

    impulse_id: int
    block_id: int
    key: str


@dataclass(frozen=True)
class _Copy:
    """A project with the thresholds that were set, and what it was made of."""

    of: Project
    project: Project


class Thresholds:
    """What was set, by project."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[int, dict[Place, Value]] = {}
        self._copies: dict[int, _Copy] = {}

    def applied(self, project: Project) -> Project:
        """A project with its thresholds as they were set; those that its file no longer has are passed over."""
        number = project.file.id
        with self._lock:
            if number not in self._values:
                return project
            known = self._copies.get(number)
            if known is None or known.of is not project:
                known = _Copy(project, _changed(project, self._values[number]))
                self._copies[number] = known
            return known.project

    def set(self, project: Project, impulse: ImpulseFile, wanted: Sequence[tuple[int, str, Value]]) -> bool:
        """Set thresholds of an impulse: all of them, or none if one cannot be.

        Args:
            project: The project as it is now.
            impulse: One of its impulses.
            wanted: Block id, key and value of each.

        Returns:
            Whether any is other than it was.

        Raises:
            BadRequest: There is no such block or threshold, or the value is not of its kind.
        """
        values = {Place(impulse.id, block, key): _checked(impulse, block, key, value) for block, key, value in wanted}
        before = {Place(impulse.id, block.id, limit.key): limit.value for block, limit in _all(impulse)}
        changed = {place: value for place, value in values.items() if before[place] != value}
        if changed:
            with self._lock:
                self._values.setdefault(project.file.id, {}).update(changed)
                self._copies.pop(project.file.id, None)
        return bool(changed)


def _all(impulse: ImpulseFile) -> Iterable[tuple[LearnFile, ThresholdFile]]:
    return ((block, limit) for block in impulse.learning for limit in block.thresholds)


def _checked(impulse: ImpulseFile, block_id: int, key: str, value: Value) -> Value:
    """A value as it is kept: numbers as floating point, text as one of the choices."""
    for block, limit in _all(impulse):
        if (block.id, limit.key) == (block_id, key):
            if not _fits(limit, value):
                raise BadRequest(f"Threshold {key} of block {block_id} cannot be {value!r}, {_kind(limit)} is expected")
            return value if isinstance(value, str) else float(value)
    known = ", ".join(f"{limit.key} of block {block.id}" for block, limit in _all(impulse)) or "none"
    raise BadRequest(f"Impulse {impulse.id} has no threshold {key} of block {block_id}, it has {known}")


def _fits(limit: ThresholdFile, value: Value) -> bool:
    if limit.dropdown_options:
        return value in [option.value for option in limit.dropdown_options]
    if isinstance(value, str) or isinstance(limit.value, str):
        return isinstance(value, str) and isinstance(limit.value, str)
    return math.isfinite(value)


def _kind(limit: ThresholdFile) -> str:
    if limit.dropdown_options:
        return "one of " + ", ".join(repr(option.value) for option in limit.dropdown_options)
    return "text" if isinstance(limit.value, str) else "a number"


def _changed(project: Project, values: dict[Place, Value]) -> Project:
    impulses = [
        impulse.model_copy(update={"learning": [_with(impulse.id, block, values) for block in impulse.learning]})
        for impulse in project.file.impulses
    ]
    return replace(project, file=project.file.model_copy(update={"impulses": impulses}))


def _with(impulse_id: int, block: LearnFile, values: dict[Place, Value]) -> LearnFile:
    limits = []
    for limit in block.thresholds:
        value = values.get(Place(impulse_id, block.id, limit.key))
        fits = value is not None and _fits(limit, value)
        limits.append(limit.model_copy(update={"value": value}) if fits else limit)
    return block.model_copy(update={"thresholds": limits})

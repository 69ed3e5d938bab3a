"""Which samples a caller wants: the filters that lists, counts and result pages share. All of them hold together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Query

from studio.api.answers import names
from studio.api.context import AnyCategory
from studio.projects import Project
from studio.samples import SampleEntry
from studio.wire.samples import listed

EXAMPLE = '["idle", "wave"]'
Text: TypeAlias = str | None
Number: TypeAlias = float | None


def _asked(text: str) -> object:
    return Query(description=text)


@dataclass(frozen=True)
class Filters:
    """What samples must have. Lengths and rates are exclusive limits, labels and ids include the lower one."""

    category: Annotated[AnyCategory | None, _asked("One category; all if none is given")] = None
    labels: Annotated[Text, _asked(f"JSON list of labels, such as {EXAMPLE}")] = None
    filename: Annotated[Text, _asked("Part of the file name")] = None
    search: Annotated[Text, _asked("Part of the file name, a label or a value of the metadata")] = None
    min_length_ms: Annotated[Number, Query(alias="minLength", description="Longer than this, in ms")] = None
    max_length_ms: Annotated[Number, Query(alias="maxLength", description="Shorter than this, in ms")] = None
    min_frequency_hz: Annotated[Number, Query(alias="minFrequency", description="More values per second")] = None
    max_frequency_hz: Annotated[Number, Query(alias="maxFrequency", description="Fewer values per second")] = None
    min_label: Annotated[Number, Query(alias="minLabel", description="A number as label, this or more")] = None
    max_label: Annotated[Number, Query(alias="maxLabel", description="A number as label, less than this")] = None
    min_id: Annotated[int | None, Query(alias="minId", description="This id or a higher one")] = None
    max_id: Annotated[int | None, Query(alias="maxId", description="A lower id than this")] = None
    signature: Annotated[
        Literal["both", "valid", "invalid"],
        Query(alias="signatureValidity", description="Samples of this service have nothing to be invalid"),
    ] = "both"
    disabled: Annotated[
        Literal["both", "enabled", "disabled"],
        Query(alias="includeDisabled", description="Samples of this service are all enabled"),
    ] = "both"


Wanted = Annotated[Filters, Depends()]


def chosen(project: Project, wanted: Filters) -> list[SampleEntry]:
    """The samples of a project that pass all filters, in their order.

    Raises:
        BadRequest: A filter has a wrong form.
    """
    if wanted.signature == "invalid" or wanted.disabled == "disabled":
        return []
    among = names("labels", wanted.labels, EXAMPLE) if wanted.labels is not None else None
    return [
        entry
        for entry in project.dataset.samples
        if _is_named(entry, wanted)
        and (among is None or not set(among).isdisjoint(_labels(entry)))
        and _has_label_between(entry, wanted)
        and _has_facts(project, entry, wanted)
    ]


def _is_named(entry: SampleEntry, wanted: Filters) -> bool:
    return (
        wanted.category in {None, "all", entry.category}
        and (wanted.filename is None or _within(wanted.filename, [entry.filename]))
        and (wanted.search is None or _within(wanted.search, _words(entry)))
        and (wanted.min_id is None or entry.id >= wanted.min_id)
        and (wanted.max_id is None or entry.id < wanted.max_id)
    )


def _has_label_between(entry: SampleEntry, wanted: Filters) -> bool:
    if wanted.min_label is None and wanted.max_label is None:
        return True
    try:
        value = float(entry.label or "")
    except ValueError:
        return False
    return (wanted.min_label is None or value >= wanted.min_label) and (
        wanted.max_label is None or value < wanted.max_label
    )


def _has_facts(project: Project, entry: SampleEntry, wanted: Filters) -> bool:
    """Whether length and rate fit, for which the sample's file is read."""
    limits = (wanted.min_length_ms, wanted.max_length_ms, wanted.min_frequency_hz, wanted.max_frequency_hz)
    if all(limit is None for limit in limits):
        return True
    sample = listed(project, entry)
    return _between(sample.total_length_ms or 0, *limits[:2]) and _between(sample.frequency or 0, *limits[2:])


def _between(value: float, low: Number, high: Number) -> bool:
    return (low is None or value > low) and (high is None or value < high)


def _within(part: str, texts: list[str]) -> bool:
    return any(part.casefold() in text.casefold() for text in texts)


def _words(entry: SampleEntry) -> list[str]:
    return [entry.filename, *_labels(entry), *entry.metadata.values()]


def _labels(entry: SampleEntry) -> Iterator[str]:
    if entry.label is not None:
        yield entry.label
    yield from (part.label for part in entry.structured_labels)
    yield from (box.label for box in entry.bounding_boxes)

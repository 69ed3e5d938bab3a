"""Answers with faults: what no number is computed from becomes empty, the rest costs one learn block of one variant.

An answer that the schema does not take is read again without what was wrong with it:

a fault in                                   what is left out
every entry of the answer's own list         nothing: the fault stands
scores, grids, boxes that are compared       what the variant says of that learn block
a row of scores that is null                 the scores of that window
an entry of a list, such as expected labels  that entry
any other field                              the field, so that it has its usual value
what the answer is nothing without           nothing: the fault stands

What is left out is remembered in the answer (``unread``), unless it was merely null.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from variantlens.logs import redact
from variantlens.service.schema import LearnBlock, Reader, Unread
from variantlens.service.schema.base import Answer

log = logging.getLogger(__name__)

AnswerT = TypeVar("AnswerT", bound=Answer)
Path: TypeAlias = tuple[int | str, ...]

MOST_NOTED = 20
"""Of a list whose entries are all wrong, so many are named."""

LONGEST_EXCERPT = 80
"""Enough of a wrong value to recognise it, too little to fill a screen."""

ROUNDS = 8
"""Leaving something out may show that what holds it cannot do without; nothing is nested deeper than this."""

COMPARED = frozenset({"result", "structuredResult", "details", "anomalyResult", "labelMapResult", "labelMapScores"})
"""Fields of a classification that numbers are computed from."""

DECORATION = {
    "structuredResult": frozenset({"mAP", "f1", "precision", "recall", "debugInfoJson"}),
    "details": frozenset({"mAP", "f1"}),
    "anomalyResult": frozenset({"boxes"}),
}
"""What stands among them and is only shown."""

PLACES = frozenset({"result", "labelMapResult", "anomalyResult", "sensors", "datastreams", "datastreamPayloads"})
"""Lists whose entries have their place (a window, a column, a stream): an empty one stands for what is left out."""

NOTED = str(Reader.model_fields["unread"].alias)

_GONE = object()


@dataclass(frozen=True)
class _Fault:
    """Something that the schema does not take: where, as the schema and as the answer's own structure say it."""

    location: Path
    place: Path
    missing: bool
    problem: str
    value: object


class Unreadable(ValueError):
    """What was read is no such answer: ``field`` is at fault, or the whole where it is empty."""

    def __init__(self, field: str, problem: str, found: str = ""):
        super().__init__(problem)
        self.field = field
        self.problem = problem
        self.found = found


def mended(body: bytes, model: type[AnswerT], *, sample: int | None = None) -> AnswerT:
    """An answer without what was wrong with it.

    Args:
        body: JSON that the model does not take.
        model: What it is read as.
        sample: The sample that was classified, where that was asked for: what the answer says of it may be missing.

    Raises:
        Unreadable: What is left is no such answer.
        ValueError: It is no JSON.
    """
    data = from_json(body)
    if sample is not None:
        _name_sample(data, sample)
        _number_blocks(data)
    first: Sequence[_Fault] = ()
    for _ in range(ROUNDS):
        try:
            read = model.model_validate(data)
        except ValidationError as error:
            faults = [_fault(data, each) for each in error.errors(include_url=False)]
        else:
            _tell(read)
            return read
        first = first or faults
        if not isinstance(data, dict):
            raise Unreadable("", "the answer is not a JSON object", excerpt(repr(data)))
        essential = next((fault for fault in faults if not fault.place), None)
        if essential is not None:
            raise _unreadable(essential, first)
        _leave_out(data, faults)
        emptied = next((fault for fault in faults if len(fault.place) == 2 and not _at(data, fault.place[:1])), None)
        if emptied is not None and emptied.place[0] != "results":
            raise _unreadable(emptied, first)
    raise _unreadable(faults[0], first)


def _tell(read: Answer) -> None:
    """Write down what was left out of an answer outside of its results, which say it themselves."""
    if read.unread:
        log.info("Left out of an answer, as it cannot be read: %s", ", ".join(each.field for each in read.unread))


def _unreadable(fault: "_Fault", first: Sequence["_Fault"]) -> Unreadable:
    """The fault that an answer cannot do without; what stood there at first says more than that it is missing."""
    field = fault.location[:1]
    told = next((each for each in first if each.location[:1] == field and not each.missing), fault)
    return Unreadable(field_path(told.location), told.problem, "" if told.missing else excerpt(repr(told.value)))


def _name_sample(data: Any, sample: int) -> None:
    """Let an answer name the sample that it belongs to, where it says of it nothing that can be used."""
    if not isinstance(data, dict) or not {"results", "classifications", "sample"} & data.keys():
        return
    outer = data.get("sample")
    if not isinstance(outer, dict):
        data["sample"] = outer = {}
    if not isinstance(outer.get("sample"), dict):
        outer["sample"] = {}
    if type(outer["sample"].get("id")) is not int:
        outer["sample"]["id"] = sample


def excerpt(text: str) -> str:
    """The beginning of a text, without keys."""
    text = redact(text)
    return text if len(text) <= LONGEST_EXCERPT else text[:LONGEST_EXCERPT] + "…"


def problem_of(error: ErrorDetails) -> str:
    """What is wrong, in words."""
    return "this field is missing" if error["type"] == "missing" else error["msg"][:1].lower() + error["msg"][1:]


def field_path(location: Iterable[int | str]) -> str:
    """A location as a path: ``("results", 0, "variant")`` is ``results[0].variant``."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _number_blocks(data: Any) -> None:
    """Give learn blocks without a number that of the block in the same place of another variant, or else a new one."""
    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(results, list):
        return
    blocks = [
        (result, at, place, block)
        for at, result in enumerate(results)
        if isinstance(result, dict) and isinstance(result.get("classifications"), list)
        for place, block in enumerate(result["classifications"])
        if isinstance(block, dict)
    ]
    known: dict[int, int] = {}
    for _, _, place, block in blocks:
        if (number := _number_of(block)) is not None:
            known.setdefault(place, number)
    unused = max(known.values(), default=0) + 1
    for result, at, place, block in blocks:
        if _number_of(block) is None:
            described = block["learnBlock"] if isinstance(block.get("learnBlock"), dict) else {}
            block["learnBlock"] = described | {"id": known.get(place, unused + place)}
            _remember(result, f"results[{at}].classifications[{place}].learnBlock.id", "should be a number", "", None)


def _number_of(block: dict[str, Any]) -> int | None:
    described = block.get("learnBlock")
    number = described.get("id") if isinstance(described, dict) else None
    return number if type(number) is int else None


def _fault(data: Any, error: ErrorDetails) -> _Fault:
    """A fault with the place in the answer that has to be left out because of it."""
    missing = error["type"] == "missing"
    place: Path = ()
    at = data
    # Behind the field, pydantic's location may name the type that was tried.
    for part in error["loc"]:
        at = _inside(at, part)
        if at is _GONE:
            break
        place += (part,)
    location = (*place, error["loc"][-1]) if missing else place
    return _Fault(location, _whole(data, place), missing, problem_of(error), error["input"])


def _whole(data: Any, place: Path) -> Path:
    """The place, or the classification that is worth nothing without it."""
    block = _classification(place)
    inner = place[len(block) :] if block else ()
    if not inner or inner[0] not in COMPARED:
        return place
    field = str(inner[0])
    value = _at(data, place)
    empty_row = len(inner) == 2 and field in PLACES
    decoration = len(inner) > 2 and inner[2] in DECORATION.get(field, ())
    shadowed = field == "details" and isinstance(_at(data, (*block, "structuredResult")), list)
    empty = value is None and (len(inner) == 1 or empty_row or field == "labelMapResult")
    return place if decoration or shadowed or empty else block


def _classification(place: Path) -> Path:
    """The part of a place that leads to a classification; empty outside of one."""
    if "classifications" not in place:
        return ()
    end = place.index("classifications") + 2
    return place[:end] if len(place) >= end else ()


def _leave_out(data: dict[str, Any], faults: Sequence[_Fault]) -> None:
    """Take what is at fault out of the answer, and note it there."""
    thinned: list[list[Any]] = []
    for fault in faults:
        container, key = _at(data, fault.place[:-1]), fault.place[-1]
        if _inside(container, key) is _GONE:
            continue
        _note(data, fault)
        if isinstance(container, dict):
            del container[key]
        elif "values" in fault.place:
            container[key] = [] if isinstance(_at(data, fault.place[:-2]), dict) else None
        elif fault.place[-2] in PLACES:
            container[key] = {}
        else:
            container[key] = _GONE
            thinned.append(container)
    for each in thinned:
        each[:] = [entry for entry in each if entry is not _GONE]


def _note(data: dict[str, Any], fault: _Fault) -> None:
    """Remember a fault in the result that it is part of, unless a field was merely null."""
    if fault.value is None and not fault.missing and isinstance(fault.place[-1], str):
        return
    holder = data
    if len(fault.place) > 2 and fault.place[0] in ("results", "result"):
        holder = _at(data, fault.place[:2])
    block = None
    if fault.place == _classification(fault.place):
        block = _block_name(_at(data, (*fault.place, "learnBlock")))
    found = "" if fault.missing else excerpt(repr(fault.value))
    _remember(holder, field_path(fault.location), fault.problem, found, block)


def _remember(holder: dict[str, Any], field: str, problem: str, found: str, block: str | None) -> None:
    """Note a field that could not be read, once."""
    noted = holder.get(NOTED)
    if not isinstance(noted, list):
        holder[NOTED] = noted = []
    known = any(isinstance(each, dict) and each.get("field") == field for each in noted)
    if not known and (block is not None or len(noted) < MOST_NOTED):
        noted.append(Unread(field=field, problem=problem, found=found, block=block).model_dump(by_alias=True))


def _block_name(block: object) -> str:
    try:
        return LearnBlock.model_validate(block).called
    except ValidationError:
        return ""


def _at(data: Any, place: Iterable[int | str]) -> Any:
    """What is at a place, ``_GONE`` where there is nothing."""
    for part in place:
        data = _inside(data, part)
    return data


def _inside(container: Any, part: int | str) -> Any:
    if isinstance(container, dict):
        return container.get(part, _GONE)
    if isinstance(container, list) and isinstance(part, int) and part < len(container):
        return container[part]
    return _GONE

"""Answers of the main call as JSON, built from the wire models and damaged.

Fields and their types are read from the models themselves, so that a field that is added there is tried here too. What
decides which kind of result an answer holds (types of blocks, keys of thresholds, names of labels) is chosen from few
words, since any other word says nothing.
"""

import copy
import json
import math
import types
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from variantlens.comparison.kinds import KIND_OF_TYPE
from variantlens.service.schema import Classification, SampleData

Json: TypeAlias = Any
Place: TypeAlias = tuple[int | str, ...]

VARIANTS = ("float32", "int8", "uint8")
LABELS = ("a", "b", "anomaly", "0.5", "z")
WINDOWS = 4
HUGE = "x" * 5000
UNICODE = (
    "",
    " ",
    "\u00a0a",
    "A",
    "ａ",
    "\u202eevil",
    "\x00",
    "é",
    "e\u0301",
    "🦊",
    "<b>$a$</b>",
    "%{x}",
    "[a](b)",
    HUGE,
)
"""Names that are empty, look alike, run backwards, mean something to a page, or fill it."""

tidy = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.6, 0.9, 1.0])
extreme = st.sampled_from(
    [math.nan, math.inf, -math.inf, 1e308, -1e308, 1.7e308, 5e-324, -0.0, -1, -0.001, 1.0000001, 2**63, 10**30, 1e-12]
)
wrong: st.SearchStrategy[Json] = st.one_of(
    extreme,
    st.none(),
    st.booleans(),
    st.sampled_from(UNICODE),
    st.sampled_from(["0.5", "1", "true", "2025-02-30T00:00:00Z"]),
    st.sampled_from([[], {}, [[]], [None], {"a": None}, [[1, 2], [3]], {"a": {"b": []}}]),
    st.integers(-3, 3),
)
"""Values that a field hardly expects."""

numbers = st.one_of(tidy, tidy, tidy, st.none(), extreme, st.floats())


def _mostly(usual: st.SearchStrategy[Json], other: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.one_of(usual, usual, usual, other)


names = _mostly(st.sampled_from(LABELS), st.sampled_from(UNICODE))
rows = st.lists(st.dictionaries(names, numbers, max_size=3), max_size=WINDOWS)
even_rows = st.lists(st.fixed_dictionaries({"a": tidy, "b": tidy}), min_size=WINDOWS - 1, max_size=WINDOWS - 1)
lonely = st.lists(st.fixed_dictionaries({"anomaly": numbers}), max_size=WINDOWS)
values = st.lists(st.fixed_dictionaries({"value": numbers}), max_size=WINDOWS)
box = st.lists(numbers, min_size=4, max_size=4) | st.just([0.1, 0.1, 0.2, 0.2]) | st.lists(numbers, max_size=5)

FIELDS: dict[str, st.SearchStrategy[Json]] = {
    "Classification.result": st.one_of(rows, even_rows, lonely, values),
    "LearnBlock.id": st.sampled_from([1, 1, 1, 2, -1, 0]),
    "LearnBlock.type": st.sampled_from([*KIND_OF_TYPE, "vlm", ""]),
    "Threshold.key": st.sampled_from(["min_score", "min_anomaly_score", "max_absolute_error", "other"]),
    "Threshold.value": st.one_of(tidy, numbers, st.sampled_from(["0.5", "many", "inf", "nan"])),
    "StructuredLabel.start_index": st.integers(-1, WINDOWS),
    "StructuredLabel.end_index": st.integers(-1, WINDOWS + 1),
    "StructuredLabel.label": names,
    "StructuredLabel.label_map": st.one_of(
        st.none(),
        st.fixed_dictionaries({"type": st.just("key-values"), "labels": st.dictionaries(names, names, max_size=2)}),
        wrong,
    ),
    "Classification.label_map_result": st.none()
    | st.lists(st.dictionaries(names, names, max_size=2), max_size=WINDOWS),
    "AnomalyGrid.scores": st.none()
    | st.lists(st.lists(numbers, max_size=3), max_size=3)
    | st.just([[0.1, 0.9], [0.5, 0.2]]),
    "Detections.boxes": st.lists(box, max_size=3),
    "Detections.labels": st.none() | st.lists(names, max_size=3),
    "Detections.scores": st.lists(numbers, max_size=3),
    "Detections.debug_info_json": st.none()
    | st.sampled_from(["", "{", "[]", "{}", "null", '{"matches": [[1e999]]}', HUGE]),
    "Sensor.name": st.sampled_from(["image", "audio", "accX", "accX", ""]),
    "Payload.values": st.lists(st.lists(numbers, max_size=3), max_size=5),
    "Sample.id": st.just(1),
    "Sample.metadata": st.none() | st.dictionaries(names, names, max_size=2),
    "ModelOutput.scale": st.sampled_from([None, 1 / 256, 0.0, -1.0, math.nan, math.inf, 1e308, 5e-324]),
    "ModelFile.sha256": st.sampled_from(["0" * 64, ""]),
}
"""Fields whose values are chosen, by model and name."""


def of(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Json]]:
    """JSON objects as a wire model describes them, by their wire names; optional fields may be missing."""
    return _object(model)


@cache
def _object(model: type[BaseModel]) -> st.SearchStrategy[dict[str, Json]]:
    needed: dict[str, st.SearchStrategy[Json]] = {}
    optional: dict[str, st.SearchStrategy[Json]] = {}
    for name, field in model.model_fields.items():
        if name == "unread":
            continue
        held = FIELDS.get(f"{model.__name__}.{name}")
        strategy = held if held is not None else _typed(field.annotation)
        (needed if field.is_required() or held is not None else optional)[field.alias or name] = strategy
    return st.fixed_dictionaries(needed, optional=optional)


def _typed(annotation: Any) -> st.SearchStrategy[Json]:
    """Values of a type, as JSON."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _typed(inner[0])
    if origin in (Union, types.UnionType):
        return st.one_of([_typed(each) for each in inner])
    if origin is list:
        return st.lists(_typed(inner[0]), max_size=3)
    if origin is dict:
        return st.dictionaries(names, _typed(inner[1]), max_size=3)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return st.deferred(lambda: _object(annotation))
    return PLAIN.get(annotation, wrong)


PLAIN: dict[Any, st.SearchStrategy[Json]] = {
    type(None): st.none(),
    bool: st.booleans(),
    int: st.sampled_from([0, 1, 2, 96, 320, -1, 2**40]),
    float: numbers,
    str: names,
    datetime: st.sampled_from(["2025-07-12T02:33:48.554Z", "yesterday", ""]),
}


def _scored(score: float) -> list[Json]:
    return [{"a": score if at == 1 else 0.9, "b": 0.1} for at in range(3)]


def _found(score: float) -> Json:
    boxes = [[0.1, 0.1, 0.2, 0.2], [0.5, 0.5, 0.3, 0.3]]
    return {"boxes": boxes, "labels": ["a", "b"], "scores": [0.9, score], "mAP": 0.5}


def _grid(score: float) -> Json:
    return {"scores": [[0.1, score], [0.4, 0.2]], "meanScore": 0.2, "maxScore": score, "boxes": []}


def _block(kind: str, thresholds: Json, **held: Json) -> Json:
    expected = [{"startIndex": 0, "endIndex": 1, "label": held.pop("label", "a")}]
    output = {"name": "out", "type": "int8", "shape": [1, 2], "scale": 1 / 256, "zeroPoint": -128}
    return {
        "learnBlock": {"id": 1, "type": kind, "name": "Block"},
        "result": [],
        "expectedLabels": expected,
        "thresholds": [{"key": key, "description": "", "helpText": "", "value": value} for key, value in thresholds],
        "model": {"sha256": "0" * 64, "sizeBytes": 1, "outputs": [output]},
    } | held


BLOCKS: tuple[tuple[bool, Callable[[float], Json]], ...] = (
    (False, lambda at: _block("keras", [("min_score", 0.6)], result=_scored(at))),
    (False, lambda at: _block("keras", [("min_score", 0.5)], result=_scored(at), isMultiLabel=True)),
    (False, lambda at: _block("anomaly", [("min_anomaly_score", 0.5)], result=[{"anomaly": at}, {"anomaly": 0.9}])),
    (False, lambda at: _block("keras-regression", [("max_absolute_error", 0.2)], result=[{"value": at}], label="0.5")),
    (False, lambda at: _block("keras-freeform", [], result=[{"0": at, "1": 0.5}, {"0": 0.2, "1": 0.1}])),
    (
        False,
        lambda at: _block(
            "keras",
            [],
            labelMapResult=[{"quality": "good" if at < 0.6 else "bad"}],
            labelMapScores=[{"quality": {"good": 1 - at, "bad": at}}],
            expectedLabels=[
                {
                    "startIndex": 0,
                    "endIndex": 0,
                    "label": "",
                    "labelMap": {"type": "key-values", "labels": {"quality": "good"}},
                }
            ],
        ),
    ),
    (True, lambda at: _block("keras-object-detection", [("min_score", 0.5)], structuredResult=[_found(at)])),
    (
        True,
        lambda at: _block(
            "keras-object-detection",
            [("min_score", 0.5)],
            structuredResult=[_found(at)],
            objectDetectionLastLayer="fomo",
            details=[{"boxes": [[0.1, 0.1, 0.2, 0.2]], "labels": [1], "scores": [at]}],
        ),
    ),
    (
        True,
        lambda at: _block(
            "keras-visual-anomaly",
            [("min_anomaly_score", 0.5)],
            anomalyResult=[_grid(at)],
            result=[{"anomaly": at}],
            expectedAnomalyOutcome=[{"startIndex": 0, "endIndex": 0, "label": "anomaly"}],
        ),
    ),
)
"""A learn block of each kind that flips between the scores of float32 and int8, and whether its sample is a picture."""

SCORES = (0.7, 0.4, 0.65)


def _answer(picture: bool, blocks: tuple[Callable[[float], Json], ...]) -> Json:
    """A whole answer of three variants."""
    sensors = [{"name": "image" if picture else "accX", "units": ""}]
    size = {"imageDimensions": {"width": 96, "height": 64}} if picture else {}
    labelled = {"boundingBoxes": [{"label": "a", "x": 10, "y": 7, "width": 19, "height": 13}]} if picture else {}
    results = [
        {
            "variant": variant,
            "classifications": [
                made | {"learnBlock": made["learnBlock"] | {"id": at + 1, "name": f"Block {at + 1}"}}
                for at, block in enumerate(blocks)
                for made in [block(score)]
            ],
        }
        for variant, score in zip(VARIANTS, SCORES, strict=True)
    ]
    return {
        "success": True,
        "results": results,
        "sample": {
            "sample": {"id": 1, "filename": "one", "label": "a", "sensors": sensors, "totalLengthMs": 3000}
            | size
            | labelled,
            "payload": {"sensors": sensors, "values": [[0.1], [0.5], [0.2], [0.4]], "intervalMs": 100},
        },
        "windowSizeMs": 0 if picture else 2000,
        "windowIncreaseMs": 0 if picture else 500,
    }


WHOLE = tuple(
    json.dumps(_answer(picture, chosen))
    for picture, chosen in [
        *((picture, (block,)) for picture, block in BLOCKS),
        (False, (BLOCKS[0][1], BLOCKS[2][1])),
        (False, (BLOCKS[3][1], BLOCKS[4][1], BLOCKS[5][1])),
        (True, (BLOCKS[6][1], BLOCKS[8][1])),
    ]
)
"""Answers without a fault, one of each kind of result and some of several blocks."""


@st.composite
def _from_models(draw: st.DrawFn) -> Json:
    """An answer as the models describe it: whatever the fields of two variants' blocks hold."""
    blocks = st.lists(of(Classification), max_size=2)
    variants = draw(st.lists(st.sampled_from(VARIANTS), min_size=1, max_size=3))
    shared = draw(st.booleans()) and draw(blocks)
    return {
        "results": [
            {"variant": each, "classifications": copy.deepcopy(shared) if shared else draw(blocks)} for each in variants
        ],
        "sample": draw(of(SampleData)),
        "windowSizeMs": draw(_mostly(st.just(2000), extreme)),
        "windowIncreaseMs": draw(_mostly(st.just(500), extreme)),
        "postProcessingBlocks": draw(_mostly(st.just([]), wrong)),
    }


def places(found: Json, at: Place = ()) -> Iterator[Place]:
    """Every place in JSON, from the outside in; the whole is none."""
    inside = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, list) else ()
    for part, held in inside:
        yield (*at, part)
        yield from places(held, (*at, part))


def _holder(found: Json, place: Place) -> Json:
    for part in place[:-1]:
        found = found[part]
    return found


def _damaged(draw: st.DrawFn, found: Json) -> None:
    """One thing in it is another, missing, there twice, or new."""
    every = list(places(found))
    if not every:
        return
    place = every[draw(st.integers(0, len(every) - 1))]
    holder, part = _holder(found, place), place[-1]
    how = draw(st.sampled_from(["another", "another", "another", "gone", "twice", "new", "number", "every"]))
    if how == "gone":
        del holder[part]
    elif how == "twice" and isinstance(holder, list) and isinstance(part, int):
        holder.insert(part, copy.deepcopy(holder[part]))
    elif how == "new" and isinstance(holder, dict):
        holder[draw(st.sampled_from([*LABELS, *UNICODE, "variantLensUnread"]))] = copy.deepcopy(draw(wrong))
    elif how == "every":
        number = draw(extreme)
        holder[part] = _all(holder[part], number)
    elif how == "number":
        holder[part] = draw(numbers)
    else:
        holder[part] = copy.deepcopy(draw(wrong))


def _all(found: Json, number: float) -> Json:
    """The same with another number in place of each."""
    if isinstance(found, dict):
        return {key: _all(each, number) for key, each in found.items()}
    if isinstance(found, list):
        return [_all(each, number) for each in found]
    return number if isinstance(found, float) else found


@st.composite
def answers(draw: st.DrawFn) -> str:
    """The text of an answer: JSON as Python writes it, so that NaN and Infinity stand in it as words."""
    # Read anew, since damage must not reach what strategies hold.
    found = json.loads(draw(st.sampled_from(WHOLE)) if draw(st.integers(0, 3)) else json.dumps(draw(_from_models())))
    for _ in range(draw(st.integers(0, 4))):
        _damaged(draw, found)
    return json.dumps(found)

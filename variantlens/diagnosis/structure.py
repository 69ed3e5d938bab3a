"""The form of a service's answers: names of fields, types and counts, held against the wire models.

Names of fields are the service's words, but keys of maps, such as a score's label, are the project's. The wire models
tell one from the other: a name stands for itself only where a model of ours has it, or where the service sends it
beside the fields of such a model. All other keys, and every text and number, are left out.
"""

import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

from variantlens.service import schema
from variantlens.service.schema import WireModel

Json: TypeAlias = Any
Path: TypeAlias = tuple[str, ...]
"""Names of fields from the answer on; ``[]`` is an item of a list, ``{}`` an entry of a map."""

ITEM, ENTRY = "[]", "{}"
NAMES = {bool: "boolean", int: "whole number", float: "number", str: "text", type(None): "null"}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORDS = {
    "type": _words(
        "time-series image raw flatten spectral-analysis spectrogram mfe mfcc anomaly anomaly-gmm keras "
        "keras-transfer-image keras-transfer-kws keras-object-detection keras-regression keras-akida "
        "keras-akida-transfer-image keras-akida-object-detection keras-visual-anomaly keras-freeform keras-anomaly vlm"
    ),
    "category": _words("training testing validation post-processing split"),
    "chartType": _words("chart image video table"),
    "labelingMethod": _words("single_label object_detection label_map"),
    "objectDetectionLastLayer": _words(
        "mobilenet-ssd fomo yolov2-akida yolov5 yolov5v5-drpai yolox yolov7 yolo-pro tao-retinanet tao-ssd tao-yolov3 "
        "tao-yolov4 yolov11 yolov11-abs paddleocr-detector qc-face-det-lite qc-yolox"
    ),
    "key": _words(
        "min_score min_anomaly_score anomaly_scoring_aggregation_method min_score_pixel min_score_box unclip_ratio"
    ),
    "variant": _words("float32 int8 akida"),
}
"""Words of the service itself, by the field in which they stand: they tell much, and nothing of a project."""


@dataclass
class Form:
    """What stands at one place of an answer, over all the values there.

    Attributes:
        model: The wire model that the values are read by, if they are objects of a known form.
        types: How often there was which type.
        fields: The fields of objects.
        items: What lists hold.
        entries: What maps hold.
        lengths: The shortest and the longest list or map.
        words: Words of the service itself.
        keys: Keys of maps, which are the project's: never to be told.
    """

    model: type[WireModel] | None = None
    types: Counter[str] = field(default_factory=Counter)
    fields: dict[str, "Form"] = field(default_factory=dict)
    items: "Form | None" = None
    entries: "Form | None" = None
    lengths: tuple[int, int] | None = None
    words: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    @property
    def unknown(self) -> list[str]:
        """Fields that the service sent and the model does not have."""
        return [] if self.model is None else sorted(self.fields.keys() - _fields(self.model).keys())

    @property
    def missing(self) -> list[str]:
        """Fields that the model has and the service never sent here; none where there was no object."""
        if self.model is None or not self.types["object"]:
            return []
        missing = _fields(self.model).keys() - self.fields.keys()
        # What we note in an answer ourselves never comes.
        return sorted(name for name in missing if not name.startswith("variantLens"))

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, "Form"]]:
        """This form and all within it, each with where it stands."""
        yield path, self
        for name, form in self.fields.items():
            yield from form.walk((*path, name))
        if self.items is not None:
            yield from self.items.walk((*path, ITEM))
        if self.entries is not None:
            yield from self.entries.walk((*path, ENTRY))


def form_of(value: Json, model: type[WireModel]) -> Form:
    """The form of an answer.

    Args:
        value: The answer as it came.
        model: What it is read by.
    """
    form = Form()
    _add(form, value, model, "")
    return form


def emptied(value: Json, read: object, path: Path = ()) -> Iterator[Path]:
    """Where a value came and nothing was made of it.

    Args:
        value: The answer as it came.
        read: The same as the dashboard has it.
        path: Where that stands.
    """
    if isinstance(read, BaseModel):
        if isinstance(value, dict):
            for alias, name in _fields(type(read)).items():
                if alias in value:
                    yield from emptied(value[alias], getattr(read, name), (*path, alias))
    elif isinstance(read, dict) and isinstance(value, dict):
        for key in value.keys() & read.keys():
            yield from emptied(value[key], read[key], (*path, ENTRY))
        if len(read) < len(value):
            yield (*path, ENTRY)
    elif isinstance(read, list | tuple) and isinstance(value, list):
        for one, other in zip(value, read, strict=False):
            yield from emptied(one, other, (*path, ITEM))
        if len(read) < len(value):
            yield (*path, ITEM)
    elif not read and read != value and value not in (None, "", [], {}):
        yield path


def contents(value: Json) -> Iterator[str]:
    """All texts of an answer that are values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from contents(each)
    elif isinstance(value, list):
        for each in value:
            yield from contents(each)


def known(name: str) -> bool:
    """Whether a wire model has a field of this name, so that it is no name of a project."""
    return name in VOCABULARY


def _add(form: Form, value: Json, expected: object, name: str) -> None:
    """Add a value to a form, read by an annotation of a wire model."""
    model = _model(expected)
    if isinstance(value, dict):
        if model is not None:
            form.types["object"] += 1
            form.model = model
            annotations = {alias: model.model_fields[name].annotation for alias, name in _fields(model).items()}
            for key, each in value.items():
                _add(form.fields.setdefault(key, Form()), each, annotations.get(key, Any), key)
            return
        form.types["map"] += 1
        form.lengths = _widened(form.lengths, len(value))
        inner = _inner(expected, dict)
        for key, each in value.items():
            if inner is Any and known(key):
                _add(form.fields.setdefault(key, Form()), each, Any, key)
            else:
                form.keys.add(key)
                form.entries = form.entries or Form()
                _add(form.entries, each, inner, "")
        return
    if isinstance(value, list):
        form.types["list"] += 1
        form.lengths = _widened(form.lengths, len(value))
        form.items = form.items or Form()
        inner = _inner(expected, list)
        for each in value:
            _add(form.items, each, inner, name)
        return
    form.types[NAMES.get(type(value), "something else")] += 1
    if isinstance(value, str) and value in WORDS.get(name, ()):
        form.words.add(value)


def _widened(lengths: tuple[int, int] | None, length: int) -> tuple[int, int]:
    return (length, length) if lengths is None else (min(lengths[0], length), max(lengths[1], length))


def _fields(model: type[BaseModel]) -> dict[str, str]:
    """A model's fields: name on the wire → name in the model."""
    return {each.alias or name: name for name, each in model.model_fields.items()}


def _parts(annotation: object) -> Iterator[object]:
    """What an annotation may be, without the wrapping of unions and Annotated."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _parts(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for each in get_args(annotation):
            yield from _parts(each)
    else:
        yield annotation


def _model(annotation: object) -> type[WireModel] | None:
    """The wire model that an annotation names, None where it names none."""
    found = (each for each in _parts(annotation) if isinstance(each, type) and issubclass(each, WireModel))
    return next(found, None)


def _inner(annotation: object, kind: type) -> object:
    """What a list or map holds, by its annotation; Any where that does not say."""
    for each in _parts(annotation):
        if get_origin(each) is kind:
            return get_args(each)[-1]
    return Any


def _every(model: type[WireModel]) -> Iterator[type[WireModel]]:
    yield model
    for each in model.__subclasses__():
        yield from _every(each)


VOCABULARY = frozenset(alias for model in _every(schema.WireModel) for alias in _fields(model))
"""All names of fields that a wire model has."""

"""The form of an answer: names of fields that are the service's, never the project's."""

from typing import Any

from variantlens.diagnosis.calls import joined
from variantlens.diagnosis.structure import contents, emptied, form_of
from variantlens.service.schema import ClassifyAnswer, SamplesAnswer

ANSWER: dict[str, Any] = {
    "success": True,
    "results": [
        {
            "variant": "int8",
            "classifications": [
                {"learnBlock": {"id": 3, "type": "keras", "kind": "new"}, "result": [{"walking": 0.9}, {"walking": 1}]}
            ],
        }
    ],
    "sample": {"sample": {"id": 1, "metadata": {"person": "Ada"}}, "payload": {"values": [[1, 2.5], [None, 4]]}},
    "windowSizeMs": 2000,
    "windowIncreaseMs": 500,
}


def test_names_types_and_counts_are_told() -> None:
    """Of each place how often there was which type, and how long lists are."""
    form = form_of(ANSWER, ClassifyAnswer)
    places = {joined(path): each for path, each in form.walk()}
    values = places["sample.payload.values[][]"]
    assert values.types == {"whole number": 2, "number": 1, "null": 1}
    assert places["sample.payload.values"].lengths == (2, 2)
    assert places["results[].classifications[].learnBlock.type"].words == {"keras"}
    assert places["results[].variant"].words == {"int8"}


def test_keys_of_maps_are_the_projects() -> None:
    """A label that is the key of a score, and a name in the metadata, are no fields: their place is an entry."""
    places = {joined(path): each for path, each in form_of(ANSWER, ClassifyAnswer).walk()}
    assert places["results[].classifications[].result[]{}"].types == {"number": 1, "whole number": 1}
    assert not [place for place in places if "walking" in place or "person" in place]


def test_fields_that_are_not_known_and_those_that_did_not_come() -> None:
    """Held against the wire model of each object."""
    places = {joined(path): each for path, each in form_of(ANSWER, ClassifyAnswer).walk()}
    block = places["results[].classifications[].learnBlock"]
    assert block.unknown == ["kind"]
    assert "createdAt" in block.missing
    assert places["results[]"].unknown == places["results[]"].missing == []


def test_what_was_left_empty_is_found() -> None:
    """Whatever makes a reader leave out a value that came, the place is told; what was null or empty is no loss."""
    value = {"samples": [{"id": 1, "label": "a", "metadata": {"x": "y"}}, {"id": 2}], "totalCount": 2}
    read = SamplesAnswer.model_validate(value)
    assert list(emptied(value, read)) == []
    lost = read.model_copy(update={"samples": [read.samples[0].model_copy(update={"label": "", "metadata": {}})]})
    assert [joined(path) for path in emptied(value, lost)] == ["samples[].label", "samples[].metadata{}", "samples[]"]


def test_contents_are_all_texts() -> None:
    """Also deep inside."""
    assert set(contents({"a": ["b", {"c": "d"}], "e": 1, "f": "g"})) == {"b", "d", "g"}

"""What the command line writes as JSON has a form with a version, and a JSON Schema that it fits."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.answers import answer, classification
from tests.comparison.pictured import found, pictured
from variantlens.comparison.compare import compare
from variantlens.comparison.document import comparison_document
from variantlens.documents import FORMS, schema
from variantlens.service.client import Client
from variantlens.service.schema import ClassifyAnswer, Project
from variantlens.store.values import Failure
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.exports import sweep_json
from variantlens.sweeps.judging import judged_as_asked
from variantlens.sweeps.keeping import outcome
from variantlens.sweeps.request import AllowedLoss, SweepRequest

SCHEMAS = Path(__file__).parents[1] / "docs" / "schemas"
DEMOS = range(1, 11)
SAMPLES = 4


@pytest.fixture(scope="module")
def client(studio_service: Any) -> Iterator[Client]:
    """Asks the service over the demos."""
    with Client(studio_service.address, studio_service.api_key, embedded=True) as made:
        yield made


@pytest.fixture(scope="module")
def projects(client: Client) -> dict[int, Project]:
    """The demos by id."""
    return {project.id: project for project in client.projects()}


def written(wire: ClassifyAnswer) -> dict[str, Any]:
    """What ``compare --json`` writes of an answer, as programs read it."""
    document = comparison_document(
        compare(wire), wire.model_dump(mode="json", by_alias=True), service="embedded", project=1, impulse=None
    )
    read: dict[str, Any] = json.loads(document.model_dump_json(), parse_constant=lambda name: pytest.fail(name))
    return read


def candidate(wire: ClassifyAnswer, result: int = 0) -> dict[str, Any]:
    """The numbers of the first candidate in one result of the first block."""
    read: dict[str, Any] = written(wire)["blocks"][0]["results"][result]["candidates"][0]
    return read


def fits(command: str, document: dict[str, Any]) -> None:
    """Hold a document against the schema in the documentation."""
    wanted = json.loads((SCHEMAS / f"{command}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(wanted)
    jsonschema.Draft202012Validator(wanted).validate(document)


@pytest.mark.parametrize("command", FORMS)
def test_the_schema_in_the_documentation_is_that_of_the_code(command: str) -> None:
    """After a change `make schemas` writes it anew."""
    assert (SCHEMAS / f"{command}.schema.json").read_text() == schema(command)


@pytest.mark.parametrize("command", FORMS)
def test_a_document_of_another_version_does_not_fit(command: str) -> None:
    """Who reads version 1 is told."""
    wanted = json.loads(schema(command))
    assert wanted["properties"]["version"]["const"] == 1
    assert {"form", "version"} <= set(wanted["required"])


@pytest.mark.parametrize("number", DEMOS)
def test_every_demo_fits_its_schemas(client: Client, projects: dict[int, Project], number: int) -> None:
    """Each kind of result, of one sample with all variants, and as a sweep of a few samples."""
    demo = projects[number].demo
    assert demo is not None
    listed = client.samples(number, category="testing", limit=SAMPLES).samples
    answers = [
        client.classify_variants(number, each, demo.variants, impulse=demo.impulse)
        for each in (demo.sample, *(sample.id for sample in listed))
    ]
    document = written(answers[0])
    fits("compare", document)
    for block in document["blocks"]:
        assert [len(result["candidates"]) for result in block["results"]] == [len(demo.variants) - 1]
        for result in block["results"]:
            for one in result["candidates"]:
                flips, windows = one["flips"], one["windows"]
                assert flips["total"] == sum(flips[name] for name in ("harmful", "helpful", "neutral", "unjudged"))
                parts = ("compared", "lost", "unmatched", "undecided")
                assert windows["total"] == sum(windows[name] for name in parts) > 0
                # Where one of two variants finds no object, no score of both is left.
                assert one["largest_change"] is not None or result["kind"] == "detections"
    loss = demo.allowed_loss or {"value": 1.0, "unit": "points of accuracy"}
    asked = SweepRequest(project=number, variants=tuple(demo.variants), allowed_loss=AllowedLoss(**loss))
    judged = judged_as_asked(sweep_data(outcome(compare(each)) for each in answers[1:]), asked, failed=1)
    swept = sweep_json("run", asked, judged, [Failure(7, "broken", "a.wav")], ["a note"])
    read = json.loads(swept, parse_constant=lambda name: pytest.fail(name))
    fits("sweep", read)
    assert len(read["verdicts"]) == len(judged.verdicts) >= len(demo.variants) - 1


def test_scores_in_numbers() -> None:
    """Flips by harm, what only one variant decides, and the largest change with its place in time."""
    said = {"float32": [{"a": 0.9, "b": 0.1}, {"a": 0.8, "b": 0.2}, {"a": 0.7, "b": 0.3}]}
    said["int8"] = [{"a": 0.2, "b": 0.8}, {"a": 0.75, "b": 0.25}]
    labels = [{"startIndex": 0, "endIndex": 2, "label": "a"}]
    wire = answer({name: [classification(rows, expectedLabels=labels)] for name, rows in said.items()})
    fits("compare", written(wire))
    one = candidate(wire)
    assert one["flips"] == {"total": 1, "harmful": 1, "helpful": 0, "neutral": 0, "unjudged": 0}
    assert one["windows"] == {"total": 3, "compared": 2, "lost": 1, "unmatched": 0, "undecided": 0}
    assert one["largest_change"] == {"change": pytest.approx(-0.7), "window": 0, "start_ms": 0.0, "label": "a"}


def test_boxes_in_numbers() -> None:
    """Matched, lost and new boxes, and labelled objects that only one variant hits."""
    here, there = (0.1, 0.1, 0.2, 0.2), (0.6, 0.6, 0.2, 0.2)
    boxes = {
        "float32": found([("a", 0.9, here), ("a", 0.8, there)]),
        "int8": found([("a", 0.7, here), ("a", 0.6, (0.4, 0.1, 0.2, 0.2))]),
    }
    wire = pictured(boxes, [("a", (60, 120, 20, 40))])
    fits("compare", written(wire))
    one = candidate(wire)
    counts = {name: one["boxes"][name] for name in ("matched", "relabelled", "lost", "new", "objects_lost")}
    assert counts == {"matched": 1, "relabelled": 0, "lost": 1, "new": 1, "objects_lost": 1}
    assert one["largest_change"] == {"change": pytest.approx(-0.2), "window": 0, "start_ms": None, "label": "a"}
    assert candidate(pictured(boxes))["boxes"]["objects_lost"] is None

"""Calls about projects, impulses and variants."""

import json
from pathlib import Path
from typing import Any

import httpx

from studio.api import create_app
from variantlens.service import schema


def test_impulse_holds_its_blocks(studio: Any) -> None:
    """An impulse has its input, processing and learn blocks, whole milliseconds as whole numbers."""
    impulse = studio.get("/impulse")["impulse"]
    assert impulse == studio.get("/impulses")["impulses"][0] == studio.get("/impulse", impulseId=1)["impulse"]
    (block,) = impulse["inputBlocks"]
    assert (block["windowSizeMs"], block["windowIncreaseMs"], block["frequencyHz"]) == (400, 200, 10)
    assert isinstance(block["windowSizeMs"], int)
    assert [(dsp["id"], dsp["type"], dsp["axes"]) for dsp in impulse["dspBlocks"]] == [
        (2, "raw", ["y", "x"]),
        (3, "flatten", ["y", "x"]),
    ]
    assert [(learn["id"], learn["type"], learn["dsp"]) for learn in impulse["learnBlocks"]] == [
        (4, "keras", [2]),
        (5, "anomaly", [3]),
    ]


def test_only_standard_variants_are_listed_unless_all_are_asked_for(studio: Any) -> None:
    """Official clients know two names; whoever asks for all gets all, each with how it was made."""
    listed = studio.get("/model-variants")["modelVariants"]
    assert [(one["variant"], one["isReferenceVariant"]) for one in listed] == [("float32", True), ("int8", False)]
    every = studio.get("/model-variants", all="true")["modelVariants"]
    assert [one["variant"] for one in every] == ["float32", "int8", "int8-reference-kernels"]
    assert every[2]["description"] == "The same, other kernels."


def test_disabled_variants_are_listed_and_cannot_be_asked_for(own_studio: Any, project_json: dict[str, Any]) -> None:
    """A variant that the project file disables is listed as not enabled; classifying with it is refused."""
    project_json["disabledVariants"] = ["int8"]
    (own_studio.folder / "project.json").write_text(json.dumps(project_json))
    listed = own_studio.get("/model-variants")["modelVariants"]
    assert [(one["variant"], one["isEnabled"], one["isSelected"]) for one in listed] == [
        ("float32", True, True),
        ("int8", False, False),
    ]
    assert own_studio.classify(1, ["float32"])["results"][0]["variant"] == "float32"
    answer = own_studio.http.post("/api/7/classify/v2/1/variants", params={"variants": '["float32", "int8"]'})
    assert (answer.status_code, answer.json()["error"]) == (400, "Variant “int8” is not enabled in project 7")


def test_a_disabled_variant_needs_no_models(own_studio: Any, project_json: dict[str, Any]) -> None:
    """A variant that was never made is described and disabled, as int8 is in many real projects."""
    project_json["variants"]["int8-other"] = "Never made."
    project_json["disabledVariants"] = ["int8-other"]
    (own_studio.folder / "project.json").write_text(json.dumps(project_json))
    listed = own_studio.get("/model-variants", all="true")["modelVariants"]
    assert {one["variant"]: one["isEnabled"] for one in listed}["int8-other"] is False


def test_axes_are_as_long_as_their_samples(studio: Any) -> None:
    """Milliseconds of each sensor over all five samples that can be read, at their own rates."""
    assert studio.get("/data-axes")["dataAxisSummary"] == {"x": 6900, "y": 6900}


def test_there_are_no_devices(studio: Any) -> None:
    """Samples come from files."""
    assert studio.get("/devices")["devices"] == []


def test_a_demo_tells_its_story(tmp_path: Path, project_at: Any, project_json: dict[str, Any], served: Any) -> None:
    """A demo's story, its sample by id, what was measured, and where the data comes from reach the caller."""
    project_json["demo"] = {
        "headline": "One window flips",
        "sample": "mixed.csv",
        "variants": ["float32", "int8"],
        "allowedLoss": {"value": 1, "unit": "points of accuracy"},
        "expectedVerdict": "not enough data",
    }
    folder = project_at(tmp_path / "mine", {**project_json, "measured": "measured.json"})
    (folder / "measured.json").write_text(json.dumps({"flips": 1}))
    (folder / "ATTRIBUTION.md").write_text("Made up.")
    with served(create_app([folder])) as running:
        answer = schema.ProjectsAnswer.model_validate_json(httpx.get(f"{running.address}/api/projects").content)
    demo = answer.projects[0].demo
    assert demo is not None
    assert (demo.headline, demo.sample, demo.variants) == ("One window flips", 2, ["float32", "int8"])
    assert (demo.measured, demo.attribution) == ({"flips": 1}, "Made up.")
    assert (demo.allowed_loss, demo.expected_verdict) == ({"value": 1, "unit": "points of accuracy"}, "not enough data")


def test_project_info_counts_samples_by_category(studio: Any) -> None:
    """The project's information counts samples and names labels, by category and in all."""
    info = studio.get("")
    assert info["project"]["name"] == "Tiny"
    assert info["dataSummary"]["dataCount"] == 6
    assert info["dataSummaryPerCategory"]["training"]["labels"] == ["idle"]
    assert info["dataSummaryPerCategory"]["testing"]["dataCount"] == 5
    assert info["anomalyLabelsConfig"]["anomalyLabels"] == ["wave"]
    assert "wave" not in info["anomalyLabelsConfig"]["noAnomalyLabels"]

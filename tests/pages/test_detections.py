"""What the Compare page promises for objects in pictures."""

import json
from typing import Any

import pytest

from tests.pages.conftest import Open, chart_keys, read, words
from tests.pages.replaced import Replaced
from variantlens.service.errors import NotFound

STORY = {"service": "embedded", "project": "4", "impulse": "1", "sample": "20", "reference": "float32"}
DARK = "int8-calibrated-in-the-dark"


def test_objects_lost_come_first(open_page: Open) -> None:
    """The sentence counts true objects, the panel boxes; the picture stands under both variants."""
    app = open_page("compare", **STORY, variants=["float32", DARK])
    assert not app.exception
    assert f"{DARK} decides differently: 4 true objects lost." in read(app)
    assert "0 boxes matched of 4 and 0" in read(app)
    assert "boxes panels 3" in chart_keys(app)
    assert app.get("plotly_chart")[0].proto.spec.count(";base64,") == 2


def test_what_was_assumed_is_said(open_page: Open) -> None:
    """Which coordinates were taken for what, and where thresholds start."""
    text = read(open_page("compare", **STORY, variants=["float32", "int8"]))
    assert "Coordinates were taken for 0..1" in text
    assert "below 0.5: thresholds start there" in text


def test_boxes_are_said_to_be_those_before_tracking(open_page: Open, service: Replaced) -> None:
    """Where the impulse follows them over time."""
    tracker = {"id": 9, "type": "object-tracking", "name": "Tracker", "title": "Object <b>tracking</b>"}

    def tracked(answer: dict[str, Any]) -> dict[str, Any]:
        answer["impulses"][0]["postProcessingBlocks"] = [tracker]
        return answer

    service.changing = ("/impulses", tracked)
    app = open_page("compare", **STORY | {"service": service.address}, variants=["float32", "int8"])
    assert not app.exception
    assert "before tracking: the impulse's post-processing (Object <b>tracking</b>) is not applied" in read(app)
    assert "<b>" not in words(app)


def test_a_threshold_for_one_variant_is_part_of_the_link(open_page: Open) -> None:
    """Moved for int8 alone, it changes int8 alone; moved back, it leaves the address."""
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    app.slider(key="limit min_score@int8 3").set_value(0.9).run()
    assert app.query_params["threshold"] == "3:min_score@int8:0.9"
    table = app.dataframe[0].value
    assert list(table["threshold"]) == [0.5, 0.9]
    assert list(table["boxes"]) == [4, 2]
    app.slider(key="limit min_score@int8 3").set_value(0.5).run()
    assert "threshold" not in app.query_params


def test_the_distance_of_centres_is_part_of_the_link(open_page: Open) -> None:
    """FOMO's centres are held against the limit that the person moves."""
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    app.slider(key="limit distance 3").set_value(0.01).run()
    assert app.query_params["threshold"] == "3:distance:0.01"
    assert app.dataframe[0].value["hits"].tolist()[0] < 4


def test_ours_and_the_services_quality_agree(open_page: Open) -> None:
    """At the service's own limits our matching gives what the service says."""
    table = open_page("compare", **STORY, variants=["float32", DARK]).dataframe[0].value
    assert table["F1"].tolist() == table["service's F1"].tolist() == [1.0, 0.0]


def test_our_map_is_shown_with_what_it_rests_on(open_page: Open) -> None:
    """Boxes that overlap have one, for information; the page says of how many labelled objects. Centres have none."""
    boxes = open_page("compare", service="embedded", project="5")
    table = boxes.dataframe[0].value
    assert table["mAP"].between(0, 1).all()
    assert f"Held against {table['labelled'].iloc[0]} labelled objects" in read(boxes)
    assert "mAP is for information" in read(boxes)
    centres = open_page("compare", **STORY, variants=["float32", "int8"])
    assert "mAP" not in centres.dataframe[0].value
    assert "mAP is for information" not in read(centres)


def test_one_picture_holds_both(open_page: Open) -> None:
    """The other view draws one candidate over the reference, to begin with the one that loses most."""
    app = open_page("compare", **STORY, variants=["float32", "int8", DARK])
    app.segmented_control(key="boxes view 3").set_value("overlay").run()
    assert "boxes overlay 3" in chart_keys(app)
    assert '"lost"' in app.get("plotly_chart")[0].proto.spec


def test_variants_are_shown_by_turns(open_page: Open) -> None:
    """The figure that blinks holds the reference and the candidate that loses most, or the one that is chosen."""
    app = open_page("compare", **STORY, variants=["float32", "int8", DARK])
    app.segmented_control(key="boxes view 3").set_value("blink").run()
    assert not app.exception
    (chart,) = (each for each in app.get("plotly_chart") if each.proto.id.endswith("-blinking 3"))
    assert len(json.loads(chart.proto.spec)["frames"]) == 2
    assert "4 lost" in chart.proto.spec
    app.segmented_control(key="candidate 3").set_value(0).run()
    assert "4 lost" not in app.get("plotly_chart")[0].proto.spec


def test_the_services_assignments_are_drawn_when_opened(open_page: Open) -> None:
    """Asked for by debug=1; closed, nothing of it is made."""
    app = open_page("compare", **STORY, variants=["float32", "int8"], debug="1")
    assert "assignments 3" not in chart_keys(app)
    assert not app.exception


def test_a_picture_that_cannot_be_had_is_a_canvas(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The boxes are drawn all the same, and the page says why nothing is under them."""

    def gone(*_: object) -> bytes:
        raise NotFound(address="embedded", call="GET", status=404, message="gone")

    monkeypatch.setattr("components.answers.Answers.image", gone)
    monkeypatch.setattr("variantlens.figures.pictures._from_payload", lambda *_: None)
    app = open_page("compare", **STORY, variants=["float32", "int8"])
    assert not app.exception
    assert "The service has no picture of this sample." in read(app)
    assert "boxes panels 3" in chart_keys(app)

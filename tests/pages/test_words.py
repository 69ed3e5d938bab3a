"""What the Compare page promises of words that a newcomer may not know."""

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open

MOTION = {"service": "embedded", "project": "1", "impulse": "1", "sample": "39", "reference": "float32"}
CENTRES = {"service": "embedded", "project": "4", "impulse": "1", "sample": "20", "reference": "float32"}
BOXES = {"service": "embedded", "project": "5", "impulse": "1", "sample": "1", "reference": "float32"}


def explained(app: AppTest, text: str) -> list[str]:
    """The hover texts of all lines that hold a text; empty where a line has none."""
    return [each.proto.help for each in app.markdown if text in each.value]


def test_words_of_the_verdict_are_explained_where_they_are_met_first(open_page: Open) -> None:
    """Flip, harm and step under the sentence; rank correlation at the first block that names it."""
    app = open_page("compare", **MOTION, variants=["float32", "int8", "int8-one-recording"])
    (facts,) = explained(app, "model files")
    for word in ("Reference", "Flip", "Harmful", "Helpful", "Quantization step"):
        assert f"**{word}**: " in facts
    first, second = explained(app, "rank correlation")
    assert first.startswith("**Rank correlation**: ")
    assert second == ""


def test_fomo_is_explained_at_its_name(open_page: Open) -> None:
    """A block that finds centres says what FOMO is, and by what its boxes are matched."""
    app = open_page("compare", **CENTRES, variants=["float32", "int8"])
    assert "**FOMO**: " in app.subheader[0].proto.help
    (told,) = explained(app, "boxes matched")
    assert "**Matched**: " in told
    assert "distance of their centres" in told
    assert "IoU" not in told


def test_iou_is_explained_without_opening_anything(open_page: Open) -> None:
    """A block that finds boxes explains matching and IoU beside its first words."""
    app = open_page("compare", **BOXES, variants=["float32", "int8-calibrated-on-empty-ground"])
    assert app.subheader[0].proto.help == ""
    told = next(each for each in explained(app, "matched") if each)
    assert "**IoU**: Intersection over union" in told

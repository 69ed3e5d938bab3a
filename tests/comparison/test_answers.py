"""Answers as a classify service may send them, each in a file, and what is right about it; both ways round."""

from pathlib import Path
from typing import Any

import pytest

from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.label_map import label_map_in_words
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.sentences import headline
from variantlens.figures.signal import signal, streams
from variantlens.service.schema import ClassifyAnswer, Impulse

FOLDER = Path(__file__).parent / "answers"
ALONE = "compared over 2 of 3 windows: int8 has no answer in 1"


def compared(name: str, reference: str = "float32") -> Comparison:
    """The comparison of an answer in a file."""
    return compare(ClassifyAnswer.model_validate_json((FOLDER / f"{name}.json").read_bytes()), reference=reference)


@pytest.mark.parametrize(
    ("name", "told", "mirrored", "harm", "notices"),
    [
        (
            "13-expected-labels-overlap",
            "int8 decides differently in 1 of 3 windows: at 0.5 s it says wave where float32 says idle.",
            "float32 decides differently in 1 of 3 windows: at 0.5 s it says idle where int8 says wave.",
            Harm.UNJUDGED,
            ["Different labels are expected of 2 windows: these are unjudged."],
        ),
        (
            "23-int8-fewer-windows",
            (
                "int8 decides differently in 1 of 2 windows: at 0.5 s it wrongly says wave where float32 rightly says "
                f"idle; {ALONE} (lost)."
            ),
            (
                "float32 decides differently in 1 of 2 windows: at 0.5 s it rightly says idle where int8 wrongly says "
                f"wave; {ALONE} (unjudged)."
            ),
            Harm.HARMFUL,
            ["int8 scores 2 of 3 windows; the others stay empty."],
        ),
        (
            "29-box-wider-than-picture",
            "These variants agree everywhere: int8 decides like float32.",
            "These variants agree everywhere: float32 decides like int8.",
            None,
            ["int8 sent 1 box reaching beyond the picture: cut at its edge."],
        ),
        (
            "30-label-map-with-truth",
            (
                "int8 decides differently in 1 of 6 labels: at 0.5 s it wrongly says bad where float32 rightly says "
                "good for quality."
            ),
            (
                "float32 decides differently in 1 of 6 labels: at 0.5 s it rightly says good where int8 wrongly says "
                "bad for quality."
            ),
            Harm.HARMFUL,
            [],
        ),
    ],
)
def test_what_is_right(name: str, told: str, mirrored: str, harm: Harm | None, notices: list[str]) -> None:
    """The headline, its harm and the notices; with the variants swapped the same the other way round."""
    there, back = compared(name), compared(name, "int8")
    assert (headline(there).text, headline(there).harm) == (told, harm)
    assert headline(back).text == mirrored
    assert headline(back).harm == (Harm.HELPFUL if harm is Harm.HARMFUL else harm)
    assert [each.text for each in there.notices] == notices
    assert [each.text for each in back.notices] == notices


def test_streams_keep_their_own_rates() -> None:
    """The one whose values came is drawn at its rate, the other one is named; the strip shows the first."""
    sample = compared("20-datastreams-multirate").sample
    found = streams(sample)
    assert [(each.sensors, each.hertz, len(each.values)) for each in found.drawn] == [(("accX [m/s2]",), 62.5, 300)]
    assert found.missing == ("temp [C]",)
    shown = signal(sample)
    assert shown is not None
    assert shown.seconds == 4.8


@pytest.mark.parametrize("name", ["28-labelmap-sample", "30-label-map-with-truth"])
def test_a_samples_label_map_is_read(name: str) -> None:
    """Its labels, without the type beside them."""
    assert label_map_in_words(compared(name).sample.sample.label_map).startswith("quality: good")
    assert label_map_in_words({"quality": "good"}) == label_map_in_words(None) == ""


@pytest.mark.parametrize(
    ("blocks", "which"),
    [
        ([{"id": 9, "type": "object-tracking", "name": "Tracker", "title": "Object tracking"}], " (Object tracking)"),
        ([{}], ""),
        ([], None),
        (None, None),
    ],
)
def test_boxes_are_said_to_be_those_before_tracking(blocks: Any, which: str | None) -> None:
    """Whether the impulse says that it tracks objects or the answer does."""
    wire = ClassifyAnswer.model_validate_json((FOLDER / "29-box-wider-than-picture.json").read_bytes())
    told = ClassifyAnswer.model_validate(wire.model_dump(by_alias=True) | {"postProcessingBlocks": blocks})
    for comparison in (compare(wire, impulse=Impulse(id=1, post_processing_blocks=blocks or [])), compare(told)):
        told_of = [each.text for each in comparison.notices if "before tracking" in each.text]
        assert len(told_of) == (which is not None)
        assert all(f"the impulse's post-processing{which} is not applied to them." in text for text in told_of)


def test_a_box_of_1_02_leaves_all_others_in_place() -> None:
    """Both variants hit both objects."""
    for reference in ("float32", "int8"):
        (result,) = compared("29-box-wider-than-picture", reference).blocks[0].results
        assert isinstance(result, DetectionsComparison)
        assert [said.quality.f1 for said in result.variants if said.quality] == [1, 1]

"""What variants find in a picture, compared and judged."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.comparison.pictured import BLOCK, Box, boxes_in, found, pictured
from variantlens.comparison.boxes import Fate, box_changes, boxes_table, details_table, quality_table
from variantlens.comparison.compare import compare
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.sentences import block_line, headline

HERE, THERE = (0.1, 0.1, 0.2, 0.2), (0.6, 0.6, 0.2, 0.2)
ELSEWHERE = (0.1, 0.7, 0.1, 0.1)
TRUE_HERE, TRUE_THERE = (10, 20, 20, 40), (60, 120, 20, 40)
"""The same places in pixels of a picture of 100 × 200."""


def test_a_true_object_lost_is_harmful() -> None:
    """The reference hits both objects, the candidate one."""
    result = boxes_in(
        pictured(
            {"float32": [("a", 0.9, HERE), ("b", 0.8, THERE)], "int8": [("a", 0.7, HERE)]},
            [("a", TRUE_HERE), ("b", TRUE_THERE)],
        )
    )
    (pair,) = result.pairs
    assert pair.counts.objects_lost == 1
    assert (pair.counts.matched, pair.counts.lost, pair.counts.new) == (1, 1, 0)
    assert pair.flips.harm.tolist() == [Harm.HARMFUL]
    assert [each.fate for each in box_changes(result, pair)] == [Fate.LOST, Fate.MATCHED]
    assert box_changes(result, pair)[1].change == pytest.approx(-0.2)


def test_harm_is_counted_per_object() -> None:
    """A found object and a false alarm that goes are helpful, a new false alarm is harmful."""
    result = boxes_in(
        pictured(
            {"float32": [("b", 0.9, HERE)], "int8": [("a", 0.9, HERE), ("a", 0.9, (0.8, 0.1, 0.1, 0.1))]},
            [("a", TRUE_HERE)],
        )
    )
    counts = result.pairs[0].counts
    assert (counts.objects_found, counts.alarms_gone, counts.alarms_new, counts.relabelled) == (1, 1, 1, 1)
    flips = result.pairs[0].flips
    assert (flips.count(Harm.HELPFUL), flips.count(Harm.HARMFUL)) == (2, 1)


def test_without_labelled_boxes_nothing_is_judged() -> None:
    """Changes are counted apart, never as neutral, and there is no quality."""
    result = boxes_in(pictured({"float32": [("a", 0.9, HERE)], "int8": []}))
    assert result.pairs[0].flips.harm.tolist() == [Harm.UNJUDGED]
    assert result.reference.quality is None
    assert "F1" not in quality_table(result)


def test_a_box_that_moves_but_hits_the_same_object_is_neutral() -> None:
    """Lost and new, since the two do not overlap enough; the object is found by both."""
    result = boxes_in(
        pictured(
            {"float32": [("a", 0.9, (0.0, 0.1, 0.4, 0.2))], "int8": [("a", 0.9, (0.2, 0.1, 0.4, 0.2))]},
            [("a", (10, 20, 40, 40))],
        ),
    )
    assert result.pairs[0].flips.harm.tolist() == [Harm.NEUTRAL, Harm.NEUTRAL]
    assert result.pairs[0].counts.objects_lost == 0


@pytest.mark.parametrize(
    ("boxes", "unit"), [([("a", 0.9, HERE)], "0..1"), ([("a", 0.9, (10.0, 20.0, 20.0, 40.0))], "pixels")]
)
def test_pixels_and_fractions_are_told_apart(boxes: list[Box], unit: str) -> None:
    """Any coordinate above 1 means pixels; either way the box hits the same object, and what was assumed is said."""
    result = boxes_in(pictured({"float32": boxes, "int8": boxes}, [("a", TRUE_HERE)]))
    assert result.frame.unit == unit
    np.testing.assert_allclose(result.reference.found[0].boxes[0], HERE)
    assert result.reference.quality is not None
    assert result.reference.quality.f1 == 1


def test_thresholds_move_for_all_and_for_one() -> None:
    """A variant's own threshold comes before that of all; what both leave out is counted."""
    wire = pictured({"float32": [("a", 0.9, HERE), ("b", 0.6, THERE)], "int8": [("a", 0.9, HERE), ("b", 0.6, THERE)]})
    moved = boxes_in(wire, moved={(BLOCK, "min_score"): 0.7, (BLOCK, "min_score@int8"): 0.55})
    assert (moved.reference.threshold, moved.pairs[0].candidate.threshold) == (0.7, 0.55)
    assert (moved.reference.hidden, moved.pairs[0].candidate.hidden) == (1, 0)
    assert moved.pairs[0].counts.new == 1


def test_a_threshold_below_the_services_shows_no_more() -> None:
    """What the service left out is not there; the floor says where thresholds start."""
    wire = pictured({"float32": [("a", 0.9, HERE)], "int8": [("a", 0.6, HERE)]})
    result = boxes_in(wire, moved={(BLOCK, "min_score"): 0.1})
    assert [each.floor for each in result.variants] == [0.5, 0.5]
    assert result.pairs[0].counts.matched == 1


def test_the_least_overlap_can_be_moved() -> None:
    """Boxes that overlap by 0.6 are one object at 0.5 and two at 0.7."""
    boxes = {"float32": [("a", 0.9, (0.0, 0.0, 0.5, 0.5))], "int8": [("a", 0.9, (0.125, 0.0, 0.5, 0.5))]}
    assert boxes_in(pictured(boxes)).pairs[0].counts.matched == 1
    apart = boxes_in(pictured(boxes), moved={(BLOCK, "iou"): 0.7}).pairs[0].counts
    assert (apart.matched, apart.lost, apart.new) == (0, 1, 1)


def test_fomo_compares_centres() -> None:
    """Boxes of one cell that do not touch are one object where their centres are near."""
    boxes = {"float32": [("a", 0.9, (0.1, 0.1, 0.05, 0.05))], "int8": [("a", 0.9, (0.2, 0.1, 0.05, 0.05))]}
    assert boxes_in(pictured(boxes)).pairs[0].counts.matched == 0
    near = boxes_in(pictured(boxes, last_layer="fomo"))
    assert near.pairs[0].counts.matched == 1
    assert box_changes(near, near.pairs[0])[0].closeness == pytest.approx(0.1)
    far = boxes_in(pictured(boxes, last_layer="fomo"), moved={(BLOCK, "distance"): 0.05})
    assert far.pairs[0].counts.matched == 0


@pytest.mark.parametrize(
    ("said", "notice"),
    [
        (found([("a", 0.9, (0.1, 0.2))]), "1 box without four usable numbers: left out"),
        (found([("a", 0.9, (0.1, None, 0.2, 0.2))]), "1 box without four usable numbers: left out"),
        (found([("a", 0.9, (0.1, 0.1, -0.2, 0.2))]), "1 box without an area: left out"),
        (found([("a", 0.9, (0.1, 0.1, 0.2, 0.2))], labels=[]), "1 box without a label: compared as they are"),
        (found([("a", None, HERE), ("a", None, THERE)]), "2 boxes without a score: shown at every threshold"),
        (found([("a", 0.2, HERE)]), "1 box below the threshold of the service"),
        (found([], debugInfoJson="{"), "The debug information of FOMO cannot be read: it is not JSON."),
    ],
)
def test_what_cannot_be_read_is_a_notice(said: dict[str, Any], notice: str) -> None:
    """Nothing is dropped in silence."""
    comparison = compare(pictured({"float32": said, "int8": []}))
    assert any(notice in each.text for each in comparison.notices)


def test_labelled_boxes_of_a_picture_of_unknown_size_judge_nothing() -> None:
    """Pixels cannot be held against fractions without the picture's size, and the page says so."""
    comparison = compare(pictured({"float32": [("a", 0.9, HERE)]}, [("a", TRUE_HERE)], size=None))
    assert any("How large the picture is" in each.text for each in comparison.notices)


def test_pixels_are_judged_without_the_pictures_size() -> None:
    """Where boxes and labelled boxes are both pixels, the size is not needed."""
    box: list[Box] = [("a", 0.9, tuple(map(float, TRUE_HERE)))]
    result = boxes_in(pictured({"float32": box, "int8": box}, [("a", TRUE_HERE)], size=None))
    assert not result.canvas.known
    assert result.reference.quality is not None
    assert result.reference.quality.hits == 1


def test_details_stand_in_where_there_are_no_other_boxes() -> None:
    """Their labels are numbers, which is said."""
    wire = pictured({"float32": [], "int8": []}).model_dump(mode="json", by_alias=True)
    for variant in wire["results"]:
        entry = variant["classifications"][0]
        entry["structuredResult"] = []
        entry["details"] = [{"boxes": [list(HERE)], "labels": [2], "scores": [0.8]}]
    result = boxes_in(type(pictured({})).model_validate(wire))
    assert result.reference.found[0].labels.tolist() == ["2"]
    assert any("details only" in text for text in result.remarks)
    assert details_table(result)["label"].tolist() == [2, 2]


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e308])
def test_metrics_that_are_no_number_are_none(value: float) -> None:
    """Those that the service reports beside its boxes, and numbers of details."""
    wire = pictured({"float32": [], "int8": []}).model_dump(mode="json", by_alias=True)
    for variant in wire["results"]:
        entry = variant["classifications"][0]
        entry["structuredResult"] = [found([("a", 0.9, HERE)], mAP=value, f1=0.5)]
        entry["details"] = [{"boxes": [[value, 0.1, 0.2, 0.2]], "labels": [value], "scores": [value]}]
    result = boxes_in(type(pictured({})).model_validate(wire))
    quality = quality_table(result)
    assert quality["service's mAP"].isna().all()
    assert quality["service's F1"].tolist() == [0.5, 0.5]
    details = details_table(result)
    assert details[["label", "score"]].isna().all(axis=None)
    assert details["box"].tolist() == ["none, 0.1, 0.2, 0.2"] * 2


def test_a_variant_without_the_block_is_not_compared() -> None:
    """No answer is not an empty picture."""
    wire = pictured({"float32": [("a", 0.9, HERE)], "int8": []}, [("a", TRUE_HERE)])
    wire.results[1].classifications.clear()
    result = boxes_in(wire)
    assert result.pairs[0].flips.comparable == 0
    assert len(result.pairs[0].flips) == 0
    assert result.pairs[0].candidate.quality is None


def test_words_and_tables() -> None:
    """The headline counts objects, the line of the block boxes too; tables hold every box."""
    wire = pictured(
        {
            "float32": [("a", 0.9, HERE), ("b", 0.8, THERE)],
            "int8": [("a", 0.7, HERE), ("c", 0.7, (0.1, 0.7, 0.1, 0.1))],
        },
        [("a", TRUE_HERE), ("b", TRUE_THERE)],
    )
    comparison = compare(wire)
    assert headline(comparison).text == "int8 decides differently: 1 true object lost, 1 false alarm new."
    assert headline(comparison).harm is Harm.HARMFUL
    assert block_line(comparison, comparison.blocks[0]).text == (
        "Classifier: int8 finds differently (1 true object lost, 1 false alarm new), 1 box matched of 2 and 2."
    )
    (result,) = comparison.blocks[0].results
    assert isinstance(result, DetectionsComparison)
    table = boxes_table(result, result.pairs[0])
    assert table["fate"].tolist() == ["lost", "new", "matched"]
    assert table["float32 hits"].fillna("").tolist() == ["b", "", "a"]
    assert table["float32 box"][0] == [60.0, 120.0, 20.0, 40.0]
    quality = quality_table(result)
    assert quality["F1"].tolist() == [1.0, 0.5]
    assert math.isnan(quality["service's F1"][0])


def test_agreement_is_said() -> None:
    """Variants that find the same agree everywhere."""
    same: list[Box] = [("a", 0.9, HERE)]
    comparison = compare(pictured({"float32": same, "int8": same}))
    assert headline(comparison).text == "These variants agree everywhere: int8 decides like float32."


number = st.one_of(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.9, 1.0, 40.0, -0.1]), st.none(), st.floats(), st.just(1e300))
odd_box = st.tuples(st.sampled_from(["a", "b", ""]), number, st.lists(number, min_size=3, max_size=5))
tidy_box = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from([0.5, 0.7, 0.9]),
    st.tuples(*[st.sampled_from([0.0, 0.1, 0.2])] * 2, *[st.sampled_from([0.3, 0.4])] * 2),
)
lists = st.lists(st.one_of(odd_box, tidy_box, tidy_box), max_size=5)
truths = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.tuples(*[st.sampled_from([0.0, 10.0, 30.0, 60.0])] * 4)), max_size=3
)
layers = st.sampled_from(["fomo", "mobilenet-ssd"])


@settings(deadline=None, max_examples=80)
@given(lists, lists, truths, layers, st.sampled_from([(100, 200), None]))
def test_swapping_reference_and_candidate_mirrors(
    one: list[Box], two: list[Box], truth: list[Any], layer: str, size: tuple[int, int] | None
) -> None:
    """Lost and new, found and lost, harmful and helpful change places; however odd the boxes, nothing crashes."""
    wire = pictured({"one": one, "two": two}, truth, last_layer=layer, size=size)
    there, back = boxes_in(wire, "one").pairs[0], boxes_in(wire, "two").pairs[0]
    a, b = there.counts, back.counts
    assert (a.matched, a.relabelled, a.lost, a.new) == (b.matched, b.relabelled, b.new, b.lost)
    assert (a.objects_lost, a.objects_found) == (b.objects_found, b.objects_lost)
    assert (a.alarms_new, a.alarms_gone) == (b.alarms_gone, b.alarms_new)
    for harm, mirrored in ((Harm.HARMFUL, Harm.HELPFUL), (Harm.NEUTRAL, Harm.NEUTRAL), (Harm.UNJUDGED, Harm.UNJUDGED)):
        assert there.flips.count(harm) == back.flips.count(mirrored)


@settings(deadline=None, max_examples=60)
@given(lists, truths, layers)
def test_a_variant_agrees_with_itself(boxes: list[Box], truth: list[Any], layer: str) -> None:
    """Everything is matched, no flip, no score change."""
    result = boxes_in(pictured({"one": boxes, "two": boxes}, truth, last_layer=layer), "one")
    (pair,) = result.pairs
    assert len(pair.flips) == 0
    assert pair.counts.matched == len(result.reference.found[0])
    changes = [each.change for each in box_changes(result, pair)]
    assert all(change == 0 or math.isnan(change) for change in changes)


@settings(deadline=None, max_examples=60)
@given(lists, lists, truths, st.randoms(use_true_random=False))
def test_the_order_of_boxes_changes_nothing(one: list[Box], two: list[Box], truth: list[Any], random: Any) -> None:
    """Boxes that come in another order give the same counts."""
    shuffled = list(one)
    random.shuffle(shuffled)
    before = boxes_in(pictured({"one": one, "two": two}, truth), "one").pairs[0]
    after = boxes_in(pictured({"one": shuffled, "two": two}, truth), "one").pairs[0]
    assert after.counts == before.counts
    assert sorted(after.flips.harm.tolist()) == sorted(before.flips.harm.tolist())


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), lists, min_size=1), truths, layers)
def test_quality_adds_up(variants: dict[str, list[Box]], truth: list[Any], layer: str) -> None:
    """Hits and false alarms are all boxes; hits and missed all labelled objects; sentences end in a full stop."""
    wire = pictured(variants, truth, last_layer=layer)
    comparison = compare(wire, reference=next(iter(variants)))
    assert headline(comparison).text.endswith(".")
    (result,) = comparison.blocks[0].results
    assert isinstance(result, DetectionsComparison)
    for said in result.variants:
        if said.quality is not None and result.truth[0] is not None:
            assert said.quality.hits + said.quality.false_alarms == len(said.found[0])
            assert said.quality.hits + said.quality.missed == len(result.truth[0])
    assert len(quality_table(result)) == len(variants)
    for pair in result.pairs:
        assert len(boxes_table(result, pair)) == len(box_changes(result, pair))


@pytest.mark.parametrize(("moved", "held"), [(7.0, 1.0), (-1.0, 0.01), (0.3, 0.3)])
def test_limits_of_an_address_stay_within_reason(moved: float, held: float) -> None:
    """A link may say anything; the limit that decides is one that the page can show."""
    assert boxes_in(pictured({"float32": []}), moved={(BLOCK, "iou"): moved}).closeness.limit == held

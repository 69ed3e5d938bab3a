"""What a sweep keeps of one sample, from real answers and made-up ones."""

import json

import pytest
from pydantic import ValidationError

from tests.answers import Row, answer, classification, scored
from tests.conftest import StudioService
from variantlens.comparison.compare import compare
from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import Harm, Outcome
from variantlens.service.client import Client
from variantlens.service.schema import ClassifyAnswer
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.keeping import outcome
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.outcomes import ObjectsOutcome, OutputsOutcome, SampleOutcome, ValuesOutcome, WindowsOutcome
from variantlens.sweeps.verdict import judge


def again(kept: SampleOutcome) -> SampleOutcome:
    """Written and read as the store does."""
    return SampleOutcome.model_validate_json(kept.model_dump_json())


def test_windows_keep_what_was_decided() -> None:
    """Decisions, outcomes, the best score, the label behind it, and the flips."""
    rows: dict[str, list[Row]] = {
        "float32": [{"cat": 0.9, "dog": 0.1}, {"cat": 0.3, "dog": 0.7}, {"cat": None, "dog": None}],
        "int8": [{"cat": 0.55, "dog": 0.45}, {"cat": 0.7, "dog": 0.3}, {"cat": 0.8, "dog": 0.2}],
    }
    kept = again(outcome(compare(scored(rows, expected=[(0, 2, "cat")], thresholds={"min_score": 0.6}))))
    (block,) = kept.blocks
    assert isinstance(block, WindowsOutcome)
    reference, candidate = block.variants
    assert reference.decisions == ("cat", "dog", None)
    assert candidate.decisions == ("uncertain", "cat", "cat")
    assert candidate.outcomes == (Outcome.ABSTAINED, Outcome.RIGHT, Outcome.RIGHT)
    assert reference.scores == (0.9, 0.7, None)
    assert candidate.tops == ("cat", "cat", "cat")
    assert candidate.shared == (0.55, 0.3, None)
    assert block.flips[0].windows == (0, 1)
    assert block.flips[0].harm == (Harm.HARMFUL, Harm.HELPFUL)
    assert block.flips[0].crossed == (True, False)
    assert (block.expected, block.threshold, block.labels) == (("cat",) * 3, 0.6, ("cat", "dog"))


def test_several_labels_at_once_do_not_compete() -> None:
    """A multi-label block has no best label; the score of each is kept."""
    rows = [{"cat": 0.9, "dog": 0.8}]
    made = scored({"float32": rows, "int8": rows}, isMultiLabel=True, thresholds={"min_score": 0.5})
    (block,) = outcome(compare(made)).blocks
    assert isinstance(block, WindowsOutcome)
    assert block.multi_label
    assert block.variants[0].decisions == ("cat, dog",)
    assert block.variants[0].tops == ()
    assert block.variants[0].label_scores == ((0.9, 0.8),)


def test_what_an_earlier_version_kept_of_several_labels_is_refused() -> None:
    """Without every label's score it is made anew from the answer."""
    rows = [{"cat": 0.9, "dog": 0.8}]
    made = scored({"float32": rows, "int8": rows}, isMultiLabel=True, thresholds={"min_score": 0.5})
    wire = outcome(compare(made)).model_dump()
    del wire["blocks"][0]["variants"][0]["label_scores"]
    with pytest.raises(ValidationError, match="every score is kept"):
        SampleOutcome.model_validate(wire)


def test_values_keep_the_expected_one() -> None:
    """Of a regression the values, without NaN."""
    rows: dict[str, list[Row]] = {
        "float32": [{"value": 1.0}, {"value": None}],
        "int8": [{"value": 1.5}, {"value": 2.0}],
    }
    kept = outcome(compare(scored(rows, kind="keras-regression", expected=[(0, 1, "1.25")])))
    (block,) = again(kept).blocks
    assert isinstance(block, ValuesOutcome)
    assert block.expected == (1.25, 1.25)
    assert [each.values for each in block.variants] == [(1.0, None), (1.5, 2.0)]


def test_outputs_keep_their_distance() -> None:
    """Of a freeform block how far the candidate is from the reference."""
    rows = {"float32": [{"0": 1.0, "1": 1.0}], "int8": [{"0": 1.0, "1": 0.5}]}
    (block,) = again(outcome(compare(scored(rows, kind="keras-freeform")))).blocks
    assert isinstance(block, OutputsOutcome)
    assert block.squared_errors == ((0.125,),)


def test_boxes_keep_what_they_hit() -> None:
    """Labels, scores, hits at the overlap in use, and the overlaps of mAP that each box reaches."""
    found = {"boxes": [[0.1, 0.1, 0.2, 0.2], [0.6, 0.6, 0.2, 0.2]], "labels": ["coin", "coin"], "scores": [0.9, 0.8]}
    made = answer(
        {
            variant: [classification(kind="keras-object-detection", structuredResult=[found])]
            for variant in ("float32", "int8")
        },
        image=True,
    )
    wire = made.model_dump(by_alias=True)
    wire["sample"]["sample"] |= {
        "imageDimensions": {"width": 100, "height": 100},
        "boundingBoxes": [{"label": "coin", "x": 10, "y": 10, "width": 20, "height": 20}],
    }
    kept = again(outcome(compare(ClassifyAnswer.model_validate(wire))))
    (block,) = kept.blocks
    assert isinstance(block, ObjectsOutcome)
    assert block.truth == ("coin",)
    assert block.variants[1].hits == (True, False)
    assert block.variants[1].reached == (0b1111111111, 0)
    assert kept.image
    assert kept.length_ms is None


@pytest.mark.parametrize(("lacking", "judged"), [("int8", (1, 1)), ("float32", (0, 0))])
def test_a_variant_without_a_block_has_lost_it(lacking: str, judged: tuple[int, int]) -> None:
    """What the candidate does not send is lost; what the reference does not send is unjudged, and no gain."""
    rows = [{"cat": 0.9, "dog": 0.1}]
    whole = {each: [classification(rows, expected=[(0, 0, "cat")])] for each in ("float32", "int8")}
    (block,) = sweep_data([outcome(compare(answer(whole | {lacking: []})))]).blocks
    verdict = judge(block, "int8", allowed_loss(1, "accuracy"))
    assert (verdict.samples, verdict.worse, verdict.better) == (*judged, 0)


def test_kept_samples_are_small() -> None:
    """A sample of 17 windows in two variants takes a few kilobytes as JSON, before compression."""
    rows = [{"cat": 1 / 3, "dog": 2 / 3}] * 17
    kept = outcome(compare(scored({"float32": rows, "int8": rows}, expected=[(0, 16, "cat")])))
    assert len(kept.model_dump_json()) < 4000
    assert json.loads(kept.model_dump_json())["reference"] == "float32"


@pytest.mark.parametrize(
    ("project", "variants", "forms"),
    [
        ("Motion", ["float32", "int8"], {Kind.SCORES, Kind.ANOMALY}),
        ("Brick defects", ["float32", "int8"], {Kind.VISUAL_ANOMALY}),
        ("Coins and notes", ["float32", "int8"], {Kind.DETECTIONS}),
        ("Gauge", ["float32", "int8"], {Kind.REGRESSION}),
        ("Daily demand", ["float32", "int8"], {Kind.FREEFORM}),
    ],
)
def test_samples_of_the_demos_are_kept_whole(
    studio_service: StudioService, project: str, variants: list[str], forms: set[Kind]
) -> None:
    """Every kind of result that the demos hold is kept, and reads back as it was."""
    with Client(studio_service.address, studio_service.api_key, embedded=True) as client:
        found = next(each for each in client.projects() if each.name == project)
        samples = client.samples(found.id, category="testing", limit=2).samples
        kept = [outcome(compare(client.classify_variants(found.id, each.id, variants))) for each in samples]
    assert [again(each) for each in kept] == kept
    assert {block.kind for each in kept for block in each.blocks} == forms
    assert [each.filename for each in kept] == [each.filename for each in samples]
    assert {block.kind for block in sweep_data(kept).blocks} == forms


def test_the_motion_demo_has_not_enough_data(studio_service: StudioService) -> None:
    """Forty recordings cannot say that a model loses less than a point; the demo's file expects so."""
    with Client(studio_service.address, studio_service.api_key, embedded=True) as client:
        found = next(each for each in client.projects() if each.name == "Motion")
        samples = client.samples(found.id, category="testing", limit=100).samples
        variants = ["float32", "int8"]
        kept = [outcome(compare(client.classify_variants(found.id, each.id, variants))) for each in samples]
    scores = next(block for block in sweep_data(kept).blocks if block.kind is Kind.SCORES)
    assert found.demo is not None
    verdict = judge(scores, "int8", allowed_loss(1, "points of accuracy"))
    assert verdict.word == found.demo.expected_verdict == "not enough data"
    assert (verdict.samples, verdict.windows) == (40, 680)

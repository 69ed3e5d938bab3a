"""An answer of the main call → one comparison."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.answers import answer, classification, scored
from tests.comparison.windowed import results
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import ENABLE, Comparison, compare
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.service.schema import ClassifyAnswer

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "example-response.json"
REPLACED = "The service left out akida; int8 takes its place as the reference."
A, B = {"a": 0.9, "b": 0.1}, {"a": 0.2, "b": 0.8}


def texts(comparison: Comparison) -> list[str]:
    """What the notices say."""
    return [notice.text for notice in comparison.notices]


def scores_in(comparison: Comparison) -> ScoresComparison:
    """The first result, which is one of scores."""
    result = comparison.blocks[0].results[0]
    assert isinstance(result, ScoresComparison)
    return result


@pytest.mark.parametrize(
    ("reference", "variants", "roles", "notices"),
    [
        ("float32", None, ("float32", "int8", "int16"), []),  # all that were answered
        ("int8", None, ("int8", "float32", "int16"), []),  # another reference
        ("float32", ["int16", "int8"], ("float32", "int16", "int8"), []),  # in the order chosen
        ("float32", ["int8", "float32", "int8"], ("float32", "int8"), []),  # chosen twice, compared once
        ("float32", ["float32"], ("float32",), []),  # one alone
        ("akida", None, ("int8", "float32", "int16"), [REPLACED]),
        ("akida", ["int8"], ("int8",), ["The service left out akida; int8 is shown alone."]),
        ("float32", ["float32", "akida"], ("float32",), ["The service left out akida."]),
        ("akida", ["tpu"], ("akida",), [ENABLE]),
    ],
)
def test_roles(reference: str, variants: list[str] | None, roles: tuple[str, ...], notices: list[str]) -> None:
    """Reference and candidates are those chosen; whatever the service left out is named."""
    comparison = compare(scored({"int8": [A], "float32": [A], "int16": [B]}), reference=reference, variants=variants)
    assert comparison.variants == roles
    assert texts(comparison) == notices


def test_one_variant_alone_has_no_pairs() -> None:
    """It is drawn alone."""
    result = scores_in(compare(scored({"float32": [A]})))
    assert result.pairs == ()
    assert result.reference.decisions.tolist() == ["a"]


def test_an_empty_answer_is_an_empty_comparison() -> None:
    """No variants give no blocks, and a notice."""
    comparison = compare(answer({}))
    assert (comparison.variants, comparison.blocks, comparison.windows.count) == (("float32",), (), 0)
    assert texts(comparison) == ["The service answered none of the variants."]


def test_a_variant_that_comes_twice_is_compared_once() -> None:
    """The first answer counts, and a notice says so."""
    comparison = compare(answer([("float32", [classification([A])]), ("float32", [classification([B])])]))
    assert scores_in(comparison).reference.decisions.tolist() == ["a"]
    assert texts(comparison) == ["float32 was answered more than once; only the first answer is compared."]


def test_a_block_that_comes_twice_is_compared_once() -> None:
    """The first answer counts, and the block's notice says so."""
    comparison = compare(answer({"float32": [classification([A]), classification([B])]}))
    assert scores_in(comparison).reference.decisions.tolist() == ["a"]
    assert [(notice.block, notice.text) for notice in comparison.notices] == [
        (1, "float32 answers Classifier more than once; only the first answer is compared.")
    ]


def test_blocks_are_matched_by_id() -> None:
    """Order and name do not matter."""
    first, second = classification([A], block=1), classification([B], block=2)
    renamed = classification([B], block=2, name="other")
    comparison = compare(answer({"float32": [first, second], "int8": [renamed, first]}))
    assert [block.block.id for block in comparison.blocks] == [1, 2]
    assert [len(result.pairs[0].flips) for block in comparison.blocks for result in results(block)] == [0, 0]
    assert comparison.blocks[1].block.name == "Classifier"


@pytest.mark.parametrize(("owner", "other"), [("float32", "int8"), ("int8", "float32")])
def test_a_block_in_one_variant_only_is_kept(owner: str, other: str) -> None:
    """The other variant stands empty beside it, in its own role, and is named."""
    comparison = compare(answer({owner: [classification([A])], other: []}))
    result = scores_in(comparison)
    assert {said.variant: said.decisions.tolist() for said in result.variants} == {owner: ["a"], other: [None]}
    assert result.reference.variant == "float32"
    assert texts(comparison) == [f"{other} sent no classifications."]


def test_moved_thresholds_decide_again() -> None:
    """What the person moved replaces what the service sent, in that block alone."""
    blocks = [classification([A], block=block, thresholds={"min_score": 0.5}) for block in (1, 2)]
    comparison = compare(answer({"float32": blocks}), moved={(1, "min_score"): 0.95})
    decisions = [result.reference.decisions.tolist() for block in comparison.blocks for result in results(block)]
    assert decisions == [["uncertain"], ["a"]]
    assert [threshold.value for block in comparison.blocks for threshold in block.thresholds] == [0.5, 0.5]


def test_labels_and_anomaly_in_one_row_are_two_results() -> None:
    """Each has its own threshold."""
    comparison = compare(
        scored({"float32": [A | {"anomaly": 0.5}]}, thresholds={"min_score": 0.95, "min_anomaly_score": 0.3})
    )
    decisions = [result.reference.decisions.tolist() for result in results(comparison.blocks[0])]
    assert decisions == [["uncertain"], ["anomaly"]]


@pytest.mark.parametrize(
    ("fields", "kind", "name", "notice"),
    [
        ({"resultCount": 3}, "keras-regression", "regression", "raw data: regression"),
        ({"resultCount": 3}, "keras-freeform", "freeform", "raw data: freeform"),
        ({"aFieldOfTomorrow": {"x": [1]}}, "keras", "unknown", "fields that are not known here"),
        ({}, "a type of tomorrow", "unknown", "Blocks of the type a type of tomorrow"),
    ],
)
def test_what_is_not_compared_is_kept_as_it_came(fields: dict[str, object], kind: str, name: str, notice: str) -> None:
    """Nothing is dropped: its data stands under its name, by variant, with a notice."""
    wire = classification([], kind=kind) | fields
    comparison = compare(answer({"float32": [wire], "int8": [wire]}))
    (block,) = comparison.blocks
    raw = block.unknown[name]
    assert isinstance(raw, dict)
    assert list(raw) == ["float32", "int8"]
    assert all(raw["int8"].get(field) == value for field, value in fields.items())
    assert any(notice in text for text in texts(comparison))


def test_of_unknown_fields_only_those_are_raw_data() -> None:
    """What is compared is not shown twice."""
    comparison = compare(scored({"float32": [A]}, aFieldOfTomorrow=1))
    assert comparison.blocks[0].unknown == {"unknown": {"float32": {"aFieldOfTomorrow": 1}}}
    assert len(comparison.blocks[0].results) == 1


@pytest.mark.parametrize(
    ("reference", "candidate", "expected"),
    [
        ([A, A], [A], ["int8 scores 1 of 2 windows; the others stay empty."]),
        ([A], [A, A], ["float32 scores 1 of 2 windows; the others stay empty."]),
        ([A], [{"a": 0.9}], ["int8 has no score for b."]),
        ([A], [{"a": 0.9, "c": 0.1}], ["float32 has no score for c.", "int8 has no score for b."]),
        ([A, A], [A, {"a": 0.9}], ["int8 lacks labels in 1 window."]),
        ([A], [{"a": None, "b": 0.1}], ["int8 sent 1 score that is no number."]),
        ([A, A], [A, {"a": float("nan"), "b": float("inf")}], ["int8 sent 2 scores that are no number."]),
        ([A, A], [A, A], []),
    ],
)
def test_what_does_not_fit_is_said(
    reference: list[dict[str, float | None]], candidate: list[dict[str, float | None]], expected: list[str]
) -> None:
    """Windows, labels and numbers that a variant lacks are named."""
    assert texts(compare(scored({"float32": reference, "int8": candidate}))) == expected


def test_other_thresholds_are_said() -> None:
    """Both are decided at the reference's, since the same bar makes decisions comparable."""
    said = answer(
        {
            "float32": [classification([A], thresholds={"min_score": 0.5})],
            "int8": [classification([A], thresholds={"min_score": 0.95})],
        }
    )
    comparison = compare(said)
    assert scores_in(comparison).pairs[0].candidate.decisions.tolist() == ["a"]
    assert texts(comparison) == ["int8 came with other thresholds than float32; those of float32 decide for both."]


def test_other_expected_labels_are_said() -> None:
    """Both are judged by the reference's; a variant that only answers fewer windows does not contradict."""
    rows = [A, A]
    for last, label, told in ((0, "a", False), (1, "a", False), (1, "b", True)):
        said = answer(
            {
                "float32": [classification(rows, expected=[(0, 1, "a")])],
                "int8": [classification(rows, expected=[(0, last, label)])],
            }
        )
        text = "int8 came with other expected labels than float32; those of float32 judge both."
        assert (text in texts(compare(said))) == told


def test_the_reference_pages_example_compares() -> None:
    """It holds one variant, which is shown alone: scores, an anomaly score, a grid of one cell, a box that is none."""
    comparison = compare(ClassifyAnswer.model_validate(json.loads(EXAMPLE.read_text())))
    (block,) = comparison.blocks
    scores, anomaly, grid, boxes = block.results
    assert isinstance(scores, ScoresComparison)
    assert isinstance(anomaly, AnomalyComparison)
    assert isinstance(grid, VisualAnomalyComparison)
    assert isinstance(boxes, DetectionsComparison)
    assert comparison.variants == ("int8",)
    assert scores.reference.decisions.tolist() == ["wave"]
    assert anomaly.reference.scores.tolist() == [-0.42]
    assert grid.reference.scores.tolist() == [1.0]
    assert not block.unknown
    assert "int8 sent 1 box without four usable numbers: left out." in texts(comparison)
    assert comparison.sample.sample.filename == "idle01.d8Ae"


def test_a_hundred_thousand_windows() -> None:
    """A long recording is compared like a short one."""
    count = 100_000
    rows = [A] * (count - 1)
    result = scores_in(compare(scored({"float32": [*rows, A], "int8": [*rows, B]}, expected=[(0, count - 1, "a")])))
    assert result.pairs[0].flips.windows.tolist() == [count - 1]
    assert result.pairs[0].flips.comparable == count
    assert np.count_nonzero(result.reference.outcomes == 2) == count


def test_comparing_loads_neither_scipy_nor_pandas() -> None:
    """Both take long to import, and only a table needs one of them."""
    code = "import sys; import variantlens.comparison.sentences; print({'scipy', 'pandas'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


def test_a_file_that_cannot_be_relied_on_is_said() -> None:
    """A variant whose model file answers differently each time is named, and so is what the service remarks on it."""
    model = {"sha256": "0" * 64, "sizeBytes": 1}
    told = {
        "float32": model | {"reproducible": True},
        "int8": model | {"reproducible": False},
        "akida": model | {"notices": ["The axes are a guess."]},
    }
    said = answer({variant: [classification([{"a": 0.5}], model=facts)] for variant, facts in told.items()})
    comparison = compare(said)
    assert comparison.blocks[0].irreproducible == ("int8",)
    assert texts(comparison) == [
        "int8's model file answers differently each time that it is loaded: its scores cannot be relied on.",
        "akida: The axes are a guess.",
    ]


@pytest.mark.parametrize(
    ("rows", "kind", "expected", "fields", "told"),
    [
        (
            [A] * 3,
            "keras",
            [(0, 1, "a"), (1, 2, "b")],
            {},
            ["Different labels are expected of 1 window: it is unjudged."],
        ),
        ([A] * 3, "keras", [(0, 1, "a"), (1, 2, "b")], {"isMultiLabel": True}, []),  # all of them hold
        ([A] * 3, "keras", [(0, 1, "a"), (1, 2, "a")], {}, []),  # the same twice
        (
            [{"value": 1.0}] * 3,
            "keras-regression",
            [(0, 2, "1"), (1, 2, "2")],
            {},
            ["Different labels are expected of 2 windows: these are unjudged."],
        ),
        (
            [{"anomaly": 1.0}] * 3,
            "anomaly",
            [(0, 2, "anomaly"), (1, 2, "no anomaly")],
            {},
            ["Different labels are expected of 2 windows: these are unjudged."],
        ),
        (
            [{"anomaly": 1.0}] * 3,
            "anomaly",
            [(0, 2, "anomaly"), (1, 2, "walking")],
            {},
            [],
        ),  # says nothing of anomalies
    ],
)
def test_windows_of_which_different_labels_are_expected_are_unjudged(
    rows: list[dict[str, float]],
    kind: str,
    expected: list[tuple[int, int, str]],
    fields: dict[str, bool],
    told: list[str],
) -> None:
    """In whichever order they come, and a notice counts them."""
    for labels in (expected, expected[::-1]):
        wire = scored({"float32": rows, "int8": rows}, kind=kind, expected=labels, **fields)
        assert texts(compare(wire)) == told

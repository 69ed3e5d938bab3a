"""What holds for every kind of result: it mirrors, agrees with itself, knows no order, and says what is missing."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.answers import answer, classification
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.sentences import block_line, headline
from variantlens.service.schema import ClassifyAnswer

MIRROR = {Harm.HARMFUL: Harm.HELPFUL, Harm.HELPFUL: Harm.HARMFUL}
Window = Any
Number = float | None
Counted = list[tuple[int, list[tuple[int, Harm]]]]


def scores(numbers: Sequence[Number]) -> Window:
    """Labels with a score each."""
    return dict(zip("abc", numbers, strict=False))


def grid(numbers: Sequence[Number]) -> Window:
    """A grid of anomaly scores, ragged where there are not nine numbers."""
    return {"scores": [list(numbers[at : at + 3]) for at in range(0, len(numbers), 3)]}


def found(numbers: Sequence[Number]) -> Window:
    """A box for each score, side by side, with labels that repeat."""
    places = range(len(numbers))
    return {
        "boxes": [[0.1 * at, 0.1, 0.08, 0.2] for at in places],
        "labels": ["ab"[at % 2] for at in places],
        "scores": list(numbers),
    }


def label_map(numbers: Sequence[Number]) -> Window:
    """Two labels under each key."""
    return {key: {"open": number, "shut": 0.5} for key, number in zip("xyz", numbers, strict=False)}


@dataclass(frozen=True)
class Sort:
    """A kind of result as it comes over the wire.

    Attributes:
        name: Its name.
        held_in: The field that holds its windows.
        window: Numbers → the content of a window.
        fields: The block's other fields.
    """

    name: str
    held_in: str
    window: Callable[[Sequence[Number]], Window]
    fields: Mapping[str, Any] = field(default_factory=dict)

    def answered(self, variants: Mapping[str, Sequence[Window]], **more: Any) -> ClassifyAnswer:
        """An answer of one block: variant → its windows."""
        shared = {"kind": "keras", **self.fields, **more}
        blocks: dict[str, list[dict[str, Any]]] = {}
        for variant, windows in variants.items():
            rows = list(windows) if self.held_in == "result" else []
            own: dict[str, Any] = {} if self.held_in == "result" else {self.held_in: list(windows)}
            blocks[variant] = [classification(rows, **shared, **own)]
        return answer(blocks)

    def compared(self, variants: Mapping[str, Sequence[Window]], reference: str = "one", **more: Any) -> Comparison:
        """Its comparison."""
        return compare(self.answered(variants, **more), reference=reference)


SORTS = [
    Sort("scores", "result", scores, {"thresholds": {"min_score": 0.5}}),
    Sort("several labels at once", "result", scores, {"thresholds": {"min_score": 0.5}, "isMultiLabel": True}),
    Sort(
        "anomaly",
        "result",
        lambda numbers: {"anomaly": numbers[0]} if numbers else {},
        {"kind": "anomaly", "thresholds": {"min_anomaly_score": 0.5}},
    ),
    Sort(
        "visual anomaly",
        "anomalyResult",
        grid,
        {"kind": "keras-visual-anomaly", "thresholds": {"min_anomaly_score": 0.5}},
    ),
    Sort("objects", "structuredResult", found, {"kind": "keras-object-detection", "thresholds": {"min_score": 0.5}}),
    Sort(
        "regression",
        "result",
        lambda numbers: {"value": numbers[0]} if numbers else {},
        {"kind": "keras-regression", "thresholds": {"max_absolute_error": 0.2}},
    ),
    Sort(
        "freeform",
        "result",
        lambda numbers: {str(at): number for at, number in enumerate(numbers)},
        {"kind": "keras-freeform"},
    ),
    Sort("label map", "labelMapScores", label_map),
]
sorts = pytest.mark.parametrize("sort", SORTS, ids=lambda sort: sort.name)

tidy = st.sampled_from([0.0, 0.1, 0.4, 0.5, 0.6, 0.9, 1.0])
odd = st.one_of(tidy, st.none(), st.floats(), st.just(1e300))
ragged = st.lists(st.lists(odd, max_size=9), max_size=4)
even = st.lists(st.lists(tidy, min_size=9, max_size=9), min_size=1, max_size=4)
ranges = st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 5), st.sampled_from(["a", "b", "0.5", "anomaly"])))


def flips(comparison: Comparison) -> list[Flips]:
    """The flips of every pair; outputs have none."""
    results = [result for result in comparison.blocks[0].results if not isinstance(result, FreeformComparison)]
    return [pair.flips for result in results for pair in result.pairs]


def counted(comparison: Comparison, mirror: Mapping[Harm, Harm] | None = None) -> Counted:
    """How many decisions are comparable, and the window and harm of each flip, in an order of their own."""
    told = []
    for each in flips(comparison):
        harms = [Harm(harm) for harm in each.harm.tolist()]
        turned = [(mirror or {}).get(harm, harm) for harm in harms]
        told.append((each.comparable, sorted(zip(each.windows.tolist(), turned, strict=True))))
    return told


@sorts
@settings(max_examples=40, deadline=None)
@given(one=ragged, two=ragged, expected=ranges)
def test_swapping_mirrors(sort: Sort, one: Any, two: Any, expected: Any) -> None:
    """The same windows flip, and harmful and helpful change places, whatever the numbers are."""
    windows = {"one": [sort.window(each) for each in one], "two": [sort.window(each) for each in two]}
    there = sort.compared(windows, expected=expected)
    back = sort.compared(windows, "two", expected=expected)
    assert counted(there) == counted(back, MIRROR)


@sorts
@settings(max_examples=40, deadline=None)
@given(same=ragged, expected=ranges)
def test_a_variant_agrees_with_itself(sort: Sort, same: Any, expected: Any) -> None:
    """No flip; the sentence does not say that anything is decided differently."""
    windows = [sort.window(each) for each in same]
    comparison = sort.compared({"one": windows, "two": windows}, expected=expected)
    assert [len(each) for each in flips(comparison)] == [0] * len(flips(comparison))
    assert "differently" not in headline(comparison).text
    assert "differently" not in block_line(comparison, comparison.blocks[0]).text


@sorts
@settings(max_examples=40, deadline=None)
@given(one=even, two=even, expected=ranges, data=st.data())
def test_labels_may_come_in_any_order(sort: Sort, one: Any, two: Any, expected: Any, data: st.DataObject) -> None:
    """Keys of rows and maps, and boxes of a picture, mean the same in another order; grids and values have none."""
    windows = {"one": [sort.window(each) for each in one], "two": [sort.window(each) for each in two]}
    turned = {variant: [shuffled(each, data) for each in held] for variant, held in windows.items()}
    straight, other = (sort.compared(each, expected=expected) for each in (windows, turned))
    assert counted(other) == counted(straight)
    # Of flips that are equal in all else, the sentence names the one whose key the service sends first.
    assert headline(other).harm == headline(straight).harm
    if sort.name != "label map":
        assert headline(other).text == headline(straight).text


def shuffled(window: Window, data: st.DataObject) -> Window:
    """The same content in another order."""
    if "boxes" in window:
        order = data.draw(st.permutations(range(len(window["boxes"]))))
        return {name: [held[at] for at in order] for name, held in window.items()}
    order = data.draw(st.permutations(list(window)))
    return {key: window[key] for key in order}


@sorts
@settings(max_examples=40, deadline=None)
@given(one=even, two=even, expected=ranges)
def test_labels_may_have_other_names(sort: Sort, one: Any, two: Any, expected: Any) -> None:
    """What labels are called decides nothing, as long as their order by name stays: ties go by name."""
    windows = {"one": [sort.window(each) for each in one], "two": [sort.window(each) for each in two]}
    other = {variant: [renamed(each) for each in held] for variant, held in windows.items()}
    labels = [(first, last, renamed(label)) for first, last, label in expected]
    assert counted(sort.compared(other, expected=labels)) == counted(sort.compared(windows, expected=expected))


def renamed(content: Any) -> Any:
    """Labels with other names in the same order; what is no label keeps its name."""
    if isinstance(content, dict):
        return {f"{key}{key}" if key in "abc" else key: renamed(each) for key, each in content.items()}
    if isinstance(content, list):
        return [renamed(each) for each in content]
    return f"{content}{content}" if isinstance(content, str) and content in "abc" else content


@sorts
@settings(max_examples=60, deadline=None)
@given(by_variant=st.dictionaries(st.sampled_from(["one", "two", "three"]), ragged, min_size=1), expected=ranges)
def test_nothing_crashes(sort: Sort, by_variant: Any, expected: Any) -> None:
    """Whatever comes, there are sentences, and every notice is one too."""
    windows = {variant: [sort.window(each) for each in held] for variant, held in by_variant.items()}
    comparison = sort.compared(windows, expected=expected)
    said = [headline(comparison).text, block_line(comparison, comparison.blocks[0]).text]
    assert all(text.endswith(".") for text in [*said, *(notice.text for notice in comparison.notices)])


NINE = [0.9, 0.1, 0.2, 0.3, 0.6, 0.1, 0.0, 0.2, 0.7]


@sorts
@pytest.mark.parametrize("number", [None, math.nan, math.inf, -math.inf, 1e300], ids=str)
def test_what_is_no_number_is_said(sort: Sort, number: Number) -> None:
    """Null, NaN, infinities and what is nearly infinite: a notice names the variant that sent it."""
    good, bad = sort.window(NINE), sort.window([number, *NINE[1:]])
    assert new_notices(sort, [good, good], [bad, good])


@sorts
@pytest.mark.parametrize("left", [0, 1, 2])
def test_missing_windows_are_said(sort: Sort, left: int) -> None:
    """A variant that answers fewer windows than the other is named, even if it answers none."""
    windows = [sort.window(NINE)] * 3
    assert new_notices(sort, windows, windows[:left])


@sorts
def test_what_is_ragged_is_said(sort: Sort) -> None:
    """A window that lacks a label, a cell, a corner, a value or a key of the others."""
    whole = sort.window(NINE)
    part = (
        {"boxes": [[0.1, 0.1]], "labels": ["a"], "scores": [0.9]} if sort.name == "objects" else sort.window(NINE[:2])
    )
    lacking = {} if sort.name in ("anomaly", "regression") else part
    assert new_notices(sort, [whole] * 3, [whole, lacking, whole])


def new_notices(sort: Sort, good: Sequence[Window], bad: Sequence[Window]) -> list[str]:
    """What is said of the candidate beyond what is said of two good variants."""
    usual = {notice.text for notice in sort.compared({"one": good, "two": good}).notices}
    told = [notice.text for notice in sort.compared({"one": good, "two": bad}).notices if notice.text not in usual]
    assert all(text.startswith("two ") or "two" in text for text in told)
    return told


def test_an_empty_answer_brings_no_other_kind() -> None:
    """A variant without labels under keys has no scores either, though its block's type would give some."""
    sort = SORTS[-1]
    comparison = sort.compared({"one": [sort.window(NINE)], "two": []})
    assert [type(result).__name__ for result in comparison.blocks[0].results] == ["LabelMapComparison"]

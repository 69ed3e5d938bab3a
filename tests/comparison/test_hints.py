"""What to check: said where the data gives evidence, and nowhere else."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.answers import Row, answer, classification, scored
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.hints import Hint, hints

STEP = 1 / 256
Numbers = npt.NDArray[np.float64]


def two_labels(scores: Numbers) -> list[Row]:
    """Rows of a label's score and the other label's rest."""
    return [{"a": float(score), "b": float(1 - score)} for score in scores]


def titles(comparison: Comparison) -> list[str]:
    """What was seen."""
    return [hint.title for hint in hints(comparison)]


def only(comparison: Comparison, title: str) -> Hint:
    """The one hint of this title."""
    (hint,) = [each for each in hints(comparison) if each.title == title]
    assert hint.look_at
    return hint


def pair_of(reference: Sequence[Row], candidate: Sequence[Row], **common: Any) -> Comparison:
    """An answer of one block over two variants."""
    return compare(scored({"float32": reference, "int8": candidate}, **common))


SPREAD = np.linspace(0.05, 0.95, 40)
PILE = "Scores pile up at the ends of the output's range"


def test_saturated_scores() -> None:
    """Three of the highest and three of the lowest scores are cut off, and the other label's rest of the latter."""
    saturated = SPREAD.copy()
    saturated[SPREAD > 0.9] = 255 / 256
    saturated[SPREAD < 0.1] = 0
    rows = [{"a": float(s), "b": min(float(1 - s), 255 / 256)} for s in saturated]
    hint = only(pair_of(two_labels(SPREAD), rows, scale=STEP), PILE)
    assert hint.evidence.text == (
        "9 of 80 scores of int8 are at 0 or 0.996, the end of what its output can say; "
        "float32 is up to 0.096 away there."
    )


@pytest.mark.parametrize(
    "candidate",
    [
        np.round(SPREAD / STEP) * STEP,  # rounded, as int8 does
        np.where(SPREAD > 0.94, 255 / 256, SPREAD),  # a single one at the end
        np.clip(SPREAD + 0.2, 0, 0.8),  # cut off, but not at the end of what can be said
    ],
)
def test_scores_that_do_not_pile_up(candidate: Numbers) -> None:
    """Rounding, single scores and limits elsewhere are no evidence."""
    assert PILE not in titles(pair_of(two_labels(SPREAD), two_labels(candidate), scale=STEP))


def values(numbers: npt.ArrayLike) -> list[Row]:
    """Rows of a regression."""
    return [{"value": float(each)} for each in np.asarray(numbers, dtype=float)]


@pytest.mark.parametrize(
    ("reference", "candidate", "seen"),
    [
        ([87.0], [127.5], True),  # at the upper end, 40 away
        ([87.0, 3.0], [87.0, 0.0], True),  # at the lower end
        ([127.0], [127.5], False),  # at the end, and so is the other one
        ([87.0], [80.0], False),  # away from the end
        ([87.0], [None], False),
    ],
)
def test_values_at_the_end_of_a_known_range(reference: list[float], candidate: list[float | None], seen: bool) -> None:
    """An output of scale 0.5 ends at 127.5: even one window shows that a value was cut off."""
    float_block = classification([{"value": each} for each in reference], kind="keras-regression")
    int8_block = classification([{"value": each} for each in candidate], kind="keras-regression", scale=0.5)
    found = hints(compare(answer({"float32": [float_block], "int8": [int8_block]})))
    assert [hint.title for hint in found] == (["Values stop at the end of the output's range"] if seen else [])
    assert all("its output reaches from 0 to 128" in hint.evidence.text for hint in found)


@pytest.mark.parametrize(("cut", "seen"), [(30.0, True), (38.0, False), (100.0, False)])
def test_values_that_stop_at_one_number(cut: float, seen: bool) -> None:
    """Nine of forty values are exactly 30, where the reference goes on to 39; one or none at the end is no pile."""
    reference = np.arange(40.0)
    comparison = pair_of(values(reference), values(np.minimum(reference, cut)), kind="keras-regression")
    assert [hint.evidence.text for hint in hints(comparison)] == (
        ["9 of 40 values of int8 are exactly 30.0 and none goes beyond it, where float32 does so by up to 9.00."]
        if seen
        else []
    )


def test_few_levels() -> None:
    """Forty different scores of either label become the same six."""
    coarse = np.round(SPREAD * 5) / 5 * 0.98 + 0.01
    hint = only(pair_of(two_labels(SPREAD), two_labels(coarse)), "Few distinct levels")
    assert hint.evidence.text == (
        "Where 80 scores of float32 between 0.05 and 0.95 take 40 values, those of int8 take 6."
    )


def test_few_values() -> None:
    """The same of a regression."""
    found = pair_of(values(np.arange(40.0)), values(np.arange(40) // 10 * 10.0), kind="keras-regression")
    assert "those of int8 take 4." in only(found, "Few distinct levels").evidence.text


@pytest.mark.parametrize("candidate", [SPREAD, np.round(SPREAD, 3), np.round(SPREAD / STEP) * STEP])
def test_levels_enough(candidate: Numbers) -> None:
    """The levels of eight bits are not few."""
    assert "Few distinct levels" not in titles(pair_of(two_labels(SPREAD), two_labels(candidate)))


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (1.02, "1 of 2 scores of int8 is outside of 0 to 1; all reach from 0.10 to 1.02."),
        (-0.02, "1 of 2 scores of int8 is outside of 0 to 1; all reach from −0.020 to 0.100."),
        (1.0, None),
        (1 + 1e-9, None),  # rounding
        (None, None),
    ],
)
def test_scores_beyond_0_and_1(score: float | None, said: str | None) -> None:
    """Named with their count and reach."""
    comparison = pair_of([{"a": 0.9, "b": 0.1}], [{"a": score, "b": 0.1}])
    assert [h.evidence.text for h in hints(comparison) if h.title == "Scores beyond 0 and 1"] == (
        [said] if said else []
    )


@pytest.mark.parametrize(
    ("change", "kind", "seen"), [(0.2, "anomaly", True), (0.0, "anomaly", False), (0.2, "keras-anomaly", False)]
)
def test_drift_of_a_block_that_runs_in_float(change: float, kind: str, seen: bool) -> None:
    """K-means that differs between variants is told with how much; a network may differ."""
    rows = [{"anomaly": 0.1 * at} for at in range(5)]
    moved = [{"anomaly": 0.1 * at + (change if at > 2 else 0)} for at in range(5)]
    found = [
        hint for hint in hints(pair_of(rows, moved, kind=kind)) if hint.title == "A block that runs in float differs"
    ]
    assert [
        hint.evidence.text.startswith("2 of 5 windows of int8 score otherwise, by up to 0.200,") for hint in found
    ] == ([True] if seen else [])


def decided(labels: str) -> list[Row]:
    """A row for each letter, which scores 0.8."""
    return [{each: 0.8 if each == label else 0.1 for each in "abc"} for label in labels]


@pytest.mark.parametrize(
    ("reference", "candidate", "said"),
    [
        ("aaabbbcccc", "bbcbbbcccc", "leave a, which float32 says in 3 of 10 windows"),
        ("aabbccbbcc", "cabbccaacc", None),  # from two labels into two
        ("aaabbbcccc", "bbabbbcccc", None),  # two are no pattern
        ("aaaaaaaaab", "bbbaaaaaab", None),  # nearly all windows are of that label
        ("abcabbbbbb", "cccabbbbbb", None),  # two flips
    ],
)
def test_all_flips_in_one_class(reference: str, candidate: str, said: str | None) -> None:
    """Three flips that leave a rare label are a pattern; what chance brings is none."""
    found = [
        hint
        for hint in hints(pair_of(decided(reference), decided(candidate)))
        if hint.title == "All flips in one class"
    ]
    assert bool(found) is bool(said)
    assert all(said is None or said in hint.evidence.text for hint in found)


@pytest.mark.parametrize(("distance", "seen"), [(0.02, True), (0.3, False)])
def test_the_threshold_decides(distance: float, seen: bool) -> None:
    """Flips that cross the threshold by little point to it; those that cross it by much do not."""
    comparison = pair_of(
        two_labels(np.array([0.61, 0.62, 0.61, 0.9])),
        two_labels(np.array([0.6 - distance] * 3 + [0.9])),
        thresholds={"min_score": 0.6},
    )
    assert ("The threshold decides" in titles(comparison)) is seen


@pytest.mark.parametrize(("peaks", "seen"), [([4, 5, 6], True), ([4, 5], False), ([4, 5, 11], False)])
def test_flips_where_one_sensor_reaches_far_out(peaks: list[int], seen: bool) -> None:
    """All flips, and nothing but flips, in windows where one of two sensors peaks."""
    candidate = list("aaaaaaaaaaaa")
    for window in (4, 5, 6):
        candidate[window] = "b"
    sent = scored({"float32": decided("aaaaaaaaaaaa"), "int8": decided("".join(candidate))}, size_ms=500)
    signal = np.random.default_rng(1).uniform(-1, 1, (120, 2))
    for window in peaks:
        signal[window * 10 + 3, 1] = 9
    sent.sample.payload.values = signal.tolist()
    sent.sample.payload.interval_ms = 50
    sent.sample.payload.sensors = [
        sent.sample.payload.sensors[0].model_copy(update={"name": name}) for name in ("x", "y")
    ]
    found = [hint for hint in hints(compare(sent)) if hint.title.startswith("All flips where one sensor")]
    assert [", y gets at least " in hint.evidence.text for hint in found] == ([True] if seen else [])


@pytest.mark.parametrize(("others", "seen"), [(0.01, True), (0.5, False)])
def test_one_number_of_an_output(others: float, seen: bool) -> None:
    """One of ten places carries nearly all of the change, or does not."""
    rows = [{str(place): 1.0 for place in range(10)}]
    moved = [{str(place): 1.0 + (1.0 if place == 3 else others) for place in range(10)}]
    found = hints(pair_of(rows, moved, kind="keras-freeform"))
    assert [hint.title for hint in found] == (["One number carries the change"] if seen else [])
    assert all(hint.evidence.text.startswith("Place 3, one of 10, holds 100% of the squared") for hint in found)


def test_names_are_kept_apart_from_words() -> None:
    """Whoever draws a hint can escape what came from the service."""
    sent = scored({"<b>": [{"a": 0.9}], "*x*": [{"a": 1.5}]})
    spans = [span for hint in hints(compare(sent, reference="<b>")) for span in hint.evidence.spans]
    assert {span.text for span in spans if span.from_service} == {"*x*"}


odd = st.one_of(st.none(), st.floats(), st.sampled_from([0.0, 0.5, 255 / 256, 1.0]))
rows = st.lists(st.dictionaries(st.sampled_from(["a", "b", "anomaly"]), odd, max_size=3), max_size=8)
kinds = st.sampled_from(["keras", "anomaly", "keras-regression", "keras-freeform", "other"])


@settings(deadline=None)
@given(rows, rows, kinds, st.sampled_from([None, STEP]))
def test_no_answer_is_too_odd(one: list[Row], two: list[Row], kind: str, scale: float | None) -> None:
    """Every hint ends in a full stop and names its block, whatever came."""
    comparison = pair_of(one, two, kind=kind, scale=scale, thresholds={"min_score": 0.5})
    for hint in hints(comparison):
        assert hint.evidence.text.endswith(".")
        assert hint.look_at.endswith(".")
        assert hint.block == 1


@settings(deadline=None)
@given(rows, kinds)
def test_equal_variants_give_no_hint_about_a_difference(same: list[Row], kind: str) -> None:
    """Only what a variant's own numbers show can remain."""
    assert set(titles(pair_of(same, same, kind=kind))) <= {"Scores beyond 0 and 1"}

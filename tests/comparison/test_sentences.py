"""A comparison in words."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.answers import Row, answer, classification, scored
from tests.comparison.windowed import results
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.sentences import block_line, flip_line, headline, largest_change
from variantlens.comparison.spans import Span


def two(walking: float) -> dict[str, float]:
    """A window's scores of two activities."""
    return {"walking": walking, "idle": round(1 - walking, 6)}


SEVENTEEN = [two(0.9)] * 12 + [two(0.71)] + [two(0.9)] * 4
ONE_BELOW = [two(0.9)] * 12 + [two(0.58)] + [two(0.9)] * 4
WALKING: dict[str, Any] = {"expected": [(0, 16, "walking")], "thresholds": {"min_score": 0.6}}


def walked(**candidates: Sequence[Row]) -> Comparison:
    """A recording of walking, float32 against candidates."""
    return compare(scored({"float32": SEVENTEEN, **candidates}, **WALKING))


def changed(windows: Mapping[int, float]) -> list[Row]:
    """The recording with other scores of walking in some windows."""
    return [two(windows[index]) if index in windows else row for index, row in enumerate(SEVENTEEN)]


def pictured(
    reference: float, candidate: float, *, expected: str | None = None, scale: float | None = None
) -> Comparison:
    """One picture, float32 against int8."""
    labels = [(0, 0, expected)] if expected else []
    rows = {"float32": [two(reference)], "int8": [two(candidate)]}
    return compare(scored(rows, image=True, expected=labels, scale=scale))


@pytest.mark.parametrize(
    ("comparison", "text", "harm"),
    [
        (
            walked(int8=ONE_BELOW),
            (
                "int8 decides differently in 1 of 17 windows: "
                "at 6.0 s it says uncertain where float32 rightly says walking."
            ),
            Harm.HARMFUL,
        ),
        (  # several flips of one harm: the first of them
            walked(int8=changed({3: 0.1, 9: 0.5})),
            (
                "int8 decides differently in 2 of 17 windows (all harmful), "
                "the first at 1.5 s: it wrongly says idle where float32 rightly says walking."
            ),
            Harm.HARMFUL,
        ),
        (  # the same everywhere
            walked(int8=SEVENTEEN),
            "These variants agree everywhere: int8 decides like float32 in all 17 windows.",
            None,
        ),
        (
            walked(int8=SEVENTEEN, int16=SEVENTEEN),
            "These variants agree everywhere: int8 and int16 decide like float32 in all 17 windows.",
            None,
        ),
        (  # one candidate agrees, another does not
            walked(int16=SEVENTEEN, int8=ONE_BELOW),
            (
                "int16 decides like float32 everywhere. int8 decides differently in 1 of 17 windows: "
                "at 6.0 s it says uncertain where float32 rightly says walking."
            ),
            Harm.HARMFUL,
        ),
        (  # everything flips
            walked(int8=[two(0.1)] * 17),
            (
                "int8 decides differently in all 17 windows (all harmful), "
                "the first at 0.0 s: it wrongly says idle where float32 rightly says walking."
            ),
            Harm.HARMFUL,
        ),
        (  # nothing is expected
            compare(scored({"float32": [two(0.9)], "int8": [two(0.1)]})),
            "int8 decides differently in the one window: at 0.0 s it says idle where float32 says walking.",
            Harm.UNJUDGED,
        ),
        (  # no place in time
            compare(scored({"float32": [two(0.9)] * 2, "int8": [two(0.9), two(0.1)]}, increase_ms=0)),
            "int8 decides differently in 1 of 2 windows: in window 1 it says idle where float32 says walking.",
            Harm.UNJUDGED,
        ),
        (  # a picture, in the candidate's favour
            pictured(0.9, 0.1, expected="idle"),
            "int8 decides differently: it rightly says idle where float32 wrongly says walking.",
            Harm.HELPFUL,
        ),
        (pictured(0.9, 0.8), "These variants agree everywhere: int8 decides like float32.", None),
        (  # one alone
            compare(scored({"int8": [two(0.9)]})),
            "int8 stands alone: there is no other variant to compare it with.",
            None,
        ),
        (compare(answer({})), "There is nothing to compare: the answer holds no results.", None),
        (
            compare(scored({"float32": [], "int8": []}, kind="keras-regression")),
            "There is nothing to compare: what came is shown as raw data.",
            None,
        ),
        (
            compare(scored({"float32": [{"walking": None}], "int8": [two(0.9)]})),
            "float32 and int8 cannot be compared: no window is decided by both.",
            None,
        ),
        (  # one of two candidates cannot be compared
            compare(scored({"float32": [two(0.9)], "int8": [{"walking": None}], "int16": [two(0.9)]})),
            (
                "int8 cannot be compared with float32; int8 has no answer in 1 window (lost). "
                "int16 decides like float32 everywhere."
            ),
            Harm.HARMFUL,
        ),
        (  # the candidate sends fewer windows
            compare(scored({"float32": [two(0.9)] * 3, "int8": [two(0.9)] * 2})),
            (
                "int8 decides like float32 wherever both answer; "
                "compared over 2 of 3 windows: int8 has no answer in 1 (lost)."
            ),
            Harm.HARMFUL,
        ),
        (  # the reference does: unjudged, and nothing is said to be lost
            compare(scored({"float32": [two(0.9)] * 2, "int8": [two(0.9)] * 3})),
            (
                "These variants decide alike: int8 decides like float32 in all 2 windows; "
                "compared over 2 of 3 windows: float32 has no answer in 1 (unjudged)."
            ),
            None,
        ),
        (  # a block beside it is shown as raw data
            compare(
                answer(
                    {
                        name: [
                            classification([two(0.9)]),
                            classification([], block=2, kind="keras-regression", name="Level"),
                        ]
                        for name in ("float32", "int8")
                    }
                )
            ),
            ("These variants decide alike: int8 decides like float32 in the one window; Level is shown as raw data."),
            None,
        ),
        (  # another one has no threshold to decide by
            compare(
                answer(
                    {
                        name: [
                            classification([two(0.9)]),
                            classification([{"anomaly": 0.1}], block=2, kind="anomaly", name="Drift"),
                        ]
                        for name in ("float32", "int8")
                    }
                )
            ),
            (
                "These variants decide alike: int8 decides like float32 in the one window; "
                "Drift decides nothing without a threshold."
            ),
            None,
        ),
        (  # the same beside a flip
            compare(
                answer(
                    {
                        name: [
                            classification([two(score)]),
                            classification([{"anomaly": 0.1}], block=2, kind="anomaly", name="Drift"),
                        ]
                        for name, score in (("float32", 0.9), ("int8", 0.1))
                    }
                )
            ),
            (
                "int8 decides differently in the one window of Classifier: at 0.0 s it says idle where float32 says "
                "walking; Drift decides nothing without a threshold."
            ),
            Harm.UNJUDGED,
        ),
        (  # numbers differ that decide nothing
            compare(
                answer(
                    {
                        name: [
                            classification([two(0.9)]),
                            classification([{"0": number}], block=2, kind="keras-freeform", name="Output"),
                        ]
                        for name, number in (("float32", 1.0), ("int8", 2.0))
                    }
                )
            ),
            "These variants decide alike: int8 decides like float32 in the one window.",
            None,
        ),
        (  # each lacks another window
            compare(scored({"float32": [two(0.9), {}, two(0.9)], "int8": [two(0.1), two(0.9), {"walking": None}]})),
            (
                "int8 decides differently in the one window: at 0.0 s it says idle where float32 says walking; "
                "compared over 1 of 3 windows: int8 has no answer in 1 (lost), float32 has no answer in 1 (unjudged)."
            ),
            Harm.HARMFUL,
        ),
    ],
)
def test_headline(comparison: Comparison, text: str, harm: Harm | None) -> None:
    """What differs, where first, and whether it matters."""
    sentence = headline(comparison)
    assert (sentence.text, sentence.harm) == (text, harm)


def test_the_first_of_the_weightiest_flips_is_told() -> None:
    """Among flips of several harms the harmful one comes first, wherever it is."""
    labels = [(0, 3, "idle"), (4, 16, "walking")]
    said = scored({"float32": SEVENTEEN, "int8": changed({2: 0.1, 9: 0.1})}, expected=labels)
    assert headline(compare(said)).text == (
        "int8 decides differently in 2 of 17 windows (1 harmful, 1 helpful), "
        "the first harmful one at 4.5 s: it wrongly says idle where float32 rightly says walking."
    )


def anomalies(scores: Sequence[float], **fields: Any) -> dict[str, Any]:
    """A K-means block."""
    rows = [{"anomaly": score} for score in scores]
    threshold = {"min_anomaly_score": 0.3}
    return classification(rows, block=2, kind="anomaly", name="K-means", thresholds=threshold, **fields)


def test_several_blocks() -> None:
    """The block with more harm is told in full and by name, the others in counts; each has a line of its own."""
    still, moved = anomalies([0.1, 0.2, 0.25]), anomalies([0.1, 0.2, 0.4])
    rows, other = [two(0.9)] * 3, [two(0.9), two(0.8), two(0.2)]
    labels = [(0, 2, "walking")]
    comparison = compare(
        answer(
            {
                "float32": [still, classification(rows, expected=labels)],
                "int8": [moved, classification(other, expected=labels)],
            }
        )
    )
    assert headline(comparison).text == (
        "int8 decides differently in 1 of 3 windows of Classifier: at 1.0 s it wrongly says idle "
        "where float32 rightly says walking; also in 1 of 3 windows of K-means."
    )
    assert [block_line(comparison, block).text for block in comparison.blocks] == [
        "K-means: int8 decides differently in 1 of 3 windows (unjudged), rank correlation 1.00.",
        "Classifier: int8 decides differently in 1 of 3 windows (harmful), largest change 0.700 for walking at 1.0 s.",
    ]


def test_labels_and_anomaly_of_one_block_are_told_apart() -> None:
    """A block with both kinds of scores says which of them it speaks of."""
    rows = {"float32": [two(0.9) | {"anomaly": 0.1}], "int8": [two(0.9) | {"anomaly": 0.5}]}
    comparison = compare(scored(rows, thresholds={"min_anomaly_score": 0.3}))
    assert headline(comparison).text == (
        "int8 decides differently in the one window of Classifier (anomaly scores): "
        "at 0.0 s it says anomaly where float32 says no anomaly."
    )
    assert block_line(comparison, comparison.blocks[0]).text == (
        "Classifier: by scores int8 decides the same in the one window, largest change 0; "
        "by anomaly score int8 decides differently in the one window (unjudged)."
    )


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        (
            walked(int8=SEVENTEEN),
            "Classifier: int8 decides the same in all 17 windows, largest change 0.",
        ),
        (pictured(0.9, 0.8), "Classifier: int8 decides the same, largest change 0.100 for walking."),
        (pictured(0.9, 0.1), "Classifier: int8 decides differently (unjudged), largest change 0.800 for idle."),
        (compare(scored({"int8": [two(0.9)]})), "Classifier: shown alone."),
        (compare(scored({"int8": []}, kind="keras-regression")), "Classifier: shown as raw data."),
        (
            compare(scored({"float32": [{"anomaly": 0.1}], "int8": [{"anomaly": 0.1}]})),
            "Classifier: int8 decides nothing without a threshold.",
        ),
        (
            compare(scored({"float32": [{"a": 1.0}], "int8": [{"b": 1.0}]}, name="")),
            "keras: int8 decides differently in the one window (unjudged).",
        ),
    ],
)
def test_block_line(comparison: Comparison, text: str) -> None:
    """Counts, harm and the largest change of one block."""
    assert block_line(comparison, comparison.blocks[0]).text == text


@pytest.mark.parametrize(
    ("comparison", "text"),
    [
        (walked(int8=ONE_BELOW), "Largest change 0.130 for walking at 6.0 s."),
        (walked(int8=SEVENTEEN), "Largest change 0."),
        (pictured(0.9, 0.8, scale=0.05), "Largest change 0.100 for walking (2 steps)."),
        (pictured(0.9, 0.85, scale=0.05), "Largest change 0.050 for walking (1 step)."),
        (pictured(0.9, 0.899, scale=0.05), "Largest change 0.001 for walking, smaller than this output can show."),
        (
            walked(int8=ONE_BELOW, int4=changed({1: 0.5})),
            "Largest change of int8 0.130 for walking at 6.0 s; largest change of int4 0.400 for walking at 0.5 s.",
        ),
    ],
)
def test_largest_change(comparison: Comparison, text: str) -> None:
    """How much, where, and in steps where the output's step is known."""
    sentence = largest_change(comparison)
    assert sentence is not None
    assert sentence.text == text


def test_without_scores_there_is_no_largest_change() -> None:
    """Anomaly scores are compared by decisions and ranks."""
    assert largest_change(compare(scored({"float32": [{"anomaly": 1.0}], "int8": [{"anomaly": 2.0}]}))) is None


def test_a_flip_within_a_step_is_still_a_flip() -> None:
    """A change that the output cannot show may cross the threshold all the same."""
    said = scored({"float32": [two(0.6)], "int8": [two(0.599)]}, thresholds={"min_score": 0.6}, scale=1 / 256)
    comparison = compare(said)
    assert headline(comparison).text.startswith("int8 decides differently in the one window")
    change = largest_change(comparison)
    assert change is not None
    assert change.text.endswith("smaller than this output can show.")


def test_names_from_the_service_stand_apart() -> None:
    """Variants, labels and blocks are spans of their own, unchanged, so that they can be escaped."""
    rows = {"<b>": [{"*x*": 1.0, "[y](z)": 0.0}], "$i$": [{"*x*": 0.0, "[y](z)": 1.0}]}
    comparison = compare(scored(rows, name="# block"), reference="<b>")
    spans = headline(comparison).spans + block_line(comparison, comparison.blocks[0]).spans
    foreign = {span.text for span in spans if span.from_service}
    assert foreign == {"<b>", "$i$", "*x*", "[y](z)", "# block"}
    assert not any(sign in span.text for span in spans if not span.from_service for sign in "<*[$#")
    assert Span("[y](z)", from_service=True, emphasis=True) in spans


def test_flip_line() -> None:
    """One flipped window in a sentence, with its harm."""
    comparison = walked(int8=changed({3: 0.1, 9: 0.5}))
    (result,) = results(comparison.blocks[0])
    line = flip_line(result.reference, result.pairs[0], 1, comparison.windows)
    assert line.text == "At 4.5 s int8 says uncertain where float32 rightly says walking."
    assert line.harm == Harm.HARMFUL


def test_flip_line_of_a_picture() -> None:
    """A picture has no place in time."""
    comparison = pictured(0.9, 0.1, expected="idle")
    (result,) = results(comparison.blocks[0])
    line = flip_line(result.reference, result.pairs[0], 0, comparison.windows)
    assert line.text == "int8 rightly says idle where float32 wrongly says walking."

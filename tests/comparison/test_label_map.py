"""Labels under keys, variant against variant."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.answers import answer, classification
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.outcomes import Harm, Outcome
from variantlens.comparison.sentences import block_line, flip_line, headline
from variantlens.comparison.value_tables import labels_table

MIRROR = {Harm.HARMFUL: Harm.HELPFUL, Harm.HELPFUL: Harm.HARMFUL}
Maps = list[dict[str, str]]


def compared(reference: Maps, candidate: Maps, *, reverse: bool = False, **fields: Any) -> Comparison:
    """An answer of a block that labels several keys."""
    blocks = {
        name: [classification([], name="Gates", labelMapResult=maps, **fields)]
        for name, maps in (("float32", reference), ("int8", candidate))
    }
    return compare(answer(blocks), reference="int8" if reverse else "float32")


def labels_of(comparison: Comparison) -> LabelMapComparison:
    """The only result of such an answer."""
    (result,) = comparison.blocks[0].results
    assert isinstance(result, LabelMapComparison)
    return result


def expected_map(first: int, last: int, labels: dict[str, str]) -> dict[str, Any]:
    """An expected label that carries a map."""
    return {"startIndex": first, "endIndex": last, "label": "", "labelMap": {"type": "key-values", "labels": labels}}


def test_a_label_that_no_variant_scores_is_unjudged() -> None:
    """Nothing is known of it, so that both being wrong would be no agreement; without scores nobody can tell."""
    maps = [{"gate": "open"}]
    expected = [expected_map(0, 0, {"gate": "1"})]
    scores = [{"gate": {"open": 0.9, "shut": 0.1}}]
    judged = labels_of(compared(maps, maps, expectedLabels=expected, labelMapScores=scores))
    assert [said.outcomes.tolist() for said in judged.variants] == [[[Outcome.UNJUDGED]]] * 2
    assert labels_of(compared(maps, maps, expectedLabels=expected)).reference.outcomes.tolist() == [[Outcome.WRONG]]


def test_two_windows_by_hand() -> None:
    """Labels, outcomes, the keys that changed and what each flip does."""
    comparison = compared(
        [{"gate": "open", "lamp": "on"}, {"gate": "shut", "lamp": "on"}],
        [{"gate": "shut", "lamp": "on"}, {"gate": "open", "lamp": "off"}],
        expectedLabels=[expected_map(0, 1, {"gate": "open"})],
    )
    result = labels_of(comparison)
    (pair,) = result.pairs
    assert result.keys == ("gate", "lamp")
    assert result.expected.tolist() == [["open", None], ["open", None]]
    assert result.reference.outcomes.tolist() == [[Outcome.RIGHT, Outcome.UNJUDGED], [Outcome.WRONG, Outcome.UNJUDGED]]
    assert pair.flips.windows.tolist() == [0, 1, 1]
    assert [pair.name(flip) for flip in range(3)] == ["gate", "gate", "lamp"]
    assert pair.flips.harm.tolist() == [Harm.HARMFUL, Harm.HELPFUL, Harm.UNJUDGED]
    assert pair.changed == ("gate", "lamp")
    assert pair.flips.comparable == 4


def test_a_flat_map_is_none() -> None:
    """Labels stand under ``labels``; what stands beside them, such as the type, is no key."""
    wrong = {"startIndex": 0, "endIndex": 0, "label": "", "labelMap": {"type": "open", "gate": "open"}}
    result = labels_of(compared([{"gate": "open", "type": "open"}], [{"gate": "shut"}], expectedLabels=[wrong]))
    assert result.expected.tolist() == [[None, None]]


def test_labels_that_contradict_each_other_under_a_key_judge_nothing() -> None:
    """The key of the windows on which they differ is unjudged, and a notice says so; other keys are judged."""
    maps = [{"gate": "open", "lamp": "on"}] * 2
    expected = [expected_map(0, 1, {"gate": "open", "lamp": "on"}), expected_map(1, 1, {"gate": "shut", "lamp": "on"})]
    comparison = compared(maps, maps, expectedLabels=expected)
    assert labels_of(comparison).expected.tolist() == [["open", "on"], [None, "on"]]
    assert [each.text for each in comparison.notices] == [
        "Different labels are expected of 1 window for gate: it is unjudged."
    ]


def test_scores_alone_decide_by_the_best() -> None:
    """Without a result of its own, the best score's label stands; of equal ones the first by name."""
    scores = [{"gate": {"open": 0.2, "shut": 0.8}, "lamp": {"on": 0.5, "off": 0.5}, "door": {"open": None}}]
    wire = classification([], labelMapScores=scores)
    result = labels_of(compare(answer({"int8": [wire]})))
    assert result.reference.decisions.tolist() == [["shut", "off", None]]
    np.testing.assert_array_equal(result.reference.scores, [[0.8, 0.5, np.nan]])


def test_the_services_label_stands_though_another_scores_higher() -> None:
    """What the service decided is not decided anew."""
    scores = [{"gate": {"open": 0.2, "shut": 0.8}}]
    wire = classification([], labelMapScores=scores, labelMapResult=[{"gate": "open"}])
    result = labels_of(compare(answer({"int8": [wire]})))
    assert result.reference.decisions.tolist() == [["open"]]
    assert result.reference.scores.tolist() == [[0.2]]


def test_a_key_that_one_variant_lacks_is_not_compared() -> None:
    """It has no label there."""
    (pair,) = labels_of(compared([{"gate": "open"}], [{"lamp": "on"}])).pairs
    assert len(pair.flips) == pair.flips.comparable == 0


def test_in_words() -> None:
    """Flips are counted by label, and their key is named."""
    comparison = compared([{"gate": "open", "lamp": "on"}], [{"gate": "shut", "lamp": "on"}])
    result = labels_of(comparison)
    assert headline(comparison).text == (
        "int8 decides differently in 1 of 2 labels: at 0.0 s it says shut where float32 says open for gate."
    )
    assert block_line(comparison, comparison.blocks[0]).text == (
        "Gates: int8 decides differently in 1 of 2 labels (unjudged)."
    )
    line = flip_line(result.reference, result.pairs[0], 0, comparison.windows)
    assert line.text == "At 0.0 s int8 says shut where float32 says open for gate."


def test_agreement_in_words() -> None:
    """Where all labels are the same, so it says."""
    maps = [{"gate": "open", "lamp": "on"}]
    assert headline(compared(maps, maps)).text == (
        "These variants agree everywhere: int8 decides like float32 in all 2 labels."
    )


def test_the_table_holds_flipped_labels_first() -> None:
    """A row per window and key."""
    comparison = compared([{"gate": "open", "lamp": "on"}], [{"gate": "open", "lamp": "off"}])
    table = labels_table(comparison, labels_of(comparison))
    assert table["key"].tolist() == ["lamp", "gate"]
    assert table["int8 label"].tolist() == ["off", "open"]
    assert table["int8 flip"].tolist() == ["unjudged", ""]
    assert "int8 score" not in table


names = st.sampled_from(["gate", "lamp", "door"])
labels = st.sampled_from(["open", "shut", "on"])
maps = st.lists(st.dictionaries(names, labels, max_size=3), max_size=4)
truths = st.lists(
    st.builds(expected_map, st.integers(-1, 5), st.integers(-1, 5), st.dictionaries(names, labels)), max_size=2
)


@settings(deadline=None)
@given(maps, maps, truths)
def test_swapping_mirrors_everything(one: Maps, two: Maps, expected: list[dict[str, Any]]) -> None:
    """The same labels flip, with the opposite harm; every window and key has its row."""
    there = compared(one, two, expectedLabels=expected)
    back = compared(one, two, expectedLabels=expected, reverse=True)
    assert headline(there).text.endswith(".")
    for result, mirrored in zip(there.blocks[0].results, back.blocks[0].results, strict=True):
        if not isinstance(result, LabelMapComparison) or not isinstance(mirrored, LabelMapComparison):
            continue
        (pair,), (swapped,) = result.pairs, mirrored.pairs
        flips = {
            (w, pair.name(at)): h for at, (w, h) in enumerate(zip(pair.flips.windows, pair.flips.harm, strict=True))
        }
        opposite = {
            (w, swapped.name(at)): MIRROR.get(Harm(h), h)
            for at, (w, h) in enumerate(zip(swapped.flips.windows, swapped.flips.harm, strict=True))
        }
        assert flips == opposite
        assert len(labels_table(there, result)) == there.windows.count * len(result.keys)


@settings(deadline=None)
@given(maps)
def test_a_variant_agrees_with_itself(same: Maps) -> None:
    """No label flips, and every one that is there is compared."""
    for result in compared(same, same).blocks[0].results:
        if isinstance(result, LabelMapComparison):
            assert len(result.pairs[0].flips) == 0
            assert result.pairs[0].flips.comparable == sum(map(len, same))


@pytest.mark.parametrize("count", [1, 100_000])
def test_one_window_and_many(count: int) -> None:
    """A long recording is compared like a short one."""
    same: Maps = [{"gate": "open"}] * (count - 1)
    result = labels_of(compared([*same, {"gate": "open"}], [*same, {"gate": "shut"}]))
    assert result.pairs[0].flips.windows.tolist() == [count - 1]

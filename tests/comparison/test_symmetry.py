"""What must hold for every answer, however odd."""

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.answers import answer, classification, structured_label
from tests.comparison.windowed import Windowed, results
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.scores import ScoresComparison, ScoresPair
from variantlens.comparison.sentences import block_line, headline, largest_change
from variantlens.comparison.tables import windows_table

MIRROR = {Harm.HARMFUL: Harm.HELPFUL, Harm.HELPFUL: Harm.HARMFUL}

tidy = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.6, 0.75, 0.9, 1.0])
odd = st.one_of(tidy, st.none(), st.floats(), st.integers(-(10**6), 10**6).map(float))
keys = st.sampled_from(["a", "b", "c", "anomaly"])
Rows = list[dict[str, float | None]]


def rows_of(numbers: st.SearchStrategy[float | None]) -> st.SearchStrategy[Rows]:
    """Ragged rows over a few keys."""
    return st.lists(st.dictionaries(keys, numbers, max_size=4), max_size=6)


labels = st.lists(
    st.tuples(st.integers(-1, 7), st.integers(-1, 7), st.sampled_from(["a", "b", "z", "anomaly", "no anomaly"])),
    max_size=3,
)
common = st.fixed_dictionaries(
    {
        "expected": labels,
        "thresholds": st.dictionaries(st.sampled_from(["min_score", "min_anomaly_score"]), tidy),
        "isMultiLabel": st.booleans(),
        "expectedAnomalyOutcome": st.one_of(
            st.none(), labels.map(lambda ranges: [structured_label(*each) for each in ranges])
        ),
        "scale": st.sampled_from([None, 0.25, 1 / 256]),
    }
)


def compared(variants: dict[str, Rows], block: dict[str, Any], reference: str = "one") -> Comparison:
    """An answer with one block over some variants."""
    blocks = {variant: [classification(rows, **block)] for variant, rows in variants.items()}
    return compare(answer(blocks), reference=reference)


def assert_mirrored(there: Flips, back: Flips) -> None:
    """The same windows flip, with the opposite harm."""
    assert back.windows.tolist() == there.windows.tolist()
    assert back.harm.tolist() == [MIRROR.get(Harm(harm), harm) for harm in there.harm.tolist()]
    assert back.crossed_threshold.tolist() == there.crossed_threshold.tolist()
    assert back.comparable == there.comparable
    # What only one of the two decides is lost the one way and unjudged the other.
    assert (len(back.lost), back.unmatched) == (there.unmatched, len(there.lost))
    assert back.undecided == there.undecided


@given(rows_of(odd), rows_of(odd), common)
def test_swapping_reference_and_candidate_mirrors_everything(one: Rows, two: Rows, block: dict[str, Any]) -> None:
    """Harmful and helpful change places, changes change their sign, everything else stays."""
    there = compared({"one": one, "two": two}, block)
    back = compared({"one": one, "two": two}, block, reference="two")
    for result, mirrored in zip(results(there.blocks[0]), results(back.blocks[0]), strict=True):
        (pair,), (swapped,) = result.pairs, mirrored.pairs
        assert_mirrored(pair.flips, swapped.flips)
        if isinstance(result, ScoresComparison) and isinstance(mirrored, ScoresComparison):
            order = [mirrored.labels.index(label) for label in result.labels]
            np.testing.assert_array_equal(swapped.change[:, order], -pair.change)
        if isinstance(result, AnomalyComparison):
            np.testing.assert_array_equal(swapped.change, -pair.change)


@given(rows_of(odd), rows_of(odd), common)
def test_the_largest_change_mirrors(one: Rows, two: Rows, block: dict[str, Any]) -> None:
    """The same window and label either way, with the opposite sign; the mean and the step stay."""
    there = results(compared({"one": one, "two": two}, block).blocks[0])[0]
    back = results(compared({"one": one, "two": two}, block, reference="two").blocks[0])[0]
    if not isinstance(there, ScoresComparison) or not isinstance(back, ScoresComparison):
        return
    (pair,), (swapped,) = there.pairs, back.pairs
    assert swapped.step == pair.step
    if pair.largest is None or swapped.largest is None:
        assert pair.largest is swapped.largest
        return
    assert (swapped.largest.window, swapped.largest.label) == (pair.largest.window, pair.largest.label)
    assert swapped.largest.change == -pair.largest.change
    assert math.isclose(swapped.mean_change, pair.mean_change, rel_tol=1e-12)
    assert abs(pair.largest.change) >= np.nanmax(np.abs(pair.change)) - 1e-9


@given(rows_of(odd), common)
def test_a_variant_agrees_with_itself(rows: Rows, block: dict[str, Any]) -> None:
    """No change, no flips, every decided window comparable."""
    for result in results(compared({"one": rows, "two": rows}, block).blocks[0]):
        (pair,) = result.pairs
        assert len(pair.flips) == 0
        assert np.all(np.nan_to_num(pair.change) == 0)
        assert pair.flips.comparable == sum(decision is not None for decision in result.reference.decisions)


@given(rows_of(odd), rows_of(odd), common, st.permutations(["a", "b", "c", "anomaly"]))
def test_the_order_of_labels_changes_nothing(one: Rows, two: Rows, block: dict[str, Any], order: list[str]) -> None:
    """Rows whose keys come in another order give the same decisions, outcomes, flips and largest change."""
    turned: list[Rows] = [[{key: row[key] for key in order if key in row} for row in rows] for rows in (one, two)]
    before = results(compared({"one": one, "two": two}, block).blocks[0])
    after = results(compared({"one": turned[0], "two": turned[1]}, block).blocks[0])
    assert [summary(result) for result in after] == [summary(result) for result in before]


def summary(result: Windowed) -> list[object]:
    """What a result says, but for the order of its columns."""
    said = [(each.decisions.tolist(), each.outcomes.tolist()) for each in result.variants]
    flipped = [(pair.flips.windows.tolist(), pair.flips.harm.tolist()) for pair in result.pairs]
    largest = [pair.largest for pair in result.pairs if isinstance(pair, ScoresPair)]
    return [said, flipped, largest]


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["one", "two", "three"]), rows_of(odd), max_size=3), common)
def test_nothing_crashes_and_everything_fits(variants: dict[str, Rows], block: dict[str, Any]) -> None:
    """Every result has a row per window; sentences end in a full stop; tables hold every window."""
    comparison = compared(variants, block)
    count = comparison.windows.count
    assert count == max((len(rows) for rows in variants.values()), default=0)
    for each in comparison.blocks:
        assert block_line(comparison, each).text.endswith(".")
        for result in results(each):
            assert {len(said.scores) for said in result.variants} == {count}
            assert {len(pair.change) for pair in result.pairs} <= {count}
            assert sorted(windows_table(comparison, result)["window"]) == list(range(count))
    assert headline(comparison).text.endswith(".")
    change = largest_change(comparison)
    assert change is None or change.text.endswith(".")

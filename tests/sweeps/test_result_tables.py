"""Tables behind the figures of a sweep."""

import numpy as np

from tests.sweeps.kept import CANDIDATE, REFERENCE, block_of, decisions, outputs, sample, values
from variantlens.sweeps import result_tables
from variantlens.sweeps.confusion import agreement, classes, confusion, over

FLIPPING = decisions(["cat", "dog", "cat"], ["cat", "dog", "cat"], ["cat", "cat", "uncertain"])
QUIET = decisions(["cat"], ["cat"], ["cat"])


def test_windows_behind_a_cell_say_all_that_is_known() -> None:
    """Sample, window, start, what is expected, what both say, their scores and outcomes."""
    block = block_of(sample(7, QUIET), sample(8, FLIPPING))
    where = agreement(block, CANDIDATE).windows("dog", "cat")
    (row,) = result_tables.windows_behind(block, CANDIDATE, where).to_dict("records")
    assert (row["sample"], row[result_tables.SAMPLE], row[result_tables.WINDOW]) == ("sample-0008", 8, 1)
    assert (row["starts at, s"], row["expected"]) == (0.5, "dog")
    assert (row[REFERENCE], row[CANDIDATE]) == ("dog", "cat")
    assert (row[f"{REFERENCE} is"], row[f"{CANDIDATE} is"]) == ("right", "wrong")


def test_pictures_and_values_have_no_empty_columns() -> None:
    """A regression has no decisions, a picture no start: columns without content are left out."""
    block = block_of(sample(1, values([1.0], [1.5], [2.0]), image=True))
    table = result_tables.windows_behind(block, CANDIDATE, np.array([0]))
    assert "starts at, s" not in table
    assert REFERENCE not in table
    assert table[f"{CANDIDATE} value"].tolist() == [2.0]


def test_samples_behind_a_slice_come_worst_first() -> None:
    """Those with harmful flips lead."""
    block = block_of(sample(7, QUIET), sample(8, FLIPPING))
    table = result_tables.samples_behind(block, CANDIDATE, [0, 1])
    assert table[result_tables.SAMPLE].tolist() == [8, 7]
    assert table["harmful flips"].tolist() == [2, 0]
    assert result_tables.samples_behind(block, CANDIDATE, []).empty


def test_two_confusion_matrices_in_one_table() -> None:
    """A row per cell that holds a window in either, with the change, the largest first; sums are kept."""
    block = block_of(sample(8, FLIPPING))
    made = [confusion(block, variant) for variant in (REFERENCE, CANDIDATE)]
    names = tuple(sorted({*made[0].names, *made[1].names}))
    before, after = (over(each, names) for each in made)
    table = result_tables.confusions(before, after, (REFERENCE, CANDIDATE))
    assert table[REFERENCE].sum() == table[CANDIDATE].sum() == 3
    assert table["change"].sum() == 0
    changed = {(row["expected"], row["said"]): row["change"] for row in table.to_dict("records")}
    assert changed == {("cat", "cat"): -1, ("cat", "uncertain"): 1, ("dog", "dog"): -1, ("dog", "cat"): 1}


def test_a_matrix_over_more_names_opens_the_same_windows() -> None:
    """What a click finds does not depend on which names are drawn."""
    found = agreement(block_of(sample(8, FLIPPING)), CANDIDATE)
    wider = over(found, ("zebra", *reversed(found.names)))
    for row in found.names:
        for column in found.names:
            assert wider.windows(row, column).tolist() == found.windows(row, column).tolist()
    assert wider.windows("zebra", "cat").tolist() == []


def test_precision_and_recall_have_a_row_per_label() -> None:
    """Counts and shares of both variants side by side."""
    block = block_of(sample(8, FLIPPING))
    table = result_tables.classes([(name, classes(block, name)) for name in (REFERENCE, CANDIDATE)])
    cat = table.set_index("label").loc["cat"]
    assert (cat["expected"], cat[f"{CANDIDATE} decided"], cat[f"{CANDIDATE} right"]) == (2, 2, 1)
    assert (cat[f"{REFERENCE} recall"], cat[f"{CANDIDATE} recall"], cat[f"{CANDIDATE} precision"]) == (1, 0.5, 0.5)


def test_raw_outputs_come_farthest_first() -> None:
    """Each sample once, by the mean over its windows."""
    block = block_of(sample(1, outputs([0.1, 0.3])), sample(2, outputs([0.5])), sample(3, outputs([0.4])))
    far = result_tables.farthest(block, CANDIDATE)
    assert far[result_tables.SAMPLE].tolist() == [2, 3, 1]
    assert far[result_tables.ERROR].tolist() == [0.5, 0.4, 0.2]

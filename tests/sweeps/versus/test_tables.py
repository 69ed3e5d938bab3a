"""Two sweeps as tables: a row for each verdict and each sample, with what both say."""

import math

import pandas as pd

from tests.sweeps.versus.test_comparing import CAT, DOG, TERMS, compared, side
from variantlens.sweeps.versus import tables
from variantlens.sweeps.versus.comparing import versus


def test_a_row_holds_both_verdicts_and_the_gain() -> None:
    """Effect, bound, n and rule of either sweep, and the gain with both of its ends."""
    (row,) = tables.verdicts(compared({1: (CAT, DOG), 2: (CAT, CAT)}, {1: (CAT, CAT), 2: (CAT, CAT)})).to_dict(
        "records"
    )
    assert (row["candidate before"], row["candidate after"]) == ("int8", "int8")
    assert (row["value before"], row["value after"], row["gain"]) == (0.5, 1.0, 0.5)
    assert row["gain at least"] < 0.5 <= row["gain at most"]
    assert (row["samples before"], row["samples after"], row["got better"], row["got worse"]) == (2, 2, 1, 0)
    assert row["verdict after"] == "not enough data"


def test_a_row_says_what_became_of_a_sample() -> None:
    """By name and id, with flips, what is right, and what was decided instead of what."""
    table = tables.samples(compared({1: (CAT, DOG), 2: (CAT, CAT)}, {1: (CAT, CAT), 2: (CAT, DOG)}))
    rows = {row["sample"]: row for row in table.to_dict("records")}
    assert (rows[1]["became"], rows[1]["change before"]) == ("mended", "cat → dog")
    assert pd.isna(rows[1]["change after"])
    assert (rows[2]["became"], rows[2]["harmful before"], rows[2]["harmful after"]) == ("newly broken", 0, 1)


def test_where_nothing_is_judged_there_is_no_gain() -> None:
    """A loss that was allowed in another unit judges nothing, and nothing is made up."""
    found = versus(side({1: (CAT, CAT)}), side({1: (CAT, CAT)}), TERMS.__class__(1.0, "mean absolute error"))
    (row,) = tables.verdicts(found).to_dict("records")
    assert "gain" not in row
    assert math.isnan(row["value after"])

"""The debug information of FOMO is read as it is documented, and whatever else comes is refused in words."""

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from variantlens.comparison.debug_info import Centre, read_debug_info

EXAMPLE: dict[str, Any] = {
    "y_trues": [{"x": 0.854, "y": 0.453125, "label": 1}, {"x": 0.197, "y": 0.53125, "label": 2}],
    "y_preds": [{"x": 0.916, "y": 0.875, "label": 1}, {"x": 0.25, "y": 0.541, "label": 2}],
    "assignments": [{"yp": 1, "yt": 1, "label": 2, "distance": 0.053}],
    "normalised_min_distance": 0.2,
    "all_pairwise_distances": [[0, 0, 0.426], [1, 1, 0.053]],
    "unassigned_y_true_idxs": [0],
    "unassigned_y_pred_idxs": [0],
}
"""The one of the reference page."""


def test_the_reference_pages_example() -> None:
    """Centres, assignments, distances and what is left over."""
    info = read_debug_info(json.dumps(EXAMPLE))
    assert info.true[1] == Centre(0.197, 0.53125, 2)
    assert info.predicted[0] == Centre(0.916, 0.875, 1)
    assert [(each.true, each.predicted, each.distance) for each in info.assignments] == [(1, 1, 0.053)]
    assert [(each.true, each.predicted, each.distance) for each in info.distances] == [(0, 0, 0.426), (1, 1, 0.053)]
    assert (info.min_distance, info.unassigned_true, info.unassigned_predicted) == (0.2, (0,), (0,))


def test_what_is_missing_is_empty() -> None:
    """An object without any field is a picture without centres."""
    info = read_debug_info("{}")
    assert (info.true, info.predicted, info.assignments) == ((), (), ())
    assert math.isnan(info.min_distance)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"y_trues": [', "it is not JSON"),
        ("[1]", "it is not a JSON object"),
        ('{"y_trues": 1}', "y_trues is not a list"),
        ('{"y_trues": [1]}', "y_trues holds something that is no object"),
        ('{"y_preds": [{"x": 0.5, "y": NaN, "label": 1}]}', "y_preds holds a centre without x, y or label"),
        ('{"y_preds": [{"x": 0.5, "y": 1, "label": 1.5}]}', "y_preds holds a centre without x, y or label"),
        ('{"assignments": [{"yt": 0, "yp": 0}]}', "assignments name a centre yt that is not there"),
        ('{"unassigned_y_true_idxs": [3]}', "unassigned_y_true_idxs names a centre that is not there"),
        ('{"all_pairwise_distances": [[0, 0]]}', "all_pairwise_distances holds something else"),
        ('{"all_pairwise_distances": [[0, 0, 1]]}', "all_pairwise_distances names a centre that is not there"),
        ("[" * 100_000, "it is not JSON"),
        ('{"normalised_min_distance": 1e999, "y_trues": [{"x": 1' + "0" * 400 + "}]}", "y_trues holds a centre"),
    ],
)
def test_a_broken_one_says_what_is_wrong(text: str, said: str) -> None:
    """Each fault has its own words."""
    with pytest.raises(ValueError, match=said):
        read_debug_info(text)


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["x", "y", "label", "yt", "yp", "distance"]), inner, max_size=4),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(EXAMPLE)), anything))
def test_nothing_else_than_a_value_error_comes_out(fields: dict[str, Any]) -> None:
    """Whatever stands under the documented names, it is read or refused."""
    try:
        info = read_debug_info(json.dumps(EXAMPLE | fields))
    except ValueError:
        return
    assert all(0 <= each.true < len(info.true) for each in info.assignments)
    assert all(0 <= each.predicted < len(info.predicted) for each in info.distances)

"""What a report shows of a block that finds objects."""

import json
from typing import Any

from tests.comparison.pictured import found, pictured
from variantlens.comparison.compare import Comparison, compare
from variantlens.reports import data, kinds
from variantlens.reports.parts import Drawing, Material, Part, Table

PAIRED: dict[str, Any] = {
    "y_trues": [{"x": 0.1, "y": 0.2, "label": 1}, {"x": 0.8, "y": 0.5, "label": 2}],
    "y_preds": [{"x": 0.15, "y": 0.2, "label": 1}],
    "assignments": [{"yp": 0, "yt": 0, "label": 1, "distance": 0.05}],
    "all_pairwise_distances": [[0, 0, 0.05], [1, 0, 0.71]],
    "unassigned_y_true_idxs": [1],
}


def compared(**fields: Any) -> Comparison:
    """One centre that both variants find; ``fields`` are int8's."""
    box = [("coin", 0.9, (0.1, 0.1, 0.1, 0.1))]
    return compare(pictured({"float32": box, "int8": found(box, **fields)}, last_layer="fomo"))


def parts(comparison: Comparison) -> tuple[Part, ...]:
    """What a report shows of the only result."""
    (block,) = comparison.blocks
    return kinds.parts(Material(comparison, block), block.results[0])


def test_how_the_service_paired_centres_is_drawn_and_told() -> None:
    """With debug information there is a picture of it, its words, and every distance as a table."""
    shown = parts(compared(debugInfoJson=json.dumps(PAIRED)))
    (drawing,) = [part for part in shown if isinstance(part, Drawing) and "paired" in part.title]
    assert drawing.alt.endswith("int8: 1 assigned, 1 true centre missed.")
    assert {trace.name for trace in drawing.draw("light").data} >= {"true", "predicted", "assigned"}
    (table,) = [part for part in shown if isinstance(part, Table) and part.title == "Distances of centres"]
    assert [row[:2] + row[4:] for row in table.rows] == [
        ("int8", "0", "0.0500", "True"),
        ("int8", "1", "0.7100", "False"),
    ]


def test_without_debug_information_there_is_none_of_it() -> None:
    """Where it was not asked for, or is broken, the report has neither picture nor table."""
    for comparison in (compared(), compared(debugInfoJson="{")):
        assert not [part for part in parts(comparison) if "entres" in getattr(part, "title", "")]
        result = comparison.blocks[0].results[0]
        assert not [each for each in data.tables_of(comparison, result) if "distances" in each.title]

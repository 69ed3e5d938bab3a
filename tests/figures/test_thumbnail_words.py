"""The small pictures of cards say what the variants say."""

import pytest

from tests import answers
from tests.figures import examples
from variantlens.comparison.compare import compare
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.figures import palette, thumbnail, thumbnail_words
from variantlens.figures.pictures import picture

NASTY = "<script>alert(1)</script>"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_variant_stands_with_its_word_and_flip(theme: palette.Theme) -> None:
    """A picture's card names every variant, what it says, and the sign of a flip; names stay text."""
    rows = {"float32": {"face": 0.9, "no face": 0.1}, NASTY: {"face": 0.2, "no face": 0.8}}
    wire = {name: [answers.classification([row], expected=[(0, 0, "face")])] for name, row in rows.items()}
    told = answers.answer(wire, image=True)
    result = compare(told).blocks[0].results[0]
    assert isinstance(result, ScoresComparison)
    drawn = thumbnail_words.words(result, picture(None, told.sample), theme)
    assert "face 0.9" in drawn
    assert "▼" in drawn
    assert "<script" not in drawn


def test_a_value_is_shown_as_a_number() -> None:
    """A gauge's card shows the reading of each variant."""
    wire = {
        "float32": [answers.classification([{"value": 73.1}], kind="keras-regression")],
        "int8": [answers.classification([{"value": 61.5}], kind="keras-regression")],
    }
    told = answers.answer(wire, image=True)
    result = compare(told).blocks[0].results[0]
    assert isinstance(result, RegressionComparison)
    drawn = thumbnail_words.words(result, picture(None, told.sample), "light")
    assert "73.1" in drawn
    assert "61.5" in drawn


def test_raw_outputs_are_lines_in_the_variants_colours() -> None:
    """The reference is solid, the candidate dashed."""
    wire = {
        name: [answers.classification([{"0": 0.0, "1": value, "2": 1.0}], kind="keras-freeform")]
        for name, value in (("float32", 0.4), ("int8", 0.5))
    }
    result = compare(answers.answer(wire)).blocks[0].results[0]
    assert isinstance(result, FreeformComparison)
    drawn = thumbnail_words.lines(result, "light")
    of = palette.palette("light")
    assert drawn.count("<polyline") == 2
    assert f'stroke="{of.reference}" stroke-width="2"/>' in drawn
    assert f'stroke="{of.candidates[0]}" stroke-width="2" stroke-dasharray' in drawn


def test_many_windows_are_shown_around_the_first_flip() -> None:
    """Of 600 windows a card shows those around the first flip, with its sign."""
    result = examples.scores(600, harm={400: Harm.HARMFUL})
    drawn = thumbnail.decisions(result, "light")
    assert drawn.count("<rect") == 2 * thumbnail.MOST_CELLS
    assert "▼" in drawn

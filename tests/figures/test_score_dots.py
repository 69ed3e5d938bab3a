"""The scores of one window as dots."""

import plotly.graph_objects as go
import pytest

from tests.figures import examples
from variantlens.figures import palette, score_dots


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_variant_has_a_dot_per_label_in_its_colour_and_shape(theme: palette.Theme) -> None:
    """The reference is a blue circle; candidates differ from it in colour and in shape."""
    result = examples.scores(1, candidates=("int8", "int4"))
    figure = score_dots.dots(result, theme)
    assert go.Figure(figure.to_dict()).data
    of = palette.palette(theme)
    assert [trace.marker.color for trace in figure.data] == [of.variant(place) for place in range(3)]
    assert len({trace.marker.symbol for trace in figure.data}) == 3
    assert [list(trace.x) for trace in figure.data] == [list(said.scores[0]) for said in result.variants]


def test_threshold_and_expected_label_are_marked() -> None:
    """The threshold is a line, and the expected label says that it is."""
    figure = score_dots.dots(examples.scores(1), "light")
    assert figure.layout.shapes[0].x0 == examples.THRESHOLD
    assert sum("expected" in text for text in figure.layout.yaxis.ticktext) == 1


def test_of_many_labels_those_that_matter_are_drawn() -> None:
    """With 150 labels a dozen rows are drawn, and the figure says so."""
    names = tuple(f"label {index}" for index in range(150))
    figure = score_dots.dots(examples.scores(1, labels=names), "light")
    assert len(figure.layout.yaxis.ticktext) == score_dots.LABELS
    assert "12 of 150 labels" in figure.layout.annotations[0].text


def test_the_dots_in_words() -> None:
    """A screen reader hears what each variant decides."""
    told = score_dots.dots_alt(examples.scores(1))
    assert "float32 decides" in told
    assert "int8 decides" in told

"""What all figures share."""

import json

import pytest

from variantlens.figures import layout, palette


def test_the_mode_bar_saves_sharp_pictures_and_sends_nothing() -> None:
    """Pictures are saved at twice the size, named after the chart, and the button that uploads charts is off."""
    assert layout.config("x")["toImageButtonOptions"] == {"format": "png", "filename": "x", "scale": 2}
    assert layout.config()["showSendToCloud"] is False
    assert layout.config()["plotlyServerURL"] == ""
    assert layout.config()["displaylogo"] is False


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_carries_its_theme(theme: palette.Theme) -> None:
    """Backgrounds, text and hover have the colours of the theme, without help from Streamlit."""
    of = palette.palette(theme)
    drawn = layout.figure([], {}, theme=theme, height=100, name="x").layout
    template = drawn.template.layout
    assert (template.paper_bgcolor, template.plot_bgcolor) == (of.background, of.background)
    assert (template.font.color, template.hoverlabel.bgcolor) == (of.text, of.surface)
    assert "Inter" in template.font.family
    assert "JetBrains Mono" in template.xaxis.tickfont.family


def test_zoom_survives_a_redraw() -> None:
    """The same figure drawn again, in another theme even, keeps its revision; another figure has another."""
    one, again = (layout.figure([], {}, theme=theme, height=90, name="a").layout for theme in ("light", "dark"))
    other = layout.figure([], {}, theme="light", height=90, name="b").layout
    assert one.uirevision == again.uirevision != other.uirevision


def test_a_note_has_room() -> None:
    """A note is drawn below the plot and makes the figure higher, so that it covers nothing."""
    bare = layout.figure([], {}, theme="light", height=100, name="x")
    noted = layout.figure([], {}, theme="light", height=100, name="x", note="thinned")
    assert noted.layout.annotations[0].text == "thinned"
    assert noted.layout.height > bare.layout.height
    assert noted.layout.margin.b > -noted.layout.annotations[0].yshift


def test_nothing_is_loaded_from_elsewhere() -> None:
    """A figure's description holds no address."""
    assert "http" not in json.dumps(
        layout.figure([], {}, theme="light", height=90, name="x").to_plotly_json(), default=str
    )

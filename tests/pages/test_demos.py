"""What the Demos page promises."""

from tests.pages.conftest import Open, words


def test_every_demo_project_has_a_card(open_page: Open) -> None:
    """The gallery shows each demo with its headline, and a way to open it."""
    app = open_page("demos")
    assert not app.exception
    assert "Motion" in [heading.value for heading in app.header]
    assert "680 windows" in words(app)
    assert len(app.get("page_link")) >= len(app.header)

"""What the Settings page promises."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from streamlit.testing.v1 import AppTest

from tests.conftest import Running, StudioService
from tests.pages.conftest import Open, words
from variantlens.settings import EDGE_IMPULSE

CANARY = "ei_canary_5f2c81d07b"


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    return next(button for button in app.button if button.label == label).click().run()


def test_the_embedded_service_is_tried_with_one_click(open_page: Open) -> None:
    """The connection test says that it works and how many projects there are."""
    app = press(open_page("settings"), "Test the connection")
    assert not app.exception
    assert app.success[0].value.startswith("It works:")


def test_another_address_works_when_the_operator_allows_it(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, studio_service: StudioService
) -> None:
    """With its key, an allowed service answers; with a wrong key the page says so."""
    monkeypatch.setenv("VARIANTLENS_ALLOWED_SERVICES", studio_service.address)
    app = open_page("settings")
    app.radio[0].set_value("another address").run()
    app.text_input[0].set_value(studio_service.address).run()
    app.text_input[1].set_value(CANARY).run()
    press(app, "Test the connection")
    assert "**Next:**" in app.error[0].value
    assert CANARY not in words(app)
    app.text_input[1].set_value(studio_service.api_key).run()
    press(app, "Test the connection")
    assert app.success


def test_an_address_that_is_not_allowed_is_refused(open_page: Open) -> None:
    """Nothing is sent to an address that the operator did not allow, and the page says who can change that."""
    app = open_page("settings")
    app.radio[0].set_value("another address").run()
    app.text_input[0].set_value("http://192.0.2.7/v1").run()
    press(app, "Test the connection")
    assert "VARIANTLENS&#95;ALLOWED&#95;SERVICES" in app.error[0].value


@pytest.mark.parametrize("text", ["not an address", "ftp://example.org/v1", "http://user:secret@example.org/v1"])
def test_what_is_no_address_is_said_at_once(open_page: Open, text: str) -> None:
    """A wrong address is explained before anything is tried."""
    app = open_page("settings")
    app.radio[0].set_value("another address").run()
    app.text_input[0].set_value(text).run()
    assert "not an address of a service" in app.error[0].value
    assert "secret" not in words(app)
    assert all(button.disabled for button in app.button if button.label == "Test the connection")


def test_a_typed_key_stays_in_its_session(open_page: Open, studio_service: StudioService) -> None:
    """Somebody else's session knows nothing of a key that was typed in here, and no address holds it."""
    mine = open_page("settings")
    mine.radio[0].set_value("https://studio.edgeimpulse.com/v1").run()
    mine.text_input[0].set_value(CANARY).run()
    assert CANARY not in str(dict(mine.query_params))
    theirs = open_page("settings")
    assert CANARY not in str(theirs.session_state._state.filtered_state)  # noqa: SLF001 - nothing else lists it all


def test_a_typed_key_is_for_the_service_that_it_was_typed_for(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, served: Callable[[FastAPI], Running]
) -> None:
    """Whoever chooses another service finds an empty field, and a test of that one sends no key; so does going back."""
    sent: list[str | None] = []
    other = FastAPI()

    @other.get("/v1/api/{_call:path}")
    def listen(request: Request) -> JSONResponse:
        sent.append(request.headers.get("x-api-key"))
        return JSONResponse({"success": False, "error": "not here"}, 401)

    with served(other) as here, served(other) as there:
        monkeypatch.setenv("VARIANTLENS_ALLOWED_SERVICES", f"{EDGE_IMPULSE},{here.address},{there.address}")
        app = open_page("settings")
        app.radio[0].set_value(EDGE_IMPULSE).run()
        app.text_input[0].set_value(CANARY).run()
        app.radio[0].set_value("another address").run()
        assert app.text_input[1].disabled
        app.text_input[0].set_value(here.address).run()
        press(app, "Test the connection")
        app.text_input[1].set_value("key of here").run()
        app.text_input[0].set_value(there.address).run()
        press(app, "Test the connection")
        assert sent
        assert set(sent) == {None}
        app.text_input[0].set_value(here.address).run()
        assert app.text_input[1].value == ""
        app.radio[0].set_value(EDGE_IMPULSE).run()
        assert app.text_input[0].value == ""


def test_every_call_is_checked_with_one_click(open_page: Open) -> None:
    """A row for each call, and a file for a bug report."""
    app = press(open_page("settings"), "Check every call")
    assert not app.exception
    assert "Every answer is understood." in [each.value for each in app.success]
    table = app.dataframe[0].value
    assert "classify a sample" in table["what for"].tolist()
    assert [str(getattr(each, "label", "")) for each in app.get("download_button")] == ["Save for a bug report"]

"""A service that asks for a wait without end closes nothing for good: who tries again asks it once."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.pages.conftest import Open, read
from tests.pages.replaced import Replaced


def test_trying_again_asks_a_held_service_once(open_page: Open, service: Replaced) -> None:
    """The page names a time, never infinity; *Try again* sends a call although the time is not over."""
    asked: list[str] = []

    def busy(request: Request) -> Response | None:
        if not request.url.path.endswith("/variants"):
            return None
        asked.append(request.method)
        return JSONResponse({}, status_code=429, headers={"retry-after": "9" * 400})

    service.answering = busy
    app = open_page("compare", project="1", impulse="1", sample="39", variants=["float32", "int8"])
    assert "Wait 900 s" in read(app)
    app.run()
    assert "Too many calls" in read(app)
    assert len(asked) == 1
    service.answering = lambda _: None
    next(button for button in app.button if button.label == "Try again").click().run()
    assert "Too many calls" not in read(app)
    assert not app.exception

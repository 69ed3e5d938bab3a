"""Pages run as Streamlit runs them, over the real embedded service."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from tests.reading import as_read
from variantlens.service import embedded

ROUTER = Path(__file__).parents[2] / "pages" / "router.py"
SECONDS = 30

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def embedded_service() -> Iterator[None]:
    """The embedded service as the dashboard starts it, ended with the tests."""
    embedded.running()
    yield
    embedded.stop_running()


@pytest.fixture
def open_page(embedded_service: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page by its name and query parameters, as somebody does who follows a link."""
    for name in ("SERVICE_URL", "API_KEY", "ALLOWED_SERVICES"):
        monkeypatch.delenv(f"VARIANTLENS_{name}", raising=False)
    session.operator.clear()

    def opened(page: str, **parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(ROUTER, default_timeout=SECONDS)
        for name, value in parameters.items():
            app.query_params[name] = value
        if page != "demos":
            app.switch_page(f"{page}.py")
        return app.run()

    yield opened
    session.operator.clear()


def words(app: AppTest) -> str:
    """All markdown of a page as one text."""
    return "\n".join(part.value for part in (*app.markdown, *app.caption, *app.error))


def read(app: AppTest) -> str:
    """All words of a page, as they are read."""
    return as_read(words(app))

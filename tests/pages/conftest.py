"""Pages run as Streamlit runs them, over the real embedded service."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fastapi import FastAPI
from streamlit.testing.v1 import AppTest

from components import session
from components.sweep import runs
from tests.conftest import DEMOS, Running
from tests.pages.replaced import Replaced
from tests.reading import as_read
from variantlens.service import embedded

ROUTER = Path(__file__).parents[2] / "pages" / "router.py"
SECONDS = 120
"""Ends a page that hangs; how long one takes says more about the machine than about the code."""

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


@pytest.fixture
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Open) -> Iterator[None]:
    """A database that nobody else writes."""
    monkeypatch.setenv("VARIANTLENS_DATABASE_URL", f"sqlite:///{tmp_path / 'sweeps.db'}")
    session.operator.clear()
    runs.sweeps.clear()
    yield
    runs.sweeps().close()
    runs.sweeps.clear()


@pytest.fixture(scope="module")
def projects() -> Sequence[Path]:
    """What ``service`` serves: the demos, unless a module has projects of its own."""
    return [DEMOS]


@pytest.fixture(scope="module")
def serving(projects: Sequence[Path], served: Callable[[FastAPI], Running]) -> Iterator[Replaced]:
    """The service over a module's projects."""
    serving = Replaced(projects)
    with served(serving.app) as running:
        serving.address = running.address
        yield serving


@pytest.fixture
def service(serving: Replaced, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> Replaced:
    """The same, for a test that answers in its place, as the service that the operator has set."""
    serving.begin()
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", serving.address)
    monkeypatch.setenv("VARIANTLENS_API_KEY", serving.api_key)
    session.operator.clear()
    return serving


def chart_keys(app: AppTest) -> list[str]:
    """Keys of the charts on the page."""
    return [chart.proto.id.rsplit("-", 1)[-1] for chart in app.get("plotly_chart")]


def words(app: AppTest) -> str:
    """All markdown of a page as one text."""
    return "\n".join(part.value for part in (*app.markdown, *app.caption, *app.error))


def read(app: AppTest) -> str:
    """All words of a page, as they are read."""
    return as_read(words(app))

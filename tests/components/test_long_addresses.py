"""An address of which a page would get nothing says so, in place of a page that shows something else."""

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp
from streamlit.runtime.state import query_params

from app import app
from components.long_addresses import LongAddresses
from variantlens import address


async def counted(request: Request) -> PlainTextResponse:
    """A page that says how many parameters it was given."""
    return PlainTextResponse(f"{len(request.query_params.multi_items())} parameters")


PAGES = Starlette(routes=[Route("/compare", counted)], middleware=[Middleware(LongAddresses)])


def get(path: str, pages: ASGIApp = PAGES) -> httpx.Response:
    """What a browser is answered that opens an address."""

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url="http://127.0.0.1") as browser:
            return await browser.get(path)

    return asyncio.run(ask())


def test_too_many_parameters_are_said_to_be() -> None:
    """Two thousand parameters are answered by a sentence and a way out, by no page."""
    said = get("/compare?sample=7" + "&variants=x" * 1999)
    assert said.status_code == 414
    assert "This link cannot be understood" in said.text
    assert "2,000 parameters are too many: a link has at most 1,000." in said.text
    assert '<a href=".">begin anew</a>' in said.text


def test_as_many_as_a_page_can_be_given_go_through() -> None:
    """The longest address that can be read is read."""
    said = get("/compare?sample=7" + "&variants=x" * (address.MOST_PARAMETERS - 1))
    assert (said.status_code, said.text) == (200, "1000 parameters")


def test_the_limits_are_streamlits() -> None:
    """Whatever Streamlit would drop is answered here, and nothing else."""
    assert address.MOST_PARAMETERS == query_params.CLIENT_STATE_QUERY_STRING_MAX_FIELDS
    assert address.MOST_CHARACTERS == query_params.CLIENT_STATE_QUERY_STRING_MAX_LENGTH


def test_the_dashboard_turns_them_away() -> None:
    """The program itself has it in front of its pages."""
    said = get("/compare?" + "&".join(f"variants=v{at}" for at in range(2000)), app)
    assert (said.status_code, "2,000 parameters" in said.text) == (414, True)

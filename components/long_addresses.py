"""Turns away addresses that pages would get nothing of.

Streamlit hands a page none of its parameters where there are too many of them; the page would then show whatever it
shows without any, in place of what the link means. That can be seen only before Streamlit has the address.
"""

from html import escape

from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from variantlens.address import AddressError, check_length

URI_TOO_LONG = 414

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Variant Lens</title>
<body style="font-family: sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>This link cannot be understood</h1>
<p>{cause}</p>
<p><b>Next:</b> Ask for the link again, or <a href=".">begin anew</a>.</p>
"""


class LongAddresses:
    """Answers a request whose address has more parameters than a page can be given; all others go through.

    Args:
        app: What the others go to.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        answer: ASGIApp = self._app
        if scope["type"] == "http":
            try:
                check_length(scope["query_string"].decode("latin-1"))
            except AddressError as error:
                cause = f"{error.value} {error.parameter} are too many: {error.wanted}."
                answer = HTMLResponse(PAGE.format(cause=escape(cause)), URI_TOO_LONG)
        await answer(scope, receive, send)

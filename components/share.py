"""The link that shows somebody else the same page."""

from urllib.parse import urlsplit

import streamlit as st

from components import address_bar, session
from variantlens.address import Choice


def button(choice: Choice) -> None:
    """A popover with the complete link, ready to be copied."""
    with st.popover("Share", icon=":material/ios_share:", help="A link to what is shown"):
        st.markdown("This link opens the same comparison. It holds no API key.")
        st.code(link(choice), language=None, wrap_lines=True)


def link(choice: Choice) -> str:
    """The address of a comparison, complete, as somebody else opens it."""
    return address_bar.link(choice, base())


def base() -> str:
    """Where the dashboard is reached: as the operator says, else as this browser reached it."""
    if session.operator().base_url:
        return str(session.operator().base_url)
    here = urlsplit(str(st.context.url or ""))
    return f"{here.scheme}://{here.netloc}"

"""A connection tried before it is used: what works, and what does not, in plain words."""

import streamlit as st

from components import session
from variantlens.service.checks import ConnectionCheck
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.text import plain


def test_and_use(service: str, key: str | None) -> None:
    """Two buttons: try the connection, and ask this service from now on."""
    with st.container(horizontal=True):
        tried = st.button("Test the connection", icon=":material/network_check:", disabled=not service)
        used = st.button("Use this service", icon=":material/login:", disabled=not service)
    if tried or used:
        found = _check(service, key)
        if used and found:
            session.use(service, key)
            st.switch_page("compare.py", query_params={"service": service})


def _check(service: str, key: str | None) -> bool:
    try:
        check = session.client(service, key).check()
    except ServiceError as error:
        say_wrong(error)
        return False
    if check.error is not None:
        say_wrong(check.error)
    else:
        _say_right(check)
    return check.ok


def _say_right(check: ConnectionCheck) -> None:
    count = "1 project" if check.projects == 1 else f"{check.projects} projects"
    st.success(f"It works: {count}, answered in {check.took_ms:.0f} ms.", icon=":material/check_circle:")


def say_wrong(error: ServiceError) -> None:
    """Say what is wrong with a connection, and what to do next."""
    told = explain(error)
    st.error(
        f"**{plain(told.title)}.** {plain(told.cause)}\n\n**Next:** {plain(told.next_step)}",
        icon=":material/error:",
    )

"""The Settings page: which service is asked, with which key, and whether that works."""

import streamlit as st

from components import connection, diagnosis, session
from variantlens.service.addresses import normalised
from variantlens.service.identity import EMBEDDED
from variantlens.settings import EDGE_IMPULSE

st.title("Which service is asked")
st.markdown(
    "The dashboard asks a *classify service* what each variant says of a sample. The embedded one ships with "
    "the dashboard and needs neither account nor network."
)

OWN = "another address"
PLACES = {EMBEDDED: "Embedded service", EDGE_IMPULSE: "Edge Impulse", OWN: "Another address"}

now = session.default_service()
place = st.radio(
    "Service",
    list(PLACES),
    index=list(PLACES).index(now if now in PLACES else OWN),
    format_func=PLACES.__getitem__,
    captions=["the demos, offline", "studio.edgeimpulse.com, with an API key", "one that the operator allows"],
)
service = place
if place == OWN:
    service = st.text_input(
        "Address, with its /v1",
        value="" if now in PLACES else now,
        placeholder="http://127.0.0.1:4800/v1",
        help="Allowed are the addresses in VARIANTLENS_ALLOWED_SERVICES.",
    )
    try:
        service = normalised(service) if service else ""
    except ValueError as problem:
        st.error(f"This is not an address of a service: {problem}.")
        service = ""
key = None
if place != EMBEDDED:
    key = st.text_input(
        "API key",
        type="password",
        autocomplete="off",
        # A field of its own for each service: what was typed for one is gone when another is chosen.
        key=f"key for {service}",
        disabled=not service,
        help="Kept in this browser session only, and sent to this service alone. A reload asks again.",
    )
connection.test_and_use(service, key)
diagnosis.check_and_show(service, key)

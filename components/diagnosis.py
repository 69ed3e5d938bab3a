"""Every call that the dashboard reads with, tried: a table of what is understood, and a file for a bug report."""

import pandas as pd
import streamlit as st

from components import connection, session
from variantlens.diagnosis.bundle import bundle
from variantlens.diagnosis.calls import Diagnosis, diagnose, joined, told
from variantlens.service.errors import ServiceError
from variantlens.service.identity import ServiceId
from variantlens.text import visible

_FOUND = "diagnosis"


def check_and_show(service: str, key: str | None) -> None:
    """A button that makes the calls, and what came of them until another service is chosen."""
    st.subheader("Is every answer understood?")
    st.markdown(
        "Makes every call that the dashboard reads with, and says of each what is understood. The file can be attached "
        "to a bug report: it holds names of fields, types and counts, but no key, no value, and no name of the project."
    )
    project = st.number_input("Project id", min_value=1, value=None, step=1, placeholder="the first one")
    if st.button("Check every call", icon=":material/fact_check:", disabled=not service):
        try:
            with st.spinner("Asking …"):
                st.session_state[_FOUND] = service, diagnose(session.client(service, key), project)
        except ServiceError as error:
            connection.say_wrong(error)
    asked, found = st.session_state.get(_FOUND, (None, None))
    if found is not None and asked == service:
        _show(found, service)


def _show(found: Diagnosis, service: str) -> None:
    if found.understood:
        st.success("Every answer is understood.", icon=":material/check_circle:")
    else:
        st.warning("Not every answer is understood, or not every call was answered.", icon=":material/warning:")
    rows = [
        {
            "what for": finding.purpose,
            "answer": told(finding),
            "not understood": visible("; ".join(problem.text for problem in finding.problems)),
            "not known here": visible(", ".join(map(joined, finding.unknown))),
            "seconds": finding.took_ms / 1000,
        }
        for finding in found.findings
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, column_config={"seconds": st.column_config.NumberColumn(format="%.1f")}
    )
    st.download_button(
        "Save for a bug report",
        bundle(found, ServiceId(service)),
        "variantlens-check.json",
        "application/json",
        icon=":material/download:",
        on_click="ignore",
    )

"""The list of pages, and the shell around every one of them."""

from pathlib import Path

import streamlit as st

from components import picture_files, theme

STATIC = Path(__file__).parent / "static"

st.set_page_config(page_title="Variant Lens", page_icon=STATIC / "icon.svg", layout="wide")
st.logo(str(STATIC / f"logo-{theme.current()}.svg"), size="large")

theme.legible()
picture_files.offered()
theme.follow_width()

page = st.navigation(
    [
        st.Page("demos.py", title="Demos", icon=":material/grid_view:", default=True),
        st.Page("compare.py", title="Compare", icon=":material/compare_arrows:", url_path="compare"),
        st.Page("sweep.py", title="Sweep", icon=":material/checklist:", url_path="sweep"),
        st.Page("settings.py", title="Settings", icon=":material/tune:", url_path="settings"),
    ],
    position="top",
)
page.run()

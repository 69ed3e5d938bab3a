"""The Demos page: a gallery of true stories about quantization; one click opens the comparison."""

import streamlit as st

from components import cards, notices, session
from variantlens.service.identity import EMBEDDED

st.title("See what quantization did to a model")
st.markdown(
    "Every score on these pages comes out of a real model. Each demo holds one model in several variants, "
    "such as float32 and int8, and the data to judge them by."
)

with notices.explained():
    answers = session.answers(EMBEDDED)
    projects = sorted(
        (project for project in answers.projects() if project.demo),
        key=lambda entry: entry.demo.order if entry.demo else 0,
    )
    with st.grid("auto", min_column_width=320, gap="medium"):
        for project in projects:
            cards.demo(project, answers)

st.header("Use your own")
st.markdown(
    "Connect to a project of Edge Impulse with its API key, or serve a folder of your own `.tflite` files and "
    "samples with the embedded service."
)
st.page_link("settings.py", label="Connect to a service", icon=":material/tune:")

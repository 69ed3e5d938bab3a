"""The Compare page: one sample, two or more variants; first the answer, then the pictures that prove it."""

from dataclasses import replace

import streamlit as st

from components import (
    address_bar,
    downloads,
    file_names,
    hints,
    notices,
    panels,
    pickers,
    pictures,
    presenting,
    sample,
    session,
    verdict,
    window_values,
)
from components.sweep import start, walk
from variantlens.choosing import complete
from variantlens.comparison.compare import compare

with notices.explained():
    choice = address_bar.choice()
    service = choice.service or session.default_service()
    answers = session.answers(service)
    choice = replace(choice, service=service)
    choice, options = complete(choice, answers)
    address_bar.keep(choice)
    presented = presenting.on(choice)
    if presented:
        presenting.close()
    else:
        row = pickers.row(choice, options, answers)
        walk.show(choice)
    answer = answers.classify(choice)
    measured = pictures.measured(choice, answer, answers)

comparison = compare(
    measured,
    reference=choice.reference or "",
    variants=choice.variants,
    moved=choice.thresholds,
    impulse=options.impulse(choice.impulse),
)
file_names.of_comparison(options.project(choice.project), comparison)
if presented:
    presenting.sentence(comparison)
    panels.present(choice, comparison, answers)
    st.stop()
with row:
    downloads.button(choice, options, comparison, answer, answers)
verdict.banner(comparison, answer)
start.link(choice)
for block in comparison.blocks:
    panels.show(choice, comparison, block, answers)
hints.show(comparison)
window_values.show(choice, comparison, answers)
sample.details(choice, comparison, answers)
sample.raw(choice, answer, answers)

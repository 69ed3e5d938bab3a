"""The Sweep page: many samples through all variants, and a verdict; every number leads to the samples behind it."""

from dataclasses import replace

import streamlit as st

from components import (
    notices,
    session,
    sweep_bar,
    sweep_earlier,
    sweep_pickers,
    sweep_progress,
    sweep_report,
    sweep_runs,
    sweep_since,
    sweep_start,
    sweep_versus,
)
from variantlens.sweep_choosing import choice_of, complete, terms_of

with notices.explained(sweep_bar):
    # Whatever is shown here for a while, what follows keeps its place: see sweep_report.
    with st.container():
        choice = sweep_bar.choice()
        sweep = sweep_runs.opened(choice.run) if choice.run else None
        before = sweep_runs.opened(choice.before) if choice.before else None
        if sweep is not None and choice.project is None:
            terms = choice.terms or terms_of(sweep.request)
            choice = replace(choice_of(sweep.run, sweep.request), terms=terms, before=choice.before)
        choice = replace(choice, service=choice.service or session.default_service())
        answers = session.answers(str(choice.service))
        choice, options = complete(choice, answers)
        as_said = sweep is not None and choice.terms == terms_of(sweep.request)
        addressed = replace(choice, terms=None) if as_said else choice
        sweep_bar.keep(choice, addressed)
        row = sweep_pickers.row(choice, addressed, options, answers, sweep)
        impulse = next((each for each in options.impulses if each.id == choice.impulse), None)
        sweep_start.bar(choice, impulse, answers, sweep)
    if sweep is None:
        sweep_start.question(choice, impulse)
    elif before is not None:
        sweep_versus.show(before, sweep, addressed)
    elif sweep_progress.show(sweep):
        with st.container():
            sweep_since.show(sweep)
        sweep_report.show(sweep, addressed, options, row)
    sweep_earlier.show(choice)

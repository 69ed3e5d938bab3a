"""The Sweep page: many samples through all variants, and a verdict; every number leads to the samples behind it."""

from dataclasses import replace

import streamlit as st

from components import file_names, notices, session
from components.sweep import address_bar, earlier, pickers, progress, report, runs, start
from components.sweep.versus import page, since
from variantlens.sweep_choosing import choice_of, complete, terms_of

with notices.explained(address_bar):
    # Whatever is shown here for a while, what follows keeps its place: see sweep_report.
    with st.container():
        choice = address_bar.choice()
        here = choice.service or session.default_service()
        sweep = runs.opened(choice.run, here) if choice.run else None
        before = runs.opened(choice.before, here) if choice.before else None
        if sweep is not None and choice.project is None:
            terms = choice.terms or terms_of(sweep.request)
            choice = replace(choice_of(sweep.run, sweep.request), terms=terms, before=choice.before)
        choice = replace(choice, service=choice.service or session.default_service())
        answers = session.answers(str(choice.service))
        choice, options = complete(choice, answers)
        as_said = sweep is not None and choice.terms == terms_of(sweep.request)
        addressed = replace(choice, terms=None) if as_said else choice
        address_bar.keep(choice, addressed)
        row = pickers.row(choice, addressed, options, answers, sweep)
        impulse = next((each for each in options.impulses if each.id == choice.impulse), None)
        start.bar(choice, impulse, answers, sweep)
        shown = [each.run for each in (before, sweep) if each is not None]
        file_names.of_sweep(options.project(choice.project), shown, choice.variants)
    if sweep is None:
        start.question(choice, impulse)
    elif before is not None:
        page.show(before, sweep, addressed)
    elif progress.show(sweep):
        with st.container():
            since.show(sweep)
        report.show(sweep, addressed, options, row)
    earlier.show(choice)

"""The row of choices of a sweep: project, impulse, category, filters, allowed loss, variants; options behind it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import choices, notices, share, widgets
from components.answers import Answers
from components.sweep import address_bar, filters
from components.sweep import options as sweep_options
from components.sweep.runs import Opened
from variantlens.choosing import Options, how_to_enable
from variantlens.sweep_address import CATEGORIES, SweepChoice
from variantlens.sweep_choosing import units_of
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.wording import with_unit
from variantlens.text import plain


def row(
    choice: SweepChoice, addressed: SweepChoice, options: Options, answers: Answers, sweep: Opened | None
) -> DeltaGenerator:
    """Draw the choice as widgets; each writes itself back into the choice when it is changed.

    Args:
        choice: The complete choice.
        addressed: What the address says of it.
        options: What else there is.
        answers: Asks the service.
        sweep: The run that is shown, if there is one.

    Returns:
        The end of the row, to which a page may add what needs the results.
    """
    with choices.row(*_said(choice, options)):
        widgets.project_and_impulse(choice, options, key="sweep", change=address_bar.change)
        widgets.one(
            "category",
            choice.category,
            {each: each for each in CATEGORIES},
            key="sweep category",
            width=120,
            change=address_bar.change,
        )
        # Before the variants: where one line is not enough, these and the actions have the second one to themselves.
        filters.popover(choice, answers)
        _allowed(choice)
        with choices.of_the_variants():
            widgets.variants(
                choice.variants,
                [entry.variant for entry in options.variants],
                key="sweep variants",
                not_enabled=options.not_enabled,
                change=address_bar.change,
            )
            drawn = choices.actions()
    impulse = next((each for each in options.impulses if each.id == choice.impulse), None)
    with drawn:
        sweep_options.popover(choice, units_of(impulse), answers, sweep)
        _share(choice, addressed)
    if enable := how_to_enable(options.lacking(choice.variants), choice.service):
        notices.hint(enable)
    return drawn


def _said(choice: SweepChoice, options: Options) -> tuple[str, ...]:
    """What is chosen, in few words: project, category, variants, allowed loss."""
    project = options.project(choice.project)
    allowed = allowed_loss(choice.terms.allowed, choice.terms.unit) if choice.terms else None
    loss = with_unit(allowed.measure, allowed.amount) if allowed else ""
    return project.name if project else "", choice.category or "", ", ".join(choice.variants), loss


def _share(choice: SweepChoice, addressed: SweepChoice) -> None:
    with st.popover("Share", icon=":material/ios_share:", help="A link to what is shown"):
        what = "these results" if choice.run else "these choices"
        st.markdown(f"This link opens {what}. It holds no API key.")
        st.code(address_bar.link(addressed, share.base()), language=None, wrap_lines=True)


def _allowed(choice: SweepChoice) -> None:
    key = "sweep allowed"
    terms = choice.terms
    if terms is None:
        return
    st.session_state[key] = terms.allowed
    st.number_input(
        f"Allowed loss, {plain(terms.unit)}",
        min_value=0.0,
        step=0.5 if allowed_loss(terms.allowed, terms.unit).measure.in_points else 0.01,
        format="%g",
        key=key,
        on_change=lambda: address_bar.change_terms(allowed=float(st.session_state[key] or 0.0)),
        help="How much worse a candidate may be than the reference.",
        width=220,
    )

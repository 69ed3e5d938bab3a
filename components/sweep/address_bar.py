"""The choice of a sweep, kept in the address bar; :mod:`components.addressed` says how."""

from dataclasses import replace
from typing import Any

from components.addressed import Addressed
from variantlens import sweep_address
from variantlens.sweep_address import SweepChoice

_bar = Addressed("sweep", sweep_address.read, sweep_address.write, SweepChoice())


def choice() -> SweepChoice:
    """The choice that holds now, read from the address if that has changed.

    Raises:
        AddressError: The address cannot be understood; the choice of before is kept.
    """
    return _bar.received()


def change(**fields: Any) -> None:
    """Change parts of the choice, from a widget's callback; what depends on them is chosen anew."""
    if "project" in fields:
        fields = {"run": None, "before": None, "impulse": None, "labels": (), "name_filter": "", "limit": None} | fields
    if "impulse" in fields:
        fields = {"variants": (), "reference": None, "terms": None} | fields
    if "category" in fields:
        fields = {"labels": ()} | fields
    old = _bar.choice
    reference = fields.get("reference", old.reference)
    if "variants" in fields and reference not in fields["variants"]:
        fields["reference"] = None
    _bar.choice = replace(old, **fields)


def change_terms(**fields: Any) -> None:
    """Change parts of what is judged by; recomputed at once, also after a run."""
    old = _bar.choice
    if old.terms is not None:
        _bar.choice = replace(old, terms=replace(old.terms, **fields))


def keep(shown: SweepChoice, addressed: SweepChoice) -> None:
    """Remember the completed choice and write the address.

    Args:
        shown: What the widgets show.
        addressed: What the link says: the same, or the run with what was changed since.
    """
    _bar.keep(shown, addressed)


def open_run(run: str) -> None:
    """Show a run, with the choices that it was started with."""
    _bar.choice = SweepChoice(run=run)


def compare(run: str, before: str) -> None:
    """Show a run beside an earlier one."""
    _bar.choice = SweepChoice(run=run, before=before)


def begin_anew() -> None:
    """Forget the choice and the address."""
    _bar.begin_anew()


def link(addressed: SweepChoice, base: str) -> str:
    """The address of a sweep, to be opened by somebody else.

    Args:
        addressed: What is shown.
        base: Where the dashboard is reached.
    """
    return base + sweep_address.path(addressed)

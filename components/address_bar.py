"""The choice of a comparison, kept in the address bar; :mod:`components.addressed` says how."""

from dataclasses import replace
from typing import Any

from components.addressed import Addressed
from variantlens import address
from variantlens.address import Choice

_bar = Addressed("comparison", address.read, address.write, Choice())


def choice() -> Choice:
    """The choice that holds now, read from the address if that has changed.

    Raises:
        AddressError: The address cannot be understood; the choice of before is kept.
    """
    return _bar.received()


def change(**fields: Any) -> None:
    """Change parts of the choice, from a widget's callback; what depends on them is chosen anew."""
    if "project" in fields:
        fields = {"impulse": None, "sample": None, "run": None, "before": None, "became": None} | fields
    if "impulse" in fields:
        fields = {"variants": (), "reference": None, "thresholds": {}, "window": None} | fields
    if "sample" in fields:
        fields = {"window": None} | fields
    old = _bar.choice
    reference = fields.get("reference", old.reference)
    if reference not in fields.get("variants", old.variants):
        fields["reference"] = None
    _bar.choice = replace(old, **fields)


def begin_anew() -> None:
    """Forget the choice and the address."""
    _bar.begin_anew()


def keep(complete: Choice) -> None:
    """Remember the completed choice and write it into the address bar."""
    _bar.keep(complete, complete)


def link(complete: Choice, base: str) -> str:
    """The address of a comparison, complete, to be opened by somebody else.

    Args:
        complete: What is shown.
        base: Where the dashboard is reached, such as ``http://127.0.0.1:8501``.
    """
    return base + address.path(complete)

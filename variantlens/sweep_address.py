"""The address of a sweep, read and written here alone.

Before a run the address holds the choices; afterwards the run's id says it all. What it is judged by stands beside the
id only where somebody changed it after the run.

    /sweep?v=1&service=embedded&project=1&impulse=1&category=testing&label=walking&name=day-2&limit=100&seed=7
          &variants=float32&variants=int8&reference=float32&source=per+sample&allowed=1.0&unit=points+of+accuracy
          &floor=90.0&group=device
    /sweep?v=1&run=fCOtH3aQ0bUk
    /sweep?v=1&run=fCOtH3aQ0bUk&allowed=2.0&unit=points+of+accuracy
    /sweep?v=1&run=fCOtH3aQ0bUk&before=Yq3dLk81mNzA

``before`` is an earlier run that this one is compared with. ``label`` and ``variants`` repeat.
"""

import math
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from variantlens.address import (
    FORMAT,
    AddressError,
    Parameters,
    check_form,
    id_of,
    last,
    run_of,
    service_of,
    variants_of,
)
from variantlens.service import schema
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.request import SourceKind

CATEGORIES = (*schema.CATEGORIES, "all")


@dataclass(frozen=True)
class Terms:
    """What a candidate is judged by.

    Attributes:
        allowed: How much it may lose, in the unit.
        unit: Such as ``points of accuracy``.
        floor: What it has to reach whatever the reference does, in the unit; None without.
        group_by: ``device`` or a metadata key in which samples hang together; None for each by itself.
    """

    allowed: float
    unit: str
    floor: float | None = None
    group_by: str | None = None


@dataclass(frozen=True)
class SweepChoice:
    """What a person chose to sweep; None and empty stand for "not chosen yet".

    Attributes:
        run: The sweep whose results are shown.
        service: ``embedded`` or the base address of a service.
        project: Project id.
        impulse: Impulse id.
        category: One of :data:`CATEGORIES`.
        labels: Only samples with one of these; empty means all.
        name_filter: Only samples whose file name holds this text.
        limit: A random subset of so many samples; None takes all.
        seed: Which random subset.
        variants: Names of the variants.
        reference: The variant that the others are compared with.
        source: Where answers come from.
        terms: What is judged by; None where nobody said, and with a run, where nobody changed it since.
        before: The earlier sweep that the run is compared with; None without a run.
    """

    run: str | None = None
    service: str | None = None
    project: int | None = None
    impulse: int | None = None
    category: str | None = None
    labels: tuple[str, ...] = ()
    name_filter: str = ""
    limit: int | None = None
    seed: int = 0
    variants: tuple[str, ...] = ()
    reference: str | None = None
    source: SourceKind = SourceKind.PER_SAMPLE
    terms: Terms | None = None
    before: str | None = None


def read(parameters: Parameters) -> SweepChoice:
    """The choice that an address describes; what it leaves out stays unchosen.

    Raises:
        AddressError: A parameter has a value that it cannot have, or the address is of a newer form.
    """
    check_form(parameters)
    run, before = (run_of(parameters, name) for name in ("run", "before"))
    if before is not None and run in (None, before):
        raise AddressError("before", before, "it should stand beside another run, which it is compared with")
    if run is not None:
        return SweepChoice(run=run, terms=_terms(parameters), before=before)
    limit = id_of(parameters, "limit")
    if limit == 0:
        raise AddressError("limit", "0", "it should be a number from 1 up")
    return SweepChoice(
        service=service_of(parameters),
        project=id_of(parameters, "project"),
        impulse=id_of(parameters, "impulse"),
        category=_one_of(parameters, "category", CATEGORIES),
        labels=tuple(dict.fromkeys(parameters.get("label", ()))),
        name_filter=last(parameters, "name") or "",
        limit=limit,
        seed=id_of(parameters, "seed") or 0,
        variants=variants_of(parameters),
        reference=last(parameters, "reference") or None,
        source=SourceKind(_one_of(parameters, "source", tuple(SourceKind)) or SourceKind.PER_SAMPLE),
        terms=_terms(parameters),
    )


def write(choice: SweepChoice) -> dict[str, Any]:
    """The query parameters that describe a choice, in a fixed order; :func:`read` gives back what they hold."""
    single: dict[str, object] = {"v": FORMAT}
    if choice.run is not None:
        single |= {"run": choice.run, "before": choice.before}
    else:
        single |= {
            "service": choice.service,
            "project": choice.project,
            "impulse": choice.impulse,
            "category": choice.category,
            "name": choice.name_filter or None,
            "limit": choice.limit,
            "seed": None if choice.limit is None else choice.seed,
            "reference": choice.reference,
            "source": choice.source.value,
        }
    if choice.terms is not None:
        single |= {
            "allowed": repr(float(choice.terms.allowed)),
            "unit": choice.terms.unit,
            "floor": None if choice.terms.floor is None else repr(float(choice.terms.floor)),
            "group": choice.terms.group_by,
        }
    written: dict[str, Any] = {name: str(value) for name, value in single.items() if value is not None}
    if choice.run is None:
        written |= {"label": list(choice.labels)} if choice.labels else {}
        written |= {"variants": list(choice.variants)} if choice.variants else {}
    return written


def path(choice: SweepChoice) -> str:
    """The page and its parameters, from the slash on; behind the dashboard's own address it is the link to share."""
    return f"/sweep?{urlencode(write(choice), doseq=True)}"


def _terms(parameters: Parameters) -> Terms | None:
    allowed = _amount(parameters, "allowed")
    if allowed is None:
        return None
    unit = last(parameters, "unit") or ""
    try:
        measure = allowed_loss(allowed, unit).measure
    except ValueError as problem:
        wrong = ("allowed", str(allowed)) if allowed < 0 else ("unit", unit)
        raise AddressError(*wrong, str(problem)) from problem
    return Terms(allowed, measure.unit, _amount(parameters, "floor"), last(parameters, "group") or None)


def _amount(parameters: Parameters, name: str) -> float | None:
    text = last(parameters, name)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise AddressError(name, text, "it should be a number")
    return value


def _one_of(parameters: Parameters, name: str, options: tuple[str, ...]) -> str | None:
    text = last(parameters, name)
    if text is not None and text not in options:
        raise AddressError(name, text, f"it should be one of {', '.join(options)}")
    return text

"""From a partial choice of a sweep to a complete one, and from that to the request that a run is given."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import ValidationError

from variantlens.address import Choice
from variantlens.choosing import Catalogue, Options
from variantlens.choosing import complete as complete_comparison
from variantlens.comparison.kinds import KIND_OF_TYPE, Kind
from variantlens.service.identity import EMBEDDED
from variantlens.service.schema import Demo, Impulse
from variantlens.sweep_address import SweepChoice, Terms
from variantlens.sweeps.measures import MEASURES, Measure, allowed_loss
from variantlens.sweeps.request import AllowedLoss, SweepRequest

USUAL_LOSS = 1.0
"""Points that a candidate may lose where nobody said."""

EVERYTHING = "all"
ANY_SAMPLE = 0
"""Stands for a sample where none is chosen, so that nobody looks for one."""


def complete(choice: SweepChoice, catalogue: Catalogue) -> tuple[SweepChoice, Options]:
    """Fill what a choice leaves open, as for a comparison; a demo says what may be lost.

    Raises:
        UnknownChoiceError: Something was named that the service does not have, or there is nothing to choose.
        ServiceError: The service cannot be asked.
    """
    named = Choice(choice.service, choice.project, choice.impulse, ANY_SAMPLE, choice.variants, choice.reference)
    found, options = complete_comparison(named, catalogue)
    project = options.project(found.project)
    units = units_of(options.impulse(found.impulse))
    return replace(
        choice,
        project=found.project,
        impulse=found.impulse,
        category=choice.category or "testing",
        variants=found.variants,
        reference=found.reference,
        terms=choice.terms or _usual_terms(project.demo if project else None, units),
    ), options


def units_of(impulse: Impulse | None) -> tuple[str, ...]:
    """The units that an allowed loss may have for what an impulse's learn blocks say, the usual one first."""
    kinds = [KIND_OF_TYPE.get(block.type, Kind.UNKNOWN) for block in (impulse.learn_blocks if impulse else ())]
    measures = [measure for kind in kinds for measure in MEASURES.get(kind, ())]
    return tuple(measure.unit for measure in dict.fromkeys(measures)) or (Measure.ACCURACY.unit,)


def request_of(choice: SweepChoice, *, consent: bool = False, reuse: bool = False) -> SweepRequest:
    """The request of a complete choice.

    Args:
        choice: What is to be swept.
        consent: Whether the person agreed to replace what a service has stored.
        reuse: Whether what it has stored is read instead.

    Raises:
        ValueError: The choice cannot be swept; the message says why.
    """
    if choice.project is None or choice.terms is None or choice.reference is None:
        raise ValueError("the choice is not complete")
    try:
        return SweepRequest(
            service=choice.service or EMBEDDED,
            project=choice.project,
            impulse=choice.impulse,
            category=None if choice.category == EVERYTHING else choice.category,
            labels=choice.labels,
            name_filter=choice.name_filter,
            limit=choice.limit,
            seed=choice.seed,
            variants=choice.variants,
            reference=choice.reference,
            allowed_loss=AllowedLoss(value=choice.terms.allowed, unit=choice.terms.unit),
            floor=choice.terms.floor,
            group_by=choice.terms.group_by,
            source=choice.source,
            consent=consent,
            reuse=reuse,
        )
    except ValidationError as error:
        raise ValueError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from error


def choice_of(run: str, request: SweepRequest) -> SweepChoice:
    """The choice that a run was started with; its terms are left open, as nobody changed them since."""
    return SweepChoice(
        run=run,
        service=request.service,
        project=request.project,
        impulse=request.impulse,
        category=request.category or EVERYTHING,
        labels=request.labels,
        name_filter=request.name_filter,
        limit=request.limit,
        seed=request.seed,
        variants=request.variants,
        reference=request.reference,
        source=request.source,
    )


def terms_of(request: SweepRequest) -> Terms:
    """What a run is judged by, as it was said before."""
    loss = request.allowed_loss
    return Terms(loss.value, _unit(loss.unit), request.floor, request.group_by)


def differs(choice: SweepChoice, run: str, request: SweepRequest) -> bool:
    """Whether the choices are no longer those of a run; what it is judged by apart."""
    asked = choice_of(run, request)
    same_seed = asked.seed if choice.limit is None else choice.seed
    return replace(choice, run=run, terms=None, before=None, seed=same_seed) != asked


def _usual_terms(demo: Demo | None, units: Sequence[str]) -> Terms:
    """A demo's allowed loss; else a point, and 0 in units of their own, which a person has to fill in."""
    if demo is not None and demo.allowed_loss:
        value, unit = demo.allowed_loss.get("value"), demo.allowed_loss.get("unit")
        if isinstance(value, int | float) and isinstance(unit, str):
            return Terms(float(value), _unit(unit))
    measure = allowed_loss(USUAL_LOSS, units[0]).measure
    return Terms(USUAL_LOSS if measure.in_points else 0.0, measure.unit)


def _unit(text: str) -> str:
    """A unit in its one form."""
    return allowed_loss(USUAL_LOSS, text).measure.unit

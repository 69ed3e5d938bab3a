"""From a partial choice to a complete one, asking the service what there is.

What was left open is filled with what a newcomer would want to see first; what was named is never replaced:
an unknown project, impulse, sample or variant is an error that lists what there is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from variantlens.address import Choice
from variantlens.no_samples import why_none
from variantlens.service.errors import Refused
from variantlens.service.identity import EMBEDDED
from variantlens.service.schema import CATEGORIES, Demo, Impulse, ModelVariant, Project, SamplesAnswer

DEFAULT_REFERENCE = "float32"
DEFAULT_VARIANTS = ("float32", "int8")


class Catalogue(Protocol):
    """What a service has: the calls of its client that a choice is made from."""

    def projects(self) -> Sequence[Project]:
        """All projects that may be seen."""

    def impulses(self, project: int) -> Sequence[Impulse]:
        """The impulses of a project."""

    def default_impulse(self, project: int) -> int | None:
        """The impulse that a project opens with, None where the service does not say."""

    def model_variants(self, project: int, impulse: int | None = None) -> Sequence[ModelVariant]:
        """The variants that an impulse's models exist in."""

    def samples(self, project: int, *, category: str | None = None, limit: int = 100, offset: int = 0) -> SamplesAnswer:
        """One page of a project's samples."""


class UnknownChoiceError(LookupError):
    """Something was chosen that the service does not have.

    Attributes:
        what: ``project``, ``impulse``, ``sample``, ``variant`` or ``reference``.
        value: What was chosen.
        available: What there is: id or name → what to call it.
        why: Why there is nothing to choose, where that is known.
    """

    def __init__(self, what: str, value: int | str | None, available: Mapping[Any, str], why: str = "") -> None:
        super().__init__(f"There is no {what} to choose." if value is None else f"There is no {what} {value}.")
        self.why = why
        self.what = what
        self.value = value
        self.available = available


@dataclass(frozen=True)
class Options:
    """What can be chosen beside a complete choice.

    Attributes:
        projects: All projects of the service that the key may see.
        impulses: The impulses of the chosen project.
        variants: The variants of the chosen impulse.
    """

    projects: Sequence[Project]
    impulses: Sequence[Impulse]
    variants: Sequence[ModelVariant]

    def project(self, id_: int | None) -> Project | None:
        """The project with this id, None if there is none."""
        return next((project for project in self.projects if project.id == id_), None)

    def impulse(self, id_: int | None) -> Impulse | None:
        """The impulse with this id, None if there is none."""
        return next((impulse for impulse in self.impulses if impulse.id == id_), None)

    @property
    def not_enabled(self) -> tuple[str, ...]:
        """The variants that the project has switched off, so that its service most likely answers none of them."""
        return tuple(entry.variant for entry in self.variants if not entry.is_enabled)

    def lacking(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """The variants that are not enabled and missed: those that were chosen, else what leaves nothing to compare."""
        wanted = tuple(name for name in self.not_enabled if name in chosen)
        if wanted or len(self.variants) - len(self.not_enabled) > 1:
            return wanted
        usual = tuple(name for name in self.not_enabled if name in DEFAULT_VARIANTS)
        return usual or self.not_enabled


def how_to_enable(names: Sequence[str], service: str | None) -> str:
    """What to do about variants that are not enabled, in words with the service's names unescaped; empty without any.

    Args:
        names: The variants.
        service: Which service.
    """
    if not names:
        return ""
    them = f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} not enabled in this project"
    if service == EMBEDDED:
        return f"{them}: enable {'it' if len(names) == 1 else 'them'} in its project.json."
    return f"{them}: enable quantized profiling in Edge Impulse Studio (on the learn block's page) and retrain."


def complete(choice: Choice, catalogue: Catalogue) -> tuple[Choice, Options]:
    """Fill what a choice leaves open.

    Raises:
        UnknownChoiceError: Something was named that the service does not have, or there is nothing to choose.
        ServiceError: The service cannot be asked.
    """
    projects = catalogue.projects()
    named = {project.id: project.name for project in projects}
    project = _pick("project", choice.project, named, default=_first_project(projects))
    demo = next(entry.demo for entry in projects if entry.id == project)
    impulses = catalogue.impulses(project)
    impulse = _pick(
        "impulse",
        choice.impulse,
        {entry.id: entry.name for entry in impulses},
        default=_usual_impulse(catalogue, project, impulses, demo) if choice.impulse is None else None,
    )
    variants = catalogue.model_variants(project, impulse)
    chosen = _variants(choice.variants, variants, demo, choice.reference)
    return replace(
        choice,
        project=project,
        impulse=impulse,
        sample=choice.sample if choice.sample is not None else _first_sample(catalogue, project, demo),
        variants=chosen,
        reference=_reference(choice.reference, chosen, variants),
    ), Options(projects, impulses, variants)


def _pick(what: str, value: int | None, names: Mapping[int, str], default: int | None) -> int:
    wanted = default if value is None else value
    if wanted is None or wanted not in names:
        raise UnknownChoiceError(what, value, names)
    return wanted


def _first_project(projects: Sequence[Project]) -> int | None:
    ordered = sorted(projects, key=lambda project: project.demo.order if project.demo else 0)
    return ordered[0].id if ordered else None


def _first_sample(catalogue: Catalogue, project: int, demo: Demo | None) -> int:
    if demo:
        return demo.sample
    for category in CATEGORIES:
        page = catalogue.samples(project, category=category, limit=1)
        if page.samples:
            return page.samples[0].id
    raise UnknownChoiceError("sample", None, {}, why_none(page, None))


def _usual_impulse(catalogue: Catalogue, project: int, impulses: Sequence[Impulse], demo: Demo | None) -> int | None:
    """A demo's impulse, the project's own default, or else its first; None without any."""
    if demo and demo.impulse:
        return demo.impulse
    ids = [entry.id for entry in impulses]
    if len(ids) > 1:
        try:
            default = catalogue.default_impulse(project)
        except Refused:
            default = None
        if default in ids:
            return default
    return ids[0] if ids else None


def _variants(
    chosen: Sequence[str], available: Sequence[ModelVariant], demo: Demo | None, reference: str | None
) -> tuple[str, ...]:
    """What was chosen; else a demo's variants, else the usual ones that are enabled, the reference among them."""
    names = [entry.variant for entry in available]
    for name in chosen:
        if name not in names:
            raise UnknownChoiceError("variant", name, {each: each for each in names})
    if chosen:
        return tuple(chosen)
    enabled = [entry.variant for entry in available if entry.is_enabled] or names
    if demo and (told := tuple(name for name in demo.variants if name in enabled)):
        return told
    first = [reference] if reference is not None and reference in names else _references(available, enabled)[:1]
    usual = tuple(dict.fromkeys((*first, *(name for name in DEFAULT_VARIANTS if name in enabled))))
    if len(usual) < 2:
        usual = tuple(dict.fromkeys((*usual, *enabled)))[:2]
    if not usual:
        raise UnknownChoiceError("variant", None, {})
    return usual


def _references(available: Sequence[ModelVariant], among: Sequence[str]) -> list[str]:
    """The variants that the project calls its reference, among some."""
    return [entry.variant for entry in available if entry.is_reference_variant and entry.variant in among]


def _reference(reference: str | None, variants: Sequence[str], available: Sequence[ModelVariant]) -> str:
    """What was chosen; else the project's own reference, else float32, else the first variant."""
    if reference is None:
        usual = (*_references(available, variants), DEFAULT_REFERENCE)
        return next((name for name in usual if name in variants), variants[0])
    if reference not in variants:
        raise UnknownChoiceError("reference", reference, {name: name for name in variants})
    return reference

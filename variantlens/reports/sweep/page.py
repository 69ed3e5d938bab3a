"""A whole sweep as one HTML file: the verdicts first, then what stands behind each; opens offline, asks nobody."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from variantlens import __version__
from variantlens.comparison.spans import Sentence
from variantlens.comparison.wording import counted
from variantlens.figures.palette import palette
from variantlens.logs import redact
from variantlens.reports import naming, packing
from variantlens.reports.packing import Packed
from variantlens.reports.parts import Drawing, Part, Table, table
from variantlens.reports.rendering import environment
from variantlens.reports.sweep.parts import Judged, parts
from variantlens.store.values import Failure
from variantlens.sweeps.columns import SweepData
from variantlens.sweeps.costs import Cost
from variantlens.sweeps.judging import WEIGHTS, Judgement
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.wording import ON_THE_SERVICE, coverage_sentences, rule_sentence, verdict_sentence, with_unit


@dataclass(frozen=True)
class SweepOrigin:
    """Where a sweep comes from.

    Attributes:
        run: Its id.
        project: Name of the project, as the service calls it.
        impulse: Name of the impulse.
        link: Address of the sweep in the dashboard; None where nobody can reach it.
        made: When the report was made.
        notes: What a reader should know, such as that the model changed meanwhile.
        failures: Samples that were not answered.
        costs: What the service measured of the models.
    """

    run: str
    project: str
    impulse: str
    link: str | None
    made: datetime
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    costs: tuple[Cost, ...] = ()


@dataclass(frozen=True)
class Section:
    """A candidate in a learn block.

    Attributes:
        title: Block, kind of result and candidate; unescaped.
        sentence: The verdict.
        coverage: What is lost, and what is not judged.
        rule: By which rule; empty where nothing is judged.
        parts: What is shown of it; a drawing as it is packed.
    """

    title: str
    sentence: Sentence
    coverage: tuple[Sentence, ...]
    rule: str
    parts: tuple[Packed | Part, ...]


def sweep_report(request: SweepRequest, judgement: Judgement, data: SweepData, origin: SweepOrigin) -> bytes:
    """The sweep as one HTML file in UTF-8, at most ``packing.LARGEST_REPORT`` bytes.

    Args:
        request: What was asked.
        judgement: What the samples say.
        data: What was kept of each sample.
        origin: Where it comes from.
    """
    sections = _sections(judgement, data, origin.costs, naming.of_sweep(origin.project, origin.run, request.variants))
    text = (
        environment()
        .get_template("sweep.html")
        .render(
            headline=_headline(judgement),
            word=judgement.word.value,
            sections=sections,
            request=request,
            counts=_counts(judgement),
            on_the_service=ON_THE_SERVICE,
            facts=_facts(request, data.samples, origin),
            failures=_failures(origin.failures),
            notes=origin.notes,
            link=origin.link,
            library=packing.library(),
            nonce=secrets.token_urlsafe(16),
            light=palette("light"),
            dark=palette("dark"),
        )
    )
    return redact(text).encode()


def _sections(judgement: Judgement, data: SweepData, costs: tuple[Cost, ...], named: tuple[str, ...]) -> list[Section]:
    """One for each verdict; their drawings share the room in the file."""
    blocks = {(block.block, block.kind): block for block in data.blocks}
    told = [each for each in judgement.verdicts if each.candidate in blocks[each.block, each.kind].candidates]
    first = {verdict.candidate: verdict for verdict in reversed(told)}
    judged = [Judged(blocks[each.block, each.kind], each, costs, leads=first[each.candidate] is each) for each in told]
    held = [(each.verdict, list(parts(each))) for each in judged]
    drawings = [(verdict, part) for verdict, shown in held for part in shown if isinstance(part, Drawing)]
    files = [naming.stem(*named, f"{each.block_name} {each.candidate} {part.title.lower()}") for each, part in drawings]
    packed = iter(packing.packed([part for _, part in drawings], files))
    return [
        Section(
            f"{verdict.block_name}, {verdict.kind.value}: {verdict.candidate}",
            verdict_sentence(verdict),
            coverage_sentences(verdict),
            rule_sentence(verdict) if _is_judged(verdict) else "",
            tuple(next(packed) if isinstance(part, Drawing) else part for part in shown),
        )
        for verdict, shown in held
    ]


def _headline(judgement: Judgement) -> Sentence:
    """The weightiest of the verdicts that could be judged, or of all."""
    verdicts = [each for each in judgement.verdicts if _is_judged(each)] or list(judgement.verdicts)
    if not verdicts:
        return Sentence(())
    return verdict_sentence(max(verdicts, key=lambda verdict: WEIGHTS.index(verdict.word)))


def _is_judged(verdict: Verdict) -> bool:
    return verdict.allowed is not None and verdict.samples > 0


def _counts(judgement: Judgement) -> str:
    failed = f", {judgement.failed:,} failed" if judgement.failed else ""
    return f"{counted(judgement.samples, 'sample')} answered{failed}."


def _facts(request: SweepRequest, outcomes: Sequence[SampleOutcome], origin: SweepOrigin) -> dict[str, str]:
    """Name and value of each fact; unescaped."""
    allowed = allowed_loss(request.allowed_loss.value, request.allowed_loss.unit)
    moved = "; ".join(f"block {each.block}, {each.key}: {each.value:g}" for each in request.moved)
    held = {
        "Service": request.service,
        "Project": f"{origin.project} ({request.project})",
        "Impulse": f"{origin.impulse} ({request.impulse})" if request.impulse is not None else "",
        "Category": request.category or "all",
        "Labels": ", ".join(request.labels),
        "File names with": request.name_filter,
        "Samples": f"{len(outcomes):,}"
        + (f", drawn at random with seed {request.seed}" if request.limit is not None else ""),
        "Reference": request.reference,
        "Compared with it": ", ".join(request.candidates),
        "Allowed loss": with_unit(allowed.measure, allowed.amount),
        "Floor": "" if request.floor is None else f"{request.floor:g}",
        "Moved thresholds": moved,
        "Samples that hang together": f"by {request.group_by}" if request.group_by else "",
        "Answers from": request.source.value,
        "Asked": f"{request.created.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "Sweep": origin.run,
        "Made": f"{origin.made.astimezone(UTC):%Y-%m-%d %H:%M} UTC, by Variant Lens {__version__}",
    }
    return {name: value for name, value in held.items() if value}


def _failures(found: Sequence[Failure]) -> Table | None:
    rows = [{"sample": each.filename or each.sample, "label": each.label, "error": each.error} for each in found]
    return table("Samples that failed", pd.DataFrame(rows, dtype=object)) if rows else None

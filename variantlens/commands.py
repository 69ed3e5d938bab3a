"""What the commands of the command line do: choose, ask, judge, and say it in the terminal and in files."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from variantlens import settings
from variantlens.address import Choice
from variantlens.choosing import Options, complete
from variantlens.comparison.compare import Comparison
from variantlens.comparison.compare import compare as compared
from variantlens.comparison.sentences import block_line, headline
from variantlens.comparison.spans import Sentence
from variantlens.reports.html import comparison_report
from variantlens.reports.origin import Origin
from variantlens.reports.sweep import SweepOrigin, sweep_report
from variantlens.service import choose
from variantlens.service.client import Client
from variantlens.service.errors import NotFound
from variantlens.service.identity import EMBEDDED, ServiceId
from variantlens.service.schema import ClassifyAnswer
from variantlens.store.values import State
from variantlens.sweeps import exports
from variantlens.sweeps.costs import costs_of
from variantlens.sweeps.judging import Judgement, judgement
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.progress import Progress as SweepProgress
from variantlens.sweeps.request import AllowedLoss, SweepRequest
from variantlens.sweeps.service import Sweeps
from variantlens.sweeps.wording import ON_THE_SERVICE, rule_sentence, verdict_sentence
from variantlens.text import visible

LOOK_S = 0.2
"""How often the progress bar moves."""

LEAVE_S = 20.0
"""After Ctrl-C, so long is waited for what is on its way."""

SHOWN_FAILURES = 10

OWN_UNITS = {"keras-regression": Measure.MAE, "keras-freeform": Measure.SQUARED_ERROR}
"""What a learn block is measured by whose loss is not counted in points."""


class CommandFailed(Exception):
    """A command cannot do what it was asked for; the message is for people."""


@dataclass(frozen=True)
class Terminal:
    """Where results are said, and where it is said how things are going."""

    results: Console
    progress: Console


@dataclass(frozen=True)
class Asked:
    """A complete choice, what else there was to choose, and who answers."""

    choice: Choice
    options: Options
    client: Client

    @property
    def project(self) -> int:
        """The project."""
        if self.choice.project is None:
            raise ValueError("the choice is not complete")
        return self.choice.project

    @property
    def reference(self) -> str:
        """The reference."""
        return self.choice.reference or self.choice.variants[0]


@dataclass(frozen=True)
class Wanted:
    """What a sweep is to compare and to allow; ``allowed_loss`` and ``floor`` in the unit of what is measured."""

    category: str | None
    limit: int | None
    seed: int
    allowed_loss: float | None
    floor: float | None


def choice(
    service: str | None,
    project: int,
    impulse: int | None,
    sample: int | None,
    variants: tuple[str, ...],
    reference: str | None,
) -> Asked:
    """Fill what was left open, by asking the service what there is.

    Args:
        service: Its address; None starts the embedded one.
        project: The project.
        impulse: The impulse; None is the project's first.
        sample: The sample, for a comparison.
        variants: The variants; empty for the usual ones.
        reference: The reference; None for the usual one.

    Raises:
        ServiceError: The service cannot be asked.
        UnknownChoiceError: It does not have what was named.
    """
    configured = settings.load()
    chosen = ServiceId.parse(service or EMBEDDED)
    if not chosen.is_embedded and configured.service_url is None:
        # Who types the address here is who runs the program: it stands for the operator's setting.
        configured = configured.model_copy(update={"service_url": chosen.text})
    client = choose.connect(chosen, configured)
    if reference is not None and variants and reference not in variants:
        variants = (reference, *variants)
    found, options = complete(Choice(chosen.text, project, impulse, sample, variants, reference), client)
    return Asked(found, options, client)


def compare(asked: Asked, terminal: Terminal, to_json: Path | None, report: Path | None) -> None:
    """Compare one sample: say it in the terminal, and write the files that are wanted."""
    chosen = asked.choice
    if chosen.sample is None:
        raise ValueError("the choice is not complete")
    console = terminal.results
    with terminal.progress.status("Classifying …"):
        answer = asked.client.classify_variants(asked.project, chosen.sample, chosen.variants, impulse=chosen.impulse)
    comparison = compared(answer, reference=asked.reference, variants=chosen.variants)
    _say(console, headline(comparison), bold=True)
    for block in comparison.blocks:
        _say(console, block_line(comparison, block))
    for notice in comparison.notices:
        console.print(f"[dim]{escape(visible(notice.text))}[/]", soft_wrap=True)
    if to_json is not None:
        _write(to_json, _comparison_json(asked, comparison, answer), terminal)
    if report is not None:
        _write(report, comparison_report(comparison, answer, _origin(asked), _picture(asked, comparison)), terminal)


def sweep(asked: Asked, wanted: Wanted, terminal: Terminal, to_json: Path | None, report: Path | None) -> Judgement:
    """Sweep, with a progress bar; say the verdict in the terminal, and write the files that are wanted.

    Raises:
        CommandFailed: The sweep did not come to its end.
        StoreError: It cannot be kept.
    """
    sweeps = Sweeps.opened(settings.load())
    request = SweepRequest(
        service=asked.choice.service or EMBEDDED,
        project=asked.project,
        impulse=asked.choice.impulse,
        category=wanted.category,
        limit=wanted.limit,
        seed=wanted.seed,
        variants=asked.choice.variants,
        reference=asked.reference,
        allowed_loss=_allowed(asked, wanted.allowed_loss),
        floor=wanted.floor,
    )
    run = sweeps.start(request, asked.client)
    try:
        progress = _watch(sweeps, run, terminal.progress)
    except KeyboardInterrupt:
        sweeps.pause(run)
        sweeps.wait(run, LEAVE_S)
        raise CommandFailed(f"Interrupted. What was done is kept as sweep {run}; the dashboard resumes it.") from None
    if progress.state is not State.FINISHED:
        raise CommandFailed(progress.message or f"Sweep {run} is {progress.state.value}.")
    outcomes = list(sweeps.outcomes(run))
    judged = judgement(outcomes, request, progress.failed)
    _summary(terminal.results, run, judged, progress)
    if to_json is not None:
        kept = sweeps.get(run)
        _write(to_json, exports.sweep_json(run, request, judged, sweeps.failures(run), kept.notes), terminal)
    if report is not None:
        _write(report, sweep_report(request, judged, outcomes, _sweep_origin(asked, sweeps, run)), terminal)
    return judged


def _allowed(asked: Asked, value: float | None) -> AllowedLoss:
    """The allowed loss in the unit of what the impulse is measured by; of a demo its own, unless another is given."""
    project = asked.options.project(asked.choice.project)
    if value is None and project is not None and project.demo is not None and project.demo.allowed_loss:
        return AllowedLoss.model_validate(project.demo.allowed_loss)
    impulse = next(each for each in asked.options.impulses if each.id == asked.choice.impulse)
    measures = [OWN_UNITS.get(block.type) for block in impulse.learn_blocks]
    own = next((measure for measure in measures if measure is not None), None)
    if own is None or None in measures:
        return AllowedLoss(value=1.0 if value is None else value)
    if value is None:
        raise CommandFailed(f"Say how much worse a candidate may be: --allowed-loss, as {own.unit}.")
    return AllowedLoss(value=value, unit=own.unit)


def _watch(sweeps: Sweeps, run: str, console: Console) -> SweepProgress:
    """Draw a bar until the sweep has ended."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), TextColumn("{task.fields[speed]}"), console=console) as bar:
        task = bar.add_task("Sweep", total=None, speed="")
        while True:
            progress = sweeps.wait(run, LOOK_S)
            failed = f", {progress.failed} failed" if progress.failed else ""
            speed = f"{progress.per_second:.1f} per second{failed}" if progress.per_second else failed.lstrip(", ")
            bar.update(task, total=progress.total, completed=progress.done + progress.failed, speed=speed)
            bar.update(task, description=escape(progress.doing.capitalize()) or "Sweep")
            if progress.ended or progress.interrupted:
                return progress


def _summary(console: Console, run: str, judged: Judgement, progress: SweepProgress) -> None:
    for verdict in judged.verdicts:
        console.print(f"\n[bold]{escape(visible(verdict.block_name))}[/]", soft_wrap=True)
        _say(console, verdict_sentence(verdict))
        if verdict.allowed is not None and verdict.samples:
            console.print(f"[dim]{escape(rule_sentence(verdict))}[/]", soft_wrap=True)
    console.print(
        f"\n{ON_THE_SERVICE} {judged.samples} samples answered, {judged.failed} failed. Sweep {run}.", soft_wrap=True
    )
    if judged.too_many_failed:
        console.print("Too many samples failed to say anything of all of them.")
    for failure in progress.errors[:SHOWN_FAILURES]:
        console.print(f"[dim]{escape(visible(f'{failure.filename}: {failure.error}'))}[/]", soft_wrap=True)
    for note in progress.notes:
        console.print(escape(visible(note)), soft_wrap=True)


def _say(console: Console, sentence: Sentence, *, bold: bool = False) -> None:
    parts = [
        f"[bold]{escape(visible(span.text))}[/]" if span.emphasis else escape(visible(span.text))
        for span in sentence.spans
    ]
    text = "".join(parts)
    console.print(f"[bold]{text}[/]" if bold else text, soft_wrap=True)


def _comparison_json(asked: Asked, comparison: Comparison, answer: ClassifyAnswer) -> bytes:
    chosen = asked.choice
    return exports.as_json(
        {
            "service": chosen.service,
            "project": chosen.project,
            "impulse": chosen.impulse,
            "sample": chosen.sample,
            "reference": comparison.reference,
            "candidates": list(comparison.candidates),
            "headline": headline(comparison).text,
            "blocks": [
                {"id": block.block.id, "name": block.block.name, "sentence": block_line(comparison, block).text}
                for block in comparison.blocks
            ],
            "notices": [notice.text for notice in comparison.notices],
            "answer": answer.model_dump(mode="json", by_alias=True, exclude_unset=True),
        }
    )


def _origin(asked: Asked) -> Origin:
    project = asked.options.project(asked.choice.project)
    impulse = next((each.name for each in asked.options.impulses if each.id == asked.choice.impulse), "")
    return Origin(asked.choice, project.name if project else "", impulse, None, datetime.now(UTC))


def _sweep_origin(asked: Asked, sweeps: Sweeps, run: str) -> SweepOrigin:
    of = _origin(asked)
    impulse = next(each for each in asked.options.impulses if each.id == asked.choice.impulse)
    blocks = [(block.id, block.name or block.title) for block in impulse.learn_blocks]
    return SweepOrigin(
        run=run,
        project=of.project,
        impulse=of.impulse,
        link=None,
        made=of.made,
        notes=sweeps.get(run).notes,
        failures=tuple(sweeps.failures(run)),
        costs=costs_of(asked.client, asked.project, blocks, asked.choice.variants),
    )


def _picture(asked: Asked, comparison: Comparison) -> bytes | None:
    """The sample's picture file, where it is one."""
    if not comparison.windows.image:
        return None
    try:
        return asked.client.sample_image(asked.project, comparison.sample.sample.id)
    except NotFound:
        return None


def _write(file: Path, content: bytes, terminal: Terminal) -> None:
    file.write_bytes(content)
    terminal.progress.print(f"Wrote {escape(str(file))}", soft_wrap=True)

"""What is seen of a sweep: a bar while it runs; at its end the verdicts, as JSON, and as a report."""

from dataclasses import dataclass
from datetime import UTC, datetime

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from variantlens import sweep_address
from variantlens.choosing import Options
from variantlens.commands.asking import Place
from variantlens.commands.terminal import Terminal
from variantlens.reports.sweep.page import SweepOrigin, sweep_report
from variantlens.service.client import Client
from variantlens.store.values import Failure, StoredSweep
from variantlens.sweep_address import SweepChoice
from variantlens.sweeps import exports
from variantlens.sweeps.columns import SweepData
from variantlens.sweeps.costs import costs_of
from variantlens.sweeps.judging import Judgement
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.progress import Progress
from variantlens.sweeps.running.service import Sweeps
from variantlens.sweeps.wording import ON_THE_SERVICE, coverage_sentences, rule_sentence, verdict_sentence

LOOK_S = 0.2
"""How often the bar moves."""

SHOWN_FAILURES = 10


@dataclass(frozen=True)
class Named:
    """What a finished sweep is called, and by whom.

    Attributes:
        client: Asks its service.
        options: What the service has.
        place: Which service that is.
        kept: The sweep as it is kept.
        failures: The samples that failed.
    """

    client: Client
    options: Options
    place: Place
    kept: StoredSweep
    failures: tuple[Failure, ...]

    @property
    def link(self) -> str | None:
        """Where the dashboard shows it."""
        return self.place.link(sweep_address.path(SweepChoice(run=self.kept.id)))


def follow(sweeps: Sweeps, run: str, terminal: Terminal) -> Progress:
    """Draw a bar until the sweep has ended; returns how it ended."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, TimeRemainingColumn(), TextColumn("{task.fields[speed]}"), console=terminal.progress) as bar:
        task = bar.add_task("Sweep", total=None, speed="")
        while True:
            progress = sweeps.wait(run, LOOK_S)
            failed = f", {progress.failed} failed" if progress.failed else ""
            speed = f"{progress.per_second:.1f} per second{failed}" if progress.per_second else failed.lstrip(", ")
            bar.update(task, total=progress.total, completed=progress.done + progress.failed, speed=speed)
            bar.update(task, description=escape(progress.doing.capitalize()) or "Sweep")
            if progress.ended or progress.interrupted:
                return progress


def say(judged: Judgement, progress: Progress, link: str | None, terminal: Terminal) -> None:
    """The verdicts, each with its rule, and what else a reader should know."""
    for verdict in judged.verdicts:
        terminal.head(verdict.block_name)
        terminal.say(verdict_sentence(verdict))
        for sentence in coverage_sentences(verdict):
            terminal.say(sentence)
        if verdict.allowed is not None and verdict.samples:
            terminal.add(rule_sentence(verdict), quiet=True)
    counts = f"{judged.samples} samples answered, {judged.failed} failed"
    terminal.results.print()
    terminal.add(f"{ON_THE_SERVICE} {counts}. Sweep {progress.run}{f': {link}' if link else '.'}")
    for failure in progress.errors[:SHOWN_FAILURES]:
        terminal.add(f"{failure.filename}: {failure.error}", quiet=True)
    for note in progress.notes:
        terminal.add(note)


def as_json(request: SweepRequest, judged: Judgement, named: Named) -> bytes:
    """The sweep as JSON."""
    return exports.sweep_json(named.kept.id, request, judged, named.failures, named.kept.notes)


def as_report(request: SweepRequest, judged: Judgement, data: SweepData, named: Named) -> bytes:
    """The sweep as one HTML file.

    Raises:
        ServiceError: The service cannot be asked what the models cost.
    """
    project, impulse = named.options.project(request.project), named.options.impulse(request.impulse)
    blocks = [(block.id, block.called) for block in (impulse.learn_blocks if impulse else ())]
    origin = SweepOrigin(
        run=named.kept.id,
        project=project.name if project else "",
        impulse=impulse.name if impulse else "",
        link=named.link,
        made=datetime.now(UTC),
        notes=named.kept.notes,
        failures=named.failures,
        costs=costs_of(named.client, request.project, blocks, request.variants),
    )
    return sweep_report(request, judged, data, origin)

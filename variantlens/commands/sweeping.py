"""``sweep``: begin one or go on with one, follow it to its end, and judge it.

::

    begin(choice) ─┐
                   ├─▶ Run ─▶ finish: the bar, the verdicts in the terminal, the files ─▶ Judgement
    resume(id) ────┘
"""

import gc
from collections.abc import Sequence
from dataclasses import dataclass, replace

from variantlens import settings
from variantlens.choosing import Options, how_to_enable
from variantlens.commands import asking, summary
from variantlens.commands.asking import Place
from variantlens.commands.terminal import CommandFailed, Files, Terminal
from variantlens.comparison.wording import counted
from variantlens.service.client import Client
from variantlens.store.values import Failure, State
from variantlens.sweep_address import SweepChoice, Terms
from variantlens.sweep_choosing import choice_of, request_of
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.judging import Judgement, judged_as_asked
from variantlens.sweeps.measures import allowed_loss
from variantlens.sweeps.name_parts import number_of, part_of
from variantlens.sweeps.request import SourceKind, SweepRequest
from variantlens.sweeps.running.lease import AlreadyRunning
from variantlens.sweeps.running.service import Sweeps, belongs
from variantlens.sweeps.running.sources import existing_results

DEVICE = "device"
"""Samples can be grouped by it without any metadata."""

LOOKED_AT = 1000
"""So many samples are looked at for the names in their metadata."""

LEAVE_S = 20.0
"""After Ctrl-C, so long is waited for what is on its way."""


@dataclass(frozen=True)
class Wanted:
    """What a candidate is judged by, as far as the person said it; the rest is the project's usual.

    Attributes:
        allowed: How much it may lose.
        unit: What that counts in.
        floor: What it has to reach whatever the reference does, in the same unit.
        group_by: ``device`` or a metadata key in which samples hang together.
    """

    allowed: float | None = None
    unit: str | None = None
    floor: float | None = None
    group_by: str | None = None


@dataclass(frozen=True)
class Run:
    """A sweep that is running in this process.

    Attributes:
        id: Its id.
        request: What it asks.
        sweeps: What it is kept in.
        client: Asks its service.
        options: What the service has.
        place: Which service that is.
    """

    id: str
    request: SweepRequest
    sweeps: Sweeps
    client: Client
    options: Options
    place: Place


def begin(choice: SweepChoice, wanted: Wanted, place: Place, terminal: Terminal, *, replace_stored: bool) -> Run:
    """Begin a sweep.

    Args:
        choice: Which samples and variants.
        wanted: What it is judged by.
        place: Who is asked.
        terminal: Where it is said what it reads.
        replace_stored: Whether the person agreed that model testing replaces what a service has stored.

    Raises:
        CommandFailed: It cannot be done.
        UnknownChoiceError: The service does not have what was named.
        ServiceError: It cannot be asked.
        ValueError: These choices make no sweep.
        StoreError: It cannot be kept.
    """
    if replace_stored and choice.source is not SourceKind.MODEL_TESTING:
        raise CommandFailed("--replace-stored goes with --source model-testing: nothing else replaces them.")
    client = place.client()
    found, options = asking.sweep(choice, client)
    if len(found.variants) < 2 and (enable := how_to_enable(options.lacking(found.variants), found.service)):
        raise CommandFailed(f"There is nothing to compare {' and '.join(found.variants)} with. {enable}")
    request = _request(replace(found, terms=_terms(found, wanted)), client, terminal, replace_stored=replace_stored)
    _check_groups(request, client)
    sweeps = _opened()
    run = sweeps.start(request, client)
    return Run(run, sweeps.request(run), sweeps, client, options, place)


def _opened() -> Sweeps:
    """The sweeps of the store; what this program has loaded by now stays, and is not looked through for what may go."""
    gc.freeze()
    return Sweeps.opened(settings.load())


def resume(run: str, place: Place) -> Run:
    """Go on with a sweep of the store, and ask once more for what failed; one that is finished ends at once.

    Args:
        run: Its id.
        place: Who is asked: a service elsewhere has to be named again, since the key goes where the person says,
            not where a database says.

    Raises:
        CommandFailed: The sweep belongs to another service, or somebody runs it.
        UnknownChoiceError: The service no longer has what the sweep asks for.
        ServiceError: It cannot be asked.
        StoreError: There is no such sweep, or the store cannot be used.
    """
    sweeps = _opened()
    request = sweeps.request(run)
    client = place.client() if place.id == request.service_id or request.studio is not None else None
    if client is None or not belongs(request, client):
        raise CommandFailed(f"Sweep {run} asks another service: resume it {_where(request)}.")
    _, options = asking.sweep(choice_of(run, request), client)
    try:
        sweeps.resume(run, client, failed_too=True)
    except AlreadyRunning as error:
        raise CommandFailed(f"{error} If its process was killed, try again in half a minute.") from error
    return Run(run, request, sweeps, client, options, place)


def _where(request: SweepRequest) -> str:
    """How a command has to be called to ask the service of a sweep."""
    if not request.service_id.is_embedded:
        return f"with --service {request.service}"
    return "without --service" + (", and with the same --projects, if it began with some" if request.studio else "")


def finish(run: Run, files: Files, terminal: Terminal) -> Judgement:
    """Follow a sweep to its end with a bar, say the verdicts, and write the files that are wanted.

    Raises:
        CommandFailed: It did not come to its end.
        StoreError: The store cannot be used.
    """
    sweeps = run.sweeps
    try:
        terminal.tell(f"Sweep {run.id}; should it be interrupted, --resume {run.id} goes on with it.")
        progress = summary.follow(sweeps, run.id, terminal)
    except KeyboardInterrupt:
        sweeps.pause(run.id)
        terminal.tell("Interrupted. Waiting for the samples that are on their way …")
        sweeps.wait(run.id, LEAVE_S)
        raise CommandFailed(f"Interrupted. What was done is kept; go on with sweep --resume {run.id}.") from None
    if progress.interrupted:
        raise CommandFailed(
            f"Sweep {run.id} was interrupted. What was done is kept; go on with sweep --resume {run.id}."
        )
    if progress.state is not State.FINISHED:
        raise CommandFailed(progress.message or f"Sweep {run.id} is {progress.state.value}.")
    failures = tuple(sweeps.failures(run.id))
    _check_answered(progress.done, failures)
    data, request = sweep_data(sweeps.first_outcomes(run.id)), run.request
    judged = judged_as_asked(data, request, progress.failed)
    named = summary.Named(run.client, run.options, run.place, sweeps.get(run.id), failures)
    summary.say(judged, progress, named.link, terminal)
    if files.json is not None:
        terminal.write(files.json, summary.as_json(request, judged, named))
    if files.report is not None:
        terminal.write(files.report, summary.as_report(request, judged, data, named))
    return judged


def _check_answered(answered: int, failures: Sequence[Failure]) -> None:
    """See that not every sample failed alike: then it is no sample that is at fault, but how all of them are asked.

    Raises:
        CommandFailed: All failed in the same words, but for their names.
    """
    if not answered and len({failure.error.replace(failure.filename, "") for failure in failures}) == 1:
        raise CommandFailed(f"None of {counted(len(failures), 'sample')} was answered. {failures[0].error}")


def _terms(choice: SweepChoice, wanted: Wanted) -> Terms:
    """What is judged by: as the person said, else as usual for the project.

    Raises:
        CommandFailed: An error in a unit of its own has no usual loss.
        ValueError: The unit is none.
    """
    usual = choice.terms
    if usual is None:
        raise ValueError("the choice is not complete")
    measure = allowed_loss(0.0, wanted.unit or usual.unit).measure
    amount = wanted.allowed
    if amount is None and measure.unit == usual.unit:
        amount = usual.allowed
    elif amount is None and measure.in_points:
        amount = 1.0
    if not amount and wanted.allowed is None:
        raise CommandFailed(f"Say how much worse a candidate may be: --allowed-loss, as {measure.unit}.")
    return Terms(amount or 0.0, measure.unit, wanted.floor, wanted.group_by)


def _check_groups(request: SweepRequest, client: Client) -> None:
    """See that samples have what they are grouped by: by a name that is misspelt, each would stand for itself.

    Raises:
        CommandFailed: None of the first :data:`LOOKED_AT` has it.
        ServiceError: The service cannot be asked.
    """
    if request.group_by is None or request.group_by == DEVICE:
        return
    page = client.samples(request.project, category=request.category, limit=LOOKED_AT)
    keys = dict.fromkeys(key for sample in page.samples for key in sample.metadata or ())
    number = number_of(request.group_by)
    if number is not None and any(part_of(each.filename, each.label, number) for each in page.samples):
        return
    if request.group_by not in keys:
        there = ", ".join([DEVICE, *keys])
        raise CommandFailed(f"No sample has “{request.group_by}” in its metadata; samples can be grouped by {there}.")


def _request(choice: SweepChoice, client: Client, terminal: Terminal, *, replace_stored: bool) -> SweepRequest:
    """The request; model testing elsewhere reads stored results, unless the person agreed to replace them.

    Raises:
        CommandFailed: There are no stored results, and nobody agreed to make some.
    """
    request = request_of(choice, consent=replace_stored)
    if request.source is SourceKind.PER_SAMPLE or client.embedded or replace_stored:
        return request
    stored = existing_results(client, request)
    missing = [variant for variant in request.variants if variant not in stored]
    if missing:
        raise CommandFailed(
            f"The service has no stored results of {' and '.join(missing)}. Testing the models anew replaces the "
            "results that the team has stored there for this project; --replace-stored agrees to that."
        )
    terminal.tell(f"Reading the results that the service has stored, of {min(stored.values())} samples.")
    return request_of(choice, reuse=True)

"""The command line: compare one sample, or sweep a whole data set and let a build fail by its verdict.

The key of a service comes from ``VARIANTLENS_API_KEY`` alone: an argument would stand in lists of processes and in
the logs of builds. Without ``--service`` the embedded service is started for as long as the command runs.

Exit codes: 0 within the allowed loss (of ``compare``: compared), 1 worse, 2 error, 3 not enough data. Of ``check``:
0 everything is understood, 1 something is not, 2 error.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from variantlens import logs, settings
from variantlens.address import Choice
from variantlens.choosing import UnknownChoiceError
from variantlens.commands import checking, comparing, explaining, options, sweeping
from variantlens.commands.asking import Place, names_in, without_repetition
from variantlens.commands.terminal import CommandFailed, Files, Terminal
from variantlens.service.errors import ServiceError
from variantlens.store.errors import DatabaseFailed, StoreError
from variantlens.sweep_address import SweepChoice
from variantlens.sweeps.running.executors import DaskUnusable
from variantlens.sweeps.verdict import Word

ERROR = 2
NOT_UNDERSTOOD = 1
EXIT_CODES = {Word.WITHIN: 0, Word.LESS: 0, Word.WORSE: 1, Word.UNKNOWN: 3}

BESIDE_RESUME = {"resume", "service", "projects", "json", "report"}
"""All else was fixed when the sweep began."""

log = logging.getLogger(__name__)

HELP = (
    "Compare variants of a model, such as float32 and int8, on the answers of a classify service.\n\n"
    "Without --service the embedded service is started, with the demo projects or your own (--projects). The key of a "
    "service elsewhere comes from the environment variable VARIANTLENS_API_KEY alone: an argument would stand in lists "
    "of processes and in the logs of builds.\n\n"
    "Exit codes: 0 within the allowed loss (of compare: compared; of check: everything is understood), 1 worse than "
    "allowed (of check: something is not understood), 2 error, 3 not enough data."
)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=HELP)


@app.callback()
def _main() -> None:
    logs.configure(logging.WARNING)


@app.command()
def compare(
    project: options.ProjectId,
    sample: options.SampleId,
    impulse: options.ImpulseId = None,
    variants: options.Variants = None,
    reference: options.Reference = None,
    service: options.Service = None,
    projects: options.Projects = None,
    json: options.Json = None,
    report: options.Report = None,
) -> None:
    """Compare what the variants say of one sample."""
    with _explained() as terminal:
        place = Place(service, tuple(projects or ()))
        names = _variants(variants, reference)
        choice = Choice(place.id.text, project, impulse, sample, names, reference)
        comparing.compare(choice, place, Files(json, report), terminal)


@app.command()
def sweep(
    context: typer.Context,
    project: options.AnyProjectId = None,
    impulse: options.ImpulseId = None,
    variants: options.Variants = None,
    reference: options.Reference = None,
    resume: options.Resume = None,
    category: options.AnyCategory = options.Category.TESTING,
    label: options.Labels = None,
    name: options.Name = "",
    limit: options.Limit = None,
    seed: options.Seed = 0,
    allowed_loss: options.AllowedLoss = None,
    unit: options.Unit = None,
    floor: options.Floor = None,
    group_by: options.GroupBy = None,
    service: options.Service = None,
    projects: options.Projects = None,
    source: options.AnySource = options.Source.PER_SAMPLE,
    replace_stored: options.ReplaceStored = False,
    json: options.Json = None,
    report: options.Report = None,
) -> None:
    """Compare the variants over many samples, and exit with the verdict."""
    with _explained() as terminal:
        place, files = Place(service, tuple(projects or ())), Files(json, report)
        files.check()
        if resume is not None:
            _alone_with_resume(context)
            run = sweeping.resume(resume, place)
        else:
            choice = SweepChoice(
                service=place.id.text,
                project=project,
                impulse=impulse,
                category=category.value,
                labels=without_repetition(label or ()),
                name_filter=name,
                limit=limit,
                seed=seed,
                variants=_variants(variants, reference),
                reference=reference,
                source=source.kind,
            )
            wanted = sweeping.Wanted(allowed_loss, unit, floor, group_by)
            run = sweeping.begin(choice, wanted, place, terminal, replace_stored=replace_stored)
        judged = sweeping.finish(run, files, terminal)
    raise typer.Exit(EXIT_CODES[judged.word])


@app.command()
def check(
    project: options.FirstProjectId = None,
    impulse: options.ImpulseId = None,
    sample: options.FirstSampleId = None,
    variants: options.Variants = None,
    service: options.Service = None,
    projects: options.Projects = None,
    bundle: options.Bundle = options.BUNDLE,
) -> None:
    """Say what is understood of a service's answers, and write that to a file for a bug report, without its content."""
    with _explained() as terminal:
        found = checking.check(
            Place(service, tuple(projects or ())),
            terminal,
            bundle,
            project=project,
            impulse=impulse,
            sample=sample,
            variants=_variants(variants, None),
        )
    raise typer.Exit(0 if found.understood else NOT_UNDERSTOOD)


def _variants(text: str | None, reference: str | None) -> tuple[str, ...]:
    """The variants that were named, the reference among them; empty where none were."""
    names = names_in(text or "")
    return (reference, *names) if names and reference is not None and reference not in names else names


def _alone_with_resume(context: typer.Context) -> None:
    """See that nothing is said anew that a sweep began with.

    Raises:
        CommandFailed: Something is.
    """
    sources = {name: context.get_parameter_source(name) for name in context.params}
    given = [name for name, source in sources.items() if source is not None and source.name == "COMMANDLINE"]
    anew = [f"--{name.replace('_', '-')}" for name in given if name not in BESIDE_RESUME]
    if anew:
        raise CommandFailed(f"A sweep goes on as it began: --resume does not go with {', '.join(anew)}.")


@contextmanager
def _explained() -> Iterator[Terminal]:
    """The terminal; errors are explained in it, and end the command with :data:`ERROR`."""
    console = Console(stderr=True, highlight=False)
    try:
        yield Terminal(Console(highlight=False), console)
    except ServiceError as error:
        said = explaining.explained(error)
        _fail(console, said.title, f"{said.cause} {said.next_step}")
    except UnknownChoiceError as error:
        said = explaining.unknown(error)
        _fail(console, said.title, said.cause)
    except DatabaseFailed as error:
        _fail(console, "This cannot be done", f"{error} {error.next_step}")
    except (
        CommandFailed,
        settings.SettingsError,
        StoreError,
        DaskUnusable,
        OSError,
        ValueError,
    ) as error:
        text = str(error)
        _fail(
            console,
            "This cannot be done",
            text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else "."),
        )
    except KeyboardInterrupt:
        _fail(console, "Interrupted", "")
    except (typer.Exit, typer.Abort):
        raise
    except Exception:
        log.exception("The command failed")
        # Python's own status for this, 1, would say that a candidate is worse.
        _fail(console, "An unexpected error", "What is above may help whoever mends it.")


def _fail(console: Console, title: str, text: str) -> NoReturn:
    console.print(f"[bold red]{escape(logs.redact(title.rstrip('.')))}.[/] {escape(logs.redact(text))}", soft_wrap=True)
    raise typer.Exit(ERROR)

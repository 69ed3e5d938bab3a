"""The command line: compare one sample, or sweep a whole data set and let a build fail by its verdict.

The key of a service comes from ``VARIANTLENS_API_KEY`` alone: an argument would stand in lists of processes and in
the logs of builds. Without ``--service`` the embedded service is started for as long as the command runs.

Exit codes: 0 within the allowed loss (of ``compare``: compared), 1 worse, 2 error, 3 not enough data.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from variantlens import commands, logs, settings
from variantlens.choosing import UnknownChoiceError
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.store.errors import StoreError
from variantlens.sweeps.executors import DaskUnusable
from variantlens.sweeps.verdict import Word

ERROR = 2
EXIT_CODES = {Word.WITHIN: 0, Word.LESS: 0, Word.WORSE: 1, Word.UNKNOWN: 3}

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


class Category(StrEnum):
    """Which samples."""

    TESTING = "testing"
    TRAINING = "training"
    ALL = "all"


Project = Annotated[int, typer.Option(help="Id of the project.")]
Impulse = Annotated[int | None, typer.Option(help="Id of the impulse; the project's first unless given.")]
Variants = Annotated[str | None, typer.Option(help="Names with commas between them, such as float32,int8.")]
Reference = Annotated[str | None, typer.Option(help="The variant that the others are compared with.")]
Service = Annotated[str | None, typer.Option(help="Address of a service, with its /v1; the embedded one unless given.")]
Json = Annotated[Path | None, typer.Option("--json", help="Write everything to this file as JSON.", dir_okay=False)]
Report = Annotated[Path | None, typer.Option(help="Write a report to this file as HTML.", dir_okay=False)]


@app.callback()
def _main() -> None:
    logs.configure(logging.WARNING)


@app.command()
def compare(
    project: Project,
    sample: Annotated[int, typer.Option(help="Id of the sample.")],
    impulse: Impulse = None,
    variants: Variants = None,
    reference: Reference = None,
    service: Service = None,
    json: Json = None,
    report: Report = None,
) -> None:
    """Compare what the variants say of one sample."""
    with _explained() as terminal:
        asked = commands.choice(service, project, impulse, sample, _names(variants), reference)
        commands.compare(asked, terminal, json, report)


@app.command()
def sweep(
    project: Project,
    impulse: Impulse = None,
    category: Annotated[Category, typer.Option(help="Which samples.")] = Category.TESTING,
    limit: Annotated[
        int | None, typer.Option(min=1, help="A random subset of so many samples; all unless given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which random subset.")] = 0,
    variants: Variants = None,
    reference: Reference = None,
    allowed_loss: Annotated[
        float | None,
        typer.Option(min=0.0, help="Points of accuracy, F1 or AUROC; own units for an error. 1 point unless given."),
    ] = None,
    floor: Annotated[
        float | None, typer.Option(help="What a candidate has to reach whatever the reference does, in the same unit.")
    ] = None,
    service: Service = None,
    json: Json = None,
    report: Report = None,
) -> None:
    """Compare the variants over many samples, and exit with the verdict."""
    with _explained() as terminal:
        asked = commands.choice(service, project, impulse, None, _names(variants), reference)
        wanted = commands.Wanted(None if category is Category.ALL else category, limit, seed, allowed_loss, floor)
        judged = commands.sweep(asked, wanted, terminal, json, report)
    raise typer.Exit(EXIT_CODES[judged.word])


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip()))


@contextmanager
def _explained() -> Iterator[commands.Terminal]:
    """The terminal; errors are explained in it, and end the command with :data:`ERROR`."""
    console = Console(stderr=True, highlight=False)
    try:
        yield commands.Terminal(Console(highlight=False), console)
    except ServiceError as error:
        said = explain(error)
        _fail(console, said.title, f"{said.cause} {said.next_step}")
    except UnknownChoiceError as error:
        there = ", ".join(f"{name} ({text})" if str(name) != text else text for name, text in error.available.items())
        _fail(console, str(error), f"There is: {there or 'nothing'}.")
    except (commands.CommandFailed, settings.SettingsError, StoreError, DaskUnusable, OSError, ValueError) as error:
        _fail(console, "This cannot be done", str(error))


def _fail(console: Console, title: str, text: str) -> NoReturn:
    console.print(f"[bold red]{escape(logs.redact(title))}[/] {escape(logs.redact(text))}", soft_wrap=True)
    raise typer.Exit(ERROR)

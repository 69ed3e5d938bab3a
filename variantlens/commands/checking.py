"""``check``: what is understood of a service's answers, call by call, and a file for a bug report."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich import box
from rich.markup import escape
from rich.table import Table

from variantlens.commands import explaining
from variantlens.commands.asking import Place
from variantlens.commands.terminal import CommandFailed, Terminal
from variantlens.diagnosis.bundle import bundle
from variantlens.diagnosis.calls import Diagnosis, diagnose, joined, told
from variantlens.logs import redact
from variantlens.text import visible


def check(
    place: Place,
    terminal: Terminal,
    file: Path,
    *,
    project: int | None,
    impulse: int | None,
    sample: int | None,
    variants: Sequence[str],
) -> Diagnosis:
    """Make every call that the dashboard reads with, say what came of each, and write the file.

    Args:
        place: Who is asked.
        terminal: Where it is said.
        file: Where the bundle is written.
        project: The project; the first one unless given.
        impulse: The impulse; the first one unless given.
        sample: The sample; the first one unless given.
        variants: The variants; the usual ones unless given.

    Raises:
        CommandFailed: The file cannot be written.
        ServiceError: No client can be made for the service.
    """
    if not file.parent.is_dir():
        raise CommandFailed(f"There is no folder {file.parent}, so {file} cannot be written.")
    client = place.client()
    with terminal.progress.status("Asking …"):
        found = diagnose(client, project, impulse=impulse, sample=sample, variants=variants)
    terminal.results.print(_table(found), soft_wrap=False)
    for line in _details(found):
        terminal.add(line)
    terminal.write(file, bundle(found, place.id))
    terminal.tell(
        "It holds names of fields, also of those that were not sent, types and counts: no key, no value, and no name "
        "of the project."
    )
    return found


def _table(found: Diagnosis) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("What for", "Answer"):
        table.add_column(name, overflow="fold")
    table.add_column("Seconds", justify="right")
    for finding in found.findings:
        seconds = f"{finding.took_ms / 1000:.1f}" if finding.took_ms else ""
        table.add_row(*(escape(visible(text)) for text in (finding.purpose, told(finding), seconds)))
    return table


def _details(found: Diagnosis) -> Iterator[str]:
    """What is not understood, line by line; faults of the service in the words for people."""
    for finding in found.findings:
        lines = [problem.text for problem in finding.problems]
        if finding.error is not None and not finding.is_fine:
            said = explaining.explained(finding.error)
            lines.insert(0, redact(f"{said.cause} {said.next_step}"))
        if finding.unknown:
            lines.append(f"not known here: {', '.join(map(joined, finding.unknown))}")
        if lines:
            yield ""
            yield f"{finding.call}: {finding.outcome.value}"
            yield from (f"  {line}" for line in lines)

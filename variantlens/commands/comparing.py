"""``compare``: what the variants say of one sample."""

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from variantlens import address
from variantlens.address import Choice
from variantlens.choosing import how_to_enable
from variantlens.commands import asking
from variantlens.commands.asking import Place
from variantlens.commands.terminal import Files, Terminal
from variantlens.comparison.compare import Comparison
from variantlens.comparison.compare import compare as compared
from variantlens.comparison.coordinates import picture_size
from variantlens.comparison.document import comparison_document
from variantlens.comparison.sentences import block_line, headline
from variantlens.comparison.windows import is_image
from variantlens.figures.pictures import measured
from variantlens.figures.signal import wants_sound
from variantlens.reports.html import comparison_report
from variantlens.reports.origin import Origin
from variantlens.service.client import Client
from variantlens.service.errors import NotFound, ServiceError
from variantlens.service.identity import EMBEDDED
from variantlens.service.schema import ClassifyAnswer, SampleData


def compare(choice: Choice, place: Place, files: Files, terminal: Terminal) -> None:
    """Compare one sample: say it in the terminal, and write the files that are wanted.

    Args:
        choice: Names project and sample at least.
        place: Who is asked.
        files: What is written.
        terminal: Where it is said.

    Raises:
        CommandFailed: It cannot be done.
        UnknownChoiceError: The service does not have what was named.
        ServiceError: It cannot be asked.
    """
    files.check()
    client = place.client()
    chosen, options = asking.comparison(choice, client)
    if chosen.project is None or chosen.sample is None:
        raise ValueError("the choice is not complete")
    with terminal.progress.status("Classifying …"):
        answer = client.classify_variants(chosen.project, chosen.sample, chosen.variants, impulse=chosen.impulse)
    picture = _picture(client, chosen.project, answer) if files.report or picture_size(answer.sample) is None else None
    impulse = options.impulse(chosen.impulse)
    comparison = compared(
        measured(answer, picture),
        reference=chosen.reference or chosen.variants[0],
        variants=chosen.variants,
        impulse=impulse,
    )
    _say(comparison, terminal)
    if enable := how_to_enable(options.lacking(chosen.variants), chosen.service):
        terminal.add(enable, quiet=True)
    if files.json is not None:
        terminal.write(files.json, _json(chosen, chosen.project, comparison, answer))
    if files.report is not None:
        project = options.project(chosen.project)
        origin = Origin(
            choice=chosen,
            project=project.name if project else "",
            impulse=impulse.name if impulse else "",
            link=place.link(address.path(chosen)),
            made=datetime.now(UTC),
        )
        frame = partial(_frame, client, chosen)
        sound = _sound(client, chosen.project, answer)
        terminal.write(files.report, comparison_report(comparison, answer, origin, picture, frame, sound))


def _say(comparison: Comparison, terminal: Terminal) -> None:
    terminal.say(headline(comparison), bold=True)
    for block in comparison.blocks:
        terminal.say(block_line(comparison, block))
    for notice in comparison.notices:
        terminal.add(notice.text, quiet=True)


def _json(chosen: Choice, project: int, comparison: Comparison, answer: ClassifyAnswer) -> bytes:
    document = comparison_document(
        comparison,
        answer.model_dump(mode="json", by_alias=True, exclude_unset=True),
        service=chosen.service or EMBEDDED,
        project=project,
        impulse=chosen.impulse,
    )
    return document.model_dump_json(indent=1).encode() + b"\n"


def _picture(client: Client, project: int, answer: ClassifyAnswer) -> bytes | None:
    """The sample's picture file, where it is one."""
    if not is_image(answer.sample):
        return None
    try:
        return client.sample_image(project, answer.sample.sample.id)
    except NotFound:
        return None


def _sound(client: Client, project: int, answer: ClassifyAnswer) -> bytes | None:
    """The sample's sound file, where the answer lacks its values."""
    if not wants_sound(answer.sample):
        return None
    with suppress(ServiceError):
        return client.sample_wav(project, answer.sample.sample.id)
    return None


def _frame(client: Client, chosen: Choice, window: int) -> SampleData | None:
    """The values of one window of a film, where the service gives them."""
    if chosen.project is None or chosen.sample is None:
        return None
    with suppress(ServiceError):
        return client.window_values(chosen.project, chosen.sample, window, impulse=chosen.impulse)
    return None

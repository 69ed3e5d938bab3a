"""Whom a command asks: a service elsewhere, or the embedded one with the demos or with folders of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import from_json

from variantlens import settings
from variantlens.address import Choice
from variantlens.choosing import Options, UnknownChoiceError
from variantlens.choosing import complete as complete_comparison
from variantlens.commands.terminal import CommandFailed
from variantlens.service import choose, embedded
from variantlens.service.client import Client
from variantlens.service.errors import NotFound
from variantlens.service.identity import EMBEDDED, ServiceId
from variantlens.sweep_address import SweepChoice
from variantlens.sweep_choosing import complete as complete_sweep


@dataclass(frozen=True)
class Place:
    """Who is asked.

    Attributes:
        service: Address of a service; None is the embedded one.
        folders: Folders with projects, which the embedded service serves instead of the demos.
    """

    service: str | None = None
    folders: tuple[Path, ...] = ()

    @property
    def id(self) -> ServiceId:
        """Which service.

        Raises:
            ValueError: The address is none.
        """
        return ServiceId.parse(self.service or EMBEDDED)

    def client(self) -> Client:
        """A client for it; the embedded service is started.

        Raises:
            CommandFailed: Folders were given for a service elsewhere.
            ServiceError: It cannot be asked.
        """
        configured = settings.load()
        if not self.id.is_embedded:
            if self.folders:
                raise CommandFailed("--projects is for the embedded service, and --service names another one.")
            if configured.service_url is None:
                # Who types the address here is who runs the program: it stands for the operator's setting.
                configured = configured.model_copy(update={"service_url": self.id.text})
        elif self.folders:
            embedded.serve(self.folders)
        return choose.connect(self.id, configured)

    def link(self, address: str) -> str | None:
        """The address of a page where people reach the dashboard, None where nobody said or it lacks the project.

        Args:
            address: The page with its parameters, from its slash on.
        """
        base = settings.load().base_url
        return f"{base}{address}" if base and not self.folders else None


def comparison(choice: Choice, client: Client) -> tuple[Choice, Options]:
    """Fill what a choice leaves open.

    Raises:
        UnknownChoiceError: The service does not have what was named.
        ServiceError: It cannot be asked, or the project is there but cannot be used.
    """
    try:
        return complete_comparison(choice, client)
    except UnknownChoiceError as error:
        _why_left_out(error, client)
        raise


def sweep(choice: SweepChoice, client: Client) -> tuple[SweepChoice, Options]:
    """The same of a sweep.

    Raises:
        CommandFailed: No project was named.
        UnknownChoiceError: The service does not have what was named.
        ServiceError: It cannot be asked, or the project is there but cannot be used.
    """
    if choice.project is None:
        there = ", ".join(f"{project.id} ({project.name})" for project in client.projects())
        raise CommandFailed(f"Say which project, with --project ID. There is: {there or 'none'}.")
    try:
        return complete_sweep(choice, client)
    except UnknownChoiceError as error:
        _why_left_out(error, client)
        raise


def _why_left_out(error: UnknownChoiceError, client: Client) -> None:
    """The embedded service lists no project whose files are at fault; asked for one, it says which file and field."""
    if client.embedded and error.what == "project" and isinstance(error.value, int):
        try:
            client.impulses(error.value)
        except NotFound:
            return


def names_in(text: str) -> tuple[str, ...]:
    """The names between commas, or those of a JSON list, which may hold commas themselves; each once."""
    try:
        listed = from_json(text)
    except ValueError:
        listed = None
    return without_repetition(list(map(str, listed)) if isinstance(listed, list) else text.split(","))


def without_repetition(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once, without the spaces around it."""
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

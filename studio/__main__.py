"""``python -m studio``: serve project folders, by default the demos."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI

from studio.api import create_app
from studio.api.app import JOB_WINDOWS
from studio.api.context import Context
from studio.serving import BadStart, inherited, key_from, listening, serve

DEMOS = Path(__file__).parent / "demos"

log = logging.getLogger("studio")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the service; returns the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        _run(options)
    except BadStart as error:
        log.error("studio: %s", error)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _run(options: argparse.Namespace) -> None:
    folders = [folder.resolve() for folder in options.projects or [DEMOS]]
    for folder in folders:
        if not folder.is_dir():
            raise BadStart(f"there is no folder {folder}")
    if options.read_only_key is not None and options.fd is None and options.api_key is None:
        raise BadStart("--read-only-key needs --api-key, since without one everybody may do everything")
    if options.fd is not None:
        listener = inherited(options.fd)
        app = create_app(folders, key_from(sys.stdin), options.job_windows, read_only_key=options.read_only_key)
        serve(app, listener, parent=sys.stdin)
        return
    listener = listening(options.host, options.port)
    app = create_app(folders, options.api_key, options.job_windows, read_only_key=options.read_only_key)
    host = f"[{options.host}]" if ":" in options.host else options.host
    address = f"http://{host}:{listener.getsockname()[1]}"
    log.info("The classify service answers at %s/v1/api, its calls are described at %s/docs", address, address)
    _tell(app, folders)
    serve(app, listener)


def _tell(app: FastAPI, folders: Sequence[Path]) -> None:
    """Say which projects there are; the log has said by then which cannot be used."""
    context: Context = app.state.context
    projects = context.projects.all()
    if projects:
        log.info("Projects: %s", ", ".join(f"{project.file.id} {project.file.name}" for project in projects))
    else:
        where = " or ".join(map(str, folders))
        log.warning("No project can be used in %s. A project is a folder with a project.json.", where)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m studio",
        description="The embedded classify service: answers Edge Impulse's classify calls with .tflite files and "
        "samples from folders on this machine. The dashboard starts it by itself.",
        epilog="docs/projects.md says how a project folder looks, docs/embedded-service.md which calls there are.",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--port", type=_port, default=4800, help="port to listen on, 0 for a free one (default: 4800)")
    where.add_argument("--fd", type=int, help="for a parent program: a listening socket that it hands down")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--projects", type=Path, action="append", metavar="DIR",
        help="a project folder, or a folder of such; may be given several times (default: the demos)",
    )  # fmt: skip
    parser.add_argument("--api-key", metavar="KEY", help="what callers must send as x-api-key (default: none needed)")
    parser.add_argument("--read-only-key", metavar="KEY", help="a second key, which may only read and classify")
    parser.add_argument(
        "--job-windows", type=_positive, default=JOB_WINDOWS, metavar="N",
        help=f"answer samples with more windows by a job (default: {JOB_WINDOWS})",
    )  # fmt: skip
    return parser


def _port(text: str) -> int:
    return _number(text, 0, 65535)


def _positive(text: str) -> int:
    return _number(text, 1)


def _number(text: str, least: int, most: int | None = None) -> int:
    wanted = f"{least} or more" if most is None else f"{least} to {most}"
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"should be a number, {wanted}") from None
    if number < least or (most is not None and number > most):
        raise argparse.ArgumentTypeError(f"should be {wanted}")
    return number


if __name__ == "__main__":
    sys.exit(main())

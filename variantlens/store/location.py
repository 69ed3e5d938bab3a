"""Where the database is: the operator's URL, or an SQLite file in the person's own data folder."""

from contextlib import suppress
from pathlib import Path

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from variantlens.store.errors import DatabaseUnusable

FILE = "variantlens.sqlite3"

# Without a driver in the URL, the one that the optional extra installs.
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def data_folder() -> Path:
    """The folder for what this person keeps, by the customs of the operating system."""
    return Path(platformdirs.user_data_dir("variantlens", appauthor=False))


def database_url(setting: str | None) -> URL:
    """The URL of the database.

    Args:
        setting: What the operator set; None is SQLite in :func:`data_folder`.

    Raises:
        DatabaseUnusable: It is no URL of SQLite or PostgreSQL.
    """
    if setting is None:
        return URL.create("sqlite", database=str(data_folder() / FILE))
    try:
        return parsed(setting)
    except ValueError as error:
        raise DatabaseUnusable(f"VARIANTLENS_DATABASE_URL: {error}.") from error


def parsed(setting: str) -> URL:
    """The URL that the operator set, with its driver; nothing is opened.

    Raises:
        ValueError: It is no URL of SQLite or PostgreSQL; the text says why and repeats nothing of it.
    """
    # Raised outside of the handler: the library's error repeats the URL, and that may hold a password.
    url = None
    with suppress(ArgumentError, ValueError):
        url = make_url(setting)
    if url is None:
        raise ValueError("this is not a database URL")
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ValueError("it names neither SQLite nor PostgreSQL")
    if url.get_backend_name() == "sqlite" and url.database in {None, "", ":memory:"}:
        raise ValueError("it names no file; what is kept in memory only would be lost")
    return url


def make_folder(url: URL) -> None:
    """Make an SQLite file's folder, and the file itself, readable by this person alone."""
    if url.get_backend_name() != "sqlite" or url.database is None:
        return
    file = Path(url.database)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)

"""Settings that an operator makes by environment variables, checked when they are read.

==============================  ======================================================================
VARIANTLENS_SERVICE_URL         classify service to begin with, with its ``/v1``; unset: the embedded one
VARIANTLENS_API_KEY             key for that service, and for no other
VARIANTLENS_ALLOWED_SERVICES    services that people may ask, comma-separated
VARIANTLENS_DATABASE_URL        where saved things are kept; unset: SQLite
VARIANTLENS_DASK_SCHEDULER      address of a Dask scheduler that sweeps run on; unset: threads
VARIANTLENS_BASE_URL            address under which people reach the dashboard, for links that are shared
VARIANTLENS_ALLOWED_HOSTS       more host names under which people reach it, comma-separated
==============================  ======================================================================
"""

import re
from typing import Annotated, Any

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from variantlens.service.addresses import host_name, normalised
from variantlens.service.identity import EMBEDDED, ServiceId

EDGE_IMPULSE = "https://studio.edgeimpulse.com/v1"

PREFIX = "VARIANTLENS_"

# What Dask takes for an address over a network; without a scheme it is tcp.
SCHEDULER = re.compile(r"((tcp|tls|ucx|wss?)://)?([\w.-]+|\[[\da-fA-F:.]+\]):\d{1,5}/?")

# What to write, by field.
EXAMPLES = {
    "service_url": f"an address with its /v1, such as {EDGE_IMPULSE}, or leave it unset for the embedded service",
    "api_key": "the key as the service shows it, on one line",
    "allowed_services": f"addresses with commas between them, such as {EDGE_IMPULSE}",
    "database_url": "a URL such as postgresql+psycopg://user@host/name, or leave it unset for SQLite",
    "dask_scheduler": "an address such as tcp://scheduler:8786, or leave it unset",
    "base_url": "the dashboard's own address, such as https://lens.example.org",
    "allowed_hosts": "host names with commas between them, such as lens.example.org",
}


class SettingsError(Exception):
    """An environment variable has a value that cannot be used. Its value is not repeated: it may be a secret."""

    def __init__(self, variable: str, problem: str, write: str):
        super().__init__(f"{variable}: {problem}. Write {write}.")
        self.variable = variable
        self.problem = problem
        self.write = write


class Settings(BaseSettings):
    """The operator's settings; :func:`load` reads them with messages for people."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    service_url: str | None = None
    api_key: SecretStr | None = None
    allowed_services: Annotated[tuple[str, ...], NoDecode] = (EDGE_IMPULSE,)
    database_url: str | None = None
    dask_scheduler: str | None = None
    base_url: str | None = None
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("service_url", mode="after")
    @classmethod
    def _one_form(cls, value: str | None) -> str | None:
        if value is None or value.strip().lower() == EMBEDDED:
            return None
        return normalised(value)

    @field_validator("base_url", mode="after")
    @classmethod
    def _one_form_of_ours(cls, value: str | None) -> str | None:
        return None if value is None else normalised(value)

    @field_validator("allowed_services", mode="before")
    @classmethod
    def _split(cls, value: Any) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        return tuple(normalised(part) for part in parts if part.strip())

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _names(cls, value: Any) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        names = tuple(host_name(part.strip()) for part in parts if part.strip())
        if None in names:
            raise ValueError("a host name has no scheme, path, spaces or wildcards")
        return tuple(filter(None, names))

    @field_validator("database_url", mode="after")
    @classmethod
    def _names_a_database(cls, value: str | None) -> str | None:
        if value is not None:
            # Loaded only where somebody set one: what reads the URL takes a while to import.
            from variantlens.store import location

            location.parsed(value)
        return value

    @field_validator("dask_scheduler", mode="after")
    @classmethod
    def _reaches_a_scheduler(cls, value: str | None) -> str | None:
        if value is None:
            return None
        if SCHEDULER.fullmatch(value.strip()) is None:
            raise ValueError("an address of a Dask scheduler is a host name, a colon and a port")
        return value.strip()

    @field_validator("api_key", mode="after")
    @classmethod
    def _plain_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        key = value.get_secret_value().strip()
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise ValueError("it holds characters that no API key has")
        return SecretStr(key) if key else None

    @property
    def service(self) -> ServiceId:
        """The service to begin with."""
        return ServiceId(self.service_url or EMBEDDED)

    @property
    def services(self) -> tuple[ServiceId, ...]:
        """The services that people may ask, the one to begin with first, each once."""
        every = (self.service.text, EMBEDDED, *self.allowed_services)
        return tuple(ServiceId(text) for text in dict.fromkeys(every))

    def allowed(self, service: ServiceId) -> bool:
        """Whether people may ask this service."""
        return service in self.services

    def operator_key(self, service: ServiceId) -> SecretStr | None:
        """The operator's key, for the operator's own service only."""
        return self.api_key if self.service_url is not None and service.text == self.service_url else None


def load() -> Settings:
    """The settings as the environment has them now.

    Raises:
        SettingsError: A value cannot be used; the message names the variable and what to write.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    name = str(first["loc"][0])
    problem = first["msg"].removeprefix("Value error, ")
    raise SettingsError(f"{PREFIX}{name.upper()}", problem, EXAMPLES.get(name, "another value"))

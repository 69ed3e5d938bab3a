"""What a connection test finds out."""

from dataclasses import dataclass

from variantlens.service.errors import ServiceError


@dataclass(frozen=True)
class ConnectionCheck:
    """What a connection test found out. ``error`` says what is wrong; it is None if all is well."""

    address: str
    reachable: bool
    is_service: bool | None
    """Whether a classify service answered; None if that cannot be told."""
    key_accepted: bool | None
    """None if it did not come to that."""
    projects: int | None
    took_ms: float
    error: ServiceError | None = None

    @property
    def ok(self) -> bool:
        """Whether the service can be used."""
        return self.error is None

"""What a sweep is asked to do. Frozen when the run starts: what is judged afterwards was said before."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from variantlens.service.identity import EMBEDDED, ServiceId
from variantlens.service.schema import CATEGORIES
from variantlens.store.errors import DatabaseDamaged

POINTS = "points of accuracy"
"""The unit of an allowed loss where nothing else is said."""

ID_BYTES = 9
"""An id of a run takes twelve characters of an address, and nobody guesses it."""

Finite = Annotated[float, Field(allow_inf_nan=False)]


class SourceKind(StrEnum):
    """Where answers come from."""

    PER_SAMPLE = "per sample"
    """The main call, sample by sample."""
    MODEL_TESTING = "model testing"
    """The service tests the whole category in a job; then its results are read, one variant at a time."""


class Frozen(BaseModel):
    """A value that never changes; what it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AllowedLoss(Frozen):
    """How much worse a candidate may be, such as 1.0 *points of accuracy*."""

    value: Annotated[Finite, Field(ge=0)] = 1.0
    unit: str = POINTS


class MovedThreshold(Frozen):
    """A threshold that the person moved before the run."""

    block: int
    key: str
    value: Finite


class SweepRequest(Frozen):
    """What is to be compared, and by which measure it is judged.

    Attributes:
        service: ``embedded`` or the service's address.
        studio: The id of our own service, where that is asked; set when the sweep starts.
        project: The project.
        impulse: The impulse; None is the service's default.
        category: One of the service's; None is all of them.
        labels: Only samples with one of these labels; empty means all.
        name_filter: Only samples whose file name holds this text.
        limit: A random subset of so many samples; None takes all.
        seed: Which random subset; the same seed brings the same samples.
        variants: The variants to compare, the reference among them.
        reference: The variant that the others are compared with.
        allowed_loss: How much worse a candidate may be.
        floor: What a candidate must reach whatever the reference does, in the allowed loss's unit; None without.
        moved: Thresholds that were moved.
        group_by: Key of the samples' metadata (or ``device``) whose samples hang together; None for each by itself.
        source: Where answers come from.
        consent: Whether the person agreed that model testing replaces the stored results of a service not ours.
        reuse: Whether model testing reads the results that the service has stored, and starts nothing.
        created: When this was asked.
    """

    service: str = EMBEDDED
    studio: str | None = None
    project: int
    impulse: int | None = None
    category: str | None = "testing"
    labels: tuple[str, ...] = ()
    name_filter: str = ""
    limit: Annotated[int, Field(gt=0)] | None = None
    seed: int = 0
    variants: tuple[str, ...]
    reference: str = "float32"
    allowed_loss: AllowedLoss = AllowedLoss()
    floor: Finite | None = None
    moved: tuple[MovedThreshold, ...] = ()
    group_by: str | None = None
    source: SourceKind = SourceKind.PER_SAMPLE
    consent: bool = False
    reuse: bool = False
    created: datetime = Field(default_factory=lambda: datetime.now(UTC))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.service != ServiceId.parse(self.service).text:
            raise ValueError("the service's address is not in its one form")
        if len(set(self.variants)) != len(self.variants) or len(self.variants) < 2:
            raise ValueError("two different variants at least are compared")
        if self.reference not in self.variants:
            raise ValueError(f"the reference {self.reference} is none of the variants")
        if self.source is SourceKind.MODEL_TESTING and self.category not in self._tested:
            raise ValueError(f"model testing there takes the samples of one category: {' or '.join(self._tested)}")
        return self

    @property
    def service_id(self) -> ServiceId:
        """Which service."""
        return ServiceId(self.service)

    def asks_the_service_of(self, other: "SweepRequest") -> bool:
        """Whether both ask one service: our own by its id, whatever its address; by its address where none is known."""
        if self.studio is None or other.studio is None:
            return self.service == other.service
        return self.studio == other.studio

    @property
    def ids_are_places(self) -> bool:
        """Whether a sample's id is its place in a list, which shifts when others come and go: at our own service."""
        return self.studio is not None or self.service_id.is_embedded

    @property
    def _tested(self) -> tuple[str, ...]:
        """The categories whose samples the service's model testing takes."""
        return CATEGORIES if self.service_id.is_embedded else ("testing",)

    @property
    def candidates(self) -> tuple[str, ...]:
        """The variants without the reference."""
        return tuple(variant for variant in self.variants if variant != self.reference)

    @property
    def moved_thresholds(self) -> Mapping[tuple[int, str], float]:
        """The moved thresholds as a comparison takes them."""
        return {(each.block, each.key): each.value for each in self.moved}

    def to_json(self) -> str:
        """This request as JSON."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str) -> "SweepRequest":
        """A request from :meth:`to_json`, as the store keeps it.

        Raises:
            DatabaseDamaged: The text is none.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise DatabaseDamaged("what a sweep was asked cannot be read") from error


def new_run() -> str:
    """An id for a run: short, safe in addresses, and impossible to guess."""
    return secrets.token_urlsafe(ID_BYTES)

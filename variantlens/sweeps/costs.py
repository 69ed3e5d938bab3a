"""Cost beside quality: what each variant needs of a device, as the service measured it, against limits of the person.

A 0 stands for "not measured" where services answer, so it becomes None here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from variantlens.comparison.wording import number
from variantlens.service.errors import NotFound
from variantlens.service.schema import DevicePerformance, MemoryUse, TrainingAnswer


class Quantity(StrEnum):
    """What a device has to spare; its value names it in words."""

    MODEL = "model file"
    FLASH = "flash"
    RAM = "RAM"
    LATENCY = "latency"

    @property
    def unit(self) -> str:
        """What people count it in: kB (1,000 bytes), or ms per window."""
        return "ms" if self is Quantity.LATENCY else "kB"


QUANTITIES = tuple(Quantity)

BYTES_PER_KB = 1000


@dataclass(frozen=True)
class Place:
    """Where something was measured.

    Attributes:
        device: The device, as the service names it.
        runtime: What ran the model on it.
        microcontroller: False where the service says that the device is none; None where it says nothing.
    """

    device: str
    runtime: str
    microcontroller: bool | None

    @property
    def text(self) -> str:
        """Where it was measured, in words; unescaped."""
        where = f"{self.device}, {self.runtime}"
        said = self.microcontroller is not False or "no microcontroller" in self.device
        return where if said else f"{where} (no microcontroller)"


@dataclass(frozen=True)
class Cost:
    """What one variant of one learn block needs at one place.

    Attributes:
        block: The learn block's id.
        block_name: Its name.
        variant: The variant.
        place: Where it was measured.
        model: Size of the model, in kB.
        flash: Flash that it needs in all, in kB.
        ram: RAM that it needs, in kB; the tensor arena where that is all that is known.
        latency: Milliseconds per window.
        ram_is_arena: Whether ``ram`` is the tensor arena alone, so that the true need is larger.
        how: How it was measured, in the service's words; empty without.
    """

    block: int
    block_name: str
    variant: str
    place: Place
    model: float | None = None
    flash: float | None = None
    ram: float | None = None
    latency: float | None = None
    ram_is_arena: bool = False
    how: str = ""

    def of(self, quantity: Quantity) -> float | None:
        """How much of a quantity is needed, in its unit; None where it was not measured."""
        return {
            Quantity.MODEL: self.model,
            Quantity.FLASH: self.flash,
            Quantity.RAM: self.ram,
            Quantity.LATENCY: self.latency,
        }[quantity]


@dataclass(frozen=True)
class Limit:
    """The most of a quantity that the person's device has, in the quantity's unit."""

    quantity: Quantity
    most: float

    def __post_init__(self) -> None:
        if not 0 < self.most < float("inf"):
            raise ValueError(f"a limit of {self.most} makes no sense; it is a number above 0")

    def keeps(self, cost: Cost) -> bool | None:
        """Whether a variant stays within it; None where that was not measured or cannot be told.

        A part of what is needed, the tensor arena of the RAM or the model of the flash, can break it but not keep it.
        """
        part = cost.model if self.quantity is Quantity.FLASH and cost.flash is None else None
        needed = part if part is not None else cost.of(self.quantity)
        if needed is None:
            return None
        if needed > self.most:
            return False
        return None if part is not None or (self.quantity is Quantity.RAM and cost.ram_is_arena) else True


class Measured(Protocol):
    """Whoever says what was measured of trained models: a client."""

    def training(self, project: int, learn_block: int) -> TrainingAnswer:
        """What was measured of a learn block's models."""


def costs_of(
    service: Measured, project: int, blocks: Iterable[tuple[int, str]], variants: Sequence[str]
) -> tuple[Cost, ...]:
    """What the service measured of the variants of several learn blocks; nothing of those without such a call.

    Args:
        service: Who is asked.
        project: The project.
        blocks: Id and name of each learn block.
        variants: The variants, in the order that they are shown in.

    Raises:
        ServiceError: See ``variantlens.service.errors``.
    """
    found: list[Cost] = []
    for block, name in blocks:
        try:
            answer = service.training(project, block)
        except NotFound:
            continue
        found += costs(answer, block, name, variants)
    return tuple(found)


def costs(answer: TrainingAnswer, block: int, block_name: str, variants: Sequence[str]) -> tuple[Cost, ...]:
    """What the service measured of a learn block's variants.

    Args:
        answer: What it says of the trained models.
        block: The learn block's id.
        block_name: Its name.
        variants: The variants, in the order that they are shown in.

    Returns:
        Variant by variant, one for each device and each runtime there of which anything is known; nothing for
        variants that were not measured.
    """
    measured = {metrics.type: metrics.on_device_performance for metrics in answer.model_validation_metrics}
    return tuple(
        cost
        for variant in variants
        for device in measured.get(variant, ())
        for cost in _on_device(device, block, block_name, variant)
    )


def unmeasured(found: Sequence[Cost], variants: Sequence[str]) -> tuple[str, ...]:
    """The variants of which nothing is known."""
    known = {cost.variant for cost in found}
    return tuple(variant for variant in variants if variant not in known)


def amount(cost: Cost, quantity: Quantity) -> str:
    """A quantity as people write it: "25.2 kB", "0.031 ms", "not measured"."""
    needed = cost.of(quantity)
    if needed is None and quantity is Quantity.FLASH and cost.model is not None:
        return f"at least {number(cost.model)} {quantity.unit}"
    if needed is None:
        return "not measured"
    least = "at least " if quantity is Quantity.RAM and cost.ram_is_arena else ""
    return f"{least}{number(needed)} {quantity.unit}"


def _on_device(device: DevicePerformance, block: int, block_name: str, variant: str) -> list[Cost]:
    uses = {
        "TensorFlow Lite": device.tflite,
        "EON": device.eon,
        "EON, RAM optimised": device.eon_ram_optimized,
    }
    facts = {fact.name: fact.value for fact in device.custom_metrics or []}
    found = []
    for runtime, memory in uses.items():
        if memory is None or not _says_anything(memory):
            continue
        arena = _positive(memory.ram_required) is None and _positive(memory.arena_size) is not None
        found.append(
            Cost(
                block=block,
                block_name=block_name,
                variant=variant,
                place=Place(device.name or device.mcu, runtime, device.is_microcontroller),
                model=_kilobytes(memory.model_size),
                flash=_kilobytes(memory.rom_required),
                ram=_kilobytes(memory.arena_size if arena else memory.ram_required),
                latency=_positive(device.latency),
                ram_is_arena=arena,
                how=facts.get("How it was measured", device.profiling_error or ""),
            )
        )
    return found


def _says_anything(memory: MemoryUse) -> bool:
    sizes = (memory.ram_required, memory.rom_required, memory.arena_size, memory.model_size)
    return any(_positive(size) is not None for size in sizes)


def _positive(value: float | None) -> float | None:
    """A number above 0; None for 0 and for what is no number."""
    return value if value is not None and 0 < value < float("inf") else None


def _kilobytes(size: int | None) -> float | None:
    known = _positive(size)
    return None if known is None else known / BYTES_PER_KB

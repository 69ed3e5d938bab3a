"""How two sweeps were set up differently, in plain words: what else than the fix may explain a difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from variantlens.service.identity import AnswerIdentity, changes
from variantlens.store.values import StoredSweep
from variantlens.sweeps.request import SourceKind, SweepRequest

ANSWERS = {SourceKind.PER_SAMPLE: "asked sample by sample", SourceKind.MODEL_TESTING: "taken from model testing"}


@dataclass(frozen=True)
class Setup:
    """How one sweep was set up, and how it ended.

    Attributes:
        request: What it was asked.
        identity: Which models and thresholds answered first; None where that is not known.
        notes: What was noted while it ran.
        total: How many samples it lists; None where it did not come so far.
        done: How many were answered.
    """

    request: SweepRequest
    identity: AnswerIdentity | None
    notes: tuple[str, ...]
    total: int | None
    done: int


def setup_of(stored: StoredSweep, done: int) -> Setup:
    """How a sweep was set up, from what is kept of it.

    Args:
        stored: The sweep.
        done: How many samples were answered.
    """
    identity = AnswerIdentity.from_json(stored.identity) if stored.identity else None
    return Setup(SweepRequest.from_json(stored.request), identity, stored.notes, stored.total, done)


def differences(before: Setup, after: Setup) -> tuple[str, ...]:
    """What differs, a sentence each, unescaped; empty where nothing does that is known of."""
    return (*_models(before, after), *_asked(before.request, after.request), *_partial(before, after))


def _models(before: Setup, after: Setup) -> list[str]:
    """Other models, blocks and thresholds, and what changed while a sweep ran."""
    found: list[str] = []
    if before.identity is None or after.identity is None:
        found.append("Which models answered is not known of both, so that these may differ.")
    else:
        earlier = before.identity
        if before.request.asks_the_service_of(after.request):
            earlier = replace(earlier, service=after.identity.service)  # it may have been asked at another address
        found += [each.sentence for each in changes(earlier, after.identity)]
    found += [f"Before: {_lowered(note)}" for note in before.notes]
    found += [f"After: {_lowered(note)}" for note in after.notes]
    return found


def _asked(before: SweepRequest, after: SweepRequest) -> Iterable[str]:
    """Other variants, samples and terms."""
    pairs = [
        ("The reference", before.reference, after.reference),
        ("What is compared with it", _listed(before.candidates), _listed(after.candidates)),
        ("The category", before.category or "all", after.category or "all"),
        ("The labels", _listed(before.labels), _listed(after.labels)),
        ("File names", _named(before.name_filter), _named(after.name_filter)),
        ("How many samples", _subset(before), _subset(after)),
        ("The allowed loss", _allowed(before), _allowed(after)),
        ("The floor", _floor(before.floor), _floor(after.floor)),
        ("Samples that hang together", _grouped(before.group_by), _grouped(after.group_by)),
        ("Moved thresholds", _moved(before), _moved(after)),
        ("The answers", _source(before), _source(after)),
    ]
    return (f"{what}: {was} before, {now} after." for what, was, now in pairs if was != now)


def _partial(before: Setup, after: Setup) -> Iterable[str]:
    """A sweep of which a part is missing."""
    for name, side in (("before", before), ("after", after)):
        if side.total is not None and side.done < side.total:
            yield f"Of the sweep {name}, {side.done:,} of {side.total:,} samples were answered."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "all"


def _named(text: str) -> str:
    return f"those with “{text}”" if text else "all"


def _subset(request: SweepRequest) -> str:
    return "all" if request.limit is None else f"{request.limit:,}, drawn with seed {request.seed}"


def _allowed(request: SweepRequest) -> str:
    return f"{request.allowed_loss.value:g} {request.allowed_loss.unit}"


def _floor(floor: float | None) -> str:
    return "none" if floor is None else f"{floor:g}"


def _grouped(by: str | None) -> str:
    return "none" if by is None else f"by {by}"


def _moved(request: SweepRequest) -> str:
    moved = sorted((each.block, each.key, each.value) for each in request.moved)
    return "; ".join(f"{key} of block {block} to {value:g}" for block, key, value in moved) or "none"


def _source(request: SweepRequest) -> str:
    return ANSWERS[request.source] + (", as stored at the service" if request.reuse else "")


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]

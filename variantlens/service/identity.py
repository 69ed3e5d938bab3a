"""What an answer belongs to: which service, which model, which sample, which thresholds.

Answers, saved items and sweeps carry an :class:`AnswerIdentity`; where today's differs from theirs, ``changes``
says what has changed since. Caches tell people's keys apart by :func:`key_fingerprint`.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import TypeAdapter

from variantlens.service.addresses import normalised
from variantlens.service.schema import Classification, ClassifyAnswer

EMBEDDED = "embedded"
"""What links and errors call the embedded service, whose port changes with each start."""

_process_secret = secrets.token_bytes(32)


@dataclass(frozen=True, order=True)
class ServiceId:
    """Which service: ``embedded``, or an address in its normalised form. ``str`` gives what links carry."""

    text: str

    @classmethod
    def parse(cls, text: str) -> "ServiceId":
        """From a link or a setting.

        Raises:
            ValueError: It is neither ``embedded`` nor an address.
        """
        return cls(EMBEDDED) if text.strip().lower() == EMBEDDED else cls(normalised(text))

    @property
    def is_embedded(self) -> bool:
        """Whether it is the embedded service."""
        return self.text == EMBEDDED

    def __str__(self) -> str:
        return self.text


def key_fingerprint(api_key: str | None) -> str:
    """Tells keys apart without giving them away: a keyed hash whose secret lives as long as this process."""
    if not api_key:
        return "none"
    return hmac.new(_process_secret, api_key.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, order=True)
class BlockIdentity:
    """A learn block; ``created_at`` (UTC, ISO 8601) changes when it is retrained."""

    id: int
    type: str
    created_at: str | None


@dataclass(frozen=True, order=True)
class ThresholdIdentity:
    """A threshold of a learn block, as the service applied it. Its value as text, since some are words."""

    block: int
    key: str
    value: str


@dataclass(frozen=True, order=True)
class ModelIdentity:
    """The file that computed a variant's scores, and the kernels that ran it, where the service says so."""

    variant: str
    block: int
    sha256: str
    kernels: str | None


@dataclass(frozen=True)
class AnswerIdentity:
    """Everything that an answer depends on, as far as the service tells."""

    service: str
    project: int
    impulse: int | None
    sample: int
    sample_sha256: str | None
    blocks: tuple[BlockIdentity, ...]
    thresholds: tuple[ThresholdIdentity, ...]
    models: tuple[ModelIdentity, ...]

    @property
    def digest(self) -> str:
        """A stable name of this identity: SHA-256 of its JSON, 64 hexadecimal digits."""
        return hashlib.sha256(self.to_json()).hexdigest()

    def to_json(self) -> bytes:
        """This identity as JSON, the same bytes for equal identities."""
        return _json.dump_json(self)

    @staticmethod
    def from_json(text: bytes | str) -> "AnswerIdentity":
        """An identity from :meth:`to_json`.

        Raises:
            ValueError: The text is none.
        """
        return _json.validate_json(text)


_json = TypeAdapter(AnswerIdentity)


def identity(answer: ClassifyAnswer, service: ServiceId, project: int, impulse: int | None) -> AnswerIdentity:
    """What an answer belongs to. ``impulse`` is what was asked for, None the service's default."""
    parts = [(result.variant, part) for result in answer.results for part in result.classifications]
    sample = answer.sample.sample
    return AnswerIdentity(
        service=service.text,
        project=project,
        impulse=impulse,
        sample=sample.id,
        sample_sha256=sample.sha256_hash,
        blocks=tuple(sorted({_block(part) for _, part in parts}, key=_sorting)),
        thresholds=tuple(sorted({each for _, part in parts for each in _thresholds(part)})),
        models=tuple(
            sorted(
                {
                    ModelIdentity(variant, part.learn_block.id, part.model.sha256, part.model.kernels)
                    for variant, part in parts
                    if part.model is not None
                },
                key=lambda model: (model.variant, model.block, model.sha256, model.kernels or ""),
            )
        ),
    )


class Changed(StrEnum):
    """What differs between two identities."""

    QUESTION = "question"
    """Another service, project, impulse or sample: the two do not belong together at all."""
    SAMPLE = "sample"
    MODEL = "model"
    BLOCKS = "blocks"
    THRESHOLD = "threshold"


@dataclass(frozen=True)
class Change:
    """One difference between an earlier identity and a later one, and a plain sentence about it."""

    what: Changed
    sentence: str


def changes(earlier: AnswerIdentity, later: AnswerIdentity) -> tuple[Change, ...]:
    """What has changed since; empty if nothing has. What only one of the two knows counts as unchanged."""
    asked = [("service", earlier.service, later.service), ("project", earlier.project, later.project)]
    asked += [("impulse", earlier.impulse, later.impulse), ("sample", earlier.sample, later.sample)]
    found = [
        Change(Changed.QUESTION, f"The {name} is another one: {before} before, {after} now.")
        for name, before, after in asked
        if before != after
    ]
    if found:
        return tuple(found)
    if None not in (earlier.sample_sha256, later.sample_sha256) and earlier.sample_sha256 != later.sample_sha256:
        found.append(Change(Changed.SAMPLE, f"Sample {later.sample} has changed since."))
    return (
        *found,
        *_block_changes(earlier, later),
        *_model_changes(earlier, later),
        *_threshold_changes(earlier, later),
    )


def _block_changes(earlier: AnswerIdentity, later: AnswerIdentity) -> list[Change]:
    before, after = ({block.id: block for block in each.blocks} for each in (earlier, later))
    found = [
        Change(Changed.MODEL, f"The model of block {each} changed since: it was trained again.")
        for each in sorted(before.keys() & after.keys())
        if before[each] != after[each]
    ]
    gone, new = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    found += [Change(Changed.BLOCKS, f"Block {each} is no longer there.") for each in gone]
    found += [Change(Changed.BLOCKS, f"Block {each} is new.") for each in new]
    return found


def _model_changes(earlier: AnswerIdentity, later: AnswerIdentity) -> list[Change]:
    before, after = (
        {(model.variant, model.block): (model.sha256, model.kernels) for model in each.models}
        for each in (earlier, later)
    )
    return [
        Change(Changed.MODEL, f"The model changed since: {variant} of block {block} is computed by another file.")
        if before[variant, block][0] != after[variant, block][0]
        else Change(Changed.MODEL, f"The model of {variant} in block {block} now runs with other kernels.")
        for variant, block in sorted(before.keys() & after.keys())
        if before[variant, block] != after[variant, block]
    ]


def _threshold_changes(earlier: AnswerIdentity, later: AnswerIdentity) -> list[Change]:
    before, after = (
        {(threshold.block, threshold.key): threshold.value for threshold in each.thresholds}
        for each in (earlier, later)
    )
    return [
        Change(
            Changed.THRESHOLD,
            f"The threshold {key} of block {block} moved: {before[block, key]} before, {after[block, key]} now.",
        )
        for block, key in sorted(before.keys() & after.keys())
        if before[block, key] != after[block, key]
    ]


def _block(part: Classification) -> BlockIdentity:
    block = part.learn_block
    return BlockIdentity(block.id, block.type, _utc(block.created_at))


def _sorting(block: BlockIdentity) -> tuple[int, str, str]:
    return block.id, block.type, block.created_at or ""


def _utc(when: datetime | None) -> str | None:
    if when is None:
        return None
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _thresholds(part: Classification) -> list[ThresholdIdentity]:
    return [
        ThresholdIdentity(part.learn_block.id, threshold.key, str(threshold.value))
        for threshold in part.thresholds
        if threshold.value is not None
    ]

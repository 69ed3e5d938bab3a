"""What a comparison belongs to, as facts for people: service, model files, thresholds, identity, version."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd

from variantlens import __version__
from variantlens.address import Choice
from variantlens.comparison.compare import Comparison
from variantlens.comparison.label_map import label_map_in_words
from variantlens.reports.parts import Table, table
from variantlens.service.identity import EMBEDDED, AnswerIdentity, ServiceId, identity
from variantlens.service.schema import Classification, ClassifyAnswer, LearnBlock, Threshold


@dataclass(frozen=True)
class Origin:
    """Where a comparison comes from.

    Attributes:
        choice: What was chosen, complete.
        project: Name of the project, as the service calls it.
        impulse: Name of the impulse.
        link: Address of the same comparison in the dashboard; None where nobody can reach it.
        made: When the report was made.
    """

    choice: Choice
    project: str
    impulse: str
    link: str | None
    made: datetime

    def identity(self, answer: ClassifyAnswer) -> AnswerIdentity:
        """What the answer depends on.

        Raises:
            ValueError: The choice names no project.
        """
        if self.choice.project is None:
            raise ValueError("the choice is not complete")
        service = ServiceId(self.choice.service or EMBEDDED)
        return identity(answer, service, self.choice.project, self.choice.impulse)


def facts(comparison: Comparison, answer: ClassifyAnswer, origin: Origin) -> dict[str, str]:
    """Name and value of each fact; unescaped."""
    sample, choice = comparison.sample.sample, origin.choice
    held = {
        "Service": choice.service or EMBEDDED,
        "Project": f"{origin.project} ({choice.project})",
        "Impulse": f"{origin.impulse} ({choice.impulse})" if choice.impulse is not None else "",
        "Sample": f"{sample.filename or 'without a name'} ({sample.id})",
        "Label": sample.label,
        "Label map": label_map_in_words(sample.label_map),
        "Category": sample.category,
        "Sample's SHA-256": sample.sha256_hash or "",
        "Reference": comparison.reference,
        "Compared with it": ", ".join(comparison.candidates),
        "Learn blocks": "; ".join(map(_block_in_words, (each.block for each in comparison.blocks))),
        "Identity of the answer": origin.identity(answer).digest,
        "Made": f"{origin.made.astimezone(UTC):%Y-%m-%d %H:%M} UTC, by Variant Lens {__version__}",
    }
    return {name: value for name, value in held.items() if value}


def models(answer: ClassifyAnswer) -> Table | None:
    """The model file of each variant and block, where the service says it."""
    rows = [
        {
            "variant": result.variant,
            "block": part.learn_block.called,
            "bytes": part.model.size_bytes,
            "kernels": part.model.kernels or "",
            "SHA-256": part.model.sha256,
        }
        for result in answer.results
        for part in result.classifications
        if part.model is not None
    ]
    return table("Model files", pd.DataFrame(rows)) if rows else None


def thresholds(comparison: Comparison, origin: Origin) -> Table | None:
    """Each threshold: what the service has, and what holds in this report."""
    rows = list(_threshold_rows(comparison, origin.choice))
    return table("Thresholds", pd.DataFrame(rows, dtype=object)) if rows else None


def _threshold_rows(comparison: Comparison, choice: Choice) -> Iterator[dict[str, str]]:
    for block in comparison.blocks:
        moved = {key: value for (id_, key), value in choice.thresholds.items() if id_ == block.block.id}
        sent = {threshold.key: threshold for threshold in block.thresholds}
        for key in (*sent, *(key for key in moved if key not in sent)):
            threshold = sent.get(key, Threshold(key=key))
            service = "" if threshold.value is None else _in_words(threshold.value)
            yield {
                "block": block.block.called,
                "threshold": threshold.description or key,
                "in the service": service,
                "here": _in_words(moved[key]) if key in moved else service,
            }


def _in_words(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _block_in_words(block: LearnBlock) -> str:
    created = f", made {block.created_at:%Y-%m-%d %H:%M}" if block.created_at else ""
    return f"{block.called} ({block.id}{created})"


def sizes(comparison: Comparison, answer: ClassifyAnswer) -> str:
    """The size of each variant's model files in one line; empty where the service does not say it."""
    parts: dict[str, list[Classification]] = {each.variant: each.classifications for each in answer.results}
    told = {
        variant: sum(part.model.size_bytes for part in parts.get(variant, ()) if part.model)
        for variant in comparison.variants
    }
    return ", ".join(f"{variant} {size / 1000:.0f} kB" for variant, size in told.items() if size)

"""Kinds of result that are shown as the service sent them."""

from collections.abc import Sequence

from variantlens.comparison.kinds import Kind
from variantlens.comparison.notices import Notice
from variantlens.comparison.rows import Side, described
from variantlens.service.schema import Classification

_FIELDS = {
    Kind.VISUAL_ANOMALY: {"anomaly_result"},
    Kind.DETECTIONS: {"structured_result", "details", "object_detection_last_layer"},
    Kind.REGRESSION: {"result", "result_count", "expected_labels", "minimum_confidence_rating"},
    Kind.FREEFORM: {"result", "result_count"},
}


def raw_data(kind: Kind, sides: Sequence[Side]) -> dict[str, object]:
    """What each variant sent of a kind, by variant; field names are the service's."""
    return {side.variant: _raw(kind, side.classification) for side in sides if side.classification}


def raw_notice(kind: Kind, sides: Sequence[Side]) -> Notice:
    """Says that a kind is shown as it came, and why."""
    block = described(sides).learn_block
    if kind is not Kind.UNKNOWN:
        return Notice(f"Shown as raw data: {kind.value}.", block.id)
    fields = sorted({field for side in sides for field in _unknown_fields(side.classification)})
    if fields:
        text = f"The service sent fields that are not known here, shown as raw data: {', '.join(fields)}."
    else:
        text = f"Blocks of the type {block.type} are not known here; what came is shown as raw data."
    return Notice(text, block.id)


def _unknown_fields(classification: Classification | None) -> dict[str, object]:
    """Fields that the schema does not know."""
    return dict(classification.model_extra or {}) if classification else {}


def _raw(kind: Kind, classification: Classification) -> object:
    if kind is Kind.UNKNOWN:
        extra = _unknown_fields(classification)
        return extra or classification.model_dump(
            mode="json", by_alias=True, exclude={"learn_block"}, exclude_unset=True
        )
    return classification.model_dump(mode="json", by_alias=True, include=_FIELDS[kind], exclude_none=True)

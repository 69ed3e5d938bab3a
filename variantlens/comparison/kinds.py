"""Which kinds of result a classification holds: decided once, from its content, then from its learn block's type."""

from collections.abc import Sequence
from enum import StrEnum

from variantlens.comparison.outcomes import ANOMALY
from variantlens.comparison.rows import Side


class Kind(StrEnum):
    """A kind of result; its value names it in words."""

    SCORES = "scores"
    ANOMALY = "anomaly scores"
    VISUAL_ANOMALY = "visual anomaly"
    DETECTIONS = "detections"
    REGRESSION = "regression"
    FREEFORM = "freeform"
    LABEL_MAP = "label map"
    UNKNOWN = "unknown"


KINDS = tuple(Kind)
"""All kinds in their order; an enum takes its time to list its members, and each sample asks several times."""

KIND_OF_TYPE = {
    "anomaly": Kind.ANOMALY,
    "anomaly-gmm": Kind.ANOMALY,
    "keras-anomaly": Kind.ANOMALY,
    "keras": Kind.SCORES,
    "keras-transfer-image": Kind.SCORES,
    "keras-transfer-kws": Kind.SCORES,
    "keras-akida": Kind.SCORES,
    "keras-akida-transfer-image": Kind.SCORES,
    "keras-object-detection": Kind.DETECTIONS,
    "keras-akida-object-detection": Kind.DETECTIONS,
    "keras-visual-anomaly": Kind.VISUAL_ANOMALY,
    "keras-regression": Kind.REGRESSION,
    "keras-freeform": Kind.FREEFORM,
}
"""The kind that a learn block of a type gives when its answer is empty."""


def kinds(side: Side) -> tuple[Kind, ...]:
    """All kinds of result that a variant's answer of a block holds, in the order of :class:`Kind`; none without one.

    Content decides: rows with labels are scores, unless the block's type says that their numbers are values
    (regression) or tensors (freeform); a row's ``anomaly`` is an anomaly score, in a visual anomaly block that of
    the picture, which belongs to its grid; grids, boxes and label maps are what they are. An empty answer is of its
    block's kind. Fields that the schema does not know, and an empty answer of a block that it does not know, are
    *unknown*.
    """
    classification, keys = side.classification, side.table.keys
    if classification is None:
        return ()
    by_type = KIND_OF_TYPE.get(classification.learn_block.type, Kind.UNKNOWN)
    found: set[Kind] = set()
    if any(key != ANOMALY for key in keys):
        found.add(by_type if by_type in (Kind.REGRESSION, Kind.FREEFORM) else Kind.SCORES)
    if ANOMALY in keys:
        found.add(by_type if by_type is Kind.VISUAL_ANOMALY else Kind.ANOMALY)
    if classification.anomaly_result:
        found.add(Kind.VISUAL_ANOMALY)
    if classification.structured_result or classification.details:
        found.add(Kind.DETECTIONS)
    if classification.label_map_result or classification.label_map_scores:
        found.add(Kind.LABEL_MAP)
    if by_type is Kind.FREEFORM or not found:
        found.add(by_type)
    if classification.model_extra:
        found.add(Kind.UNKNOWN)
    return tuple(kind for kind in KINDS if kind in found)


def kinds_of_all(sides: Sequence[Side]) -> set[Kind]:
    """All kinds that the variants' answers of one block hold; an empty answer adds none to what others hold."""
    filled = [side for side in sides if _filled(side)]
    unknown = (
        {Kind.UNKNOWN} if any(side.classification and side.classification.model_extra for side in sides) else set()
    )
    return {kind for each in filled or sides for kind in kinds(each)} | unknown


def _filled(side: Side) -> bool:
    """Whether there is any result."""
    block = side.classification
    if block is None:
        return False
    fields = (
        block.anomaly_result,
        block.structured_result,
        block.details,
        block.label_map_result,
        block.label_map_scores,
    )
    return bool(side.table.keys) or any(fields)

"""Found objects in the form that the official bindings read."""

from collections.abc import Iterable

from variantlens.service import schema

METRICS = ("mean_average_precision", "f1", "precision", "recall")


def with_metrics(classifications: Iterable[schema.Classification]) -> list[schema.Classification]:
    """The same, with 0 for metrics of found objects that nobody can compute: the bindings require numbers."""
    return [
        said
        if said.structured_result is None
        else said.model_copy(update={"structured_result": [_filled(found) for found in said.structured_result]})
        for said in classifications
    ]


def _filled(found: schema.Detections) -> schema.Detections:
    return found.model_copy(update={name: 0.0 for name in METRICS if getattr(found, name) is None})

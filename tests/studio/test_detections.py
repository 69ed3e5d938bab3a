"""Found objects in the form that the official bindings read."""

from studio.wire.detections import with_metrics
from variantlens.service.schema import Classification, Detections, LearnBlock


def test_metrics_that_nobody_can_compute_are_zero() -> None:
    """Without true objects there are no metrics, and the bindings want numbers; those that are there stay."""
    known, unknown = Detections(mean_average_precision=0.5, f1=0.25, precision=1.0), Detections()
    said = Classification(
        learn_block=LearnBlock(id=1, type="keras-object-detection"), result=[{}], structured_result=[known, unknown]
    )
    (filled,) = with_metrics([said])
    metrics = [
        (each.mean_average_precision, each.f1, each.precision, each.recall) for each in filled.structured_result or []
    ]
    assert metrics == [(0.5, 0.25, 1.0, 0.0), (0.0, 0.0, 0.0, 0.0)]
    assert unknown.f1 is None

"""What is known of trained models, and their files."""

from datetime import datetime
from typing import Any

from variantlens.service.schema.answers import Threshold
from variantlens.service.schema.base import Answer, Number, Quantity, WireModel
from variantlens.service.schema.testing import Metric


class MemoryUse(WireModel):
    """Bytes that a model needs; 0 is "not measured" where the embedded service answers."""

    ram_required: int | None = None
    rom_required: int | None = None
    arena_size: int | None = None
    model_size: int | None = None


class CustomMetric(WireModel):
    """A measurement in words."""

    name: str
    value: str


class DevicePerformance(WireModel):
    """What was measured on one device, or, by the embedded service, on the computer that built the demo."""

    mcu: str
    name: str = ""
    is_default: bool = False
    latency: Number = None
    """Milliseconds per window."""
    tflite: MemoryUse | None = None
    eon: MemoryUse | None = None
    eon_ram_optimized: MemoryUse | None = None
    custom_metrics: list[CustomMetric] | None = None
    has_performance: bool = False
    profiling_error: str | None = None
    is_microcontroller: bool | None = None
    """Extension of the embedded service, which says false."""


class TrainingMetrics(WireModel):
    """What was measured of one variant."""

    type: str
    """The variant."""
    loss: Number = None
    accuracy: Number = None
    confusion_matrix: list[list[float]] = []
    report: dict[str, Any] = {}
    on_device_performance: list[DevicePerformance] = []
    visualization: str = "none"
    is_supported_on_mcu: bool | None = None
    mcu_support_error: str | None = None
    additional_metrics: list[Metric] = []


class TrainingAnswer(Answer):
    """Answer of ``GET /api/{projectId}/training/keras/{learnId}/metadata``."""

    created: datetime | None = None
    layers: list[Any] = []
    class_names: list[str] = []
    labels: list[str] = []
    available_model_types: list[str] = []
    recommended_model_type: str | None = None
    model_validation_metrics: list[TrainingMetrics] = []
    has_trained_model: bool | None = None
    mode: str | None = None
    object_detection_last_layer: str | None = None
    image_input_scaling: str | None = None
    thresholds: list[Threshold] = []


class AnomalyCluster(WireModel):
    """A cluster of standardised features, and the radius that holds its training windows."""

    center: list[float]
    max_error: float


class AnomalyTrainingAnswer(Answer):
    """Answer of ``GET /api/{projectId}/training/anomaly/{learnId}/metadata``."""

    created: datetime | None = None
    scale: list[float] = []
    mean: list[float] = []
    clusters: list[AnomalyCluster] = []
    axes: list[int] = []
    """The features that the block takes, counted from 0."""
    default_minimum_confidence_rating: Number = None
    has_trained_model: bool | None = None
    thresholds: list[Threshold] = []


class MixtureAnswer(Answer):
    """Answer of ``GET /api/{projectId}/training/anomaly/{learnId}/gmm/metadata``; k Gaussians over n features."""

    means: list[list[float]]
    """Shape (k, n)."""
    covariances: list[list[list[float]]]
    """Shape (k, n, n)."""
    weights: list[float]


class Download(WireModel):
    """A file that can be had."""

    id: str | None = None
    name: str
    type: str
    size: str | None = None
    link: str
    impulse_id: Quantity | None = None


class DownloadsAnswer(Answer):
    """Answer of ``GET /api/{projectId}/downloads``."""

    downloads: list[Download]

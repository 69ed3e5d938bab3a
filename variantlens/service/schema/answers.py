"""What the main call answers: for each variant the classifications of every learn block, and the sample."""

from pydantic import Field

from variantlens.service.schema.base import Answer, Extent, Measure, Number, Reader, WireModel
from variantlens.service.schema.projects import LearnBlock
from variantlens.service.schema.samples import SampleData, StructuredLabel


class AnomalyBox(WireModel):
    """A box around anomalous cells, already filtered by the service's threshold."""

    label: str
    x: float
    y: float
    width: float
    height: float
    score: Number = None


class AnomalyGrid(WireModel):
    """Visual anomaly scores of one image: an n×n grid, rows from the top."""

    boxes: list[AnomalyBox] | None = None
    scores: list[list[Number]] | None = None
    mean_score: Number = None
    max_score: Number = None


class Detections(WireModel):
    """Boxes ``[x, y, width, height]`` found in one image, with labels and scores."""

    boxes: list[list[Number]] = []
    labels: list[str] | None = None
    scores: list[Number] = []
    mean_average_precision: Number = Field(default=None, alias="mAP")
    f1: Number = None
    precision: Number = None
    recall: Number = None
    debug_info_json: str | None = None


class DetectionDetails(WireModel):
    """Like :class:`Detections`, with numeric labels whose list is not documented."""

    boxes: list[list[Number]] = []
    labels: list[Number] = []
    scores: list[Number] = []
    mean_average_precision: Number = Field(default=None, alias="mAP")
    f1: Number = None


class DropdownOption(WireModel):
    """One choice of a threshold that is chosen from a list."""

    description: str
    value: str | float


class Threshold(WireModel):
    """A threshold of a learn block; its value may be a number or text."""

    key: str
    description: str = ""
    help_text: str = ""
    suggested_value: float | str | None = None
    suggested_value_text: str | None = None
    value: float | str | None = None
    dropdown_options: list[DropdownOption] | None = None


class ModelOutput(WireModel):
    """Extension of the embedded service: one output tensor. Real value = scale × (integer − zero point)."""

    name: str
    type: str
    """``int8``, ``uint8``, ``int16`` or ``float32``."""
    shape: list[int]
    scale: float | None = None
    zero_point: int | None = None


class ModelFile(WireModel):
    """Extension of the embedded service: the file that computed the scores, so that answers can be told apart."""

    sha256: str
    size_bytes: int
    outputs: list[ModelOutput] = []
    kernels: str | None = None
    """``optimised`` or ``reference``: which of LiteRT's kernels ran the model."""
    reproducible: bool | None = None
    """Whether the file, loaded twice, answers the same inputs with the same bits; None where nobody tried."""
    notices: list[str] = []
    """What a person should know of how the model was read, such as axes that cannot be told apart."""


class Classification(WireModel):
    """What one learn block says of the sample; ``result[w]`` maps label to score for window ``w``."""

    learn_block: LearnBlock
    result: list[dict[str, Number]] = []
    anomaly_result: list[AnomalyGrid] | None = None
    structured_result: list[Detections] | None = None
    minimum_confidence_rating: Number = None
    details: list[DetectionDetails] | None = None
    object_detection_last_layer: str | None = None
    expected_labels: list[StructuredLabel] = []
    expected_anomaly_outcome: list[StructuredLabel] | None = None
    thresholds: list[Threshold] = []
    is_multi_label: bool | None = None
    interval_ms: Measure = None
    frequency_hz: Measure = None
    label_map_result: list[dict[str, str]] | None = None
    label_map_scores: list[dict[str, dict[str, Number]]] | None = None
    result_count: int | None = None
    model: ModelFile | None = None


class VariantResult(Reader):
    """The classifications of one variant."""

    variant: str
    classifications: list[Classification] = []


class Windows(WireModel):
    """Window ``w`` spans ``[w·window_increase_ms, w·window_increase_ms + window_size_ms)``."""

    window_size_ms: Extent = 0
    """0 where the service does not say it."""
    window_increase_ms: Extent = 0
    already_in_database: bool | None = None
    """Whether the sample is in the training set."""


class ClassifyAnswer(Answer, Windows):
    """Answer of the main call, ``POST /api/{projectId}/classify/v2/{sampleId}/variants``."""

    results: list[VariantResult] = []
    sample: SampleData


class OneVariantAnswer(Answer, Windows):
    """Answer of the one-variant sister, ``POST /api/{projectId}/classify/v2/{sampleId}``."""

    classifications: list[Classification] = []
    sample: SampleData

"""Model testing: the results of a whole category of samples, for one variant."""

from pydantic import ConfigDict

from variantlens.service.schema.answers import Classification
from variantlens.service.schema.base import Answer, Number, Reader, WireModel
from variantlens.service.schema.jobs import Job
from variantlens.service.schema.samples import Sample


class StartTestingRequest(WireModel):
    """What ``POST /api/{projectId}/jobs/classify`` is sent."""

    model_variants: list[str] | None = None
    skip_feature_generation: bool | None = None


class JobsAnswer(Answer):
    """Answer of ``GET /api/{projectId}/jobs`` and ``…/jobs/all``."""

    jobs: list[Job] = []
    total_job_count: int = 0


class SampleResult(Reader):
    """What a variant says of one sample."""

    sample_id: int
    sample: Sample
    classifications: list[Classification] = []


class PredictedBox(WireModel):
    """A box found in an image, in 0..1 of it."""

    label: str
    x: float
    y: float
    width: float
    height: float
    score: Number = None


class Prediction(WireModel):
    """What a variant decided about one window."""

    sample_id: int
    start_ms: float
    end_ms: float
    label: str | None = None
    """The expected label."""
    prediction: str
    prediction_correct: bool | None = None
    expected_anomaly_outcome: str | None = None
    f1_score: Number = None
    anomaly_scores: list[list[Number]] | None = None
    bounding_boxes: list[PredictedBox] | None = None
    label_map_predictions: dict[str, str] | None = None


class Tally(WireModel):
    """Windows decided rightly, and the others."""

    good: int
    bad: int


class Accuracy(WireModel):
    """How well a variant did; shares are 0..1."""

    total_summary: Tally
    summary_per_class: dict[str, Tally]
    confusion_matrix_values: dict[str, dict[str, float]]
    """Expected label → prediction → number of windows."""
    all_labels: list[str]
    accuracy_score: Number = None
    balanced_accuracy_score: Number = None
    anomaly_accuracy_score: Number = None
    no_anomaly_accuracy_score: Number = None
    mse_score: Number = None


class Metric(WireModel):
    """A measurement with a name, as text for people and as a number."""

    name: str
    value: str
    full_precision_value: float
    tooltip_text: str | None = None
    link: str | None = None


class BlockMetrics(WireModel):
    """The measurements of one learn block."""

    learn_block_id: int
    learn_block_name: str
    additional_metrics: list[Metric]


class TestingPage(Answer):
    """Answer of ``GET /api/{projectId}/classify/all/result/page``: results and predictions of some samples."""

    __test__ = False  # the name begins as those of test classes do, but it is none

    result: list[SampleResult]
    predictions: list[Prediction]
    total_count: int
    """Samples in all."""


class ResultsPage(Answer):
    """The same answer without the predictions: who has the results decides anew, and would read them for nothing."""

    model_config = ConfigDict(extra="ignore")

    result: list[SampleResult]
    total_count: int


class TestingAnswer(Answer):
    """Answer of ``GET /api/{projectId}/classify/all/result``."""

    __test__ = False

    result: list[SampleResult]
    predictions: list[Prediction]
    accuracy: Accuracy
    additional_metrics_by_learn_block: list[BlockMetrics]
    available_variants: list[str]
    """Variants for which there are results."""
    no_results_because_thresholds_changed: str | None = None

"""The wire schema: every answer of the classify service as a pydantic model.

base      how fields are read: camelCase, unknown ones kept, numbers strict
projects  projects, impulses and their blocks, model variants
samples   samples, payloads, labels
answers   what the main call answers: a result or a job
jobs      the state of a job
thresholds  setting them
testing   model testing of all samples of a category
training  what is known of trained models, and their files

Sources: the reference page of ``POST /v1/api/{projectId}/classify/v2/{sampleId}/variants``; fields that are
newer than it, as the official bindings ``edgeimpulse-api`` 1.96.3 name them. Extensions of the embedded
service, which the real one does not send, are marked as such.
"""

from variantlens.service.schema.answers import (
    AnomalyBox,
    AnomalyGrid,
    Classification,
    ClassifyAnswer,
    DetectionDetails,
    Detections,
    DropdownOption,
    ModelFile,
    ModelOutput,
    OneVariantAnswer,
    Threshold,
    VariantResult,
)
from variantlens.service.schema.base import Answer, Extent, Measure, Number, Quantity, Reader, Unread, WireModel
from variantlens.service.schema.jobs import Job, JobAnswer, JobLogAnswer, JobLogLine, JobStatusAnswer
from variantlens.service.schema.projects import (
    Demo,
    DspBlock,
    Impulse,
    ImpulseAnswer,
    ImpulsesAnswer,
    InputBlock,
    LearnBlock,
    ModelVariant,
    ModelVariantsAnswer,
    Project,
    ProjectAnswer,
    ProjectsAnswer,
)
from variantlens.service.schema.samples import (
    CATEGORIES,
    BoundingBox,
    CountAnswer,
    Datastream,
    DatastreamPayload,
    ImageDimensions,
    Payload,
    Sample,
    SampleAnswer,
    SampleData,
    SamplesAnswer,
    Sensor,
    StructuredLabel,
)
from variantlens.service.schema.testing import (
    Accuracy,
    BlockMetrics,
    JobsAnswer,
    Metric,
    PredictedBox,
    Prediction,
    ResultsPage,
    SampleResult,
    StartTestingRequest,
    Tally,
    TestingAnswer,
    TestingPage,
)
from variantlens.service.schema.thresholds import SetThresholdsAnswer, SetThresholdsRequest, ThresholdSetting
from variantlens.service.schema.training import (
    CustomMetric,
    DevicePerformance,
    Download,
    DownloadsAnswer,
    MemoryUse,
    TrainingAnswer,
    TrainingMetrics,
)

__all__ = [
    "CATEGORIES",
    "Accuracy",
    "AnomalyBox",
    "AnomalyGrid",
    "Answer",
    "BlockMetrics",
    "BoundingBox",
    "Classification",
    "ClassifyAnswer",
    "CountAnswer",
    "CustomMetric",
    "Datastream",
    "DatastreamPayload",
    "Demo",
    "DetectionDetails",
    "Detections",
    "DevicePerformance",
    "Download",
    "DownloadsAnswer",
    "DropdownOption",
    "DspBlock",
    "Extent",
    "ImageDimensions",
    "Impulse",
    "ImpulseAnswer",
    "ImpulsesAnswer",
    "InputBlock",
    "Job",
    "JobAnswer",
    "JobLogAnswer",
    "JobLogLine",
    "JobStatusAnswer",
    "JobsAnswer",
    "LearnBlock",
    "Measure",
    "MemoryUse",
    "Metric",
    "ModelFile",
    "ModelOutput",
    "ModelVariant",
    "ModelVariantsAnswer",
    "Number",
    "OneVariantAnswer",
    "Payload",
    "PredictedBox",
    "Prediction",
    "Project",
    "ProjectAnswer",
    "ProjectsAnswer",
    "Quantity",
    "Reader",
    "ResultsPage",
    "Sample",
    "SampleAnswer",
    "SampleData",
    "SampleResult",
    "SamplesAnswer",
    "Sensor",
    "SetThresholdsAnswer",
    "SetThresholdsRequest",
    "StartTestingRequest",
    "StructuredLabel",
    "Tally",
    "TestingAnswer",
    "TestingPage",
    "Threshold",
    "ThresholdSetting",
    "TrainingAnswer",
    "TrainingMetrics",
    "Unread",
    "VariantResult",
    "WireModel",
]

"""Projects, impulses and variants in the words of the wire schema.

Fields that the official bindings require are always there; where this service has nothing of the kind (users,
devices, computing time), they say so with an empty list, zero or false.
"""

from datetime import datetime
from typing import Any, TypeAlias

from studio.learning import LearnFile
from studio.projectfile import ImageInput, ImpulseFile, ProcessingFile, TimeSeriesInput
from studio.projects import Project
from variantlens.service import schema

STANDARD_VARIANTS = frozenset({"float32", "int8"})
"""Names that official clients know; others are listed only when asked for."""

Json: TypeAlias = dict[str, Any]


def project(of: Project) -> schema.Project:
    """A project as lists of projects have it, with its story if it is a demo."""
    file = of.file
    return schema.Project(
        id=file.id,
        name=file.name,
        description=file.description,
        created=file.created,
        owner=file.owner,
        owner_is_developer_profile=False,
        labeling_method=file.labeling_method,
        is_enterprise_project=False,
        tier="free",
        has_public_version=False,
        is_public=False,
        allows_live_public_access=False,
        ind_pause_processing_samples=False,
        public_project_listed=False,
        demo=demo(of),
    )


def demo(of: Project) -> schema.Demo | None:
    """The story of a demo project, None for others."""
    file = of.file.demo
    if file is None or of.demo_sample is None:
        return None
    return schema.Demo(
        headline=file.headline,
        summary=file.summary,
        kind=file.kind,
        order=file.order,
        sample=of.demo_sample,
        variants=file.variants,
        impulse=file.impulse,
        measured=of.measured,
        attribution=of.attribution,
        allowed_loss=file.allowed_loss.model_dump() if file.allowed_loss else None,
        expected_verdict=file.expected_verdict,
    )


def project_info(of: Project) -> schema.ProjectAnswer:
    """All information about a project."""
    return schema.ProjectAnswer.model_validate(
        {
            "project": project(of),
            "impulse": {"created": True, "configured": True, "complete": True},
            "defaultImpulseId": of.file.impulses[0].id,
            "dataSummary": _data_summary(of, None),
            "dataSummaryPerCategory": {
                "training": _data_summary(of, "training"),
                "testing": _data_summary(of, "testing"),
                "validation": _data_summary(of, "validation"),
                "postProcessing": _data_summary(of, "post-processing"),
            },
            "anomalyLabelsConfig": {
                "anomalyLabels": of.file.anomalous_labels or ["anomaly"],
                "noAnomalyLabels": _other_labels(of) if of.file.anomalous_labels else ["no anomaly"],
            },
            **_NOT_HERE,
            "computeTime": _no_compute_time(of.file.created),
        }
    )


def impulse(of: ImpulseFile) -> schema.Impulse:
    """An impulse with its blocks."""
    return schema.Impulse(
        id=of.id,
        name=of.name,
        type="default",
        input_blocks=[_input(of.input)],
        dsp_blocks=[_processing(block, of.input.axes) for block in of.processing],
        learn_blocks=[learn_block(block) for block in of.learning],
    )


def learn_block(block: LearnFile) -> schema.LearnBlock:
    """A learn block, as impulses and classifications have it."""
    return schema.LearnBlock(
        id=block.id,
        type=block.type,
        name=block.name,
        dsp=block.processing,
        title=block.title or block.name,
        created_by="createImpulse",
        created_at=block.created_at,
    )


def variants(of: Project, impulse_file: ImpulseFile, *, every: bool) -> list[schema.ModelVariant]:
    """The variants of an impulse, with how they were made; only the standard names unless ``every`` is set.

    A disabled variant is listed as such, as the service lists one that was never profiled.
    """
    usable = of.variants(impulse_file)
    return [
        schema.ModelVariant(
            variant=name,
            is_reference_variant=name == of.file.reference_variant,
            is_enabled=name in usable,
            is_selected=name in usable and name in STANDARD_VARIANTS,
            description=description,
        )
        for name, description in of.file.variants.items()
        if (name in usable or name in of.file.disabled_variants) and (every or name in STANDARD_VARIANTS)
    ]


def _input(block: TimeSeriesInput | ImageInput) -> schema.InputBlock:
    name = "Images" if isinstance(block, ImageInput) else "Time series"
    return schema.InputBlock.model_validate(
        {"name": name, "title": name, "padZeros": False, **block.model_dump(by_alias=True)}
    )


def _processing(block: ProcessingFile, axes: list[str]) -> schema.DspBlock:
    return schema.DspBlock(
        id=block.id, type=block.type, name=block.name, axes=axes, title=block.name, implementation_version=1
    )


def _data_summary(of: Project, category: str | None) -> Json:
    """Counts and labels. Lengths would need every sample to be read, so they are 0."""
    samples = [entry for entry in of.dataset.samples if category in {None, entry.category}]
    labels = sorted(
        {entry.label for entry in samples if entry.label is not None}
        | {part.label for entry in samples for part in entry.structured_labels}
    )
    return {"totalLengthMs": 0, "labels": labels, "totalLabels": len(labels), "dataCount": len(samples)}


def _other_labels(of: Project) -> list[str]:
    return [label for label in _data_summary(of, None)["labels"] if label not in of.file.anomalous_labels]


def _no_compute_time(created: datetime) -> Json:
    return {"periodStartDate": created, "periodEndDate": created, "timeUsedMs": 0, "timeLeftMs": 0}


_NOT_HERE: Json = {
    "developmentKeys": {},
    "devices": [],
    "collaborators": [],
    "experiments": [],
    "latencyDevices": [],
    "urls": {},
    "notifications": [],
    "acquisitionSettings": {
        "intervalMs": 0,
        "lengthMs": 0,
        "segmentShift": False,
        "defaultPageSize": 0,
        "viewType": "list",
        "gridColumnCount": 1,
        "gridColumnCountDetailed": 1,
        "showExactSampleLength": False,
        "inlineEditBoundingBoxes": False,
    },
    "deploySettings": {
        "eonCompiler": False,
        "sensor": "unknown",
        "arduinoLibraryName": "",
        "tinkergenLibraryName": "",
        "particleLibraryName": "",
    },
    "showCreateFirstImpulse": False,
    "showGettingStartedWizard": {"showWizard": False, "step": 0},
    "performance": {
        "gpu": False,
        "jobLimitM": 0,
        "dspFileSizeMb": 0,
        "enterprisePerformance": False,
        "trainJobRamMb": 0,
    },
    "trainJobNotificationUids": [],
    "dspJobNotificationUids": [],
    "modelTestingJobNotificationUids": [],
    "exportJobNotificationUids": [],
    "hasNewTrainingData": False,
    "studioUrl": "",
    "inPretrainedModelFlow": False,
    "showSensorDataInAcquisitionGraph": True,
}
"""What the bindings require of a project and this service does not have."""

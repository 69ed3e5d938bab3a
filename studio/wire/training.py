"""What is known of trained models, in the words of the wire schema: only what was measured, by whom it was measured.

The training recipe's ``measured.json`` says how well each variant did on which samples, and how long LiteRT took on
the computer that built the demo. Fields that the official bindings require and nobody measured are 0 or empty.
"""

import json
from typing import Any, TypeAlias, TypeVar
from urllib.parse import quote

import numpy as np

from studio import files
from studio.errors import Damaged, NotFound
from studio.learning import GmmFile, KMeansFile, LearnFile, ModelsLearnFile
from studio.learning.kmeans import ClustersFile
from studio.projectfile import ImpulseFile
from studio.projects import Project
from studio.wire.projects import STANDARD_VARIANTS
from variantlens.service import schema

Json: TypeAlias = dict[str, Any]
AnomalyBlock = TypeVar("AnomalyBlock", bound=KMeansFile | GmmFile)

COMPUTER = "The computer that built the demo, no microcontroller"
NO_MICROCONTROLLER = "Nothing was measured on a microcontroller"
MODES = {
    "keras-regression": "regression",
    "keras-object-detection": "object-detection",
    "keras-visual-anomaly": "visual-anomaly",
    "keras-freeform": "freeform",
}
"""Types of learn blocks whose mode is another than classification."""
PRIVATE = frozenset({"decisionsSha256", "sizeBytes", "arenaBytes"})
"""Fields of a variant's measurement that are no metrics."""
ELSEWHERE = frozenset({"impulse", "block", "reference"})
"""Fields of a block's measurement that do not say what it was measured on."""
LOSSES = {
    "accuracy": "the share that was not right: 1 − accuracy",
    "f1": "1 − F1",
    "meanAbsoluteError": "the mean absolute error",
    "reconstructionError": "the mean squared error of the reconstruction",
}
"""What stands for the loss, by the field that was measured; only shares count from 1."""
SHARES = frozenset({"accuracy", "f1"})


def block(of: Project, learn_id: int) -> tuple[ImpulseFile, ModelsLearnFile]:
    """The learn block with this id and its impulse.

    Raises:
        NotFound: No impulse has such a block with models.
    """
    for impulse in of.file.impulses:
        for learn in impulse.learning:
            if learn.id == learn_id and isinstance(learn, ModelsLearnFile):
                return impulse, learn
    known = ", ".join(str(learn.id) for _, learn in _all(of))
    raise NotFound(f"Project {of.file.id} has no learn block {learn_id} with models, it has {known or 'none'}")


def metadata(of: Project, learn_id: int, *, every: bool, labels: bool) -> schema.TrainingAnswer:
    """What is known of the models of a learn block.

    Args:
        of: The project.
        learn_id: The block.
        every: Whether variants are named that official clients do not know.
        labels: Whether to name the data set's labels.
    """
    impulse, learn = block(of, learn_id)
    names = [name for name in of.variants(impulse) if name in learn.models and (every or name in STANDARD_VARIANTS)]
    measured = _measured(of, impulse, learn)
    return schema.TrainingAnswer(
        created=learn.created_at or of.file.created,
        class_names=list(getattr(learn, "labels", [])),
        labels=sorted({entry.label for entry in of.dataset.samples if entry.label}) if labels else [],
        available_model_types=names,
        recommended_model_type="int8" if "int8" in names else next(iter(names), of.file.reference_variant),
        model_validation_metrics=[
            _metrics(name, measured, _latency(of, measured)) for name in names if name in measured.get("variants", {})
        ],
        has_trained_model=True,
        mode=MODES.get(learn.type, "classification"),
        object_detection_last_layer=learn.detection_layer,
        image_input_scaling=_scaling(impulse, learn),
        thresholds=[schema.Threshold.model_validate(limit.model_dump()) for limit in learn.thresholds],
    )


def anomaly_metadata(of: Project, learn_id: int) -> schema.AnomalyTrainingAnswer:
    """What is known of an anomaly block: how it standardises features, and its clusters, of which a mixture has none.

    Raises:
        NotFound: No impulse has such a block.
        Damaged: The file that it names cannot be used.
    """
    learn = _anomaly_block(of, learn_id, KMeansFile, GmmFile)
    file = learn.read(of.folder)
    return schema.AnomalyTrainingAnswer(
        created=learn.created_at or of.file.created,
        mean=list(file.mean),
        scale=list(file.scale),
        clusters=[
            schema.AnomalyCluster(center=list(cluster.center), max_error=cluster.max_error)
            for cluster in (file.clusters if isinstance(file, ClustersFile) else ())
        ],
        axes=list(range(len(file.mean))),
        default_minimum_confidence_rating=next(
            (limit.value for limit in learn.thresholds if isinstance(limit.value, float)), 0.0
        ),
        has_trained_model=True,
        thresholds=[schema.Threshold.model_validate(limit.model_dump()) for limit in learn.thresholds],
    )


def mixture_metadata(of: Project, learn_id: int) -> schema.MixtureAnswer:
    """The Gaussians of a mixture, over standardised features.

    Raises:
        NotFound: No impulse has such a block.
        Damaged: The file that it names cannot be used.
    """
    mixture = _anomaly_block(of, learn_id, GmmFile).read(of.folder)
    return schema.MixtureAnswer(
        means=mixture.means.tolist(),
        covariances=[np.diag(each).tolist() for each in mixture.variances],
        weights=[component.weight for component in mixture.components],
    )


def _anomaly_block(of: Project, learn_id: int, *kinds: type[AnomalyBlock]) -> AnomalyBlock:
    every = [learn for impulse in of.file.impulses for learn in impulse.learning if isinstance(learn, kinds)]
    for learn in every:
        if learn.id == learn_id:
            return learn
    known = ", ".join(str(learn.id) for learn in every)
    raise NotFound(f"Project {of.file.id} has no such anomaly block {learn_id}, it has {known or 'none'}")


def downloads(of: Project, impulse_id: int | None) -> schema.DownloadsAnswer:
    """The model files of all impulses, or of one."""
    if impulse_id is not None:
        of.impulse(impulse_id)
    return schema.DownloadsAnswer(
        downloads=[
            schema.Download(
                id=variant,
                name=f"{learn.name}, {variant}",
                type="TensorFlow Lite",
                size=f"{(of.folder / model.file).stat().st_size} bytes",
                link=f"/v1/api/{of.file.id}/learn-data/{learn.id}/model/{quote(variant)}",
                impulse_id=impulse.id,
            )
            for impulse, learn in _all(of)
            if impulse_id in {None, impulse.id}
            for variant, model in learn.models.items()
        ]
    )


def model_file(of: Project, learn_id: int, variant: str) -> bytes:
    """The content of a model file.

    Raises:
        NotFound: There is no such block or variant.
        Damaged: The file cannot be read.
    """
    _, learn = block(of, learn_id)
    if variant not in learn.models:
        raise NotFound(f"Block {learn_id} has no model {variant}, it has {', '.join(learn.models)}")
    file = learn.models[variant].file
    try:
        return files.content(of.folder / file, of.folder, files.LARGEST_MODEL)
    except OSError as error:
        raise Damaged(f"{of.folder.name}/{file}", f"the model cannot be read: {error.strerror}") from None


def _all(of: Project) -> list[tuple[ImpulseFile, ModelsLearnFile]]:
    return [
        (impulse, learn)
        for impulse in of.file.impulses
        for learn in impulse.learning
        if isinstance(learn, ModelsLearnFile)
    ]


def _measured(of: Project, impulse: ImpulseFile, learn: LearnFile) -> Json:
    """What was measured of a block, empty if nothing was."""
    for entry in of.measured.get("blocks", []):
        if (entry.get("impulse"), entry.get("block")) == (impulse.id, learn.id):
            found: Json = entry
            return found
    return {}


def _latency(of: Project, measured: Json) -> Json:
    """How long a block's models took. Recipes measure the first block of a project."""
    first = next((entry for entry in of.measured.get("blocks", []) if "variants" in entry), None)
    found: Json = of.measured.get("latency", {}) if measured is first else {}
    return found


def _metrics(variant: str, measured: Json, latency: Json) -> schema.TrainingMetrics:
    own = measured["variants"][variant]
    chosen = next((name for name in LOSSES if name in own), None)
    scope = {name: value for name, value in measured.items() if _is_plain(value) and name not in ELSEWHERE}
    return schema.TrainingMetrics(
        type=variant,
        loss=None if chosen is None else 1 - own[chosen] if chosen in SHARES else own[chosen],
        accuracy=own.get("accuracy"),
        report=scope | ({"loss": LOSSES[chosen]} if chosen is not None else {}),
        on_device_performance=[_performance(variant, own, latency)],
        is_supported_on_mcu=False,
        mcu_support_error=NO_MICROCONTROLLER,
        additional_metrics=[
            schema.Metric(name=name, value=json.dumps(value), full_precision_value=value)
            for name, value in own.items()
            if name not in PRIVATE and _is_plain(value) and not isinstance(value, str)
        ],
    )


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _performance(variant: str, own: Json, latency: Json) -> schema.DevicePerformance:
    taken = latency.get("microsecondsPerWindow", {}).get(variant)
    size, arena = own.get("sizeBytes", 0), own.get("arenaBytes")
    facts = {"Model file": f"{size} bytes"}
    facts |= {"Tensor arena": f"{arena} bytes"} if arena is not None else {}
    facts |= {"Latency": f"{taken} µs per window"} if taken is not None else {}
    facts |= {"How it was measured": latency["statement"]} if "statement" in latency else {}
    return schema.DevicePerformance(
        mcu=COMPUTER,
        name=COMPUTER,
        is_default=True,
        latency=taken / 1000 if taken is not None else 0,
        tflite=schema.MemoryUse(ram_required=0, rom_required=0, arena_size=arena or 0, model_size=size),
        eon=schema.MemoryUse(ram_required=0, rom_required=0, arena_size=0, model_size=0),
        custom_metrics=[schema.CustomMetric(name=name, value=value) for name, value in facts.items()],
        has_performance=taken is not None,
        is_microcontroller=False,
    )


def _scaling(impulse: ImpulseFile, learn: LearnFile) -> str:
    """The range of pixels; the bindings require one of signals too."""
    for block_file in impulse.processing:
        if block_file.id in learn.processing and block_file.type == "image":
            return str(block_file.parameters.get("scaling", "0..1"))
    return "0..1"

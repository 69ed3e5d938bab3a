"""Model testing: all samples of a category through some variants, and the results, which are kept in memory."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from studio import predictions
from studio.classify import Wish, classify, prepared
from studio.errors import BadRequest, StudioError
from studio.inference import Runtime
from studio.jobs import Job
from studio.memory import ROOM
from studio.projectfile import ImpulseFile
from studio.projects import Project
from studio.samples import SampleEntry
from studio.wire.samples import bytes_to_classify
from variantlens.service import schema

KEPT = 8
"""Results of how many impulses and categories are kept: those of the largest demo take some ten megabytes."""
SHOWN_DECIMALS = 4


@dataclass(frozen=True, eq=False)
class Plan:
    """What is to be tested. Samples are those of the category, in their order."""

    project: Project
    impulse: ImpulseFile
    category: str
    variants: tuple[str, ...]

    @property
    def samples(self) -> list[SampleEntry]:
        """The samples."""
        return [entry for entry in self.project.dataset.samples if entry.category == self.category]


@dataclass(frozen=True, eq=False)
class Results:
    """What one variant says of all samples that could be classified.

    Attributes:
        project: The project as it was tested: where it is another by now, the results no longer hold.
        samples: What was said of each sample.
        predictions: What was decided about each window of all samples.
        accuracy: How well the variant did.
        metrics: The same by learn block.
    """

    project: Project
    samples: Sequence[schema.SampleResult]
    predictions: Sequence[schema.Prediction]
    accuracy: schema.Accuracy
    metrics: Sequence[schema.BlockMetrics]


class Place(NamedTuple):
    """Which results are meant."""

    project_id: int
    impulse_id: int
    category: str


class Testing:
    """The results that are kept; the ones that were not computed for the longest time go first."""

    __test__ = False  # the name begins as those of test classes do, but it is none

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Place, dict[str, Results]] = OrderedDict()

    def keep(self, plan: Plan, results: dict[str, Results]) -> None:
        """Keep the results of a plan, beside those of other variants that still hold."""
        place = Place(plan.project.file.id, plan.impulse.id, plan.category)
        with self._lock:
            others = {name: one for name, one in self._kept.get(place, {}).items() if one.project is plan.project}
            self._kept[place] = others | results
            self._kept.move_to_end(place)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)

    def of(self, project: Project, impulse: ImpulseFile, category: str) -> dict[str, Results]:
        """The results that hold for a project as it is, by variant."""
        with self._lock:
            kept = self._kept.get(Place(project.file.id, impulse.id, category), {})
            return {name: one for name, one in kept.items() if one.project is project}

    def outdated(self, project: Project, impulse: ImpulseFile, category: str) -> bool:
        """Whether there are results, but all of them of the project as it was."""
        with self._lock:
            kept = self._kept.get(Place(project.file.id, impulse.id, category), {})
            return bool(kept) and all(one.project is not project for one in kept.values())


def run(plan: Plan, runtime: Runtime, job: Job) -> dict[str, Results]:
    """Classify all samples of a plan; samples that cannot be classified are left out, and the job's log says why.

    Raises:
        BadRequest: None of the samples can be classified.
        Damaged: A model cannot be used.
        Cancelled: Somebody cancelled the job.
    """
    collected = {variant: _Collected() for variant in plan.variants}
    samples = plan.samples
    reason = ""
    job.say(f"Testing {', '.join(plan.variants)} with {len(samples)} samples")
    for done, entry in enumerate(samples, start=1):
        with ROOM.of(bytes_to_classify(entry)):
            try:
                task = prepared(plan.project, Wish(entry.id, plan.variants, plan.impulse.id))
            except StudioError as error:
                reason = error.message
                job.say(f"Sample {entry.id} is left out: {reason}")
            else:
                answer = classify(task, runtime, lambda _done, _total: job.go_on())
                del task  # its recording with it, before the next one is read
                for said in answer.results:
                    collected[said.variant].add(answer, plan.impulse, said.classifications)
        job.watch(done, len(samples))
    if not any(one.samples for one in collected.values()):
        raise BadRequest(f"None of {len(samples)} samples can be classified, the last one because: {reason}")
    return {variant: one.results(plan) for variant, one in collected.items()}


def nothing(project: Project) -> Results:
    """The results of a test that never was."""
    return Results(project, [], [], predictions.accuracy([], Counter(), numbers=False), [])


def work(plan: Plan, runtime: Runtime, testing: Testing) -> Callable[[Job], bytes]:
    """The same as the work of a job, which keeps its results."""

    def test(job: Job) -> bytes:
        testing.keep(plan, run(plan, runtime, job))
        return b""

    return test


@dataclass(eq=False)
class _Collected:
    """The results of one variant so far."""

    samples: list[schema.SampleResult] = field(default_factory=list)
    predictions: list[schema.Prediction] = field(default_factory=list)
    told_apart: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def add(self, answer: schema.ClassifyAnswer, impulse: ImpulseFile, said: list[schema.Classification]) -> None:
        """Take in what is said of one more sample."""
        described = answer.sample.sample
        self.samples.append(schema.SampleResult(sample_id=described.id, sample=described, classifications=said))
        self.predictions += predictions.of_sample(answer, impulse.learning, said)
        self.told_apart += predictions.anomalies(impulse.learning, said)

    def results(self, plan: Plan) -> Results:
        """All of it."""
        blocks = plan.impulse.learning
        numbers = any(block.type == "keras-regression" for block in blocks)
        accuracy = predictions.accuracy(self.predictions, self.told_apart, numbers=numbers)
        f1 = [one.f1_score for one in self.predictions if one.f1_score is not None]
        speaker = blocks[predictions.spokesman(blocks)]
        metrics = [
            schema.BlockMetrics(
                learn_block_id=block.id,
                learn_block_name=block.name,
                additional_metrics=_anomaly_metrics(accuracy)
                if block.is_anomaly
                else _metrics(accuracy, f1)
                if block is speaker
                else [],
            )
            for block in blocks
        ]
        return Results(plan.project, self.samples, self.predictions, accuracy, metrics)


def _metrics(accuracy: schema.Accuracy, f1: Sequence[float]) -> list[schema.Metric]:
    if f1:
        return _named({"F1, mean of the images": sum(f1) / len(f1)})
    return _named(
        {
            "Accuracy": accuracy.accuracy_score,
            "Balanced accuracy": accuracy.balanced_accuracy_score,
            "Mean squared error": accuracy.mse_score,
        }
    )


def _anomaly_metrics(accuracy: schema.Accuracy) -> list[schema.Metric]:
    return _named(
        {"Anomalies found": accuracy.anomaly_accuracy_score, "Others passed": accuracy.no_anomaly_accuracy_score}
    )


def _named(values: dict[str, float | None]) -> list[schema.Metric]:
    return [
        schema.Metric(name=name, value=str(round(value, SHOWN_DECIMALS)), full_precision_value=value)
        for name, value in values.items()
        if value is not None
    ]

"""What the service answers: the calls of a client, each asked once and waited for in sight."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from components import waiting
from variantlens.address import Choice
from variantlens.service.client import Client
from variantlens.service.memory import Key, Pending
from variantlens.service.schema import (
    ClassifyAnswer,
    Impulse,
    ModelVariant,
    Project,
    SampleAnswer,
    SamplesAnswer,
    TrainingAnswer,
)
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.sources import existing_results

Answer = TypeVar("Answer")


class Answers:
    """The calls of one client, remembered for everybody who asks the same service with the same key.

    Args:
        client: Asks the service.
        owner: Whose answers they are: the service and the fingerprint of the key.
    """

    def __init__(self, client: Client, owner: tuple[Hashable, ...]) -> None:
        self._client = client
        self._owner = owner

    def projects(self) -> Sequence[Project]:
        """All projects that the key may see."""
        return self._ask("Listing projects", ("projects",), lambda _: self._client.projects())

    def studio(self) -> str | None:
        """The id of our own service, None where another one is asked."""
        return self._ask("Asking who answers", ("studio",), lambda _: self._client.studio_id())

    def impulses(self, project: int) -> Sequence[Impulse]:
        """The impulses of a project."""
        return self._ask("Listing impulses", ("impulses", project), lambda _: self._client.impulses(project))

    def default_impulse(self, project: int) -> int | None:
        """The impulse that a project opens with, None where the service does not say."""
        return self._ask(
            "Reading the project", ("default impulse", project), lambda _: self._client.default_impulse(project)
        )

    def model_variants(self, project: int, impulse: int | None = None) -> Sequence[ModelVariant]:
        """The variants that an impulse's models exist in."""
        return self._ask(
            "Listing variants",
            ("variants", project, impulse),
            lambda _: self._client.model_variants(project, impulse),
        )

    def samples(
        self,
        project: int,
        *,
        category: str | None = None,
        limit: int = 100,
        offset: int = 0,
        labels: tuple[str, ...] = (),
        filename: str = "",
    ) -> SamplesAnswer:
        """One page of a project's samples; empty filters let all pass."""
        return self._ask(
            "Listing samples",
            ("samples", project, category, limit, offset, labels, filename),
            lambda _: self._client.samples(
                project,
                category=category,
                limit=limit,
                offset=offset,
                labels=labels or None,
                filename=filename or None,
            ),
        )

    def training(self, project: int, learn_block: int) -> TrainingAnswer:
        """What the service measured of a learn block's models."""
        return self._ask(
            "Reading what was measured",
            ("training", project, learn_block),
            lambda _: self._client.training(project, learn_block),
        )

    def matching(self, project: int, category: str | None, labels: tuple[str, ...], filename: str) -> int:
        """How many samples pass these filters; None and empty let all pass."""
        page = self._ask(
            "Counting samples",
            ("matching", project, category, labels, filename),
            lambda _: self._client.samples(
                project, category=category, limit=1, labels=labels or None, filename=filename or None
            ),
        )
        return page.total_count

    def tested(self, request: SweepRequest) -> Mapping[str, int]:
        """For how many samples the service has stored results of model testing, by variant."""
        key = ("tested", request.project, request.impulse, request.category, request.variants)
        return self._ask("Looking for stored results", key, lambda _: existing_results(self._client, request))

    def image(self, choice: Choice) -> bytes:
        """The picture of the chosen sample, a PNG or JPEG file."""
        project, sample = _chosen(choice)
        return self._ask(
            "Fetching the picture", ("image", project, sample), lambda _: self._client.sample_image(project, sample)
        )

    def sound(self, choice: Choice) -> bytes:
        """The sound of the chosen sample, a WAV file."""
        project, sample = _chosen(choice)
        return self._ask(
            "Fetching the sound", ("sound", project, sample), lambda _: self._client.sample_wav(project, sample)
        )

    def film(self, choice: Choice) -> bytes:
        """The film of the chosen sample, an MP4 or AVI file."""
        project, sample = _chosen(choice)
        return self._ask(
            "Fetching the film", ("film", project, sample), lambda _: self._client.sample_video(project, sample)
        )

    def window(self, choice: Choice, window: int) -> SampleAnswer:
        """The values of one window of the chosen sample, as the processing blocks get them."""
        project, sample = _chosen(choice)
        return self._ask(
            "Fetching the window",
            ("window", project, choice.impulse, sample, window),
            lambda _: self._client.window_values(project, sample, window, impulse=choice.impulse),
        )

    def classify(self, choice: Choice) -> ClassifyAnswer:
        """What the chosen variants say of the chosen sample."""
        return self._ask("Classifying with " + " and ".join(choice.variants), _key(choice), self._classify(choice))

    def forget(self, choice: Choice) -> None:
        """Ask for this choice anew the next time."""
        waiting.forget(self._owner + _key(choice))

    def begin(self, key: Key, call: Callable[[Client, Pending[Answer]], Answer]) -> Pending[Answer]:
        """A call that nobody waits for in sight: begun, or on its way, or remembered like the others."""
        return waiting.begin(self._owner + key, lambda pending: call(self._client, pending))

    def forget_begun(self, key: Key) -> None:
        """Begin such a call anew the next time."""
        waiting.forget(self._owner + key)

    def _classify(self, choice: Choice) -> Callable[[Pending[ClassifyAnswer]], ClassifyAnswer]:
        project, sample = _chosen(choice)
        return lambda pending: self._client.classify_variants(
            project,
            sample,
            choice.variants,
            impulse=choice.impulse,
            include_debug_info=choice.include_debug_info,
            truncate_structured_labels=choice.truncate_structured_labels,
            on_progress=pending.note,
            cancelled=pending.cancelled,
        )

    def _ask(self, doing: str, key: Key, call: Callable[[Pending[Answer]], Answer]) -> Answer:
        return waiting.answer(doing, self._owner + key, call)


def _chosen(choice: Choice) -> tuple[int, int]:
    """Project and sample of a complete choice."""
    if choice.project is None or choice.sample is None:
        raise ValueError("the choice is not complete")
    return choice.project, choice.sample


def _key(choice: Choice) -> tuple[Hashable, ...]:
    """What an answer depends on; the reference and moved thresholds are ours alone."""
    return (
        "classify",
        choice.project,
        choice.impulse,
        choice.sample,
        choice.variants,
        choice.include_debug_info,
        choice.truncate_structured_labels,
    )

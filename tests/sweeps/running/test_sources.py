"""Which samples a sweep asks for, and where their answers come from."""

import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from studio.api import create_app
from tests.conftest import DEMOS, KEY, Running
from tests.sweeps.services import ADDRESS, Service, request
from variantlens.service.client import Client
from variantlens.service.errors import Refused, Unauthorized
from variantlens.service.schema import ClassifyAnswer
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import State
from variantlens.sweeps.request import SourceKind, SweepRequest
from variantlens.sweeps.running import sources
from variantlens.sweeps.running.service import Sweeps
from variantlens.sweeps.running.sources import (
    Batch,
    ConsentNeeded,
    ModelTested,
    PerSample,
    existing_results,
    listed,
    source,
)

LONG_S = 60
VARIANTS = ("float32", "int8")


@pytest.fixture(scope="module")
def studio(served: Callable[[FastAPI], Running]) -> Iterator[str]:
    """The address of an embedded service of this module's own: model testing changes what it keeps."""
    with served(create_app([DEMOS], KEY)) as running:
        yield running.address


@pytest.fixture
def client(studio: str) -> Iterator[Client]:
    """A client that knows the service as the embedded one."""
    with Client(studio, KEY, embedded=True) as made:
        yield made


class Book:
    """Remembers a job."""

    def __init__(self) -> None:
        self.jobs: list[int] = []

    def job(self) -> int | None:
        return self.jobs[-1] if self.jobs else None

    def note(self, job: int) -> None:
        self.jobs.append(job)


@pytest.mark.parametrize("project", [1, 4, 6, 9, 10], ids=["motion", "boxes", "grids", "values", "outputs"])
def test_both_sources_come_to_the_same(client: Client, store: SweepStore, project: int) -> None:
    """Sample by sample or by model testing: what is kept of each sample is the same."""
    sweeps = Sweeps(store)
    outcomes = []
    for kind in SourceKind:
        asked = SweepRequest(project=project, impulse=1, variants=VARIANTS, source=kind, category="training", limit=12)
        run = sweeps.start(asked, client)
        progress = sweeps.wait(run, LONG_S)
        assert (progress.state, progress.failed, progress.message) == (State.FINISHED, 0, "")
        outcomes.append([each.model_copy(update={"length_ms": None}) for each in sweeps.outcomes(run)])
    assert outcomes[0] == outcomes[1]
    assert outcomes[0]


def test_stored_results_are_offered_and_read_without_starting_anything(studio: str, store: SweepStore) -> None:
    """On a service elsewhere, stored results are counted by variant, and read without a new job and without consent."""
    with Client(studio, KEY) as elsewhere:
        wanted = SweepRequest(service=studio, project=2, impulse=1, variants=VARIANTS, source=SourceKind.MODEL_TESTING)
        assert existing_results(elsewhere, wanted) == {}
        elsewhere.testing.wait(2, elsewhere.testing.start(2, VARIANTS, impulse=1))
        assert existing_results(elsewhere, wanted) == {"float32": 40, "int8": 40}
        sweeps = Sweeps(store)
        reusing = SweepRequest.model_validate(wanted.model_dump() | {"reuse": True})
        run = sweeps.start(reusing, elsewhere)
        progress = sweeps.wait(run, LONG_S)
        assert (progress.done, progress.failed, sweeps.get(run).job) == (40, 0, None)


def test_without_consent_nothing_is_started(store: SweepStore) -> None:
    """On a service elsewhere model testing replaces stored results: without consent no job is started."""
    service = Service(5)
    sweeps = Sweeps(store)
    run = sweeps.start(request(source=SourceKind.MODEL_TESTING), service.client())
    progress = sweeps.wait(run, LONG_S)
    assert progress.state is State.STOPPED
    assert "replaces the results" in progress.message
    assert not any("jobs" in path for path in service.paths)
    with pytest.raises(ConsentNeeded):
        ModelTested(request(source=SourceKind.MODEL_TESTING)).prepare(service.client(), Book(), None, threading.Event())


def test_the_start_of_a_job_is_sent_once() -> None:
    """Where the service stumbles at the start of a job, the start is not sent again: it may have begun."""
    paths: list[str] = []

    def stumble(asked: httpx.Request) -> httpx.Response:
        paths.append(asked.url.path)
        return httpx.Response(503, json={})

    wanted = request(source=SourceKind.MODEL_TESTING, consent=True)
    with (
        Client(ADDRESS, transport=httpx.MockTransport(stumble)) as client,
        pytest.raises(Refused),
    ):
        ModelTested(wanted).prepare(client, Book(), None, threading.Event())
    assert paths == ["/v1/api/1/jobs/classify"]


def test_a_job_that_runs_is_waited_for_instead_of_another(client: Client) -> None:
    """A resumed sweep waits for the job that it started before."""
    wanted = SweepRequest(project=1, impulse=1, variants=VARIANTS, source=SourceKind.MODEL_TESTING)
    book = Book()
    ModelTested(wanted).prepare(client, book, None, threading.Event())
    assert len(book.jobs) == 1
    ready = ModelTested(wanted).prepare(client, book, None, threading.Event())
    assert len(book.jobs) == 1
    assert [batch.offset for batch in ready.batches([1, 2])] == [0]


def test_samples_that_the_results_leave_out_are_failures(client: Client, store: SweepStore) -> None:
    """A sample without results is listed as failed with that reason, and the others are compared."""
    sweeps = Sweeps(store)
    wanted = SweepRequest(project=1, impulse=1, variants=VARIANTS, source=SourceKind.MODEL_TESTING)

    class Short(ModelTested):
        """Results that end early."""

        def batches(self, samples: list[int]) -> list[Batch]:  # type: ignore[override]  # a list is asked for
            return [Batch(tuple(samples[:-3]), 0)]

    real = sources.ModelTested.prepare

    def prepare(self: ModelTested, *arguments: object) -> Short:
        ready = real(self, *arguments)  # type: ignore[arg-type]  # handed on as they came
        return Short(ready.request, ready.impulse, ready.total)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources.ModelTested, "prepare", prepare)
        run = sweeps.start(wanted, client)
        progress = sweeps.wait(run, LONG_S)
    assert (progress.state, progress.done, progress.failed) == (State.FINISHED, 37, 3)
    assert {failure.error for failure in sweeps.failures(run)} == {"The service has no result for this sample."}


def test_filters_are_asked_of_the_service(client: Client) -> None:
    """Category, labels and a part of the name decide which samples are listed."""
    every = listed(client, SweepRequest(project=1, variants=VARIANTS, category=None)).listed
    testing = listed(client, SweepRequest(project=1, variants=VARIANTS)).listed
    label, name = testing[0].label, testing[0].filename
    one = listed(client, SweepRequest(project=1, variants=VARIANTS, labels=(label,))).listed
    named = listed(client, SweepRequest(project=1, variants=VARIANTS, name_filter=name)).listed
    assert len(every) > len(testing) > len(one) > 0
    assert {each.label for each in one} == {label}
    assert [each.filename for each in named] == [name]


def test_lists_are_read_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list takes several pages, and each sample is there once."""
    monkeypatch.setattr(sources, "LIST_AT_ONCE", 7)
    assert [each.sample for each in listed(Service(30).client(), request()).listed] == list(range(1, 31))


@given(seed=st.integers(0, 99), limit=st.integers(1, 40))
def test_a_random_subset_is_fixed_by_its_seed(seed: int, limit: int) -> None:
    """So many samples as wanted, the same ones for the same seed, in the service's order, each once."""
    client = Service(30).client()
    drawn = [each.sample for each in listed(client, request(seed=seed, limit=limit)).listed]
    again = [each.sample for each in listed(client, request(seed=seed, limit=limit)).listed]
    assert drawn == again == sorted(set(drawn))
    assert len(drawn) == min(limit, 30)


def test_another_seed_draws_others() -> None:
    """Seeds differ in what they draw, and a larger subset holds the smaller one."""
    client = Service(200).client()
    first, second, larger = (
        {each.sample for each in listed(client, request(seed=seed, limit=limit)).listed}
        for seed, limit in ((1, 20), (2, 20), (1, 40))
    )
    assert first != second
    assert first < larger


def test_disabled_samples_are_left_out() -> None:
    """What the project has switched off is no part of a sweep."""

    def answer(_: httpx.Request) -> httpx.Response:
        samples = [{"id": 1, "isDisabled": True}, {"id": 2, "isDisabled": False}, {"id": 3}]
        return httpx.Response(200, json={"success": True, "samples": samples, "totalCount": 3})

    client = Client(ADDRESS, transport=httpx.MockTransport(answer))
    assert [each.sample for each in listed(client, request()).listed] == [2, 3]


def listing(numbers: dict[str, list[int]], said: int | None = None, at_once: int = 100) -> Client:
    """A client of a service that lists samples by category, a few at once, and may say that there are more."""

    def answer(asked: httpx.Request) -> httpx.Response:
        there = numbers.get(asked.url.params["category"], [])
        first, size = int(asked.url.params["offset"]), min(int(asked.url.params["limit"]), at_once)
        samples = [{"id": each} for each in there[first : first + size]]
        total = len(there) if said is None or not there else said
        return httpx.Response(200, json={"success": True, "samples": samples, "totalCount": total})

    return Client(ADDRESS, transport=httpx.MockTransport(answer))


def test_all_categories_are_all_of_the_service() -> None:
    """Nothing is left out, though the service gives fewer at once than asked for."""
    numbers = {
        "testing": list(range(300)),
        "training": list(range(300, 400)),
        "validation": list(range(400, 430)),
        "post-processing": [430],
    }
    found = listed(listing(numbers, at_once=50), request(category=None))
    assert [each.id for each in found.samples] == list(range(431))
    only = listed(listing(numbers), request(category="post-processing"))
    assert [each.id for each in only.samples] == [430]


def test_a_list_that_is_shorter_than_the_service_says_is_noted() -> None:
    """Whoever reads the sweep learns that samples are missing."""
    found = listed(listing({"testing": [1, 2, 3]}, said=5), request())
    assert len(found.samples) == 3
    assert found.notes == ("The service lists 3 of the 5 samples that it says there are.",)


def test_samples_that_may_fail_are_noted() -> None:
    """Disabled ones are left out; those in processing, and those whose processing failed, are asked for and counted."""
    samples = [{"id": 1, "isDisabled": True}, {"id": 2, "isProcessing": True}, {"id": 3, "processingError": True}]
    body = {"success": True, "samples": samples, "totalCount": 3}
    client = Client(ADDRESS, transport=httpx.MockTransport(lambda _: httpx.Response(200, json=body)))
    found = listed(client, request())
    assert [each.id for each in found.samples] == [2, 3]
    assert list(found.notes) == [
        "Left out, since the project has disabled them: 1 sample.",
        "Still in processing at the service when they were listed: 1 sample.",
        "With an error of processing at the service: 1 sample.",
    ]


def said_no(words: str, status: int = 200) -> Client:
    """A client of a service that refuses everything."""
    refusal = {"success": False, "error": words}
    return Client(ADDRESS, transport=httpx.MockTransport(lambda _: httpx.Response(status, json=refusal)))


@pytest.mark.parametrize("status", [200, 400, 404])
def test_no_results_yet_is_no_error(status: int) -> None:
    """A service without results of model testing says so in a refusal; testing can then be started."""
    wanted = request(source=SourceKind.MODEL_TESTING)
    assert existing_results(said_no("There are no model testing results yet", status), wanted) == {}


def test_a_wrong_key_is_not_taken_for_missing_results() -> None:
    """What the words say of the key is said as such."""
    with pytest.raises(Unauthorized):
        existing_results(said_no("Invalid API key"), request(source=SourceKind.MODEL_TESTING))


def test_a_score_that_is_none_costs_one_variant_of_model_testing(client: Client) -> None:
    """A page of results is read though one sample's score is a text; that sample's block is told as unusable."""
    impulse = client.impulses(1)[0]
    block = {"learnBlock": {"id": 3, "type": "keras", "name": "C"}, "result": [{"walking": 0.9}]}
    broken = block | {"result": [{"walking": "0.9"}]}

    def answer(asked: httpx.Request) -> httpx.Response:
        held = [block, broken] if asked.url.params["variant"] == "int8" else [block, block]
        result = [
            {"sampleId": at, "sample": {"id": at}, "classifications": [each]} for at, each in enumerate(held, start=1)
        ]
        return httpx.Response(200, json={"success": True, "result": result, "predictions": [], "totalCount": 2})

    tested = ModelTested(request(source=SourceKind.MODEL_TESTING), impulse, 2)
    asked = Client(ADDRESS, transport=httpx.MockTransport(answer))
    answers = dict(tested.ask(asked, Batch((1, 2), 0), None))
    unread = {
        sample: [each.field for result in one.results for each in result.unread]
        for sample, one in answers.items()
        if isinstance(one, ClassifyAnswer)
    }
    assert unread == {1: [], 2: ["result[1].classifications[0].result[0].walking"]}


def test_a_request_names_its_source() -> None:
    """The per-sample source is the default."""
    assert isinstance(source(request()), PerSample)
    assert isinstance(source(request(source=SourceKind.MODEL_TESTING)), ModelTested)

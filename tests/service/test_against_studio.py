"""The client and the supervisor against the real embedded service."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from studio.api import create_app
from tests.conftest import DEMOS, Running, StudioService
from variantlens.service.client import Client
from variantlens.service.embedded import EmbeddedService
from variantlens.service.errors import NotFound, Refused, Unauthorized
from variantlens.service.identity import ServiceId, changes, identity
from variantlens.service.jobs import JobProgress, Polling
from variantlens.service.schema import ClassifyAnswer


@pytest.fixture
def client(studio_service: StudioService) -> Iterator[Client]:
    """A client of the shared embedded service."""
    with Client(studio_service.address, studio_service.api_key, embedded=True) as made:
        yield made


def classified(client: Client, sample: int = 1) -> ClassifyAnswer:
    """A sample of the first project, by all of its variants."""
    variants = [each.variant for each in client.model_variants(1)]
    return client.classify_variants(1, sample, variants)


def test_the_demos_can_be_walked_through(client: Client) -> None:
    """From the projects to the samples, everything that a page needs is read."""
    project = client.projects()[0]
    assert client.project(project.id).name == project.name
    assert {"float32", "int8"} <= {each.variant for each in client.model_variants(project.id)}
    assert client.impulses(project.id)[0].learn_blocks
    page = client.samples(project.id, limit=3)
    tests = client.samples(project.id, category="testing", limit=1)
    assert [sample.category for sample in page.samples] == ["testing"] * 3
    assert 0 < tests.total_count <= page.total_count
    assert client.sample(project.id, page.samples[0].id).payload.values


def test_a_sample_is_classified_by_all_variants(client: Client) -> None:
    """Every variant answers with as many windows, and the sister call gives the same scores."""
    answer = classified(client)
    windows = {len(part.result) for result in answer.results for part in result.classifications}
    assert len(windows) == 1
    assert client.classify(1, 1, "int8").classifications[0].result == next(
        result.classifications[0].result for result in answer.results if result.variant == "int8"
    )


def test_answers_of_today_belong_together(client: Client) -> None:
    """The same question has the same identity, with model files and the sample's hash; another sample has not."""
    one, again, other = (identity(classified(client, sample), ServiceId("embedded"), 1, None) for sample in (1, 1, 2))
    assert one.digest == again.digest
    assert changes(one, other)
    assert one.sample_sha256
    assert {model.variant for model in one.models} >= {"float32", "int8"}


def test_wrong_questions_are_told_apart(client: Client, studio_service: StudioService) -> None:
    """Unknown things, unknown variants and a wrong key each have their error, with the service's words."""
    for ask in (lambda: client.project(999), lambda: client.sample(1, 99999)):
        with pytest.raises(NotFound, match="999"):
            ask()
    with pytest.raises(Refused, match="no-such-variant"):
        client.classify_variants(1, 1, ["no-such-variant"])
    with Client(studio_service.address, "wrong") as stranger:
        with pytest.raises(Unauthorized):
            stranger.projects()
        assert stranger.check().key_accepted is False


def test_a_large_sample_comes_by_a_job(served: Callable[[FastAPI], Running]) -> None:
    """A sample above the job limit is answered with a job, followed, and gives what it gives without one."""
    told: list[JobProgress] = []
    polling = Polling(first_interval_s=0.02, longest_interval_s=0.1)
    answers = []
    for job_windows in (1, 2000):
        serving = served(create_app([DEMOS], job_windows=job_windows))
        with serving as running, Client(running.address, polling=polling) as client:
            answers.append(client.classify_variants(1, 1, ["float32", "int8"], on_progress=told.append))
    assert answers[0].results == answers[1].results
    assert told[-1].status == "success"
    assert {progress.job_id for progress in told} == {told[0].job_id}


def test_the_real_process_is_supervised() -> None:
    """`python -m studio` keeps the contract: it takes socket and key from its parent, answers, and ends with it."""
    service = EmbeddedService()
    service.start()
    try:
        with Client(service.address, service.api_key, embedded=True) as client:
            assert client.check().ok
            process = service.process_id
        with Client(service.address, "guessed") as stranger, pytest.raises(Unauthorized):
            stranger.projects()
    finally:
        service.stop()
    assert process is not None
    assert not Path(f"/proc/{process}").exists()


def test_what_was_measured_of_models_is_read(client: Client) -> None:
    """Every variant of a Keras block has its model's size, measured where there is no microcontroller."""
    measured = client.training(1, 3).model_validation_metrics
    assert [each.type for each in measured] == [each.variant for each in client.model_variants(1)]
    devices = [device for each in measured for device in each.on_device_performance]
    assert all(device.tflite and device.tflite.model_size for device in devices)
    assert not any(device.is_microcontroller for device in devices)
    with pytest.raises(NotFound):
        client.training(1, 5)


def test_sounds_and_windows_are_had(client: Client) -> None:
    """A spoken prompt comes as a WAV file; a window holds the rows that its length asks for; a picture has no sound."""
    language = next(each.id for each in client.projects() if each.name == "Language")
    assert client.sample_wav(language, 1)[:4] == b"RIFF"
    with pytest.raises(NotFound):
        client.sample_wav(1, 1)
    whole = client.sample(1, 1).payload.values
    assert client.window_values(1, 1, 2).payload.values == whole[10:30]

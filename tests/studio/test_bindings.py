"""The running service, called by the official bindings.

They read answers with their own models, whose strict form is checked here too. Two things they cannot do, in any
service: read a classification with a threshold that has a value, and see the id of a job. Classify answers are
therefore read raw.
"""

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the bindings use parts of pydantic that it calls old
    import edgeimpulse_api as bindings
    from edgeimpulse_api import models

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def client(studio_service: Any) -> Iterator[bindings.ApiClient]:
    """The official client, pointed at the embedded service."""
    configuration = bindings.Configuration(
        host=studio_service.address, api_key={"ApiKeyAuthentication": studio_service.api_key}
    )
    with bindings.ApiClient(configuration) as client:
        yield client


@pytest.fixture(scope="module")
def project(client: bindings.ApiClient) -> int:
    """The first demo."""
    number: int = bindings.ProjectsApi(client).list_projects().projects[0].id
    return number


def strictly(model: Any, answer: Any) -> Any:
    """An answer read raw, held against a model of the bindings in full: types and required fields."""
    return model.parse_obj(json.loads(answer.data))


def test_projects(client: bindings.ApiClient, project: int) -> None:
    """Lists of projects and a project's information have all that the bindings require."""
    api = bindings.ProjectsApi(client)
    listed = strictly(models.ListProjectsResponse, api.list_projects(_preload_content=False))
    assert listed.projects[0].id == project
    info = strictly(models.ProjectInfoResponse, api.get_project_info(project, _preload_content=False))
    assert info.project.name == listed.projects[0].name
    assert api.get_project_info(project).data_summary.data_count > 0


def test_impulses(client: bindings.ApiClient, project: int) -> None:
    """Impulses have all that the bindings require."""
    api = bindings.ImpulseApi(client)
    listed = strictly(models.GetAllImpulsesResponse, api.get_all_impulses(project, _preload_content=False))
    one = strictly(models.GetImpulseResponse, api.get_impulse(project, _preload_content=False))
    assert one.impulse == listed.impulses[0]
    assert api.get_impulse(project, impulse_id=one.impulse.id).impulse.learn_blocks[0].type == "keras"


def test_variants(client: bindings.ApiClient, project: int) -> None:
    """Variants are listed by names that the bindings know."""
    api = bindings.ProjectsApi(client)
    strictly(models.GetModelVariantsResponse, api.get_model_variants(project, _preload_content=False))
    listed = api.get_model_variants(project).model_variants
    assert {one.variant for one in listed} == {"float32", "int8"}


def test_samples(client: bindings.ApiClient, project: int) -> None:
    """Lists of samples, and a sample with its values, have all that the bindings require."""
    api = bindings.RawDataApi(client)
    page = strictly(
        models.ListSamplesResponse, api.list_samples(project, "testing", limit=3, offset=1, _preload_content=False)
    )
    assert [sample.id for sample in page.samples] == [
        sample.id for sample in api.list_samples(project, "testing").samples[1:4]
    ]
    one = strictly(models.GetSampleResponse, api.get_sample(project, page.samples[0].id, _preload_content=False))
    assert one.sample == page.samples[0]
    assert len(one.payload.values) == one.total_payload_length == one.sample.values_count


def test_labels_filter(client: bindings.ApiClient, project: int) -> None:
    """The bindings' filter by labels is understood."""
    api = bindings.RawDataApi(client)
    label = api.list_samples(project, "testing", limit=1).samples[0].label
    found = api.list_samples(project, "testing", labels=json.dumps([label])).samples
    assert {sample.label for sample in found} == {label}


def test_classifications(client: bindings.ApiClient, project: int) -> None:
    """Apart from the values of thresholds, an answer of both classify calls is what the bindings expect."""
    api = bindings.ClassifyApi(client)
    several = json.loads(
        api.classify_sample_for_variants(project, 1, json.dumps(["float32", "int8"]), _preload_content=False).data
    )
    one = json.loads(api.classify_sample_v2(project, 1, variant="int8", _preload_content=False).data)
    assert one["classifications"] == several["results"][1]["classifications"]
    for classification in [*one["classifications"], *(c for r in several["results"] for c in r["classifications"])]:
        assert classification["thresholds"]
        classification["thresholds"] = []
    read = models.ClassifySampleResponseMultipleVariants.parse_obj(several)
    assert [result.variant for result in read.results] == ["float32", "int8"]
    assert models.ClassifySampleResponse.parse_obj(one).classifications[0].result_count == len(
        one["classifications"][0]["result"]
    )


def test_jobs(tiny: Any, served: Any) -> None:
    """A job's status, log and cancellation are what the bindings expect."""
    from studio.api import create_app

    with served(create_app([tiny.parent], job_windows=1)) as running:
        client = bindings.ApiClient(bindings.Configuration(host=running.address))
        classify, jobs = bindings.ClassifyApi(client), bindings.JobsApi(client)
        started = classify.classify_sample_for_variants(7, 1, '["int8"]', _preload_content=False)
        job = json.loads(started.data)["id"]
        assert strictly(models.GetJobResponse, jobs.get_job_status(7, job, _preload_content=False)).job.id == job
        strictly(models.LogStdoutResponse, jobs.get_jobs_logs(7, job, _preload_content=False))
        assert jobs.cancel_job(7, job).success is True


def test_errors(client: bindings.ApiClient) -> None:
    """The bindings see a refusal as such, with its reason."""
    with pytest.raises(bindings.exceptions.NotFoundException, match="There is no project 99"):
        bindings.ProjectsApi(client).get_project_info(99)

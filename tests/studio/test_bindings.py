"""The running service, called by the official bindings.

They read answers with their own models, whose strict form is checked here too. Some things they cannot do, in any
service: read a threshold that has a value, send one, see the id of a classify call's job, and name a window in a
path. Such answers are therefore read raw, and such calls sent by hand.
"""

import json
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the bindings use parts of pydantic that it calls old
    import edgeimpulse_api as bindings
    from edgeimpulse_api import models

from tests.conftest import DEMOS as FOLDER

DEMOS = sorted(file.parent for file in FOLDER.glob("*/project.json"))
SAMPLES = 12
"""Of each demo: pictures with and without objects among them."""

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


@pytest.mark.parametrize("folder", DEMOS, ids=lambda folder: folder.name)
def test_every_answer_of_every_demo(client: bindings.ApiClient, folder: Path) -> None:
    """Apart from the values of thresholds, every impulse's answer for every test sample of a demo is as expected."""
    number = json.loads((folder / "project.json").read_bytes())["id"]
    classify, impulses = bindings.ClassifyApi(client), bindings.ImpulseApi(client).get_all_impulses(number).impulses
    samples = bindings.RawDataApi(client).list_samples(number, "testing", limit=SAMPLES).samples
    for impulse, sample in [*((one, samples[0]) for one in impulses), *((impulses[0], one) for one in samples[1:])]:
        answer = classify.classify_sample_for_variants(
            number, sample.id, '["float32", "int8"]', impulse_id=impulse.id, _preload_content=False
        )
        several = json.loads(answer.data)
        assert (type(several["windowSizeMs"]), type(several["windowIncreaseMs"])) == (int, int)
        answer = classify.classify_sample_v2(
            number, sample.id, variant="int8", impulse_id=impulse.id, _preload_content=False
        )
        one = json.loads(answer.data)
        for classification in [*one["classifications"], *(c for r in several["results"] for c in r["classifications"])]:
            classification["thresholds"] = []
        models.ClassifySampleResponseMultipleVariants.parse_obj(several)
        models.ClassifySampleResponse.parse_obj(one)


@pytest.mark.parametrize("folder", DEMOS, ids=lambda folder: folder.name)
def test_what_surrounds_every_demo(client: bindings.ApiClient, folder: Path) -> None:
    """A demo's variants, devices, data axes and, apart from the values of thresholds, its anomaly blocks' metadata."""
    number = json.loads((folder / "project.json").read_bytes())["id"]
    projects, learn = bindings.ProjectsApi(client), bindings.LearnApi(client)
    strictly(models.GetModelVariantsResponse, projects.get_model_variants(number, _preload_content=False))
    strictly(models.ListDevicesResponse, bindings.DevicesApi(client).list_devices(number, _preload_content=False))
    axes = strictly(
        models.ProjectDataAxesSummaryResponse, projects.get_project_data_axes_summary(number, _preload_content=False)
    )
    samples = bindings.RawDataApi(client).list_samples(number, "testing", limit=1).samples
    assert {sensor.name for sensor in samples[0].sensors} <= set(axes.data_axis_summary)
    for impulse in bindings.ImpulseApi(client).get_all_impulses(number).impulses:
        for block in impulse.learn_blocks:
            if block.type in {"anomaly", "anomaly-gmm"}:
                known = json.loads(learn.get_anomaly_metadata(number, block.id, _preload_content=False).data)
                assert known.pop("thresholds")
                read = models.AnomalyModelMetadataResponse.parse_obj({**known, "thresholds": []})
                assert bool(read.clusters) == (block.type == "anomaly")
            if block.type == "anomaly-gmm":
                mixture = strictly(
                    models.AnomalyGmmMetadataResponse, learn.get_gmm_metadata(number, block.id, _preload_content=False)
                )
                assert len(mixture.means) == len(mixture.weights) == len(mixture.covariances)
                assert len(mixture.means[0]) == len(read.mean) == len(mixture.covariances[0][0])


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


def test_parts_of_samples(client: bindings.ApiClient, project: int, studio_service: Any) -> None:
    """Counts, parts of a sample and single windows are what the bindings expect."""
    raw = bindings.RawDataApi(client)
    count = strictly(models.CountSamplesResponse, raw.count_samples(project, "testing", _preload_content=False)).count
    assert count == raw.list_samples(project, "testing", limit=1).total_count
    part = strictly(
        models.GetSampleResponse, raw.get_sample_slice(project, 1, slice_start=2, slice_end=5, _preload_content=False)
    )
    assert part.payload.values == raw.get_sample(project, 1).payload.values[2:5]
    address = f"{studio_service.address}/api/{project}/classify/v2/1/raw-data/0"
    answer = httpx.get(address, headers={"x-api-key": studio_service.api_key})
    window = models.GetSampleDspResponse.parse_obj(answer.json())
    assert len(window.payload.values) == window.total_payload_length


def test_every_filter_is_taken(client: bindings.ApiClient, project: int) -> None:
    """Filters by the names and types that the bindings send them."""
    found = bindings.RawDataApi(client).list_samples(
        project, "all", min_length=1, max_length=10**9, min_frequency=0.5, max_frequency=1e6, search="test",
        min_id=1, max_id=3, signature_validity="both", include_disabled="both", exclude_sensors=False,
        truncate_structured_labels=True,
    )  # fmt: skip
    assert [sample.id for sample in found.samples] == [1, 2]


def test_measurements_and_files(client: bindings.ApiClient, project: int) -> None:
    """Apart from the values of thresholds, what is known of models is what the bindings expect; so are downloads."""
    learn = bindings.LearnApi(client)
    block = bindings.ImpulseApi(client).get_impulse(project).impulse.learn_blocks[0].id
    known = json.loads(learn.get_keras_metadata(project, block, _preload_content=False).data)
    assert known.pop("thresholds")
    read = models.KerasModelMetadataResponse.parse_obj({**known, "thresholds": []})
    assert {metrics.type for metrics in read.model_validation_metrics} == {"float32", "int8"}
    assert all(metrics.on_device_performance[0].has_performance for metrics in read.model_validation_metrics)
    files = strictly(
        models.ProjectDownloadsResponse, bindings.ProjectsApi(client).list_downloads(project, _preload_content=False)
    )
    content = learn.download_learn_model(project, block, files.downloads[0].id, _preload_content=False).data
    assert content[4:8] == b"TFL3"


def test_model_testing(tiny: Any, served: Any) -> None:
    """Apart from the values of thresholds, results of model testing are what the bindings expect, whole and by page."""
    from studio.api import create_app

    with served(create_app([tiny.parent])) as running:
        client = bindings.ApiClient(bindings.Configuration(host=running.address))
        classify, jobs = bindings.ClassifyApi(client), bindings.JobsApi(client)
        job = jobs.start_classify_job(7, models.StartClassifyJobRequest(model_variants=["float32", "int8"])).id
        while jobs.get_job_status(7, job).job.finished is None:
            time.sleep(0.02)
        listed = strictly(models.ListJobsResponse, jobs.list_all_jobs(7, _preload_content=False))
        assert [one.id for one in listed.jobs] == [job]
        assert strictly(models.ListJobsResponse, jobs.list_active_jobs(7, _preload_content=False)).jobs == []
        whole = json.loads(classify.get_classify_job_result(7, variant="int8", _preload_content=False).data)
        page = json.loads(
            classify.get_classify_job_result_page(7, limit=1, variant="int8", _preload_content=False).data
        )
    for one in [*whole["result"], *page["result"]]:
        for classification in one["classifications"]:
            classification["thresholds"] = []
    read = models.ClassifyJobResponse.parse_obj(whole)
    assert (len(read.result), [str(one) for one in read.available_variants]) == (2, ["float32", "int8"])
    assert read.accuracy.total_summary.good + read.accuracy.total_summary.bad > 0
    assert models.ClassifyJobResponsePage.parse_obj(page).total_count == 2


def test_thresholds(tiny: Any, served: Any) -> None:
    """The answer to set-thresholds is what the bindings expect."""
    from studio.api import create_app

    with served(create_app([tiny.parent])) as running:
        wanted = {"thresholds": [{"blockId": 4, "key": "min_score", "value": 0.9}]}
        answer = httpx.post(f"{running.address}/api/7/impulse/1/set-thresholds", json=wanted)
    read = models.SetImpulseThresholdsResponse.parse_obj(answer.json())
    assert (read.had_model_testing_results, read.regenerate_model_testing_status) == (False, "not_regenerated")


def test_errors(client: bindings.ApiClient) -> None:
    """The bindings see a refusal as such, with its reason."""
    with pytest.raises(bindings.exceptions.NotFoundException, match="There is no project 99"):
        bindings.ProjectsApi(client).get_project_info(99)

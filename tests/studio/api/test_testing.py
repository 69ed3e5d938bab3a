"""Model testing: a job over all samples, and its results."""

import json
import time
from typing import Any

import httpx
import pytest

from studio.api import create_app
from variantlens.service import schema

TESTABLE = [1, 2]
"""Testing samples that can be classified; 3 is too short, 4 damaged, 5 for training, 6 too short at its rate."""


def start(studio: Any, body: dict[str, Any] | None = None, **parameters: Any) -> int:
    """Start model testing; the id of the job."""
    answer = studio.http.post("/api/7/jobs/classify", json=body, params=parameters)
    assert answer.status_code == 200, answer.text
    return schema.JobAnswer.model_validate(answer.json()).id


def run_test(studio: Any, body: dict[str, Any] | None = None, **parameters: Any) -> schema.Job:
    """Start model testing and run it; the job as it ended."""
    job = start(studio, body, **parameters)
    studio.jobs.run_next()
    return schema.JobStatusAnswer.model_validate(studio.get(f"/jobs/{job}/status")).job


def results(studio: Any, **parameters: Any) -> schema.TestingAnswer:
    """The results of a variant."""
    return schema.TestingAnswer.model_validate(studio.get("/classify/all/result", **parameters))


def test_every_variant_has_results(studio_with_jobs: Any) -> None:
    """The job tests the usual variants over all testing samples, and each variant's results are kept."""
    assert run_test(studio_with_jobs).finished_successful is True
    for variant in ("float32", "int8"):
        found = results(studio_with_jobs, variant=variant)
        assert [one.sample_id for one in found.result] == TESTABLE
        assert found.available_variants == ["float32", "int8"]


def test_results_are_what_classifying_says(studio_with_jobs: Any, own_studio: Any) -> None:
    """What is kept of a sample is what the main call answers for it, variant by variant."""
    run_test(studio_with_jobs, {"modelVariants": ["int8", "float32"]})
    for variant in ("int8", "float32"):
        found = studio_with_jobs.get("/classify/all/result", variant=variant)
        for one in found["result"]:
            alone = own_studio.classify(one["sampleId"], [variant])
            assert one["classifications"] == alone["results"][0]["classifications"]
            assert one["sample"]["sha256Hash"] == alone["sample"]["sample"]["sha256Hash"]


def test_the_log_tells_progress_and_what_is_left_out(studio_with_jobs: Any) -> None:
    """Each sample is a line, and one that cannot be classified says why and stops no other."""
    job = run_test(studio_with_jobs)
    log = schema.JobLogAnswer.model_validate(studio_with_jobs.get(f"/jobs/{job.id}/stdout"))
    lines = [line.data for line in reversed(log.stdout)]
    assert lines[0] == "Testing float32, int8 with 5 samples"
    assert [line for line in lines if line.endswith(" of 5")] == [f"{done} of 5" for done in range(1, 6)]
    left_out = [line for line in lines if "left out" in line]
    assert [line.split(" is ")[0] for line in left_out] == ["Sample 3", "Sample 4", "Sample 6"]
    assert "tiny/samples/damaged.csv: " in left_out[1]
    assert (job.progress, job.status, job.category) == (1.0, "success", "Model testing")


def test_accuracy_counts_every_window(studio_with_jobs: Any) -> None:
    """Accuracy, counts and confusion matrix are those of the predictions, and every window has one."""
    run_test(studio_with_jobs)
    found = results(studio_with_jobs, variant="float32")
    assert len(found.predictions) == sum(len(one.classifications[0].result) for one in found.result)
    judged = [one for one in found.predictions if one.prediction_correct is not None]
    good = sum(one.prediction_correct is True for one in judged)
    tally = found.accuracy.total_summary
    assert (tally.good, tally.bad) == (good, len(judged) - good)
    assert found.accuracy.accuracy_score == good / len(judged)
    assert sum(sum(row.values()) for row in found.accuracy.confusion_matrix_values.values()) == len(judged)
    assert [metrics.learn_block_id for metrics in found.additional_metrics_by_learn_block] == [4, 5]


def test_only_the_block_that_speaks_has_its_figures(studio_with_jobs: Any) -> None:
    """A second classifier beside the first gets none of the first one's figures."""
    path = studio_with_jobs.folder / "project.json"
    project = json.loads(path.read_text())
    learning = project["impulses"][0]["learning"]
    learning.append({**learning[0], "id": 6, "name": "Second"})
    path.write_text(json.dumps(project))
    run_test(studio_with_jobs)
    metrics = results(studio_with_jobs).additional_metrics_by_learn_block
    assert [(one.learn_block_id, bool(one.additional_metrics)) for one in metrics if one.learn_block_id != 5] == [
        (4, True),
        (6, False),
    ]


@pytest.mark.parametrize(
    ("parameters", "ids"), [({"limit": 1}, [1]), ({"limit": 1, "offset": 1}, [2]), ({"offset": 5}, []), ({}, TESTABLE)]
)
def test_pages(studio_with_jobs: Any, parameters: dict[str, int], ids: list[int]) -> None:
    """A page has some samples with their predictions and says how many there are in all."""
    run_test(studio_with_jobs)
    page = schema.TestingPage.model_validate(
        studio_with_jobs.get("/classify/all/result/page", variant="int8", **parameters)
    )
    assert ([one.sample_id for one in page.result], page.total_count) == (ids, 2)
    whole = results(studio_with_jobs, variant="int8")
    assert page.predictions == [one for one in whole.predictions if one.sample_id in ids]


def test_nothing_was_tested(studio_with_jobs: Any) -> None:
    """Before any test there are no results, which is no error."""
    found = results(studio_with_jobs)
    assert (found.result, found.predictions, found.available_variants) == ([], [], [])
    assert found.no_results_because_thresholds_changed is None
    page = studio_with_jobs.get("/classify/all/result/page")
    assert (page["result"], page["totalCount"]) == ([], 0)


def test_other_variants_stay(studio_with_jobs: Any) -> None:
    """A test replaces the results of its own variants and leaves the others; unusual names are listed on request."""
    run_test(studio_with_jobs, {"modelVariants": ["float32"]})
    run_test(studio_with_jobs, {"modelVariants": ["int8-reference-kernels"]})
    assert results(studio_with_jobs).available_variants == ["float32"]
    assert results(studio_with_jobs, all="true").available_variants == ["float32", "int8-reference-kernels"]
    assert results(studio_with_jobs, variant="int8").result == []
    assert results(studio_with_jobs, variant="int8-reference-kernels").result


def test_a_changed_project_has_no_results(studio_with_jobs: Any) -> None:
    """Results of a project that has changed since no longer hold, and say so."""
    run_test(studio_with_jobs)
    path = studio_with_jobs.folder / "project.json"
    path.write_text(path.read_text().replace('"Tiny"', '"Tiny, changed"'))
    found = results(studio_with_jobs)
    assert found.result == []
    assert "changed" in (found.no_results_because_thresholds_changed or "")


def test_other_categories(studio_with_jobs: Any) -> None:
    """A test of another category has results of its own; a category without samples is refused."""
    run_test(studio_with_jobs, category="training")
    assert [one.sample_id for one in results(studio_with_jobs, category="training").result] == [5]
    assert results(studio_with_jobs).result == []
    answer = studio_with_jobs.http.post("/api/7/jobs/classify", params={"category": "validation"})
    assert (answer.status_code, answer.json()["error"]) == (400, "Project 7 has no samples of the category validation")


def test_truncated_labels(studio_with_jobs: Any) -> None:
    """On request the samples in results have only the first of their labels."""
    parts = [{"startIndex": row, "endIndex": row, "label": f"part {row}"} for row in range(12)]
    path = studio_with_jobs.folder / "samples" / "info.labels"
    listed = json.loads(path.read_text())
    listed["files"][1]["label"]["labels"] = parts
    path.write_text(json.dumps(listed))
    run_test(studio_with_jobs)
    for parameters, count in (({}, 12), ({"truncateStructuredLabels": "true"}, 10)):
        for call in ("/classify/all/result", "/classify/all/result/page"):
            sample = studio_with_jobs.get(call, **parameters)["result"][1]["sample"]
            assert len(sample["structuredLabels"]) == count


def test_a_damaged_model_fails_the_job(studio_with_jobs: Any) -> None:
    """A model that cannot be used fails the job with its name; results from before stay."""
    run_test(studio_with_jobs, {"modelVariants": ["float32"]})
    path = studio_with_jobs.folder / "models" / "dense-int8.tflite"
    path.write_bytes(path.read_bytes()[:900])
    job = run_test(studio_with_jobs, {"modelVariants": ["int8"]})
    assert (job.status, job.finished_successful) == ("failed", False)
    assert "dense-int8.tflite" in (job.additional_info or "")
    assert results(studio_with_jobs, variant="int8").result == []
    assert results(studio_with_jobs, variant="float32").result


def test_cancelling_keeps_nothing(studio_with_jobs: Any) -> None:
    """A cancelled test has no results."""
    job = start(studio_with_jobs)
    studio_with_jobs.http.post(f"/api/7/jobs/{job}/cancel")
    studio_with_jobs.jobs.run_next()
    assert studio_with_jobs.get(f"/jobs/{job}/status")["job"]["status"] == "cancelled"
    assert results(studio_with_jobs).result == []


def test_one_job_at_a_time(studio_with_jobs: Any) -> None:
    """The same test, asked for while it waits, is the same job; asked for later, it is another one."""
    job = start(studio_with_jobs)
    assert start(studio_with_jobs) == job
    assert start(studio_with_jobs, {"modelVariants": ["int8"]}) != job
    studio_with_jobs.jobs.run_next()
    assert start(studio_with_jobs) != job


def test_unknown_variants(studio_with_jobs: Any) -> None:
    """A variant that the impulse does not have is refused by name, in every call."""
    answers = [
        studio_with_jobs.http.post("/api/7/jobs/classify", json={"modelVariants": ["akida"]}),
        studio_with_jobs.http.get("/api/7/classify/all/result", params={"variant": "akida"}),
        studio_with_jobs.http.get("/api/7/classify/all/result/page", params={"variant": "akida"}),
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert "no variant “akida”" in answer.json()["error"]


def test_lists_of_jobs(studio_with_jobs: Any) -> None:
    """Jobs that wait are active; those that ended are in the list of all, the newest first."""
    first, second = start(studio_with_jobs), studio_with_jobs.classify(1)["id"]
    studio_with_jobs.jobs.run_next()
    active = schema.JobsAnswer.model_validate(studio_with_jobs.get("/jobs"))
    assert ([job.id for job in active.jobs], active.total_job_count) == ([second], 1)
    every = schema.JobsAnswer.model_validate(studio_with_jobs.get("/jobs/all"))
    assert [(job.id, job.category_key) for job in every.jobs] == [(second, "classify-sample"), (first, "classify")]
    page = schema.JobsAnswer.model_validate(studio_with_jobs.get("/jobs/all", limit=1, offset=1))
    assert ([job.id for job in page.jobs], page.total_job_count) == ([first], 2)


def test_a_real_worker_tests_a_demo_sized_set(tiny: Any, served: Any) -> None:
    """Polled as a client polls, a test on the running service ends by itself."""
    with served(create_app([tiny.parent])) as running, httpx.Client(base_url=running.address) as http:
        job = http.post("/api/7/jobs/classify").json()["id"]
        deadline = time.monotonic() + 60
        while "finished" not in http.get(f"/api/7/jobs/{job}/status").json()["job"]:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert len(http.get("/api/7/classify/all/result").json()["result"]) == len(TESTABLE)

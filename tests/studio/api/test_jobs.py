"""Large samples are answered with a job, and the repeated call with its result."""

import time
from typing import Any

import httpx

from studio.api import create_app
from variantlens.service import schema


def status(studio: Any, job: int) -> schema.Job:
    """How a job is doing."""
    return schema.JobStatusAnswer.model_validate(studio.get(f"/jobs/{job}/status")).job


def test_a_large_sample_becomes_a_job(studio_with_jobs: Any) -> None:
    """The call answers an id, the same one while the job lasts; afterwards it answers the result."""
    answer = studio_with_jobs.classify(1)
    assert answer == {"success": True, "id": answer["id"]}
    assert studio_with_jobs.classify(1) == answer
    waiting = status(studio_with_jobs, answer["id"])
    assert (waiting.status, waiting.finished, waiting.progress) == ("pending", None, 0)
    studio_with_jobs.jobs.run_next()
    ended = status(studio_with_jobs, answer["id"])
    assert (ended.status, ended.finished_successful, ended.progress) == ("success", True, 1)
    result = schema.ClassifyAnswer.model_validate(studio_with_jobs.classify(1))
    assert [one.variant for one in result.results] == ["float32", "int8"]
    assert result.results[0].classifications[0].result_count == 9


def test_the_result_of_a_job_is_the_answer(studio_with_jobs: Any, own_studio: Any) -> None:
    """What a job brings is, bit by bit, what the same call answers at once where it is no job."""
    studio_with_jobs.classify(2)
    studio_with_jobs.jobs.run_next()
    assert studio_with_jobs.classify(2) == own_studio.classify(2)


def test_another_wish_is_another_job(studio_with_jobs: Any) -> None:
    """Other variants, options or forms of the call have jobs of their own."""
    ids = {
        studio_with_jobs.classify(1)["id"],
        studio_with_jobs.classify(2)["id"],
        studio_with_jobs.classify(1, ["int8"])["id"],
        studio_with_jobs.classify(1, ["int8"], truncateStructuredLabels="true")["id"],
        studio_with_jobs.http.post("/api/7/classify/v2/1", params={"variant": "int8"}).json()["id"],
    }
    assert len(ids) == 5


def test_the_sister_call_has_jobs_too(studio_with_jobs: Any) -> None:
    """The one-variant call answers its own form when its job has finished."""
    studio_with_jobs.http.post("/api/7/classify/v2/1", params={"variant": "int8"})
    studio_with_jobs.jobs.run_next()
    answer = studio_with_jobs.http.post("/api/7/classify/v2/1", params={"variant": "int8"}).json()
    assert len(schema.OneVariantAnswer.model_validate(answer).classifications) == 2


def test_cancelling(studio_with_jobs: Any) -> None:
    """A cancelled job says so and brings nothing; the repeated call starts another one."""
    job = studio_with_jobs.classify(1)["id"]
    answer = studio_with_jobs.http.post(f"/api/7/jobs/{job}/cancel")
    assert answer.json() == {"success": True}
    ended = status(studio_with_jobs, job)
    assert (ended.status, ended.finished_successful) == ("cancelled", False)
    assert ended.finished is not None
    assert studio_with_jobs.classify(1)["id"] != job


def test_a_job_that_fails_says_why(studio_with_jobs: Any) -> None:
    """A model that turns out to be damaged fails the job, with its name in status and log."""
    path = studio_with_jobs.folder / "models" / "dense-int8.tflite"
    path.write_bytes(path.read_bytes()[:900])
    job = studio_with_jobs.classify(1)["id"]
    studio_with_jobs.jobs.run_next()
    ended = status(studio_with_jobs, job)
    assert (ended.status, ended.finished_successful) == ("failed", False)
    assert "dense-int8.tflite" in (ended.additional_info or "")
    log = schema.JobLogAnswer.model_validate(studio_with_jobs.get(f"/jobs/{job}/stdout"))
    assert "dense-int8.tflite" in log.stdout[0].data


def test_the_log_has_the_newest_line_first(studio_with_jobs: Any) -> None:
    """The log tells the progress in windows; a caller may limit its lines."""
    job = studio_with_jobs.classify(1)["id"]
    studio_with_jobs.jobs.run_next()
    log = studio_with_jobs.get(f"/jobs/{job}/stdout")
    assert [line["data"] for line in log["stdout"]] == ["Finished", "9 of 9"]
    log = studio_with_jobs.get(f"/jobs/{job}/stdout", limit=1)
    assert ([line["data"] for line in log["stdout"]], log["totalCount"]) == (["Finished"], 2)


def test_what_cannot_be_classified_is_refused_at_once(studio_with_jobs: Any) -> None:
    """A wish that can never be fulfilled is no job."""
    answer = studio_with_jobs.http.post("/api/7/classify/v2/1/variants", params={"variants": '["akida"]'})
    assert answer.status_code == 400


def test_a_changed_project_is_classified_anew(studio_with_jobs: Any) -> None:
    """A result that was computed before the project changed is not given out."""
    job = studio_with_jobs.classify(1)["id"]
    studio_with_jobs.jobs.run_next()
    path = studio_with_jobs.folder / "project.json"
    path.write_text(path.read_text().replace('"Tiny"', '"Tiny, changed"'))
    assert studio_with_jobs.classify(1)["id"] != job


def test_a_real_worker_finishes_a_job(tiny: Any, served: Any) -> None:
    """Polled as a client polls, a job of the running service ends by itself and brings its result."""
    with served(create_app([tiny.parent], job_windows=1)) as running, httpx.Client(base_url=running.address) as http:
        call = http.build_request("POST", "/api/7/classify/v2/1/variants", params={"variants": '["int8"]'})
        job = http.send(call).json()["id"]
        deadline = time.monotonic() + 60
        while "finished" not in http.get(f"/api/7/jobs/{job}/status").json()["job"]:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert http.send(call).json()["results"][0]["variant"] == "int8"

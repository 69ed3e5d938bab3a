"""The call that sets thresholds, and what follows from it."""

from typing import Any

import pytest

from variantlens.service import schema


def put(studio: Any, *thresholds: dict[str, Any], again: bool = False, impulse: int = 1) -> schema.SetThresholdsAnswer:
    """Set thresholds; fails unless it is a success."""
    answer = studio.http.post(
        f"/api/7/impulse/{impulse}/set-thresholds",
        json={"thresholds": list(thresholds), "allowCreatingRegenerateModelTestingJobs": again},
    )
    assert answer.status_code == 200, answer.text
    return schema.SetThresholdsAnswer.model_validate(answer.json())


def limits(answer: dict[str, Any]) -> dict[str, Any]:
    """The thresholds in a classification, by key."""
    blocks = answer["results"][0]["classifications"]
    return {limit["key"]: limit["value"] for block in blocks for limit in block["thresholds"]}


MIN_SCORE = {"blockId": 4, "key": "min_score", "value": 0.9}


def test_answers_follow(own_studio: Any) -> None:
    """From now on classifications carry the new value, in both of its forms, and suggest what they suggested."""
    assert limits(own_studio.classify(1)) == {"min_score": 0.6, "min_anomaly_score": 0.3}
    assert put(own_studio, MIN_SCORE).regenerate_model_testing_status == "not_regenerated"
    answer = own_studio.classify(1)
    assert limits(answer) == {"min_score": 0.9, "min_anomaly_score": 0.3}
    block = answer["results"][0]["classifications"][0]
    assert (block["minimumConfidenceRating"], block["thresholds"][0]["suggestedValue"]) == (0.9, 0.6)


def test_the_project_file_stays_as_it_is(own_studio: Any) -> None:
    """Nothing is written into the project's folder."""
    before = (own_studio.folder / "project.json").read_bytes()
    put(own_studio, MIN_SCORE)
    assert (own_studio.folder / "project.json").read_bytes() == before


def test_a_job_with_other_thresholds_is_another(studio_with_jobs: Any) -> None:
    """The result of a job that ran before is not given out afterwards."""
    first = studio_with_jobs.classify(1)["id"]
    studio_with_jobs.jobs.run_next()
    put(studio_with_jobs, MIN_SCORE)
    assert studio_with_jobs.classify(1)["id"] != first
    studio_with_jobs.jobs.run_next()
    assert limits(studio_with_jobs.classify(1))["min_score"] == 0.9


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"thresholds": [{**MIN_SCORE, "blockId": 9}]}, 400, "no threshold min_score of block 9"),
        ({"thresholds": [{**MIN_SCORE, "value": "high"}]}, 400, "a number is expected"),
        ({"thresholds": [{**MIN_SCORE, "value": True}]}, 400, "thresholds.0.value"),
        ({"thresholds": [{**MIN_SCORE, "value": None}]}, 400, "thresholds.0.value"),
        ({"thresholds": [{"key": "min_score", "value": 1}]}, 400, "thresholds.0.blockId"),
        ({}, 400, "thresholds"),
    ],
)
def test_what_cannot_be_set(own_studio: Any, body: dict[str, Any], status: int, message: str) -> None:
    """What is not there or of a wrong form is refused by name, and nothing changes."""
    answer = own_studio.http.post("/api/7/impulse/1/set-thresholds", json=body)
    assert (answer.status_code, answer.json()["success"]) == (status, False)
    assert message in answer.json()["error"]
    assert limits(own_studio.classify(1))["min_score"] == 0.6


def test_an_unknown_impulse(own_studio: Any) -> None:
    """An impulse that is not there answers 404."""
    answer = own_studio.http.post("/api/7/impulse/9/set-thresholds", json={"thresholds": []})
    assert answer.status_code == 404


def test_results_of_model_testing_no_longer_hold(studio_with_jobs: Any) -> None:
    """Results from before are not given out, and the answer says that a job is needed."""
    studio_with_jobs.http.post("/api/7/jobs/classify", json={})
    studio_with_jobs.jobs.run_next()
    assert studio_with_jobs.get("/classify/all/result")["result"]
    answer = put(studio_with_jobs, MIN_SCORE)
    assert (answer.had_model_testing_results, answer.regenerate_model_testing_status) == (True, "requires_job")
    empty = studio_with_jobs.get("/classify/all/result")
    assert (empty["result"], empty["availableVariants"]) == ([], [])
    assert "changed" in empty["noResultsBecauseThresholdsChanged"]


def test_results_are_computed_anew_on_request(studio_with_jobs: Any) -> None:
    """Where the caller allows it, a job tests the same variants with the new thresholds."""
    studio_with_jobs.http.post("/api/7/jobs/classify", json={"modelVariants": ["int8"]})
    studio_with_jobs.jobs.run_next()
    answer = put(studio_with_jobs, MIN_SCORE, again=True)
    assert answer.regenerate_model_testing_status == "started_job"
    studio_with_jobs.jobs.run_next()
    job = studio_with_jobs.get(f"/jobs/{answer.regenerate_model_testing_results_job_id}/status")["job"]
    assert (job["finishedSuccessful"], job["categoryKey"]) == (True, "classify")
    found = studio_with_jobs.get("/classify/all/result", variant="int8")
    assert found["availableVariants"] == ["int8"]
    assert found["result"][0]["classifications"][0]["thresholds"][0]["value"] == 0.9

"""Samples at another rate than the impulse's."""

import re
from typing import Any

import numpy as np
import pytest
from scipy.signal import resample_poly

from variantlens.service import schema

FAST = 6
ROWS = 240


@pytest.fixture
def fast(studio_with_jobs: Any) -> Any:
    """The service where sample 6 has 240 rows at 100 values per second, labelled in two parts; the impulse takes 10."""
    rows = np.arange(ROWS)
    values = np.column_stack([np.sin(rows / 40), 5 + np.cos(rows / 30)])
    lines = [f"{row * 10},{x:.6f},{y:.6f}" for row, (x, y) in zip(rows, values, strict=True)]
    (studio_with_jobs.folder / "samples" / "fast.csv").write_text("\n".join(["timestamp [ms],x,y", *lines, ""]))
    path = studio_with_jobs.folder / "samples" / "info.labels"
    parts = '{"type": "multi-label", "labels": [{"startIndex": 0, "endIndex": 119, "label": "idle"}, '
    parts += '{"startIndex": 120, "endIndex": 239, "label": "wave"}]}'
    path.write_text(path.read_text().replace('{"type": "unlabeled"}', parts))
    return studio_with_jobs


def classified(studio: Any) -> schema.ClassifyAnswer:
    """Start the job, run it, and ask again."""
    answer = studio.classify(FAST)
    assert set(answer) == {"success", "id"}
    assert studio.classify(FAST) == answer
    studio.jobs.run_next()
    return schema.ClassifyAnswer.model_validate(studio.classify(FAST))


def test_it_takes_a_job(fast: Any) -> None:
    """A sample at another rate is answered with a job, however short it is; then the call brings its windows."""
    answer = classified(fast)
    said = answer.results[0].classifications[0]
    assert said.result_count == len(said.result) == 11
    assert (answer.window_size_ms, answer.window_increase_ms) == (400, 200)


def test_the_sample_stays_as_recorded(fast: Any) -> None:
    """The answer's sample has its own rate and all its values, and labels keep their place in time."""
    answer = classified(fast)
    assert (answer.sample.sample.frequency, len(answer.sample.payload.values)) == (100, ROWS)
    labels = answer.results[0].classifications[0].expected_labels
    assert [(part.label, part.start_index, part.end_index) for part in labels] == [("idle", 0, 4), ("wave", 5, 10)]


def test_windows_hold_resampled_values(fast: Any) -> None:
    """A window has as many values as the impulse takes, and they are those of SciPy's polyphase filter."""
    recorded = np.array(fast.get(f"/raw-data/{FAST}")["payload"]["values"])
    expected = resample_poly(recorded[:, ::-1], 1, 10, axis=0, padtype="line")
    window = fast.get(f"/classify/v2/{FAST}/raw-data/3")["payload"]
    np.testing.assert_allclose(window["values"], expected[6:10])
    assert (window["frequencyHz"], window["intervalMs"]) == (10, 100)
    assert (window["cropStart"], window["cropEnd"]) == (60, 100)


def test_scores_are_those_of_the_slower_sample(fast: Any) -> None:
    """What a block says is what it says of a sample that was recorded at the impulse's rate with these values."""
    resampled = np.array(
        [row for w in range(0, 11, 2) for row in fast.get(f"/classify/v2/{FAST}/raw-data/{w}")["payload"]["values"]]
    )
    lines = [f"{row * 100},{x!r},{y!r}" for row, (y, x) in enumerate(resampled.tolist())]
    (fast.folder / "samples" / "wave.csv").write_text("\n".join(["timestamp [ms],x,y", *lines, ""]))
    fast.classify(1)
    fast.jobs.run_next()
    slow = schema.ClassifyAnswer.model_validate(fast.classify(1))
    for ours, theirs in zip(classified(fast).results, slow.results, strict=True):
        for mine, other in zip(ours.classifications, theirs.classifications, strict=True):
            assert mine.result == other.result


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("timestamp [s]", "has 0.1 values per second, but the impulse takes 10: more than 4 for each one are not made"),
        ("timestamp", "the unit of “timestamp” is not clear: rows are 10 apart"),
        ("moment", "says nothing of time, .* first column named timestamp, time or datetime.* there is moment, x, y"),
    ],
)
def test_a_time_that_cannot_be_right_is_refused(fast: Any, header: str, words: str) -> None:
    """Twenty rows do not become thousands of windows because a time was in another unit."""
    path = fast.folder / "samples" / "fast.csv"
    path.write_text(path.read_text().replace("timestamp [ms]", header))
    answer = fast.http.post(f"/api/7/classify/v2/{FAST}/variants", params={"variants": '["int8"]'})
    assert answer.status_code in {400, 422}
    assert re.search(words, answer.json()["error"]), answer.json()["error"]


def test_microseconds_are_told_by_the_rate(fast: Any) -> None:
    """A bare time in microseconds is read as such where the rate then is the impulse's."""
    lines = [f"{row * 100_000},{row},{row}" for row in range(20)]
    (fast.folder / "samples" / "wave.csv").write_text("\n".join(["timestamp,x,y", *lines, ""]))
    assert fast.get("/raw-data/1")["payload"]["frequencyHz"] == 10
    assert fast.get("/raw-data", search="wave")["samples"][0]["frequency"] == 10

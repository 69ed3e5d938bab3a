"""What a variant decided about each window of a sample, and how often it was right.

One learn block speaks for the impulse: the first that is no anomaly block, or else the first. So an anomaly beside a
classifier changes no label; how often anomalies are told apart has figures of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from studio.learning import LearnFile
from studio.windows import ANOMALY, NO_ANOMALY
from variantlens.service import schema

UNCERTAIN = "uncertain"
NOTHING = "nothing"
"""What is found in a picture in which nothing is found."""


@dataclass(frozen=True)
class Decision:
    """What is said of one window, and whether it is right; None where nobody knows. ``more`` is what its kind adds."""

    prediction: str
    correct: bool | None
    more: dict[str, Any]


def spokesman(blocks: Sequence[LearnFile]) -> int:
    """Which block speaks for an impulse: its place among the blocks."""
    return next((number for number, block in enumerate(blocks) if not block.is_anomaly), 0)


def of_sample(
    answer: schema.ClassifyAnswer, blocks: Sequence[LearnFile], said: Sequence[schema.Classification]
) -> list[schema.Prediction]:
    """The decisions about a sample.

    Args:
        answer: The whole answer, for the sample and its windows.
        blocks: The impulse's learn blocks.
        said: What they say, in the same order, for one variant.
    """
    number = spokesman(blocks)
    speaker = (blocks[number], said[number])
    decide = _decider(*speaker)
    if decide is None:
        return []
    count = len(speaker[1].result)
    labels = _by_window(speaker[1].expected_labels, count)
    outcomes = _by_window(_outcomes(said), count)
    predictions = []
    for window in range(count):
        decision = decide(window, outcomes[window] if speaker[0].is_anomaly else labels[window])
        start_ms = window * answer.window_increase_ms
        predictions.append(
            schema.Prediction(
                sample_id=answer.sample.sample.id,
                start_ms=start_ms,
                end_ms=start_ms + answer.window_size_ms,
                label=labels[window],
                prediction=decision.prediction,
                prediction_correct=decision.correct,
                expected_anomaly_outcome=outcomes[window],
                **decision.more,
            )
        )
    return predictions


def anomalies(blocks: Sequence[LearnFile], said: Sequence[schema.Classification]) -> Counter[tuple[str, bool]]:
    """How many windows are expected to be one or the other and are said to be: (expected outcome, right or not)."""
    counted: Counter[tuple[str, bool]] = Counter()
    for block, one in zip(blocks, said, strict=True):
        if block.is_anomaly and one.expected_anomaly_outcome:
            outcomes = _by_window(one.expected_anomaly_outcome, len(one.result))
            for window, outcome in enumerate(outcomes):
                if outcome is not None:
                    counted[outcome, _anomaly(one, window, outcome).correct is True] += 1
    return counted


def accuracy(
    predictions: Sequence[schema.Prediction], told_apart: Counter[tuple[str, bool]], *, numbers: bool
) -> schema.Accuracy:
    """How well a variant did.

    Args:
        predictions: Of all samples.
        told_apart: Anomalies of all samples, as :func:`anomalies` counts them.
        numbers: Whether predictions and labels are numbers, which have no classes.
    """
    judged = [one for one in predictions if one.prediction_correct is not None]
    classes: dict[str, list[bool]] = defaultdict(list)
    matrix: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in judged if not numbers else []:
        expected = one.label if one.label is not None else one.expected_anomaly_outcome
        if expected is not None:
            classes[expected].append(bool(one.prediction_correct))
            matrix[expected][one.prediction] += 1
    shares = [sum(right) / len(right) for right in classes.values()]
    return schema.Accuracy(
        total_summary=_tally(bool(one.prediction_correct) for one in judged),
        summary_per_class={label: _tally(right) for label, right in sorted(classes.items())},
        confusion_matrix_values={label: dict(row) for label, row in sorted(matrix.items())},
        all_labels=sorted(set(classes) | {said for row in matrix.values() for said in row}),
        accuracy_score=_share(sum(bool(one.prediction_correct) for one in judged), len(judged)),
        balanced_accuracy_score=sum(shares) / len(shares) if shares else None,
        anomaly_accuracy_score=_told(told_apart, ANOMALY),
        no_anomaly_accuracy_score=_told(told_apart, NO_ANOMALY),
        mse_score=_squared_error(judged) if numbers else None,
    )


def _decider(block: LearnFile, said: schema.Classification) -> Callable[[int, str | None], Decision] | None:
    """How this block's answer becomes decisions, None for one that decides nothing."""
    if said.structured_result is not None:
        return lambda window, _: _objects(said, window)
    if said.label_map_result is not None:
        return lambda window, _: _label_map(said, window)
    if block.type == "keras-freeform" or not any(said.result):
        return None
    if block.type == "keras-regression":
        return lambda window, label: _value(said, window, label)
    if block.is_anomaly:
        return lambda window, outcome: _anomaly(said, window, outcome)
    if said.is_multi_label:
        return lambda window, _: _labels(said, window)
    return lambda window, label: _label(said, window, label)


def _label(said: schema.Classification, window: int, expected: str | None) -> Decision:
    scores = {label: score for label, score in said.result[window].items() if score is not None}
    best = max(scores, key=lambda label: scores[label], default=None)
    passed = best is not None and scores[best] >= _limit(said)
    prediction = best if best is not None and passed else UNCERTAIN
    judged = expected is not None and expected in said.result[window]
    return Decision(prediction, prediction == expected if judged else None, {})


def _labels(said: schema.Classification, window: int) -> Decision:
    found = [label for label, score in said.result[window].items() if score is not None and score >= _limit(said)]
    return Decision(", ".join(found) or UNCERTAIN, None, {})


def _label_map(said: schema.Classification, window: int) -> Decision:
    labels = (said.label_map_result or [])[window]
    return Decision(", ".join(labels.values()), None, {"label_map_predictions": labels})


def _anomaly(said: schema.Classification, window: int, expected: str | None) -> Decision:
    score = said.result[window].get(ANOMALY)
    prediction = ANOMALY if score is not None and score >= _limit(said) else NO_ANOMALY
    grids = said.anomaly_result or []
    more = {"anomaly_scores": grids[window].scores} if grids else {}
    return Decision(prediction, prediction == expected if expected is not None else None, more)


def _value(said: schema.Classification, window: int, expected: str | None) -> Decision:
    value = next(iter(said.result[window].values()))
    wanted = _number(expected)
    judged = value is not None and wanted is not None
    correct = abs((value or 0.0) - (wanted or 0.0)) <= _limit(said) if judged else None
    return Decision(UNCERTAIN if value is None else repr(value), correct, {})


def _objects(said: schema.Classification, window: int) -> Decision:
    found = (said.structured_result or [])[window]
    labels = found.labels or []
    boxes = [
        schema.PredictedBox(label=label, x=box[0] or 0, y=box[1] or 0, width=box[2] or 0, height=box[3] or 0, score=s)
        for label, box, s in zip(labels, found.boxes, found.scores, strict=True)
    ]
    correct = found.f1 == 1 if found.f1 is not None else None
    more = {"f1_score": found.f1, "bounding_boxes": boxes}
    return Decision(", ".join(sorted(set(labels))) or NOTHING, correct, more)


def _limit(said: schema.Classification) -> float:
    return said.minimum_confidence_rating or 0.0


def _outcomes(said: Iterable[schema.Classification]) -> Sequence[schema.StructuredLabel]:
    return next((one.expected_anomaly_outcome for one in said if one.expected_anomaly_outcome), [])


def _by_window(labels: Iterable[schema.StructuredLabel], count: int) -> list[str | None]:
    windows: list[str | None] = [None] * count
    for part in labels:
        for window in range(part.start_index, min(part.end_index + 1, count)):
            windows[window] = part.label
    return windows


def _tally(right: Iterable[bool]) -> schema.Tally:
    counted = Counter(right)
    return schema.Tally(good=counted[True], bad=counted[False])


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _told(counted: Counter[tuple[str, bool]], outcome: str) -> float | None:
    return _share(counted[outcome, True], counted[outcome, True] + counted[outcome, False])


def _number(label: str | None) -> float | None:
    try:
        return float(label) if label is not None else None
    except ValueError:
        return None


def _squared_error(judged: Sequence[schema.Prediction]) -> float | None:
    errors = [(float(one.prediction) - float(one.label)) ** 2 for one in judged if one.label is not None]
    return sum(errors) / len(errors) if errors else None

"""What object detectors find in a demo's pictures, held against what is there and against each other.

Objects are found and paired by the embedded service's own learn blocks; the tests compute the same facts again in
their own way.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from scipy import stats

from studio.learning.detectors import Quality
from studio.learning.scenes import Found, Objects, TrueBox, scene
from training.scenes import Scene

Pairs: TypeAlias = Sequence[tuple[int, int]]


def truths(scenes: Sequence[Scene], labels: Sequence[str], size: int) -> list[Objects]:
    """What truly is in square pictures, as the embedded service's learn blocks know it."""
    boxes = [[TrueBox(t.label, t.x, t.y, t.width, t.height) for t in picture.placed] for picture in scenes]
    return [scene(each, (size, size), (size, size), "squash").known(labels) for each in boxes]


@dataclass(frozen=True)
class Question:
    """What detectors are asked.

    Attributes:
        threshold: Below this score there is no object.
        truths: What truly is in each picture.
        pair: Which found object is taken for which true one: indices of both.
    """

    threshold: float
    truths: Sequence[Objects]
    pair: Callable[[Objects, Found], Pairs]

    def hits(self, found: Sequence[Found]) -> list[dict[int, int]]:
        """For each picture, the true object that each found one is taken for; false alarms are not in it."""
        pairs = (self.pair(truth, seen) for truth, seen in zip(self.truths, found, strict=True))
        return [{p: t for t, p in each} for each in pairs]

    def changed(self, reference: Sequence[Found], candidate: Sequence[Found]) -> list[int]:
        """Indices of pictures in which an object of one variant has no partner in the other."""
        together = enumerate(zip(reference, candidate, strict=True))
        return [i for i, (one, two) in together if not len(one) == len(two) == len(self.pair(one, two))]


def facts(
    question: Question, found: Mapping[str, Sequence[Found]], sizes: Mapping[str, int], reference: str = "float32"
) -> dict[str, Any]:
    """The measured facts about a detector: each variant alone, then each candidate against the reference.

    Args:
        question: What was asked.
        found: By variant, one item per picture.
        sizes: Bytes of each variant's model file.
        reference: The variant that the others are compared with.
    """
    return {
        "kind": "detections",
        "threshold": question.threshold,
        "samples": len(question.truths),
        "objects": sum(map(len, question.truths)),
        "reference": reference,
        "variants": {name: {"sizeBytes": sizes[name], **_alone(question, found[name])} for name in found},
        "candidates": {name: _against(question, found[reference], found[name]) for name in found if name != reference},
    }


def quality(question: Question, found: Sequence[Found]) -> Quality:
    """Pairs, false alarms and missed objects over all pictures."""
    hits = sum(map(len, question.hits(found)))
    return Quality(hits, sum(map(len, found)) - hits, sum(map(len, question.truths)) - hits)


def _alone(question: Question, found: Sequence[Found]) -> dict[str, Any]:
    counts = quality(question, found)
    shares = {"f1": counts.f1, "precision": counts.precision, "recall": counts.recall}
    return {
        **{name: None if share is None else round(share, 4) for name, share in shares.items()},
        "hit": counts.paired,
        "falseAlarms": counts.false_alarms,
        "missed": counts.missed,
        "decisionsSha256": _digest(question, found),
    }


def _digest(question: Question, found: Sequence[Found]) -> str:
    """A fingerprint of all decisions: per picture the label of each object and the true object that it hits."""
    lines = []
    for seen, hits in zip(found, question.hits(found), strict=True):
        objects = sorted(f"{label}:{hits.get(i, '-')}" for i, label in enumerate(seen.classes.tolist()))
        lines.append(" ".join(objects))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _against(question: Question, reference: Sequence[Found], candidate: Sequence[Found]) -> dict[str, Any]:
    before, after = question.hits(reference), question.hits(candidate)
    new = _without_partner(question, candidate, after, reference, before)
    gone = _without_partner(question, reference, before, candidate, after)
    return {
        "imagesChanged": len(question.changed(reference, candidate)),
        "objectsLost": sum(_lost(one, two) for one, two in zip(before, after, strict=True)),
        "objectsFound": sum(_lost(two, one) for one, two in zip(before, after, strict=True)),
        "falseAlarmsNew": sum(new),
        "falseAlarmsGone": sum(gone),
        "imagesHarmed": sum(
            alarms > 0 or _lost(one, two) > 0 for alarms, one, two in zip(new, before, after, strict=True)
        ),
    }


def _lost(before: dict[int, int], after: dict[int, int]) -> int:
    """True objects that were found and are no longer."""
    return len(set(before.values()) - set(after.values()))


def _without_partner(
    question: Question,
    found: Sequence[Found],
    hits: list[dict[int, int]],
    others: Sequence[Found],
    their_hits: list[dict[int, int]],
) -> list[int]:
    """Per picture, the false alarms of one variant that the other one does not have."""
    alarms = [_only_alarms(seen, known) for seen, known in zip(found, hits, strict=True)]
    theirs = [_only_alarms(seen, known) for seen, known in zip(others, their_hits, strict=True)]
    return [len(one) - len(question.pair(two, one)) for one, two in zip(alarms, theirs, strict=True)]


def _only_alarms(found: Found, hits: dict[int, int]) -> Found:
    alarms = np.array([i for i in range(len(found)) if i not in hits], dtype=np.int64)
    return Found(found.boxes[alarms], found.classes[alarms], found.scores[alarms])


def telling(question: Question, found: Mapping[str, Sequence[Found]], broken: str, reference: str = "float32") -> int:
    """The picture that shows best what a bad variant does: the most lost objects, all of them found before."""
    before, after = question.hits(found[reference]), question.hits(found[broken])
    whole = [
        len(hits) == len(truth) == len(seen)
        for hits, truth, seen in zip(before, question.truths, found[reference], strict=True)
    ]
    lost = [_lost(one, two) * complete for one, two, complete in zip(before, after, whole, strict=True)]
    return int(np.argmax(lost))


def expected_verdict(block: Mapping[str, Any], candidate: str, allowed_points: float) -> str:
    """The verdict that a candidate should get: how much it may harm at most, against what is allowed.

    The bound is the upper 95 % one of Clopper and Pearson (1934) on the share of pictures that it harms, which holds
    where few pictures change.

    Args:
        block: From :func:`facts`.
        candidate: The variant.
        allowed_points: Allowed loss in points of F1.
    """
    harmed, pictures = block["candidates"][candidate]["imagesHarmed"], block["samples"]
    bound = float(stats.beta.ppf(0.95, harmed + 1, pictures - harmed))
    return "within the allowed loss" if 100 * bound <= allowed_points else "not enough data"

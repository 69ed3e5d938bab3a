"""What regressions do with a demo's samples: the blocks of kind ``values`` in measured.json."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Question:
    """What a regression is asked, and what would be right.

    Attributes:
        allowed: The absolute error up to which a value is right.
        expected: The right value of each window, shape (windows,).
        samples: The file of the sample that each window is of, shape (windows,).
    """

    allowed: float
    expected: Numbers
    samples: npt.NDArray[np.object_]

    def right(self, values: Numbers) -> npt.NDArray[np.bool_]:
        """Whether each value is within the allowed error, shape (windows,)."""
        return np.abs(values - self.expected) <= self.allowed


def regression(
    question: Question, values: Mapping[str, Numbers], sizes: Mapping[str, int], reference: str = "float32"
) -> dict[str, Any]:
    """The measured facts about a regression: each variant alone, then each candidate against the reference.

    Args:
        question: What was asked.
        values: By variant, shape (windows,).
        sizes: Bytes of each variant's model file.
        reference: The variant that the others are compared with.
    """
    return {
        "kind": "values",
        "allowedError": question.allowed,
        "samples": len(set(question.samples)),
        "windows": len(question.expected),
        "reference": reference,
        "variants": {name: _alone(question, values[name], sizes[name]) for name in values},
        "candidates": {
            name: _against(question, values[reference], values[name]) for name in values if name != reference
        },
    }


def _alone(question: Question, values: Numbers, size: int) -> dict[str, Any]:
    errors, right = values - question.expected, question.right(values)
    return {
        "sizeBytes": size,
        "meanAbsoluteError": round(float(np.abs(errors).mean()), 4),
        "bias": round(float(errors.mean()), 4),
        "largestError": round(float(np.abs(errors).max()), 4),
        "within": int(right.sum()),
        "withinShare": round(float(right.mean()), 4),
        "decisionsSha256": hashlib.sha256(right.astype(np.uint8).tobytes()).hexdigest(),
    }


def _against(question: Question, reference: Numbers, candidate: Numbers) -> dict[str, Any]:
    before, after = question.right(reference), question.right(candidate)
    change = np.abs(candidate - reference)
    return {
        "flips": int(np.sum(before != after)),
        "harmful": int(np.sum(before & ~after)),
        "helpful": int(np.sum(~before & after)),
        "flipsBySample": dict(Counter(question.samples[before != after].tolist())),
        "largestChange": round(float(change.max()), 4),
        "meanChange": round(float(change.mean()), 4),
    }

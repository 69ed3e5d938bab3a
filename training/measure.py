"""What a demo's models do with its samples, measured by LiteRT as the product runs it; ends in measured.json."""

import hashlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from studio.shapes import arrangement

UNCERTAIN = "uncertain"
KERNELS = {"optimised": OpResolverType.AUTO, "reference": OpResolverType.BUILTIN_REF}

Kernels: TypeAlias = Literal["optimised", "reference"]
Scores: TypeAlias = npt.NDArray[np.float64]
Texts: TypeAlias = npt.NDArray[np.object_]


class Runner:
    """One .tflite file, ready to be asked; quantization parameters are the file's own."""

    def __init__(self, model: bytes, kernels: Kernels = "optimised") -> None:
        self._interpreter = Interpreter(
            model_content=model, num_threads=1, experimental_op_resolver_type=KERNELS[kernels]
        )
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]
        self._outputs = self._interpreter.get_output_details()

    def scores(self, features: npt.NDArray[np.float32]) -> Scores:
        """The first output for each window, dequantized.

        Args:
            features: Shape (windows, …); each agrees with the model's input as ``studio.shapes`` says.
        """
        return self.outputs(features)[0]

    def outputs(self, features: npt.NDArray[np.float32]) -> tuple[Scores, ...]:
        """All outputs for each window, dequantized, each of shape (windows, …)."""
        windows = [self._one(window) for window in features]
        return tuple(np.stack(output) for output in zip(*windows, strict=True))

    def microseconds(self, features: npt.NDArray[np.float32], repeats: int = 20) -> float:
        """Median time of running the model on one window, without quantizing its input and output."""
        self.scores(features)
        times = []
        for window in np.tile(features, (repeats, *[1] * (features.ndim - 1))):
            self._ask(window)
            begun = time.perf_counter()
            self._interpreter.invoke()
            times.append(time.perf_counter() - begun)
        return float(np.median(times)) * 1e6

    def _ask(self, window: npt.NDArray[np.float32]) -> None:
        arranged = arrangement(window.shape, tuple(self._input["shape"][1:].tolist()))
        self._interpreter.set_tensor(self._input["index"], self._quantized(arranged(window[np.newaxis])))

    def _one(self, window: npt.NDArray[np.float32]) -> list[Scores]:
        self._ask(window)
        self._interpreter.invoke()
        return [self._real(output) for output in self._outputs]

    def _real(self, output: dict[str, Any]) -> Scores:
        values: Scores = self._interpreter.get_tensor(output["index"])[0].astype(np.float64)
        scale, zero_point = output["quantization"]
        return (values - zero_point) * scale if scale else values

    def _quantized(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.generic]:
        scale, zero_point = self._input["quantization"]
        if not scale:
            return values
        limits = np.iinfo(self._input["dtype"])
        integers = np.clip(np.round(values / scale + zero_point), limits.min, limits.max)
        return np.asarray(integers, dtype=self._input["dtype"])


@dataclass(frozen=True)
class Question:
    """What a classifier is asked, and what would be right.

    Attributes:
        labels: In the order of the output.
        threshold: Below it the best score is *uncertain*.
        expected: The right label of each window, shape (windows,).
        samples: The file of the sample that each window is of, shape (windows,).
    """

    labels: Sequence[str]
    threshold: float
    expected: Texts
    samples: Texts

    def decide(self, scores: Scores) -> Texts:
        """The label of the best score, or *uncertain*, shape (windows,)."""
        best = np.array(self.labels, dtype=object)[scores.argmax(axis=1)]
        return np.where(scores.max(axis=1) >= self.threshold, best, UNCERTAIN).astype(object)

    def outcomes(self, decisions: Texts) -> npt.NDArray[np.int64]:
        """2 right, 1 abstained, 0 wrong, shape (windows,)."""
        return np.where(decisions == self.expected, 2, np.where(decisions == UNCERTAIN, 1, 0))


def classifier(
    question: Question, scores: Mapping[str, Scores], sizes: Mapping[str, int], reference: str = "float32"
) -> dict[str, Any]:
    """The measured facts about a classifier: each variant alone, then each candidate against the reference.

    Args:
        question: What was asked.
        scores: By variant, shape (windows, labels).
        sizes: Bytes of each variant's model file.
        reference: The variant that the others are compared with.
    """
    return {
        "kind": "scores",
        "threshold": question.threshold,
        "samples": len(set(question.samples)),
        "windows": len(question.expected),
        "reference": reference,
        "variants": {name: _alone(question, scores[name], sizes[name]) for name in scores},
        "candidates": {
            name: _against(question, scores[reference], scores[name]) for name in scores if name != reference
        },
    }


def digest(decisions: Texts) -> str:
    """A fingerprint of all decisions in their order, so that "the same decisions" can be checked."""
    return hashlib.sha256("\n".join(decisions).encode()).hexdigest()


def _alone(question: Question, scores: Scores, size: int) -> dict[str, Any]:
    decisions = question.decide(scores)
    outcomes = question.outcomes(decisions)
    return {
        "sizeBytes": size,
        "accuracy": round(float(np.mean(outcomes == 2)), 4),
        "right": int(np.sum(outcomes == 2)),
        "abstained": int(np.sum(outcomes == 1)),
        "wrong": int(np.sum(outcomes == 0)),
        "decisionsSha256": digest(decisions),
    }


def _against(question: Question, reference: Scores, candidate: Scores) -> dict[str, Any]:
    before, after = question.decide(reference), question.decide(candidate)
    flipped = before != after
    moved = (question.outcomes(after) - question.outcomes(before))[flipped]
    return {
        "flips": int(flipped.sum()),
        "harmful": int(np.sum(moved < 0)),
        "helpful": int(np.sum(moved > 0)),
        "neutral": int(np.sum(moved == 0)),
        "flipsBySample": dict(Counter(question.samples[flipped].tolist())),
        "largestScoreChange": round(float(np.abs(candidate - reference).max()), 4),
    }


def anomaly(scores: Scores, threshold: float, samples: Texts) -> dict[str, Any]:
    """The measured facts about an anomaly block, whose features run in float whatever the variant.

    Args:
        scores: Shape (windows,).
        threshold: At or above it a window is an anomaly.
        samples: The file of the sample that each window is of, shape (windows,).
    """
    flagged = scores >= threshold
    return {
        "kind": "anomaly",
        "threshold": threshold,
        "samples": len(set(samples)),
        "windows": len(scores),
        "anomalies": int(flagged.sum()),
        "anomaliesBySample": dict(Counter(samples[flagged].tolist())),
    }


def latency(
    models: Mapping[str, bytes], features: npt.NDArray[np.float32], kernels: Mapping[str, Kernels] | None = None
) -> dict[str, Any]:
    """Time per window of each model on this machine, with a statement of what that is worth.

    Args:
        models: By variant.
        features: Windows to run them on.
        kernels: By variant, for those that are not run by the optimised ones.
    """
    chosen = kernels or {}
    runners = {name: Runner(model, chosen.get(name, "optimised")) for name, model in models.items()}
    return {
        "statement": "Measured with LiteRT, one thread, one window at a time, on the computer that built the demo. "
        "That is no microcontroller: nothing about a device follows from it.",
        "microsecondsPerWindow": {name: round(runner.microseconds(features), 1) for name, runner in runners.items()},
    }

"""Small comparisons made by hand or by a seed, for the tests of figures."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from variantlens.comparison.anomaly import AnomalyComparison, AnomalyPair, VariantAnomaly
from variantlens.comparison.outcomes import ANOMALY, NO_ANOMALY, UNCERTAIN, Flips, Harm
from variantlens.comparison.scores import ScoresComparison, ScoresPair, VariantScores
from variantlens.comparison.windows import Windows

LABELS = ("idle", "running", "walking")
THRESHOLD = 0.6
HARM = {3: Harm.HARMFUL, 12: Harm.HELPFUL, 16: Harm.NEUTRAL}
"""A flip of each kind."""
HUNDRED = tuple(f"label {at}" for at in range(100))
"""More labels than can be drawn."""


def windows(count: int) -> Windows:
    """Windows of 2 s, every 0.5 s."""
    return Windows(count, 2000.0, 500.0)


def flips(harm: dict[int, Harm], count: int) -> Flips:
    """Flips of these windows."""
    at = np.array(sorted(harm), dtype=np.intp)
    kinds = np.array([harm[each] for each in sorted(harm)], dtype=np.int8)
    return Flips(at, kinds, np.zeros(len(at), dtype=np.bool_), count)


def said(variant: str, scores: npt.NDArray[np.float64], labels: Sequence[str] = LABELS) -> VariantScores:
    """A variant that decides for its best label, from the threshold on."""
    names = np.array(labels, dtype=object)
    best = np.nan_to_num(scores, nan=-1.0)
    decisions = (
        np.where(best.max(axis=1) >= THRESHOLD, names[best.argmax(axis=1)], UNCERTAIN)
        if len(labels)
        else np.full(len(scores), None)
    )
    return VariantScores(variant, scores, decisions.astype(object), np.full(len(scores), -1, dtype=np.int8))


def scores(
    count: int = 17,
    candidates: Sequence[str] = ("int8",),
    labels: Sequence[str] = LABELS,
    harm: dict[int, Harm] | None = None,
    step: float | None = None,
    threshold: float | None = THRESHOLD,
) -> ScoresComparison:
    """Seeded scores; the candidates flip where asked."""
    rng = np.random.default_rng(7)
    reference = rng.dirichlet(np.full(len(labels), 0.3), size=count) if labels else np.empty((count, 0))
    pairs = []
    for candidate in candidates:
        other = np.clip(reference + rng.normal(0, 0.01, reference.shape), 0, 1)
        pairs.append(
            ScoresPair(
                reference=said("float32", reference, labels),
                candidate=said(candidate, other, labels),
                labels=tuple(labels),
                change=other - reference,
                flips=flips(harm or {}, count),
                step=step,
            )
        )
    expected = np.array(
        [labels[window * len(labels) // count] if labels else None for window in range(count)], dtype=object
    )
    return ScoresComparison(
        labels=tuple(labels),
        threshold=threshold,
        expected=expected,
        known=np.ones(count, dtype=np.bool_),
        multi_label=False,
        reference=said("float32", reference, labels),
        pairs=tuple(pairs),
    )


def anomaly(values: Sequence[float], harm: dict[int, Harm] | None = None, shift: float = 0.01) -> AnomalyComparison:
    """Anomaly scores, the candidate's a little higher."""
    reference = np.array(values, dtype=np.float64)
    other = reference + shift

    def variant(name: str, at: npt.NDArray[np.float64]) -> VariantAnomaly:
        decisions = np.where(at >= 0.3, ANOMALY, NO_ANOMALY).astype(object)
        return VariantAnomaly(name, at, decisions, np.full(len(at), -1, dtype=np.int8))

    first = variant("float32", reference)
    pair = AnomalyPair(first, variant("int8", other), other - reference, flips(harm or {}, len(other)))
    return AnomalyComparison(0.3, np.full(len(reference), None, dtype=object), first, (pair,))

"""What another threshold would do: precision, recall and the undecided over the threshold, and the best one, honestly.

Something is *taken* where its score passes: a label of a window, an anomaly, a box. Precision is right ÷ taken,
recall right ÷ wanted: all judged windows, all expected anomalies, all labelled objects. Of these the best threshold
balances both (F1). Where several labels may hold at once, each label of a window is such a thing, for all labels
together or for one of them. Chosen and measured on the same samples it would flatter itself, so that it is
cross-fitted: chosen on four fifths of the samples, measured on the rest, five times.

Boxes below the service's threshold are not in its answer, so that their curve starts there; scores of labels and
anomalies are all there. A box takes no other box's place here when that falls below the threshold.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import ANOMALY, NO_ANOMALY, Outcome, equal
from variantlens.sweeps.columns import Block
from variantlens.sweeps.confusion import holds
from variantlens.sweeps.label_scores import label_scores
from variantlens.sweeps.resampling import SEED, Floats, Indices

FOLDS = 5
MOST_THRESHOLDS = 200


@dataclass(frozen=True, eq=False)
class Takings:
    """What a variant takes if its score passes.

    Attributes:
        scores: Of each thing that may be taken, shape (things,).
        right: Whether it would be right, shape (things,).
        unit: Its unit, shape (things,).
        wanted: How much there is to be taken in each unit, shape (units,).
    """

    scores: Floats
    right: npt.NDArray[np.bool_]
    unit: Indices
    wanted: Floats


@dataclass(frozen=True, eq=False)
class Curve:
    """Quality over the threshold.

    Attributes:
        variant: Whose.
        thresholds: Ascending, shape (thresholds,).
        precision: Right ÷ taken, NaN where nothing is, shape (thresholds,).
        recall: Right ÷ wanted, shape (thresholds,).
        undecided: The share of judged windows that are *uncertain*; None where nothing is ever undecided.
        shipped: The threshold in use; None where samples differ or there is none.
        at_shipped: F1 at that threshold; NaN without one.
        best: The threshold that balances precision and recall best, over all samples.
        best_f1: F1 there, cross-fitted.
    """

    variant: str
    thresholds: Floats
    precision: Floats
    recall: Floats
    undecided: Floats | None
    shipped: float | None
    at_shipped: float
    best: float
    best_f1: float

    @property
    def f1(self) -> Floats:
        """The harmonic mean of precision and recall, shape (thresholds,)."""
        both = self.precision + self.recall
        product = 2 * self.precision * self.recall
        return np.divide(product, both, out=np.zeros(len(both)), where=both > 0)

    @property
    def gives_back(self) -> float:
        """How much F1 rises if the best threshold replaces the shipped one; below 0: leave it."""
        return self.best_f1 - self.at_shipped


def curve(block: Block, variant: str, units: Indices, label: str | None = None) -> Curve | None:
    """Quality of a variant over the threshold; None where there is nothing to take, or nothing is judged.

    Args:
        block: Scores, anomalies or objects, over all samples.
        variant: Whose threshold.
        units: The unit of each sample, shape (samples,): what is split into fifths.
        label: Of a multi-label block the one label that counts; None for all of them together.
    """
    taken = takings(block, variant, units, label)
    if taken is None or not len(taken.scores) or not taken.wanted.sum():
        return None
    shipped = _shipped(block, variant)
    grid = _grid(taken.scores, shipped)
    fold = np.random.default_rng(SEED).permutation(len(taken.wanted)) % FOLDS
    took, right = (_counts(taken, grid, fold, only) for only in (np.ones(len(taken.right)), taken.right))
    wanted = np.bincount(fold, weights=taken.wanted, minlength=FOLDS).astype(np.float64)
    all_took, all_right = took.sum(axis=0), right.sum(axis=0)
    f1 = _f1(all_right, all_took, float(wanted.sum()))
    competing = block.kind is Kind.SCORES and not block.multi_label and len(block.labels) > 1
    return Curve(
        variant=variant,
        thresholds=grid,
        precision=np.divide(all_right, all_took, out=np.full(len(grid), np.nan), where=all_took > 0),
        recall=all_right / wanted.sum(),
        undecided=1 - all_took / wanted.sum() if competing else None,
        shipped=shipped,
        at_shipped=float("nan") if shipped is None else float(f1[np.searchsorted(grid, shipped)]),
        best=float(grid[f1.argmax()]),
        best_f1=_cross_fitted(took, right, wanted),
    )


def takings(block: Block, variant: str, units: Indices, label: str | None = None) -> Takings | None:
    """What a variant takes if its score passes; None for kinds without a threshold of that sort.

    Args:
        block: The kind of result, over all samples.
        variant: Whose scores.
        units: The unit of each sample, shape (samples,).
        label: Of a multi-label block the one label that counts; None for all of them together.
    """
    count = int(units.max(initial=-1)) + 1
    if block.kind is Kind.DETECTIONS:
        return _objects(block, variant, units, count)
    if block.kind not in (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY):
        return None
    if block.multi_label:
        return _labels(block, variant, units, label)
    said, unit = block.of(variant), units[block.sample]
    if block.kind is Kind.SCORES:
        judged = said.outcomes != Outcome.UNJUDGED
        # A model with one label must not take what is labelled otherwise.
        wanted = judged & equal(block.expected, block.labels[0]) if len(block.labels) == 1 else judged
        right = np.asarray(said.tops == block.expected, dtype=np.bool_)
    else:
        judged = (block.expected == ANOMALY) | (block.expected == NO_ANOMALY)
        judged &= ~np.isnan(said.scores) | (said.outcomes == Outcome.LOST)
        right = np.asarray(block.expected == ANOMALY, dtype=np.bool_)
        wanted = judged & right
    totals = np.bincount(unit, weights=wanted.astype(np.float64), minlength=count).astype(np.float64)
    # What is lost is wanted, but has no score that could be taken.
    scored = judged & ~np.isnan(said.scores)
    return Takings(said.scores[scored], right[scored], unit[scored], totals)


def _labels(block: Block, variant: str, units: Indices, label: str | None) -> Takings:
    """Each label of each judged window is a thing that may be taken, right where it is expected."""
    columns = [at for at, name in enumerate(block.labels) if label in (None, name)]
    judged = block.of(variant).outcomes != Outcome.UNJUDGED
    scores = label_scores(block, variant)[judged][:, columns]
    expected = holds(block.expected[judged], block.labels)[:, columns]
    unit = units[block.sample[judged]]
    wanted = np.bincount(unit, weights=expected.sum(axis=1), minlength=int(units.max(initial=-1)) + 1)
    there = ~np.isnan(scores)
    of = np.repeat(unit, len(columns)).reshape(scores.shape)
    return Takings(scores[there], expected[there], of[there], wanted.astype(np.float64))


def _objects(block: Block, variant: str, units: Indices, count: int) -> Takings:
    scores: list[float] = []
    right: list[bool] = []
    unit: list[int] = []
    wanted = np.zeros(count)
    for at, kept, said in block.objects(variant):
        wanted[units[at]] += len(kept.truth)
        scores += [np.inf if score is None else score for score in said.scores]
        right += said.hits
        unit += [int(units[at])] * len(said.hits)
    return Takings(
        np.array(scores, dtype=np.float64), np.array(right, dtype=np.bool_), np.array(unit, dtype=np.intp), wanted
    )


def _shipped(block: Block, variant: str) -> float | None:
    if block.kind is not Kind.DETECTIONS:
        return block.threshold
    found = {said.threshold for _, _, said in block.objects(variant)}
    return found.pop() if len(found) == 1 else None


def _grid(scores: Floats, shipped: float | None) -> Floats:
    """Thresholds at which something changes, evenly over the scores, the shipped one among them."""
    levels = np.unique(scores[np.isfinite(scores)])
    if len(levels) > MOST_THRESHOLDS:
        levels = levels[np.unique(np.linspace(0, len(levels) - 1, MOST_THRESHOLDS).astype(np.intp))]
    return np.unique(np.append(levels, [] if shipped is None else shipped))


def _counts(taken: Takings, grid: Floats, fold: Indices, only: npt.NDArray[np.generic]) -> Floats:
    """How much is taken in each fold at each threshold, shape (folds, thresholds)."""
    passes = np.searchsorted(grid, taken.scores, side="right")
    cells = fold[taken.unit] * (len(grid) + 1) + passes
    size = FOLDS * (len(grid) + 1)
    counts = np.bincount(cells, weights=only.astype(np.float64), minlength=size).reshape(FOLDS, len(grid) + 1)
    # A score that passes k thresholds is taken at the first k of them.
    counted: Floats = counts[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:]
    return counted


def _f1(right: Floats, took: Floats, wanted: float | Floats) -> Floats:
    every = took + wanted
    return np.divide(2 * right, every, out=np.zeros(every.shape), where=every > 0)


def _cross_fitted(took: Floats, right: Floats, wanted: Floats) -> float:
    """F1 with thresholds that were each chosen on the other folds."""
    others = [each.sum(axis=0) - each for each in (right, took)]
    chosen = _f1(others[0], others[1], (wanted.sum() - wanted)[:, None]).argmax(axis=1)
    folds = np.arange(FOLDS)
    return float(_f1(right[folds, chosen].sum()[None], took[folds, chosen].sum()[None], float(wanted.sum()))[0])

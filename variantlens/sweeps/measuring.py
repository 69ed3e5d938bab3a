"""A block's columns → the evidence about a measure, one function for each kind of measure.

What only the reference answers is lost, and counts as badly as the measure knows: as not right, as missed objects and
a false alarm, as the score that is furthest from where it should be, as an error that spans all values. What only the
candidate answers is not judged.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import ANOMALY, NO_ANOMALY, Harm, Outcome
from variantlens.sweeps.columns import Block, Texts
from variantlens.sweeps.evidence import Evidence, Sums, typical_length
from variantlens.sweeps.measures import AllowedLoss, Measure
from variantlens.sweeps.ranks import Ranks
from variantlens.sweeps.resampling import Floats, Indices

Outcomes = npt.NDArray[np.int8]


def evidence(block: Block, candidate: str, allowed: AllowedLoss, units: Indices, count: int) -> Evidence:
    """What the samples say about a candidate.

    Args:
        block: The kind of result.
        candidate: The variant held against the reference.
        allowed: The allowed loss; its measure is measured.
        units: The unit of each sample, shape (samples,).
        count: How many units there are.
    """
    match allowed.measure:
        case Measure.ACCURACY:
            return _accuracy(block, candidate, units, count)
        case Measure.F1:
            return _f1(block, candidate, units, count)
        case Measure.AUROC:
            return _auroc(block, candidate, units)
        case Measure.MAE | Measure.SQUARED_ERROR:
            return _error(block, candidate, allowed.measure, units, count)


def _accuracy(block: Block, candidate: str, units: Indices, count: int) -> Sums:
    before, after = block.of(block.reference).outcomes, block.of(candidate).outcomes
    return accuracy(before, after, units[block.sample], count)


def accuracy(before: Outcomes, after: Outcomes, units: Indices, count: int) -> Sums:
    """Windows that both are judged in, and the right ones of each; a lost window is judged, and not right.

    Args:
        before: An :class:`~variantlens.comparison.outcomes.Outcome` of the reference per window, shape (windows,).
        after: The same of the candidate.
        units: The unit of each window, shape (windows,).
        count: How many units there are.
    """
    judged = (before != Outcome.UNJUDGED) & (after != Outcome.UNJUDGED)
    right = [(each == Outcome.RIGHT) & judged for each in (before, after)]
    harmful, helpful = judged & (after < before), judged & (after > before)
    unit, sums = _summed(units, [judged, *right, harmful, helpful], count)
    rows = sums[:, :3]
    length = typical_length(rows[:, 0])
    usual = rows[:, 1].sum() / max(rows[:, 0].sum(), 1)
    # At best the candidate is right where the reference is as usual, or gains as much as in any unit that was seen.
    gain = ((rows[:, 2] - rows[:, 1]) / rows[:, 0]).max(initial=1 - usual)
    return Sums(
        measure=Measure.ACCURACY,
        unit=unit,
        rows=rows,
        worst=np.array([length, length, 0]),
        best=np.array([length, (1 - gain) * length, length]),
        worse=int(np.count_nonzero(sums[:, 3])),
        better=int(np.count_nonzero((sums[:, 3] == 0) & (sums[:, 4] > 0))),
        # A harmful flip counts as a right window lost even from uncertain to wrong, which accuracy does not see.
        harm=np.column_stack([rows[:, :2], rows[:, 1] - sums[:, 3]]),
    )


def _f1(block: Block, candidate: str, units: Indices, count: int) -> Sums:
    before = {at: (len(kept.truth), *said.hits_and_alarms) for at, kept, said in block.objects(block.reference)}
    after = {at: said.hits_and_alarms for at, _, said in block.objects(candidate)}
    flips = {at: flipped.harm for at, flipped in block.flips(candidate)}
    both = [at for at in before if at in after]
    contributed = [
        [*before[at], *after[at], Harm.HARMFUL in flips.get(at, ()), Harm.HELPFUL in flips.get(at, ())] for at in both
    ]
    columns = np.array(contributed, dtype=np.float64).reshape(-1, 7)
    return f1(columns, units[np.array(both, dtype=np.intp)], count)


def f1(columns: Floats, units: Indices, count: int) -> Sums:
    """Labelled objects of the pictures that both are judged in, hits and false alarms of each.

    Args:
        columns: For each picture labelled objects, hits and false alarms of the reference, the same of the candidate,
            whether there is a harmful flip, whether there is a helpful one; shape (pictures, 7).
        units: The unit of each picture, shape (pictures,).
        count: How many units there are.
    """
    unit, sums = _summed(units, list(columns.T), count)
    rows = sums[:, :5]
    length = typical_length(rows[:, 0])
    usual = rows[:, :3].sum(axis=0) / max(rows[:, 0].sum(), 1) * length
    fewer_hits, more_alarms = np.minimum(rows[:, 1], rows[:, 3]), np.maximum(rows[:, 2], rows[:, 4])
    return Sums(
        measure=Measure.F1,
        unit=unit,
        rows=rows,
        # At worst every object that the reference finds is found as something else: missed, and a false alarm.
        worst=np.array([length, length, 0, 0, length]),
        best=np.array([*usual, length, 0]),
        worse=int(np.count_nonzero(sums[:, 5])),
        better=int(np.count_nonzero((sums[:, 5] == 0) & (sums[:, 6] > 0))),
        harm=np.column_stack([rows[:, :3], fewer_hits, more_alarms]),
    )


def _auroc(block: Block, candidate: str, units: Indices) -> Ranks:
    return ranks(block.expected, [ranked(block, name) for name in (block.reference, candidate)], units[block.sample])


def ranked(block: Block, variant: str) -> Floats:
    """A variant's anomaly scores, shape (windows,); what only the reference scores is as far off as can be."""
    before, after = block.of(block.reference).scores, block.of(variant).scores
    farthest = np.where(block.expected == ANOMALY, -np.inf, np.inf)
    return np.where(np.isnan(after) & ~np.isnan(before), farthest, after)


def ranks(expected: Texts, scores: Sequence[Floats], units: Indices) -> Ranks:
    """The windows that both score and of which an anomaly, or none, is expected.

    Args:
        expected: What is expected of each window, shape (windows,).
        scores: Of the reference and of the candidate, NaN where there is none, each of shape (windows,).
        units: The unit of each window, shape (windows,).
    """
    anomalous = np.asarray(expected == ANOMALY, dtype=np.bool_)
    both = np.stack(scores)
    judged = ~np.isnan(both).any(axis=0) & (anomalous | (expected == NO_ANOMALY))
    unit, member = np.unique(units[judged], return_inverse=True)
    return Ranks(unit, member, anomalous[judged], both[:, judged])


def _error(block: Block, candidate: str, measure: Measure, units: Indices, count: int) -> Sums:
    span = error_span(block, block.reference, candidate)
    before, after = (errors_of(block, name, span) for name in (block.reference, candidate))
    return error(before, after, units[block.sample], count, measure=measure, span=span)


def error_span(block: Block, *variants: str) -> float:
    """The largest error that there can be, as far as the data tells: 0 without any value.

    From the smallest to the largest of all values; of squared errors its square.
    """
    if block.kind is Kind.FREEFORM:
        return block.span**2
    every = np.concatenate([block.expected_values, *(block.of(name).scores for name in variants)])
    known = every[~np.isnan(every)]
    return float(known.max() - known.min()) if known.size else 0.0


def errors_of(block: Block, variant: str, span: float) -> Floats:
    """A variant's error in each window, NaN where it is not judged, shape (windows,).

    Args:
        block: Values or raw outputs, over all samples.
        variant: Whose.
        span: By how much a lost window is worse than with the reference.
    """
    if block.kind is Kind.FREEFORM:
        errors = block.squared_errors(variant) if variant != block.reference else np.zeros(len(block.sample))
        return np.where(block.lost(variant), span, errors)
    before, own = (np.abs(block.of(name).scores - block.expected_values) for name in (block.reference, variant))
    return np.where(np.isnan(own), before + span, own)


def error(before: Floats, after: Floats, units: Indices, count: int, *, measure: Measure, span: float) -> Sums:
    """Windows in which both have an error, and the sums of the errors.

    An error has no end of its own, so that one is assumed, whatever is allowed: no unit is worse by more than the span
    per window, unless one was seen that is.

    Args:
        before: The reference's error in each window, NaN without any, shape (windows,).
        after: The same of the candidate.
        units: The unit of each window, shape (windows,).
        count: How many units there are.
        measure: Which error.
        span: The largest error that there can be, as far as the data tells.
    """
    judged = ~np.isnan(before + after)
    columns = [judged, *(np.where(judged, each, 0) for each in (before, after))]
    unit, rows = _summed(units, columns, count)
    length = typical_length(rows[:, 0])
    seen = ((rows[:, 2] - rows[:, 1]) / rows[:, 0]).max(initial=0)
    limit = max(float(seen), span)
    usual = rows[:, 1].sum() / max(rows[:, 0].sum(), 1) * length
    return Sums(
        measure=measure,
        unit=unit,
        rows=rows,
        worst=np.array([length, usual, usual + limit * length]),
        best=np.array([length, usual, 0]),
        worse=int(np.count_nonzero(rows[:, 2] > rows[:, 1])),
        better=int(np.count_nonzero(rows[:, 2] < rows[:, 1])),
        assumed_worst=limit,
    )


def _summed(units: Indices, columns: Sequence[npt.NDArray[np.generic]], count: int) -> tuple[Indices, Floats]:
    """Sums of columns by unit, of the units whose first column is not 0: their indices and their rows."""
    sums = [np.bincount(units, weights=column.astype(np.float64), minlength=count) for column in columns]
    rows: Floats = np.stack(sums, axis=1)
    judged = np.flatnonzero(rows[:, 0] > 0)
    return judged, rows[judged]

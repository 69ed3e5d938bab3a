"""One sample's comparison → what a sweep keeps of it. A kind of result is one function."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.average_precision import reached
from variantlens.comparison.compare import BlockComparison, Comparison, Result, compare
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.found import VariantDetections
from variantlens.comparison.freeform import FreeformComparison, FreeformPair, VariantOutput
from variantlens.comparison.kinds import Kind
from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.outcomes import NO_ANSWER, Decided, Flips, Harm, Outcome, decided, label_decisions
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.service.schema import ClassifyAnswer, VariantResult
from variantlens.sweeps.belonging import objects_under, reference_boxes
from variantlens.sweeps.outcomes import (
    AnyBlockOutcome,
    FlipsOutcome,
    Number,
    ObjectsOutcome,
    OutputsOutcome,
    SampleOutcome,
    ValuesOutcome,
    VariantObjects,
    VariantValuesKept,
    VariantWindows,
    WindowsOutcome,
)
from variantlens.sweeps.request import SweepRequest

DIGITS = 9
"""Significant digits of a kept number: as many as single precision can tell apart."""


def compared(answer: ClassifyAnswer, request: SweepRequest) -> Comparison:
    """The comparison that a sweep asks for.

    A candidate that the answer lacks has lost all windows. Where the reference is lacking, the first variant stands in
    for it, so that the sample is not judged.
    """
    there = {result.variant for result in answer.results}
    absent = [VariantResult(variant=each, classifications=[]) for each in request.variants if each not in there]
    whole = answer.model_copy(update={"results": [*answer.results, *absent]})
    moved = request.moved_thresholds
    return compare(whole, reference=request.reference, variants=request.variants, moved=moved)


def outcome(comparison: Comparison) -> SampleOutcome:
    """What a sweep keeps of one sample.

    Args:
        comparison: The comparison of the sample, reference against candidates.
    """
    sample, windows = comparison.sample.sample, comparison.windows
    return SampleOutcome(
        sample=sample.id,
        filename=sample.filename,
        sha256=sample.sha256_hash or None,
        label=sample.label,
        category=sample.category,
        device=sample.device_name,
        metadata=dict(sample.metadata or {}),
        length_ms=None if windows.image else sample.total_length_ms,
        image=windows.image,
        windows=windows.count,
        increase_ms=windows.increase_ms if windows.timed else None,
        reference=comparison.reference,
        candidates=comparison.candidates,
        blocks=tuple(
            _block(block, result, labelled=bool(sample.bounding_boxes)).model_copy(
                update={"irreproducible": block.irreproducible}
            )
            for block in comparison.blocks
            for result in block.results
        ),
    )


def _block(block: BlockComparison, result: Result, *, labelled: bool) -> AnyBlockOutcome:
    match result:
        case ScoresComparison():
            return _scores(block, result)
        case AnomalyComparison():
            return _decisions(block, Kind.ANOMALY, result, result.threshold)
        case VisualAnomalyComparison():
            return _decisions(block, Kind.VISUAL_ANOMALY, result, result.threshold)
        case DetectionsComparison():
            return _objects(block, result, labelled=labelled)
        case RegressionComparison():
            return _values(block, result)
        case FreeformComparison():
            return _outputs(block, result)
        case LabelMapComparison():
            return _decisions(block, Kind.LABEL_MAP, result, None)


def _scores(block: BlockComparison, result: ScoresComparison) -> WindowsOutcome:
    """Decisions, the best score and label of each window, and the score of the reference's best label."""
    competing = not result.multi_label
    tops = [label_decisions(said.scores, result.labels, None) for said in result.variants]
    column = {label: at for at, label in enumerate(result.labels)}
    first = np.array([column.get(label, -1) for label in tops[0].tolist()], dtype=np.intp)
    steps = [None, *(pair.step for pair in result.pairs)]
    kept = []
    for said, top, step in zip(result.variants, tops, steps, strict=True):
        best = _best(said.scores)
        kept.append(
            VariantWindows(
                variant=said.variant,
                decisions=_decided(result.reference, said),
                outcomes=_judged(result.reference, said),
                scores=_numbers(best),
                tops=tuple(top.tolist()) if competing else (),
                shared=_numbers(_at(said.scores, first)) if said is not result.reference else (),
                step=step,
                label_scores=() if competing else tuple(map(_numbers, said.scores)),
            )
        )
    return WindowsOutcome(
        block=block.block.id,
        name=block.block.called,
        kind=Kind.SCORES,
        flips=tuple(_flips(pair.flips) for pair in result.pairs),
        labels=result.labels,
        threshold=result.threshold,
        multi_label=result.multi_label,
        expected=tuple(result.expected.tolist()),
        variants=tuple(kept),
    )


def _decisions(
    block: BlockComparison,
    kind: Kind,
    result: AnomalyComparison | VisualAnomalyComparison | LabelMapComparison,
    threshold: float | None,
) -> WindowsOutcome:
    """The score and decision of each window, or of each picture; under several keys it counts once for each."""
    return WindowsOutcome(
        block=block.block.id,
        name=block.block.called,
        kind=kind,
        flips=tuple(_flips(pair.flips) for pair in result.pairs),
        labels=(),
        threshold=threshold,
        expected=tuple(result.expected.ravel().tolist()),
        variants=tuple(
            VariantWindows(
                variant=said.variant,
                decisions=_decided(result.reference, said),
                outcomes=_judged(result.reference, said),
                scores=_numbers(said.scores.ravel()),
            )
            for said in result.variants
        ),
    )


def _values(block: BlockComparison, result: RegressionComparison) -> ValuesOutcome:
    """Values, and whether they are within the allowed error."""
    return ValuesOutcome(
        block=block.block.id,
        name=block.block.called,
        kind=Kind.REGRESSION,
        flips=tuple(_flips(pair.flips) for pair in result.pairs),
        threshold=result.threshold,
        expected=_numbers(result.expected),
        variants=tuple(
            VariantValuesKept(
                variant=said.variant, values=_numbers(said.values), outcomes=_judged(result.reference, said)
            )
            for said in result.variants
        ),
    )


def _objects(block: BlockComparison, result: DetectionsComparison, *, labelled: bool) -> ObjectsOutcome:
    """Boxes, which of them hit labelled objects, and at which overlaps."""
    return ObjectsOutcome(
        block=block.block.id,
        name=block.block.called,
        kind=Kind.DETECTIONS,
        flips=tuple(_flips(pair.flips) for pair in result.pairs),
        centres=result.closeness.centres,
        labelled=labelled,
        # Labelled boxes of one picture that cannot be placed on it are as good as none.
        unplaced=labelled and len(result.truth) == 1 and result.truth[0] is None,
        truth=tuple(label for objects in result.truth if objects is not None for label in objects.labels.tolist()),
        variants=tuple(
            _variant_objects(result, said, pair)
            for said, pair in zip(result.variants, (None, *result.pairs), strict=True)
        ),
    )


def _variant_objects(
    result: DetectionsComparison, said: VariantDetections, pair: DetectionsPair | None
) -> VariantObjects:
    labels: list[str] = []
    scores: list[float] = []
    hits: list[bool] = []
    levels: list[int] = []
    for found, judged, truth in zip(said.found, said.judged, result.truth, strict=True):
        labels += found.labels.tolist()
        scores += found.scores.tolist()
        hitting = set() if judged is None else set(judged.hits[:, 1].tolist())
        hits += [at in hitting for at in range(len(found))]
        overlapping = truth is not None and not result.closeness.centres
        levels += reached(truth, found).tolist() if overlapping and truth is not None else [0] * len(found)
    lost = pair is not None and any(result.reference.judged[at] is not None for at in pair.flips.lost.tolist())
    return VariantObjects(
        variant=said.variant,
        judged=lost or any(judged is not None for judged in said.judged),
        lost=lost,
        threshold=said.threshold,
        labels=tuple(labels),
        scores=_numbers(np.array(scores, dtype=np.float64)),
        hits=tuple(hits),
        reached=tuple(levels),
        objects=objects_under(result, said),
        pairs=reference_boxes(result, said, pair),
    )


def _outputs(block: BlockComparison, result: FreeformComparison) -> OutputsOutcome:
    """How far each candidate's output is from the reference's."""
    return OutputsOutcome(
        block=block.block.id,
        name=block.block.called,
        kind=Kind.FREEFORM,
        flips=tuple(_flips(pair.flips) for pair in result.pairs),
        squared_errors=tuple(_numbers(_comparable(result.reference, pair)) for pair in result.pairs),
        lowest=_extreme(np.fmin, result),
        highest=_extreme(np.fmax, result),
    )


def _comparable(reference: VariantOutput, pair: FreeformPair) -> npt.NDArray[np.float64]:
    """The squared error of each window in which both have the same places, else NaN, shape (windows,)."""
    lacking = (np.isnan(reference.values) != np.isnan(pair.candidate.values)).any(axis=1)
    found: npt.NDArray[np.float64] = np.where(lacking, np.nan, pair.squared_error)
    return found


def _extreme(of: np.ufunc, result: FreeformComparison) -> Number:
    """The smallest or largest number that any variant puts out."""
    every = np.concatenate([said.values.ravel() for said in result.variants])
    return _numbers([of.reduce(every)])[0] if every.size else None


def _decided(reference: Decided, said: Decided) -> tuple[str | None, ...]:
    """What a variant decides, in one row; :data:`NO_ANSWER` where only the reference decides."""
    lost = decided(reference.decisions) & ~decided(said.decisions)
    return tuple(np.where(lost, NO_ANSWER, said.decisions).ravel().tolist())


def _judged(reference: Decided, said: Decided) -> tuple[int, ...]:
    """How a variant is judged, in one row: what only the reference answers is lost where that is judged."""
    lost = (reference.outcomes != Outcome.UNJUDGED) & (said.outcomes == Outcome.UNJUDGED)
    return tuple(np.where(lost, int(Outcome.LOST), said.outcomes).ravel().tolist())


def _flips(flips: Flips) -> FlipsOutcome:
    """Flips and lost windows, by window."""
    windows = np.concatenate([flips.windows, flips.lost])
    order = windows.argsort(kind="stable")
    return FlipsOutcome(
        windows=tuple(windows[order].tolist()),
        harm=tuple(np.append(flips.harm, [int(Harm.HARMFUL)] * len(flips.lost))[order].astype(int).tolist()),
        crossed=tuple(np.append(flips.crossed_threshold, [True] * len(flips.lost))[order].astype(bool).tolist()),
        comparable=flips.comparable + len(flips.lost),
        lost=tuple(flips.lost.tolist()),
    )


def _best(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The best score of each window, NaN without one, shape (windows,)."""
    best = np.where(np.isnan(scores), -np.inf, scores).max(axis=1, initial=-np.inf)
    found: npt.NDArray[np.float64] = np.where(np.isfinite(best), best, np.nan)
    return found


def _at(scores: npt.NDArray[np.float64], column: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
    """The score in one column of each window, NaN where the column is −1, shape (windows,)."""
    if not scores.shape[1]:
        return np.full(len(scores), np.nan)
    picked: npt.NDArray[np.float64] = np.where(column >= 0, scores[np.arange(len(scores)), column], np.nan)
    return picked


def _numbers(values: npt.NDArray[np.float64] | Sequence[float]) -> tuple[Number, ...]:
    """Numbers as they are kept: rounded to :data:`DIGITS` significant digits, None for NaN."""
    return tuple(float(f"{value:.{DIGITS}g}") if value == value else None for value in np.asarray(values).tolist())

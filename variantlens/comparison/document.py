"""A comparison as data for programs: what ``compare --json`` writes. Its form has a version and a JSON Schema.

A field may be added under the same version; one that changes its meaning or goes makes a new one. Numbers that are
none are null.
"""

import math
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from variantlens.comparison.anomaly import AnomalyPair
from variantlens.comparison.boxes import box_changes
from variantlens.comparison.compare import BlockComparison, Comparison, Result
from variantlens.comparison.decided_in_words import Pair
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.freeform import FreeformPair
from variantlens.comparison.kinds import Kind
from variantlens.comparison.label_map import LabelMapPair
from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.regression import RegressionComparison, RegressionPair, VariantValues
from variantlens.comparison.scores import ScoresPair
from variantlens.comparison.sentences import block_line, headline
from variantlens.comparison.visual_anomaly import Flag, VisualAnomalyPair
from variantlens.comparison.windows import Windows

KIND_OF_PAIR: dict[type[Pair], Kind] = {
    ScoresPair: Kind.SCORES,
    AnomalyPair: Kind.ANOMALY,
    VisualAnomalyPair: Kind.VISUAL_ANOMALY,
    DetectionsPair: Kind.DETECTIONS,
    RegressionPair: Kind.REGRESSION,
    FreeformPair: Kind.FREEFORM,
    LabelMapPair: Kind.LABEL_MAP,
}


class Part(BaseModel):
    """A part of the document."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="null", use_attribute_docstrings=True)


class FlipCounts(Part):
    """Flips by harm. Of detections one for each object or box whose fate changes, of a label map one for each key."""

    total: int
    harmful: int
    helpful: int
    neutral: int
    unjudged: int


class Coverage(Part):
    """How many windows (of pictures: pictures; of a label map: windows × keys) could be compared."""

    total: int
    compared: int
    lost: int
    """Only the reference has an answer."""
    unmatched: int
    """Only the candidate has one."""
    undecided: int
    """Neither has one."""


class LargestChange(Part):
    """The largest change by magnitude, candidate − reference: of scores, of a value, or of a number of the output."""

    change: float
    window: int
    """Counted from 0."""
    start_ms: float | None
    """When that window begins; null for pictures."""
    label: str | None
    """Whose score it is, or the place in a freeform output; null where there is one number in each window."""


class BoxCounts(Part):
    """Boxes of both variants, paired, and what became of labelled objects."""

    matched: int
    relabelled: int
    lost: int
    """Boxes of the reference alone."""
    new: int
    """Boxes of the candidate alone."""
    objects_lost: int | None
    """Labelled objects that only the reference hits; like the next three null without labelled objects."""
    objects_found: int | None
    alarms_new: int | None
    alarms_gone: int | None


class CellCounts(Part):
    """Cells of visual anomaly grids by who flags them."""

    compared: int
    only_reference: int
    only_candidate: int
    both: int


class Errors(Part):
    """How far one variant's values are from the expected ones; null where nothing is expected."""

    mean_absolute: float | None
    bias: float | None
    """Mean of value − expected value."""
    judged: int
    """Windows that have an expected value and an allowed error."""
    within: int
    """Of these, within the allowed error."""


class ErrorsOfBoth(Part):
    """The errors of a regression."""

    reference: Errors
    candidate: Errors


class Apart(Part):
    """How far freeform outputs are apart; null where nothing is comparable."""

    mean_squared_error: float | None
    cosine_similarity: float | None


class CandidateResult(Part):
    """One candidate in one kind of result. What does not belong to the kind is null."""

    candidate: str
    flips: FlipCounts
    windows: Coverage
    largest_change: LargestChange | None = None
    boxes: BoxCounts | None = None
    cells: CellCounts | None = None
    errors: ErrorsOfBoth | None = None
    apart: Apart | None = None
    changed_keys: list[str] | None = None
    """Keys of a label map whose label changes in some window."""


class KindOfResult(Part):
    """One kind of result of a learn block."""

    kind: Kind
    threshold: float | None
    """At which decisions are made; of a regression the allowed error; null without one."""
    candidates: list[CandidateResult]


class BlockDocument(Part):
    """One learn block."""

    id: int
    name: str
    type: str
    sentence: str
    results: list[KindOfResult]
    unknown: list[str]
    """Kinds of result that are not understood, and so not compared."""


class ComparisonDocument(Part):
    """What the variants say of one sample."""

    form: Literal["variantlens comparison"]
    version: Literal[1]
    service: str
    project: int
    impulse: int | None
    sample: int
    reference: str
    candidates: list[str]
    headline: str
    blocks: list[BlockDocument]
    notices: list[str]
    """What a reader should know, such as a variant that was left out."""
    answer: dict[str, Any] = Field(description="The service's answer as it came.")


def comparison_document(
    comparison: Comparison,
    answer: dict[str, Any],
    *,
    service: str,
    project: int,
    impulse: int | None,
) -> ComparisonDocument:
    """A comparison as data.

    Args:
        comparison: The comparison.
        answer: What the service answered, as plain values.
        service: Who was asked.
        project: The sample's project.
        impulse: The impulse; None is the service's default.
    """
    return ComparisonDocument(
        form="variantlens comparison",
        version=1,
        service=service,
        project=project,
        impulse=impulse,
        sample=comparison.sample.sample.id,
        reference=comparison.reference,
        candidates=list(comparison.candidates),
        headline=headline(comparison).text,
        blocks=[_block(comparison, block) for block in comparison.blocks],
        notices=[notice.text for notice in comparison.notices],
        answer=answer,
    )


def _block(comparison: Comparison, block: BlockComparison) -> BlockDocument:
    return BlockDocument(
        id=block.block.id,
        name=block.block.name,
        type=block.block.type,
        sentence=block_line(comparison, block).text,
        results=[
            KindOfResult(
                kind=KIND_OF_PAIR[type(result.pairs[0])],
                threshold=_threshold(result),
                candidates=[_candidate(result, pair, comparison.windows) for pair in result.pairs],
            )
            for result in block.results
            if result.pairs
        ],
        unknown=list(block.unknown),
    )


def _threshold(result: Result) -> float | None:
    if isinstance(result, DetectionsComparison):
        return result.reference.threshold
    threshold: float | None = getattr(result, "threshold", None)
    return threshold


def _candidate(result: Result, pair: Pair, windows: Windows) -> CandidateResult:
    return CandidateResult(
        candidate=pair.candidate.variant,
        flips=_flips(pair.flips),
        windows=Coverage(
            total=pair.flips.total,
            compared=pair.flips.comparable,
            lost=len(pair.flips.lost),
            unmatched=pair.flips.unmatched,
            undecided=pair.flips.undecided,
        ),
        largest_change=_largest(result, pair, windows),
        boxes=_boxes(pair) if isinstance(pair, DetectionsPair) else None,
        cells=_cells(pair) if isinstance(pair, VisualAnomalyPair) else None,
        errors=_errors(result, pair) if isinstance(pair, RegressionPair) else None,
        apart=_apart(pair) if isinstance(pair, FreeformPair) else None,
        changed_keys=list(pair.changed) if isinstance(pair, LabelMapPair) else None,
    )


def _flips(flips: Flips) -> FlipCounts:
    return FlipCounts(
        total=len(flips),
        harmful=flips.count(Harm.HARMFUL),
        helpful=flips.count(Harm.HELPFUL),
        neutral=flips.count(Harm.NEUTRAL),
        unjudged=flips.count(Harm.UNJUDGED),
    )


def _largest(result: Result, pair: Pair, windows: Windows) -> LargestChange | None:
    """The largest change and where; None where there are no numbers of both, as in a label map."""
    if isinstance(pair, ScoresPair):
        found = pair.largest
        return None if found is None else _change(found.change, found.window, found.label, windows)
    if isinstance(result, DetectionsComparison) and isinstance(pair, DetectionsPair):
        return _largest_of_boxes(result, pair, windows)
    if isinstance(pair, LabelMapPair | DetectionsPair) or np.isnan(pair.change).all():
        return None
    where = np.unravel_index(int(np.nanargmax(np.abs(pair.change))), pair.change.shape)
    label = result.places[int(where[1])] if isinstance(pair, FreeformPair) and hasattr(result, "places") else None
    return _change(float(pair.change[where]), int(where[0]), label, windows)


def _largest_of_boxes(result: DetectionsComparison, pair: DetectionsPair, windows: Windows) -> LargestChange | None:
    every = [
        (each.change, at, str(pair.candidate.found[at].labels[each.candidate]))
        for at in range(len(pair.matchings))
        for each in box_changes(result, pair, at)
        if each.candidate is not None and not math.isnan(each.change)
    ]
    if not every:
        return None
    return _change(*max(every, key=lambda change: abs(change[0])), windows)


def _change(change: float, window: int, label: str | None, windows: Windows) -> LargestChange:
    start_ms = window * windows.increase_ms if windows.timed else None
    return LargestChange(change=change, window=window, start_ms=start_ms, label=label)


def _boxes(pair: DetectionsPair) -> BoxCounts:
    counts = pair.counts
    return BoxCounts(
        matched=counts.matched,
        relabelled=counts.relabelled,
        lost=counts.lost,
        new=counts.new,
        objects_lost=counts.objects_lost if counts.judged else None,
        objects_found=counts.objects_found if counts.judged else None,
        alarms_new=counts.alarms_new if counts.judged else None,
        alarms_gone=counts.alarms_gone if counts.judged else None,
    )


def _cells(pair: VisualAnomalyPair) -> CellCounts:
    return CellCounts(
        compared=sum(each.comparable for each in pair.cells),
        only_reference=pair.count(Flag.ONLY_REFERENCE),
        only_candidate=pair.count(Flag.ONLY_CANDIDATE),
        both=pair.count(Flag.BOTH),
    )


def _errors(result: Result, pair: RegressionPair) -> ErrorsOfBoth | None:
    if not isinstance(result, RegressionComparison):
        return None
    return ErrorsOfBoth(reference=_errors_of(result.reference), candidate=_errors_of(pair.candidate))


def _errors_of(said: VariantValues) -> Errors:
    return Errors(
        mean_absolute=_number(said.mean_absolute_error),
        bias=_number(said.bias),
        judged=said.judged,
        within=said.within,
    )


def _apart(pair: FreeformPair) -> Apart:
    return Apart(mean_squared_error=_number(pair.mean_squared_error), cosine_similarity=_number(pair.cosine_similarity))


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None

"""An answer of the main call → one comparison, block by block."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from variantlens.comparison.anomaly import AnomalyComparison, compare_anomaly, drift_notice
from variantlens.comparison.detections import DetectionsComparison, compare_detections
from variantlens.comparison.freeform import ASSUMPTION, FreeformComparison, compare_freeform
from variantlens.comparison.kinds import KIND_OF_TYPE, KINDS, Kind, kinds_of_all
from variantlens.comparison.label_map import LabelMapComparison, compare_label_map
from variantlens.comparison.model_files import irreproducible, model_notices
from variantlens.comparison.notices import Notice, tracking_notices
from variantlens.comparison.rates import far_apart
from variantlens.comparison.raw import raw_data, raw_notice
from variantlens.comparison.regression import (
    RegressionComparison,
    compare_regression,
    other_values,
    regression_notices,
)
from variantlens.comparison.rows import Side, described
from variantlens.comparison.scores import ScoresComparison, compare_scores
from variantlens.comparison.thresholds import MovedThresholds
from variantlens.comparison.unevenness import block_notices
from variantlens.comparison.unread import unread_notices
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison, compare_visual_anomaly
from variantlens.comparison.windows import Windows, windows_of
from variantlens.service.schema import Classification, ClassifyAnswer, Impulse, LearnBlock, SampleData, Threshold

__all__ = [
    "BlockComparison",
    "Comparison",
    "MovedThresholds",
    "Notice",
    "Result",
    "compare",
]

Result: TypeAlias = (
    ScoresComparison
    | AnomalyComparison
    | VisualAnomalyComparison
    | DetectionsComparison
    | RegressionComparison
    | FreeformComparison
    | LabelMapComparison
)

PER_ROW = frozenset({Kind.REGRESSION, Kind.FREEFORM})
"""Kinds that are compared where there are rows; without any, what came is raw data."""

ENABLE = (
    "A variant is answered where the model was trained with it: in Edge Impulse Studio, see that the model is trained "
    "and that its quantized version is profiled (Enable quantized profiling), then retrain."
)
"""What to do where no variant was answered."""

NOTHING_MOVED: MovedThresholds = MappingProxyType({})


@dataclass(frozen=True)
class BlockComparison:
    """One learn block, the reference against each candidate.

    Attributes:
        block: The learn block, as the reference's answer describes it.
        results: One value object for each kind of result that it holds.
        thresholds: Its thresholds as the service sent them.
        unknown: Raw data of kinds that are not understood, by name; shown as they are.
        irreproducible: The variants whose model file answers differently each time that it is loaded.
        model_notices: What a reader should know of the model files; the comparison's notices hold these too.
    """

    block: LearnBlock
    results: tuple[Result, ...]
    thresholds: tuple[Threshold, ...]
    unknown: Mapping[str, object]
    irreproducible: tuple[str, ...]
    model_notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Comparison:
    """Everything that one answer says about its variants.

    Attributes:
        reference: The variant that the others are compared with.
        candidates: The others, in the order chosen.
        windows: The windows over the sample.
        blocks: One for each learn block.
        sample: The sample with its values, as the service sent them.
        notices: What a reader should know, such as a variant that was left out.
        asked: The variants that were named, also those that the service left out; empty where all were to be compared.
    """

    reference: str
    candidates: tuple[str, ...]
    windows: Windows
    blocks: tuple[BlockComparison, ...]
    sample: SampleData
    notices: tuple[Notice, ...]
    asked: tuple[str, ...] = ()

    @property
    def variants(self) -> tuple[str, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *self.candidates)


def compare(
    answer: ClassifyAnswer,
    *,
    reference: str = "float32",
    variants: Sequence[str] | None = None,
    moved: MovedThresholds = NOTHING_MOVED,
    impulse: Impulse | None = None,
) -> Comparison:
    """What differs between the variants of one answer.

    Args:
        answer: The answer of the main call.
        reference: The variant that the others are compared with. If it was not answered, the first one that was
            takes its place, and a notice says so.
        variants: The variants to compare, in this order; all that were answered unless given. The reference need
            not be among them.
        moved: Thresholds that the person moved.
        impulse: The impulse that answered, where it is known: then a rate far from its own is said, and what it does
            to boxes afterwards.
    """
    results, notices = _answered(answer)
    if impulse is not None and (resampled := far_apart([answer.sample.sample], impulse)):
        notices.append(Notice(resampled))
    notices += unread_notices(answer)
    chosen, missing = _chosen(tuple(results), reference, variants)
    notices += missing
    by_block: dict[int, list[Side]] = {}
    for block_id in dict.fromkeys(block_id for variant in chosen for block_id in results[variant]):
        by_block[block_id] = [Side(variant, results[variant].get(block_id)) for variant in chosen]
    windows = windows_of(answer, (side.classification for side in _sides(by_block) if side.classification))
    if windows.count > 1 and not windows.timed:
        notices.append(Notice("The service does not say how far windows are apart: they have no place in time."))
    blocks = []
    for sides in by_block.values():
        silent = frozenset(side.variant for side in sides if not results[side.variant])
        block, said = _compare_block(sides, windows, answer.sample, moved, silent)
        blocks.append(block)
        notices += said
    if any(isinstance(result, DetectionsComparison) for block in blocks for result in block.results):
        after = impulse.post_processing_blocks if impulse else ()
        notices += tracking_notices(after or (answer.model_extra or {}).get("postProcessingBlocks"))
    return Comparison(
        reference=chosen[0] if chosen else reference,
        candidates=chosen[1:],
        windows=windows,
        blocks=tuple(blocks),
        sample=answer.sample,
        notices=tuple(notices),
        asked=tuple(dict.fromkeys(variants or ())),
    )


def _sides(by_block: Mapping[int, Sequence[Side]]) -> Iterator[Side]:
    return (side for sides in by_block.values() for side in sides)


def _answered(answer: ClassifyAnswer) -> tuple[dict[str, dict[int, Classification]], list[Notice]]:
    """The classifications by variant and learn block; of those that come twice the first, with a notice."""
    results: dict[str, dict[int, Classification]] = {}
    notices = []
    for result in answer.results:
        if result.variant in results:
            notices.append(Notice(f"{result.variant} was answered more than once; only the first answer is compared."))
            continue
        blocks = results.setdefault(result.variant, {})
        for classification in result.classifications:
            block = classification.learn_block
            if block.id in blocks:
                text = f"{result.variant} answers {block.called} more than once; only the first answer is compared."
                notices.append(Notice(text, block.id))
            blocks.setdefault(block.id, classification)
    return results, notices


def _chosen(
    answered: Sequence[str], reference: str, variants: Sequence[str] | None
) -> tuple[tuple[str, ...], list[Notice]]:
    """The variants to compare, the reference first, and notices about those that the service left out."""
    wanted = dict.fromkeys(answered if variants is None else variants)
    present = [variant for variant in wanted if variant in answered]
    notices = [
        Notice(f"The service left out {variant}.")
        for variant in wanted
        if variant not in answered and variant != reference
    ]
    if reference in answered:
        first = reference
    elif present:
        first = present[0]
        role = "takes its place as the reference" if len(present) > 1 else "is shown alone"
        notices.append(Notice(f"The service left out {reference}; {first} {role}."))
    else:
        return (), [Notice("The service answered none of the variants." if variants is None else ENABLE)]
    return (first, *(variant for variant in present if variant != first)), notices


def _compare_block(
    sides: Sequence[Side], windows: Windows, sample: SampleData, moved: MovedThresholds, silent: frozenset[str]
) -> tuple[BlockComparison, list[Notice]]:
    """One learn block, and what a reader should know about it; silent variants answer no block at all."""
    held = kinds_of_all(sides)
    results = _results(sides, windows, sample, moved, held)
    raw = [kind for kind in KINDS if kind in held and not _understood(kind, sides)]
    raw += [Kind.REGRESSION] if Kind.REGRESSION in held and other_values(sides) else []
    block = described(sides)
    drift = [drift_notice(each, block.learn_block, windows) for each in results if isinstance(each, AnomalyComparison)]
    remarked = (each for each in results if isinstance(each, VisualAnomalyComparison | DetectionsComparison))
    remarks = [text for each in remarked for text in each.remarks]
    about_models = model_notices(sides)
    notices = [
        *about_models,
        *block_notices(sides, windows.count, held, silent),
        *(Notice(text, block.learn_block.id) for text in remarks),
        *filter(None, drift),
        *(regression_notices(sides) if Kind.REGRESSION in held else []),
        *(Notice(ASSUMPTION, block.learn_block.id) for each in results if isinstance(each, FreeformComparison)),
        *(raw_notice(kind, sides) for kind in raw),
        *_unknown_type(block.learn_block, results),
        *(Notice(text, block.learn_block.id) for each in results if (text := _out_of_reach(each))),
    ]
    comparison = BlockComparison(
        block=block.learn_block,
        results=tuple(results),
        thresholds=tuple(block.thresholds),
        unknown={kind.value: raw_data(kind, sides) for kind in raw},
        irreproducible=irreproducible(sides),
        model_notices=about_models,
    )
    return comparison, notices


def _results(
    sides: Sequence[Side], windows: Windows, sample: SampleData, moved: MovedThresholds, held: set[Kind]
) -> list[Result]:
    """One value object for each kind of result that is understood and there."""
    results: list[Result] = []
    if Kind.SCORES in held:
        results.append(compare_scores(sides, windows.count, moved))
    if Kind.ANOMALY in held:
        results.append(compare_anomaly(sides, windows.count, moved))
    if Kind.VISUAL_ANOMALY in held:
        results.append(compare_visual_anomaly(sides, windows.count, sample, moved))
    if Kind.DETECTIONS in held:
        results.append(compare_detections(sides, windows.count, sample, moved))
    if Kind.REGRESSION in held and _understood(Kind.REGRESSION, sides):
        results.append(compare_regression(sides, windows.count, moved))
    if Kind.FREEFORM in held and _understood(Kind.FREEFORM, sides):
        results.append(compare_freeform(sides, windows.count))
    if Kind.LABEL_MAP in held:
        results.append(compare_label_map(sides, windows.count))
    return results


def _unknown_type(block: LearnBlock, results: Sequence[Result]) -> list[Notice]:
    """Says that a block is compared by what it holds alone, since nobody here knows what its type computes."""
    if block.type in KIND_OF_TYPE or not results:
        return []
    known = f"Blocks of the type {block.type} are not known here" if block.type else "The service sent no type of it"
    return [Notice(f"{block.called}: {known}; what came is compared as what it looks like.", block.id)]


def _out_of_reach(result: Result) -> str:
    """Says that no score can reach a threshold, where that is so."""
    if not isinstance(result, ScoresComparison) or result.reachable:
        return ""
    return f"No score can reach the threshold of {result.threshold:g}: nothing is decided."


def _understood(kind: Kind, sides: Sequence[Side]) -> bool:
    """Whether what came of a kind is compared; else it is shown as it came."""
    return kind is not Kind.UNKNOWN and (kind not in PER_ROW or any(side.table.labels for side in sides))

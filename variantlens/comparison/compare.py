"""An answer of the main call → one comparison, block by block."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.windows import Windows
from variantlens.service.schema import LearnBlock, SampleData, Threshold

Result: TypeAlias = ScoresComparison | AnomalyComparison

MovedThresholds: TypeAlias = Mapping[tuple[int, str], float]
"""Thresholds that the person moved: (learn block id, threshold key) → value."""


@dataclass(frozen=True)
class Notice:
    """Something that a reader should know about the answer, in words.

    Attributes:
        text: What it is; names from the service stand in it as they came, unescaped.
        block: The learn block it concerns, None for the whole answer.
    """

    text: str
    block: int | None = None


@dataclass(frozen=True)
class BlockComparison:
    """One learn block, the reference against each candidate.

    Attributes:
        block: The learn block, as the reference's answer describes it.
        results: One value object for each kind of result that it holds.
        thresholds: Its thresholds as the service sent them.
        unknown: Raw data of kinds that are not understood, by name; shown as they are.
    """

    block: LearnBlock
    results: tuple[Result, ...]
    thresholds: tuple[Threshold, ...]
    unknown: Mapping[str, object]


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
    """

    reference: str
    candidates: tuple[str, ...]
    windows: Windows
    blocks: tuple[BlockComparison, ...]
    sample: SampleData
    notices: tuple[Notice, ...]

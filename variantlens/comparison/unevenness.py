"""Where the variants' answers for one block do not fit each other, said in words."""

from collections.abc import Iterable, Sequence

from variantlens.comparison.kinds import Kind
from variantlens.comparison.notices import Notice, counted
from variantlens.comparison.rows import Side, described, keys_of, missing_numbers
from variantlens.service.schema import Classification

PER_WINDOW = frozenset({Kind.SCORES, Kind.ANOMALY})
"""Kinds that stand in the rows of a classification, one row per window."""


def block_notices(sides: Sequence[Side], count: int, held: Iterable[Kind]) -> list[Notice]:
    """What a reader should know about how a block's answers fit each other.

    Args:
        sides: What each variant says of the block, the reference first.
        count: How many windows the sample has.
        held: The kinds of result that the block holds.
    """
    block = described(sides).learn_block.id
    texts = [f"{side.variant} has no answer of this block." for side in sides if side.classification is None]
    present = [(side.variant, side.classification) for side in sides if side.classification]
    if PER_WINDOW.intersection(held):
        texts += _window_texts(present, count)
        texts += _label_texts(present)
        texts += _number_texts(present)
    texts += _threshold_texts(present)
    return [Notice(text, block) for text in texts]


def _window_texts(present: Sequence[tuple[str, Classification]], count: int) -> list[str]:
    """Variants that answer fewer windows than there are."""
    return [
        f"{variant} scores {len(each.result):,} of {counted(count, 'window')}; the others stay empty."
        for variant, each in present
        if len(each.result) < count
    ]


def _label_texts(present: Sequence[tuple[str, Classification]]) -> list[str]:
    """Labels that a variant lacks altogether, and windows that lack a label."""
    keys = {variant: keys_of(each.result) for variant, each in present}
    every = dict.fromkeys(key for held in keys.values() for key in held)
    texts = []
    for variant, each in present:
        if lacking := [key for key in every if key not in keys[variant]]:
            texts.append(f"{variant} has no score for {', '.join(lacking)}.")
        if ragged := sum(len(row) < len(keys[variant]) for row in each.result):
            texts.append(f"{variant} lacks labels in {counted(ragged, 'window')}.")
    return texts


def _number_texts(present: Sequence[tuple[str, Classification]]) -> list[str]:
    """Scores that are null, NaN or infinite."""
    missing = {variant: missing_numbers(each.result) for variant, each in present}
    return [
        f"{variant} sent {counted(number, 'score')} that {'is' if number == 1 else 'are'} no number."
        for variant, number in missing.items()
        if number
    ]


def _threshold_texts(present: Sequence[tuple[str, Classification]]) -> list[str]:
    """Variants whose thresholds differ from the first one's, which decides for all."""
    values = [(variant, {each.key: each.value for each in said.thresholds}) for variant, said in present]
    return [
        f"{variant} came with other thresholds than {values[0][0]}; those of {values[0][0]} decide for both."
        for variant, own in values[1:]
        if own != values[0][1]
    ]

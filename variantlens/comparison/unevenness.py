"""Where the variants' answers for one block do not fit each other, said in words."""

from collections.abc import Iterable, Sequence

from variantlens.comparison.kinds import Kind
from variantlens.comparison.notices import Notice
from variantlens.comparison.rows import Side, described
from variantlens.comparison.wording import counted

PER_WINDOW = frozenset({Kind.SCORES, Kind.ANOMALY})
"""Kinds that stand in the rows of a classification, one row per window."""


def block_notices(sides: Sequence[Side], count: int, held: Iterable[Kind]) -> list[Notice]:
    """What a reader should know about how a block's answers fit each other.

    Args:
        sides: What each variant says of the block, the reference first.
        count: How many windows the sample has.
        held: The kinds of result that the block holds.
    """
    present = [side for side in sides if side.classification is not None]
    texts = [f"{side.variant} has no answer of this block." for side in sides if side.classification is None]
    if PER_WINDOW.intersection(held):
        texts += _label_texts(present)
        texts += [text for side in present for text in _row_texts(side, count)]
    texts += _threshold_texts(present)
    block = described(sides).learn_block.id
    return [Notice(text, block) for text in texts]


def _label_texts(present: Sequence[Side]) -> list[str]:
    """Labels that a variant lacks altogether."""
    every = dict.fromkeys(key for side in present for key in side.table.keys)
    lacking = {side.variant: [key for key in every if key not in side.table.keys] for side in present}
    return [f"{variant} has no score for {', '.join(labels)}." for variant, labels in lacking.items() if labels]


def _row_texts(side: Side, count: int) -> list[str]:
    """Windows and scores that one variant's rows lack."""
    texts = []
    rows, table = len(side.table.values), side.table
    if rows < count:
        texts.append(f"{side.variant} scores {rows:,} of {counted(count, 'window')}; the others stay empty.")
    if table.ragged:
        texts.append(f"{side.variant} lacks labels in {counted(table.ragged, 'window')}.")
    if table.unusable:
        verb = "is" if table.unusable == 1 else "are"
        texts.append(f"{side.variant} sent {counted(table.unusable, 'score')} that {verb} no number.")
    return texts


def _threshold_texts(present: Sequence[Side]) -> list[str]:
    """Variants whose thresholds differ from the first one's, which decides for all."""
    values = [(side.variant, _threshold_values(side)) for side in present]
    return [
        f"{variant} came with other thresholds than {values[0][0]}; those of {values[0][0]} decide for both."
        for variant, own in values[1:]
        if own != values[0][1]
    ]


def _threshold_values(side: Side) -> dict[str, float | str | None]:
    return {each.key: each.value for each in side.classification.thresholds} if side.classification else {}

"""Where the variants' answers for one block do not fit each other, said in words."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from variantlens.comparison.anomaly import anomaly_labels
from variantlens.comparison.kinds import KINDS, Kind
from variantlens.comparison.label_map import expected_under, label_map
from variantlens.comparison.notices import Notice
from variantlens.comparison.rows import LARGEST_NUMBER, Side, described
from variantlens.comparison.windows import contradicted, expected_labels, window_count
from variantlens.comparison.wording import counted
from variantlens.service.schema import Classification
from variantlens.text import shortened

PER_WINDOW = frozenset({Kind.SCORES, Kind.ANOMALY})
"""Kinds whose rows hold a score for each label."""


@dataclass(frozen=True)
class Words:
    """How the content of a row is called.

    Attributes:
        has: What a variant does with a window.
        parts: What a row may lack.
        number: What may be no number.
    """

    has: str
    parts: str
    number: str


ROWS = {
    Kind.SCORES: Words("scores", "labels", "score"),
    Kind.ANOMALY: Words("scores", "labels", "score"),
    Kind.REGRESSION: Words("has values of", "values", "value"),
    Kind.FREEFORM: Words("has outputs of", "values", "value"),
}
"""Kinds that stand in the rows of a classification, one row per window."""
LISTS = {Kind.VISUAL_ANOMALY: "grids", Kind.DETECTIONS: "boxes", Kind.LABEL_MAP: "labels"}
"""Kinds that stand in a list of their own, one entry per window, and what it holds."""


def block_notices(sides: Sequence[Side], count: int, held: Iterable[Kind], silent: Container[str] = ()) -> list[Notice]:
    """What a reader should know about how a block's answers fit each other.

    Args:
        sides: What each variant says of the block, the reference first.
        count: How many windows the sample has.
        held: The kinds of result that the block holds.
        silent: Variants of which is said elsewhere that they answer no block.
    """
    there = set(held)
    kinds = [kind for kind in KINDS if kind in there]
    present = [side for side in sides if side.classification is not None]
    texts = [
        f"{side.variant} has no answer of this block."
        for side in sides
        if not side.classification and side.variant not in silent
    ]
    if PER_WINDOW.intersection(kinds):
        texts += _lacking({side.variant: side.table.keys for side in present}, "score")
    for words in list(dict.fromkeys(ROWS[kind] for kind in kinds if kind in ROWS))[:1]:
        texts += [text for side in present for text in _row_texts(side, count, words)]
    for kind in LISTS:
        if kind in kinds:
            texts += [text for side in present for text in _list_texts(side, count, kind)]
    if Kind.LABEL_MAP in kinds:
        texts += _map_texts(present)
    texts += _threshold_texts(present)
    texts += dict.fromkeys(_expected_texts(described(sides), count, there))
    block = described(sides).learn_block.id
    return [Notice(text, block) for text in texts]


def _lacking(keys: Mapping[str, Sequence[str]], what: str) -> list[str]:
    """What a variant lacks altogether although another one has it: variant → its keys."""
    every = dict.fromkeys(key for own in keys.values() for key in own)
    lacking = {variant: [key for key in every if key not in own] for variant, own in keys.items()}
    return [
        f"{variant} has no {what} for {', '.join(map(shortened, each))}." for variant, each in lacking.items() if each
    ]


def _row_texts(side: Side, count: int, words: Words) -> Iterator[str]:
    """Windows and numbers that one variant's rows lack."""
    rows, table = len(side.table.values), side.table
    if rows < count:
        yield f"{side.variant} {words.has} {rows:,} of {counted(count, 'window')}; the others stay empty."
    if table.ragged:
        yield f"{side.variant} lacks {words.parts} in {counted(table.ragged, 'window')}."
    if table.unusable:
        yield f"{side.variant} sent {_no_numbers(table.unusable, words.number)}."


def _list_texts(side: Side, count: int, kind: Kind) -> Iterator[str]:
    """Windows that one variant's list lacks; a visual anomaly block says itself that it has no grid."""
    entries = _entries(side.classification, kind)
    if entries == 0 < count and kind is not Kind.VISUAL_ANOMALY:
        yield f"{side.variant} sent no {LISTS[kind]} at all."
    elif 0 < entries < count:
        yield f"{side.variant} has {LISTS[kind]} of {entries:,} of {counted(count, 'window')}; the others stay empty."


def _entries(block: Classification | None, kind: Kind) -> int:
    """How many windows a variant's list has."""
    if block is None:
        return 0
    if kind is Kind.VISUAL_ANOMALY:
        return len(block.anomaly_result or ())
    if kind is Kind.DETECTIONS:
        return len(block.structured_result or block.details or ())
    return len(_maps(block))


def _map_texts(present: Sequence[Side]) -> list[str]:
    """Keys and scores that a variant's label maps lack."""
    maps = {side.variant: _maps(side.classification) for side in present}
    keys = {variant: list(dict.fromkeys(key for row in rows for key in row)) for variant, rows in maps.items()}
    texts = _lacking(keys, "label")
    for side in present:
        own = keys[side.variant]
        ragged = sum(len(row) < len(own) for row in maps[side.variant])
        if ragged:
            texts.append(f"{side.variant} lacks labels in {counted(ragged, 'window')}.")
        unusable = _unusable(side.classification)
        if unusable:
            texts.append(f"{side.variant} sent {_no_numbers(unusable, 'score')}.")
    return texts


def _maps(block: Classification | None) -> list[set[str]]:
    """The keys that each window labels or scores."""
    fields = (block.label_map_result or (), block.label_map_scores or ()) if block else ()
    return [
        {key for field in fields for row in field[window : window + 1] for key in row}
        for window in range(max(map(len, fields), default=0))
    ]


def _unusable(block: Classification | None) -> int:
    """How many scores of label maps are no numbers."""
    rows = (block.label_map_scores or ()) if block else ()
    scores = (score for row in rows for by_label in row.values() for score in by_label.values())
    return sum(score is None or not abs(score) <= LARGEST_NUMBER for score in scores)


def _no_numbers(count: int, noun: str) -> str:
    return f"{counted(count, noun)} that {'is' if count == 1 else 'are'} no number"


def _expected_texts(block: Classification, count: int, held: set[Kind]) -> Iterator[str]:
    """Windows that cannot be judged, since different labels are expected of them."""
    told = "Different labels are expected of"
    several = {Kind.SCORES, Kind.REGRESSION} if not block.is_multi_label else {Kind.REGRESSION}
    fields = [block.expected_labels] if several & held else []
    fields += [anomaly_labels(block)] if {Kind.ANOMALY, Kind.VISUAL_ANOMALY} & held else []
    for labels in fields:
        if clash := int(np.count_nonzero(contradicted(labels, count))):
            yield f"{told} {counted(clash, 'window')}: {_these(clash)} unjudged."
    if Kind.LABEL_MAP in held:
        for key in dict.fromkeys(key for label in block.expected_labels for key in label_map(label.label_map)):
            if clash := int(np.count_nonzero(contradicted(expected_under(block, key), count))):
                yield f"{told} {counted(clash, 'window')} for {key}: {_these(clash)} unjudged."


def _these(count: int) -> str:
    return "it is" if count == 1 else "these are"


def _threshold_texts(present: Sequence[Side]) -> list[str]:
    """Variants whose thresholds differ from the first one's, which decides for all."""
    values = [(side.variant, _threshold_values(side)) for side in present]
    unusable = [
        f"{side.variant} sent a threshold {each.key} that is no number to be reached: it is not used."
        for side in present
        for each in (side.classification.thresholds if side.classification else ())
        if isinstance(each.value, float) and not abs(each.value) <= LARGEST_NUMBER
    ]
    return [
        *unusable,
        *(
            f"{variant} came with other thresholds than {values[0][0]}; those of {values[0][0]} decide for both."
            for variant, own in values[1:]
            if own != values[0][1]
        ),
        *(
            f"{side.variant} came with other expected labels than {present[0].variant}; those of {present[0].variant} "
            "judge both."
            for side in present[1:]
            if _expects_otherwise(present[0].classification, side.classification)
        ),
    ]


def _expects_otherwise(one: Classification | None, other: Classification | None) -> bool:
    """Whether two variants came with different expected labels of a window that both answer."""
    if one is None or other is None:
        return False
    count = min(window_count(one), window_count(other))
    before, after = (expected_labels(each.expected_labels, count, joined=True) for each in (one, other))
    return any(first != second for first, second in zip(before, after, strict=True) if first and second)


def _threshold_values(side: Side) -> dict[str, str]:
    """The values as text, since what is no number equals nothing."""
    return {each.key: str(each.value) for each in side.classification.thresholds} if side.classification else {}

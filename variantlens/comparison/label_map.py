"""Several labels per window, one under each key, variant against variant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import Decisions, Flips, Outcome, decided, equal, flips_at, harm_of
from variantlens.comparison.rows import LARGEST_NUMBER, Side, described
from variantlens.comparison.windows import expected_labels
from variantlens.service.schema import Classification, StructuredLabel


@dataclass(frozen=True)
class VariantLabels:
    """What one variant says.

    Attributes:
        variant: Its name.
        decisions: The label of each window and key, None without one, shape (windows, keys).
        scores: The score of that label, NaN where the service sends none, shape (windows, keys).
        outcomes: An :class:`~variantlens.comparison.outcomes.Outcome` each, shape (windows, keys).
    """

    variant: str
    decisions: Decisions
    scores: npt.NDArray[np.float64]
    outcomes: npt.NDArray[np.int8]


@dataclass(frozen=True)
class LabelMapPair:
    """A candidate against the reference.

    Attributes:
        candidate: What the candidate says.
        flips: Where the labels under a key differ, by window, then by key: a window with two such keys stands
            there twice. ``comparable`` counts windows × keys that both label.
        keys: Index of the key of each flip, shape (flips,).
        names: Names of all keys.
    """

    candidate: VariantLabels
    flips: Flips
    keys: npt.NDArray[np.intp]
    names: tuple[str, ...]

    @property
    def changed(self) -> tuple[str, ...]:
        """The keys whose label changes in some window."""
        return tuple(self.names[key] for key in np.unique(self.keys).tolist())

    def name(self, flip: int) -> str:
        """The key of a flip."""
        return self.names[int(self.keys[flip])]


@dataclass(frozen=True)
class LabelMapComparison:
    """The labels under each key of one block, the reference against each candidate.

    Attributes:
        keys: Names of the columns.
        expected: The expected label of each window and key, None without one, shape (windows, keys).
        reference: What the reference says.
        pairs: One for each candidate, in the order chosen.
    """

    keys: tuple[str, ...]
    expected: Decisions
    reference: VariantLabels
    pairs: tuple[LabelMapPair, ...]

    @property
    def variants(self) -> tuple[VariantLabels, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))


def compare_label_map(sides: Sequence[Side], count: int) -> LabelMapComparison:
    """The labels under each key of one block, the reference against each candidate.

    Args:
        sides: What each variant says, the reference first; keys are matched by name, windows by index.
        count: How many windows there are.

    Raises:
        ValueError: No side has a classification.
    """
    keys = tuple(dict.fromkeys(key for side in sides for key in _keys(side.classification)))
    expected = _expected(described(sides), keys, count)
    known = _known(sides, keys, expected)
    said = [_read(side, keys, expected, known) for side in sides]
    return LabelMapComparison(keys, expected, said[0], tuple(_pair(keys, said[0], each) for each in said[1:]))


def _keys(classification: Classification | None) -> Iterable[str]:
    """Every key that an answer labels or scores, in order of first appearance."""
    if classification is None:
        return ()
    fields = (classification.label_map_result or (), classification.label_map_scores or ())
    return dict.fromkeys(key for field in fields for row in field for key in row)


def label_map(wire: object) -> dict[str, str]:
    """Key → label of a label map ``{"type": "key-values", "labels": {…}}`` as a service sends it; empty without one."""
    labels = wire.get("labels") if isinstance(wire, Mapping) else None
    held = labels if isinstance(labels, Mapping) else {}
    return {str(key): str(label) for key, label in held.items() if label is not None}


def label_map_in_words(wire: object) -> str:
    """The label under each key, such as "quality: good, size: big"; empty without a label map."""
    return ", ".join(f"{key}: {label}" for key, label in label_map(wire).items())


def expected_under(block: Classification, key: str) -> list[StructuredLabel]:
    """The expected labels under a key, where they carry maps."""
    maps = [(label, label_map(label.label_map)) for label in block.expected_labels]
    return [label.model_copy(update={"label": held[key]}) for label, held in maps if key in held]


def _expected(block: Classification, keys: Sequence[str], count: int) -> Decisions:
    """The expected label of each window under each key; None where there is none, or several, shape (count, keys)."""
    expected = np.full((count, len(keys)), None, dtype=object)
    for at, key in enumerate(keys):
        expected[:, at] = expected_labels(expected_under(block, key), count)
    return expected


def _known(sides: Sequence[Side], keys: Sequence[str], expected: Decisions) -> npt.NDArray[np.bool_]:
    """Whether the expected label is one that some variant scores or says under the key, shape (windows, keys).

    Under a key without any scores nobody knows which labels the model has; there every label counts as known.
    """
    known = np.ones(expected.shape, dtype=np.bool_)
    blocks = [side.classification for side in sides if side.classification]
    for at, key in enumerate(keys):
        scored = {label for block in blocks for row in block.label_map_scores or () for label in row.get(key, ())}
        labels = scored | {row[key] for block in blocks for row in block.label_map_result or () if key in row}
        if scored:
            known[:, at] = [label in labels for label in expected[:, at].tolist()]
    return known


def _read(side: Side, keys: Sequence[str], expected: Decisions, judgeable: npt.NDArray[np.bool_]) -> VariantLabels:
    """A variant's labels; where it sends scores alone, the best one's label."""
    decisions = np.full(expected.shape, None, dtype=object)
    scores = np.full(expected.shape, np.nan)
    block = side.classification
    column = {key: at for at, key in enumerate(keys)}
    for window, row in enumerate((block.label_map_scores or ()) if block else ()):
        for key, by_label in row.items():
            decisions[window, column[key]] = _best(by_label)
    for window, labels in enumerate((block.label_map_result or ()) if block else ()):
        for key, label in labels.items():
            decisions[window, column[key]] = label
    for window, row in enumerate((block.label_map_scores or ()) if block else ()):
        for key, by_label in row.items():
            scores[window, column[key]] = _number(by_label.get(decisions[window, column[key]]))
    known = decided(expected) & decided(decisions) & judgeable
    right = np.where(equal(decisions, expected), Outcome.RIGHT, Outcome.WRONG)
    return VariantLabels(side.variant, decisions, scores, np.where(known, right, Outcome.UNJUDGED).astype(np.int8))


def _best(by_label: dict[str, float | None]) -> str | None:
    """The label with the highest score, of equal ones the first by name; None without a number."""
    known = {label: score for label, raw in by_label.items() if (score := _number(raw)) == score}
    return min(known, key=lambda label: (-known[label], label), default=None)


def _number(value: float | None) -> float:
    return value if value is not None and abs(value) <= LARGEST_NUMBER else float("nan")


def _pair(names: tuple[str, ...], reference: VariantLabels, candidate: VariantLabels) -> LabelMapPair:
    """A candidate against the reference."""
    by_reference, by_candidate = decided(reference.decisions), decided(candidate.decisions)
    windows, keys = np.nonzero(by_reference & by_candidate & ~equal(reference.decisions, candidate.decisions))
    harm = harm_of(reference.outcomes[windows, keys], candidate.outcomes[windows, keys])
    swapped = np.zeros(len(windows), dtype=np.bool_)
    found = flips_at(windows, harm, swapped, by_reference, by_candidate)
    # Keys may differ from window to window: what neither variant speaks of is not missing.
    return LabelMapPair(candidate, replace(found, undecided=0), keys, names)

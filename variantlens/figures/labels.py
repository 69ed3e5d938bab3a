"""Which labels are drawn where a block has more of them than rows that can be read."""

from collections.abc import Sequence

import numpy as np

from variantlens.comparison.scores import ScoresComparison
from variantlens.figures.windows import Indices


def labels_that_matter(result: ScoresComparison, limit: int = 12) -> tuple[str, ...]:
    """The labels to draw where there are too many: those in flips, then expected or decided, then changed most.

    Returns:
        At most ``limit`` labels, in the result's order.
    """
    if len(result.labels) <= limit:
        return result.labels
    said = [each.decisions for each in result.variants]
    flipped = {decision for pair in result.pairs for each in said for decision in each[pair.flips.windows].tolist()}
    seen = set(result.expected.tolist()).union(*(each.tolist() for each in said))
    changes = [pair.change for pair in result.pairs] or [result.reference.scores]
    change = np.max([np.fmax.reduce(np.abs(each), axis=0, initial=0) for each in changes], axis=0)
    rank = [4 * (label in flipped) + 2 * (label in seen) + change[at] for at, label in enumerate(result.labels)]
    best = sorted(range(len(rank)), key=lambda at: -rank[at])[:limit]
    return tuple(result.labels[at] for at in sorted(best))


def chosen(result: ScoresComparison, labels: Sequence[str] | None, limit: int) -> tuple[tuple[str, ...], Indices]:
    """The labels to draw (those that matter unless said otherwise), and their columns in the scores."""
    names = labels_that_matter(result, limit) if labels is None else tuple(labels)
    return names, np.array([result.labels.index(name) for name in names], dtype=np.intp)


def cut_note(result: ScoresComparison, names: Sequence[str]) -> str:
    """What a reader must know where not all labels are drawn; empty where they are."""
    return f"{len(names)} of {len(result.labels)} labels" if len(names) < len(result.labels) else ""

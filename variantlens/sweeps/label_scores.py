"""Every label's score, window by window, of blocks in which several labels may hold at once."""

import numpy as np

from variantlens.sweeps.columns import Block
from variantlens.sweeps.outcomes import Number, WindowsOutcome
from variantlens.sweeps.resampling import Floats


def label_scores(block: Block, variant: str) -> Floats:
    """The score of each of the block's labels, NaN where there is none, shape (windows, labels).

    Args:
        block: A multi-label block; of others no label's score is kept.
        variant: Whose scores.
    """
    parts = [_scores(kept, variant, block.labels) for _, kept in block.members if isinstance(kept, WindowsOutcome)]
    return np.concatenate([np.empty((0, len(block.labels))), *parts])


def _scores(kept: WindowsOutcome, variant: str, labels: tuple[str, ...]) -> Floats:
    """Those of one sample; samples may know labels in another order."""
    found = np.full((len(kept.expected), len(labels)), np.nan)
    said = next((each for each in kept.variants if each.variant == variant), None)
    if said is None or not said.label_scores:
        return found
    rows: list[tuple[Number, ...]] = list(said.label_scores)
    column = {label: at for at, label in enumerate(kept.labels)}
    known = [at for at, label in enumerate(labels) if label in column]
    scores = np.array(rows, dtype=np.float64).reshape(len(rows), -1)
    found[:, known] = scores[:, [column[labels[at]] for at in known]]
    return found

"""The results of a comparison that hold a decision for each window, as their types say."""

from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import BlockComparison
from variantlens.comparison.scores import ScoresComparison

Windowed = ScoresComparison | AnomalyComparison


def results(block: BlockComparison) -> list[Windowed]:
    """All results of a block, which are scores and anomaly scores."""
    assert all(isinstance(result, Windowed) for result in block.results)
    return [result for result in block.results if isinstance(result, Windowed)]

"""The parts of a classifier's scores: flips over the signal, scores side by side, differences, all windows."""

from collections.abc import Iterator
from functools import partial

from variantlens.comparison.scores import ScoresComparison, ScoresPair
from variantlens.comparison.wording import number
from variantlens.figures import scores as figures
from variantlens.figures import signal
from variantlens.reports.parts import Drawing, Material, Part, Remark, flipped, tables


def parts(material: Material, result: ScoresComparison) -> Iterator[Part]:
    """What a report shows of scores, in the order of reading."""
    if result.pairs:
        yield _strip(material, result)
        yield from flipped(material, result)
    windows = material.comparison.windows
    yield Drawing(
        "Scores side by side",
        figures.side_by_side_alt(windows, result),
        partial(figures.side_by_side, windows, result),
    )
    for pair in result.pairs:
        yield _difference(material, result, pair)
        if pair.step is not None:
            yield Remark(f"The smallest difference that this pair's outputs can express is {number(pair.step)}.")
    yield from tables(material, result)


def _strip(material: Material, result: ScoresComparison) -> Drawing:
    recording, windows = material.recording, material.comparison.windows
    return Drawing(
        "Where the decisions differ",
        signal.strip_alt(recording, windows, result),
        partial(signal.strip, recording, windows, result),
    )


def _difference(material: Material, result: ScoresComparison, pair: ScoresPair) -> Drawing:
    windows, candidate = material.comparison.windows, pair.candidate.variant
    return Drawing(
        f"Score changes, {candidate} − {result.reference.variant}",
        figures.difference_alt(windows, result, candidate),
        lambda theme: figures.difference(windows, result, theme, candidate),
    )

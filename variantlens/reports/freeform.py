"""The parts of a freeform block: how far apart the outputs are, and the output that is furthest apart."""

from collections.abc import Iterator
from functools import partial

from variantlens.comparison.freeform import FreeformComparison
from variantlens.figures import freeform as figures
from variantlens.reports.parts import Drawing, Material, Part, tables


def parts(material: Material, result: FreeformComparison) -> Iterator[Part]:
    """What a report shows of raw outputs, in the order of reading."""
    windows = material.comparison.windows
    if windows.count > 1 and result.pairs:
        yield Drawing(
            "How far apart the outputs are",
            figures.distances_alt(windows, result),
            partial(figures.distances, windows, result),
        )
    if windows.count:
        window = result.furthest if result.pairs else 0
        yield Drawing(
            f"Output of window {window}",
            figures.output_alt(result, window),
            partial(figures.output, result, window),
        )
    yield from tables(material, result)

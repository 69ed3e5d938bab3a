"""The parts of visual anomaly grids: every variant's cells over the picture and their differences, all cells."""

from collections.abc import Iterator

from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.figures import pictures
from variantlens.figures import visual_anomaly as figures
from variantlens.reports.parts import Drawing, Material, Part, Remark, flipped, tables


def parts(material: Material, result: VisualAnomalyComparison) -> Iterator[Part]:
    """What a report shows of grids, in the order of reading; of a film its first picture."""
    picture = pictures.picture(material.picture, material.comparison.sample)
    if material.comparison.windows.count:
        yield Drawing(
            "Anomaly scores over the picture",
            figures.alt(figures.View(picture, result, 0, "light")),
            lambda theme: figures.side_by_side(figures.View(picture, result, 0, theme)),
        )
    if material.comparison.windows.count > 1:
        yield Remark(f"Of {material.comparison.windows.count:,} pictures the first is drawn.")
        yield from flipped(material, result)
    yield from tables(material, result)

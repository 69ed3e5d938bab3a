"""The parts of visual anomaly grids: every variant's cells over the picture and their differences, all cells."""

from collections.abc import Iterator

from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.figures import visual_anomaly as figures
from variantlens.figures.pictures import Picture
from variantlens.reports import films
from variantlens.reports.parts import Drawing, Material, Part, Remark, flipped, tables


def parts(material: Material, result: VisualAnomalyComparison) -> Iterator[Part]:
    """What a report shows of grids, in the order of reading; of a film the pictures that change most."""
    count = material.comparison.windows.count
    drawn = films.telling(result, count) if count else ()
    if count > 1:
        yield Remark(films.remark(result, drawn, count))
    for window in drawn:
        yield _grids(material.picture_of(window), result, window, films.place(material.comparison.windows, window))
    if result.frame is not None:
        yield Remark(f"The coordinates of the service's boxes were taken for {result.frame.assumed}.")
    if count > 1:
        yield from flipped(material, result)
    yield from tables(material, result)


def _grids(picture: Picture, result: VisualAnomalyComparison, window: int, place: str) -> Drawing:
    return Drawing(
        f"Anomaly scores over the picture{place}",
        figures.alt(figures.View(picture, result, window, "light")),
        lambda theme: figures.side_by_side(figures.View(picture, result, window, theme)),
    )

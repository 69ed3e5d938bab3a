"""The parts of a block that finds objects: boxes side by side, in one picture where they differ, and every box.

Of FOMO also how the service paired the centres, where the answer says it.
"""

from collections.abc import Iterator

from variantlens.comparison.boxes import debug_of
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.objects_in_words import agreement, changes, coordinates, matches
from variantlens.figures import debug_info
from variantlens.figures import detections as figures
from variantlens.figures.pictures import Picture
from variantlens.reports import films
from variantlens.reports.parts import Drawing, Material, Part, Remark, tables


def parts(material: Material, result: DetectionsComparison) -> Iterator[Part]:
    """What a report shows of boxes, in the order of reading; of a film the pictures that change most."""
    yield from (Remark(_told(pair)) for pair in result.pairs)
    count = len(result.reference.found)
    drawn = films.telling(result, count) if count else ()
    if count > 1:
        yield Remark(films.remark(result, drawn, count))
    for at in drawn:
        yield from _picture(material, result, at)
    yield Remark(coordinates(result))
    yield Remark(agreement(result))
    yield from tables(material, result)


def _picture(material: Material, result: DetectionsComparison, at: int) -> Iterator[Part]:
    """One picture: boxes side by side, in one where they differ, and how the service paired centres."""
    picture = material.picture_of(at, (result.canvas.width, result.canvas.height))
    place = films.place(material.comparison.windows, at)
    yield Drawing(
        f"Boxes side by side{place}",
        figures.boxes_alt(result),
        lambda theme: figures.side_by_side(picture, result, theme, at),
    )
    yield from (_overlay(picture, result, pair, at, place) for pair in result.pairs if at in pair.flips.windows)
    yield from _debug(picture, result, at, place)


def _debug(picture: Picture, result: DetectionsComparison, at: int, place: str) -> Iterator[Part]:
    """How the service paired FOMO's centres; nothing where it was not asked for."""
    said = debug_of(result, at)
    if said:
        yield Drawing(
            f"How the service paired centres (FOMO){place}",
            debug_info.assignments_alt(said),
            lambda theme: debug_info.assignments(picture, said, theme),
        )
        yield Remark(
            "Distances are parts of the picture's width and height; classes count from 1, 0 is the background."
        )


def _told(pair: DetectionsPair) -> str:
    what = changes(pair) or "finds the same objects"
    return f"{pair.candidate.variant}: {what}; {matches(pair)}."


def _overlay(picture: Picture, result: DetectionsComparison, pair: DetectionsPair, at: int, place: str) -> Drawing:
    return Drawing(
        f"{result.reference.variant} and {pair.candidate.variant} in one picture{place}",
        figures.boxes_alt(result),
        lambda theme: figures.overlay(picture, result, pair, theme, at),
    )

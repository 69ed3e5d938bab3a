"""The parts of a block that finds objects: boxes side by side, in one picture where they differ, and every box.

Of FOMO also how the service paired the centres, where the answer says it.
"""

from collections.abc import Iterator

from variantlens.comparison.boxes import debug_of
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.objects_in_words import agreement, changes, matches
from variantlens.figures import debug_info, pictures
from variantlens.figures import detections as figures
from variantlens.figures.pictures import Picture
from variantlens.reports.parts import Drawing, Material, Part, Remark, tables


def parts(material: Material, result: DetectionsComparison) -> Iterator[Part]:
    """What a report shows of boxes, in the order of reading; of a film its first picture."""
    shape = result.canvas.width, result.canvas.height
    picture = pictures.picture(material.picture, material.comparison.sample, shape)
    yield from (Remark(_told(pair)) for pair in result.pairs)
    yield Drawing(
        "Boxes side by side",
        figures.boxes_alt(result),
        lambda theme: figures.side_by_side(picture, result, theme),
    )
    if len(result.reference.found) > 1:
        yield Remark(f"Of {len(result.reference.found):,} pictures the first is drawn.")
    yield from (_overlay(picture, result, pair) for pair in result.pairs if len(pair.flips))
    yield from _debug(picture, result)
    yield Remark(agreement(result))
    yield from tables(material, result)


def _debug(picture: Picture, result: DetectionsComparison) -> Iterator[Part]:
    """How the service paired FOMO's centres; nothing where it was not asked for."""
    said = debug_of(result)
    if said:
        yield Drawing(
            "How the service paired centres (FOMO)",
            debug_info.assignments_alt(said),
            lambda theme: debug_info.assignments(picture, said, theme),
        )
        yield Remark(
            "Distances are parts of the picture's width and height; classes count from 1, 0 is the background."
        )


def _told(pair: DetectionsPair) -> str:
    what = changes(pair) or "finds the same objects"
    return f"{pair.candidate.variant}: {what}; {matches(pair)}."


def _overlay(picture: Picture, result: DetectionsComparison, pair: DetectionsPair) -> Drawing:
    return Drawing(
        f"{result.reference.variant} and {pair.candidate.variant} in one picture",
        figures.boxes_alt(result),
        lambda theme: figures.overlay(picture, result, pair, theme),
    )

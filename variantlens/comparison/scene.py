"""What is the same for every variant of a block that finds objects: unit, picture, closeness, labelled boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from variantlens.comparison.coordinates import Frame, Unit, detections_frame, likely_size, picture_size
from variantlens.comparison.matching import Closeness
from variantlens.comparison.objects import CUT, Canvas, Found, Objects, Reading, all_boxes, canvas_of, read_truth
from variantlens.comparison.rows import Side
from variantlens.comparison.thresholds import MIN_SCORE, MovedThresholds, threshold_of
from variantlens.comparison.wording import counted
from variantlens.service.schema import Classification, SampleData

IOU = "iou"
"""Key of a moved least overlap of two boxes that may be the same object."""
DISTANCE = "distance"
"""Key of a moved largest distance of two centres (FOMO), in 0..1 of the picture."""
USUAL_IOU = 0.5
"""The usual choice since Pascal VOC (Everingham et al. 2010, section 4.2)."""
USUAL_DISTANCE = 0.2
"""``normalised_min_distance`` of the reference page's debug information."""
LIMITS = (0.01, 1.0)
"""How far either can be moved; what an address says beyond is taken for the nearest."""
FOMO = "fomo"


def variant_key(variant: str) -> str:
    """Key of a score threshold that was moved for one variant alone, such as ``min_score@int8``."""
    return f"{MIN_SCORE}@{variant}"


@dataclass(frozen=True, eq=False)
class Scene:
    """What is the same for every variant.

    Attributes:
        count: How many pictures there are.
        frame: The whole picture in the unit of the answer's coordinates.
        canvas: The picture that the boxes lie on.
        closeness: When two boxes may be the same object.
        truth: The labelled boxes of each picture; None where a picture has none, or nothing can be held against them.
        unjudged: Why no picture is judged, in a sentence; empty where one is.
        remarks: What a reader should know of how these were read.
    """

    count: int
    frame: Frame
    canvas: Canvas
    closeness: Closeness
    truth: tuple[Objects | None, ...]
    unjudged: str
    remarks: tuple[str, ...]


def scene_of(sides: Sequence[Side], count: int, sample: SampleData, closeness: Closeness) -> Scene:
    """What all variants share: labelled boxes are those of a sample that is one picture.

    Args:
        sides: What each variant says; one box in pixels means that all are.
        count: How many pictures there are.
        sample: The sample with its labelled boxes and its size in pixels.
        closeness: When two boxes may be the same object.
    """
    boxes = all_boxes(each for side in sides for each in sent(side.classification))
    size, labelled = picture_size(sample), sample.sample.bounding_boxes
    in_pixels = [[box.x, box.y, box.width, box.height] for box in labelled]
    canvas = canvas_of(size, [*boxes.tolist(), *in_pixels])
    frame = detections_frame(boxes, size, (canvas.width, canvas.height))
    if frame.unit is Unit.PARTS:
        canvas = replace(canvas_of(size or likely_size(sample), in_pixels), known=size is not None)
    elif size is None and closeness.centres:
        frame = replace(frame, unknown=frame.unknown or "how large the picture is was not said")
    truth: list[Objects | None] = [None] * count
    if frame.unknown:
        unjudged = f"Unjudged: what the coordinates count in is not known, since {frame.unknown}."
        remarks = [
            (
                f"What the coordinates of the boxes count in is not known, since {frame.unknown}: they were taken for "
                f"{frame.assumed}, and the boxes are not judged."
            )
        ]
    elif labelled and not canvas.known and frame.unit is Unit.PARTS:
        unjudged = "How large the picture is was not said, so that its labelled boxes cannot be placed on it."
        remarks = [unjudged]
    else:
        remarks = []
        if labelled and count == 1:
            reading = Reading()
            usable = read_truth(labelled, canvas, reading, flat=closeness.centres)
            truth = [usable if len(usable) else None]
            kept = {CUT: "Cut at the edge of the picture"}
            remarks = [
                f"{kept.get(fault, 'Left out')}: {counted(n, 'labelled box')} {fault}."
                for fault, n in reading.faults.items()
            ]
        unjudged = "" if any(truth) else "Unjudged: the sample has no labelled boxes."
    return Scene(count, frame, canvas, closeness, tuple(truth), unjudged, tuple(remarks))


def closeness_of(block: Classification, moved: MovedThresholds) -> Closeness:
    """When two boxes may be the same object: by centres for FOMO, by overlap else; the limit as the person moved it."""
    fomo = block.object_detection_last_layer == FOMO
    key, usual = (DISTANCE, USUAL_DISTANCE) if fomo else (IOU, USUAL_IOU)
    limit = moved.get((block.learn_block.id, key), usual)
    return Closeness(fomo, min(max(limit, LIMITS[0]), LIMITS[1]))


def variant_threshold(block: Classification, variant: str, moved: MovedThresholds) -> float | None:
    """The score threshold of a variant: its own, else that of all."""
    own = moved.get((block.learn_block.id, variant_key(variant)))
    return threshold_of(block, MIN_SCORE, moved, most=1.0) if own is None else own


def sent(classification: Classification | None) -> Sequence[Found]:
    """The boxes of each picture; those of ``details`` where there are no others."""
    if classification is None:
        return ()
    return classification.structured_result or classification.details or ()

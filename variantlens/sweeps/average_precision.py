"""mAP as COCO defines it, pooled over pictures and recomputed on every resample; for information only.

Boxes are matched with labelled objects greedily, the best score first, at ten overlaps from 0.5 to 0.95 (Lin et al.,
"Microsoft COCO: Common Objects in Context", 2014, and its evaluation code). Precision is then made to fall with
recall, read at 101 recalls, and averaged over recalls, labels and overlaps. Boxes below the service's threshold are
not in its answer, so that the tail of the curve is missing and a value is lower than that of the bare model.
"""

import numpy as np
import numpy.typing as npt

from variantlens.comparison.matching import overlaps
from variantlens.comparison.objects import Objects

LEVELS = np.linspace(0.5, 0.95, 10)
"""The overlaps (IoU) at which a box may hit an object."""
RECALLS = np.linspace(0, 1, 101)
"""Where precision is read."""


def reached(truth: Objects, found: Objects) -> npt.NDArray[np.intp]:
    """At which overlaps each box hits a labelled object of its label, as bits, the lowest level first.

    Args:
        truth: The labelled objects of one picture.
        found: The boxes of the same picture.

    Returns:
        A number for each box, shape (boxes,).
    """
    iou = overlaps(found.boxes, truth.boxes)
    iou[found.labels[:, None] != truth.labels[None, :]] = 0
    order = np.argsort(-np.nan_to_num(found.scores), kind="stable")
    bits = np.zeros(len(found), dtype=np.intp)
    for level, least in enumerate(LEVELS.tolist()):
        free = np.ones(len(truth), dtype=np.bool_)
        for box in order.tolist():
            open_overlaps = np.where(free, iou[box], 0)
            # Of equal overlaps the last object, as in COCO's evaluation.
            best = len(truth) - 1 - int(open_overlaps[::-1].argmax()) if len(truth) else -1
            if best >= 0 and open_overlaps[best] >= least:
                free[best] = False
                bits[box] |= 1 << level
    return bits

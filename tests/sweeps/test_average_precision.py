"""mAP, against COCO's own evaluation called directly."""

import contextlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from tests.sweeps.kept import CANDIDATE, block_of, objects, sample
from variantlens.comparison.objects import Objects
from variantlens.sweeps.average_precision import average_precisions, reached
from variantlens.sweeps.columns import Block
from variantlens.sweeps.outcomes import ObjectsOutcome

LABELS = ("coin", "note")
SIZE = 1000.0

Picture = tuple[Objects, tuple[Objects, Objects]]


def scene(random: np.random.Generator, pictures: int) -> list[Picture]:
    """Pictures with objects, and the boxes of two variants near them and elsewhere."""
    made = []
    for _ in range(pictures):
        count = int(random.integers(1, 5))
        truth = boxes(random, random.uniform(0, 0.7, (count, 4)) * [1, 1, 0.4, 0.4] + [0, 0, 0.05, 0.05])
        found = []
        for wobble in (0.01, 0.03):
            near = truth.boxes + random.normal(0, wobble, truth.boxes.shape)
            far = random.uniform(0.05, 0.5, (int(random.integers(0, 3)), 4))
            said = boxes(random, np.concatenate([near, far]).clip(0.01))
            kept = random.random(count) < 0.9
            labels = np.concatenate([np.where(kept, truth.labels, "note"), said.labels[count:]])
            found.append(Objects(said.boxes, labels, said.scores))
        made.append((truth, (found[0], found[1])))
    return made


def boxes(random: np.random.Generator, placed: np.ndarray) -> Objects:
    """Boxes with labels and distinct scores."""
    labels = np.array([LABELS[int(random.integers(2))] for _ in placed], dtype=object)
    return Objects(placed, labels, random.random(len(placed)))


def kept(pictures: list[Picture]) -> Block:
    """The pictures as a sweep keeps them."""
    samples = []
    for at, (truth, found) in enumerate(pictures):
        told = [list(zip(each.labels, each.scores.tolist(), [False] * len(each), strict=True)) for each in found]
        made = objects(truth.labels.tolist(), told[0], told[1])
        variants = tuple(
            said.model_copy(update={"reached": tuple(reached(truth, each).tolist())})
            for said, each in zip(made.variants, found, strict=True)
        )
        block: ObjectsOutcome = made.model_copy(update={"variants": variants})
        samples.append(sample(at, block))
    return block_of(*samples)


def coco(pictures: list[Picture], variant: int) -> tuple[float, float]:
    """MAP and mAP at 0.5 by COCO's evaluation."""
    annotations: list[dict[str, object]] = []
    results: list[dict[str, object]] = []
    for image, (truth, found) in enumerate(pictures, start=1):
        for box, label in zip(truth.boxes * SIZE, truth.labels, strict=True):
            annotation = {"id": len(annotations) + 1, "image_id": image, "category_id": LABELS.index(label) + 1}
            annotations.append(annotation | {"bbox": box.tolist(), "area": float(box[2] * box[3]), "iscrowd": 0})
        said = found[variant]
        for box, label, score in zip(said.boxes * SIZE, said.labels, said.scores, strict=True):
            result = {"image_id": image, "category_id": LABELS.index(label) + 1, "bbox": box.tolist()}
            results.append(result | {"score": float(score)})
    with contextlib.redirect_stdout(io.StringIO()):
        ground = COCO()
        ground.dataset = {
            "images": [{"id": image} for image in range(1, len(pictures) + 1)],
            "annotations": annotations,
            "categories": [{"id": at + 1, "name": label} for at, label in enumerate(LABELS)],
        }
        ground.createIndex()
        evaluation = COCOeval(ground, ground.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return float(evaluation.stats[0]), float(evaluation.stats[1])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_map_agrees_with_coco(seed: int, count: int) -> None:
    """Pooled over pictures, at all overlaps and at 0.5 alone, for both variants."""
    pictures = scene(np.random.default_rng(seed), count)
    found = average_precisions(kept(pictures), CANDIDATE, draws=2)
    assert found is not None
    assert (found.reference.value, found.reference.at_half) == pytest.approx(coco(pictures, 0))
    assert (found.candidate.value, found.candidate.at_half) == pytest.approx(coco(pictures, 1))


def test_resamples_surround_the_difference() -> None:
    """Both variants are pooled on the same resample, so that the difference varies less than either."""
    pictures = scene(np.random.default_rng(5), 60)
    found = average_precisions(kept(pictures), CANDIDATE)
    assert found is not None
    difference = found.candidate.value - found.reference.value
    assert found.low < difference < found.high < 0
    assert found.pictures == 60


def test_the_same_boxes_do_not_differ_on_any_resample() -> None:
    """Nothing between the ends."""
    pictures = [(truth, (first, first)) for truth, (first, _) in scene(np.random.default_rng(6), 20)]
    found = average_precisions(kept(pictures), CANDIDATE)
    assert found is not None
    assert (found.low, found.high) == (0, 0)


def test_centres_have_no_map() -> None:
    """FOMO knows no overlaps."""
    made = objects(["coin"], [("coin", 0.9, True)], [("coin", 0.9, True)]).model_copy(update={"centres": True})
    assert average_precisions(block_of(sample(0, made)), CANDIDATE) is None

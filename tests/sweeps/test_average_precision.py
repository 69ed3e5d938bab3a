"""mAP, against COCO's own evaluation called directly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.comparison.coco import mean_average_precisions
from tests.sweeps.kept import CANDIDATE, block_of, objects, sample
from variantlens.comparison.average_precision import reached
from variantlens.comparison.objects import Objects
from variantlens.sweeps.average_precision import average_precisions
from variantlens.sweeps.columns import Block
from variantlens.sweeps.outcomes import ObjectsOutcome

LABELS = ("coin", "note")

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


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_map_agrees_with_coco(seed: int, count: int) -> None:
    """Pooled over pictures, at all overlaps and at 0.5 alone, for both variants."""
    pictures = scene(np.random.default_rng(seed), count)
    found = average_precisions(kept(pictures), CANDIDATE, draws=2)
    assert found is not None
    truth = [objects for objects, _ in pictures]
    for at, told in enumerate((found.reference, found.candidate)):
        expected = mean_average_precisions(truth, [both[at] for _, both in pictures])
        assert (told.value, told.at_half) == pytest.approx(expected)


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

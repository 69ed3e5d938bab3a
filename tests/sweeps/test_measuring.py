"""What a verdict measures in each kind of result, and how far each measure could be off."""

import numpy as np
import pytest

from tests.sweeps.kept import CANDIDATE, anomalies, block_of, objects, outputs, sample, values
from variantlens.comparison.outcomes import Harm
from variantlens.sweeps.bounds import clopper_pearson_upper
from variantlens.sweeps.measures import AllowedLoss, Measure, allowed_loss
from variantlens.sweeps.verdict import Word, judge

POINT = allowed_loss(1.0, "points of accuracy")


def test_detection_is_measured_by_f1_over_all_pictures() -> None:
    """Hits, misses and alarms of all pictures together, as scikit-learn counts them."""
    block = block_of(
        sample(0, objects(["coin", "coin"], [("coin", 0.9, True), ("coin", 0.8, True)], [("coin", 0.9, True)])),
        sample(1, objects(["note"], [("note", 0.9, True)], [("note", 0.9, True), ("coin", 0.6, False)])),
    )
    verdict = judge(block, CANDIDATE, allowed_loss(2, "points of F1"))
    assert verdict.values == pytest.approx((1.0, 2 * 2 / (2 * 2 + 1 + 1)))
    assert verdict.windows == 3


def test_unchanged_pictures_bound_f1_as_they_bound_accuracy() -> None:
    """At worst every object of a picture is found as something else, which costs as much F1 as its share."""
    made = [sample(at, objects(["coin"], [("coin", 0.9, True)], [("coin", 0.9, True)])) for at in range(100)]
    verdict = judge(block_of(*made), CANDIDATE, allowed_loss(2, "points of F1"))
    assert verdict.upper == pytest.approx(clopper_pearson_upper(0, 100), abs=0.003)


def test_objects_that_are_swapped_count_as_harm_where_few_differ() -> None:
    """A picture that gains as much as another loses does not make that one good."""
    hit: list[tuple[str, float, bool]] = [("coin", 0.9, True)]
    missed: list[tuple[str, float, bool]] = []
    made = [sample(0, objects(["coin"], hit, missed, harm=[Harm.HARMFUL]))]
    made += [sample(1, objects(["coin"], missed, hit, harm=[Harm.HELPFUL]))]
    made += [sample(at, objects(["coin"], hit, hit)) for at in range(2, 200)]
    verdict = judge(block_of(*made), CANDIDATE, allowed_loss(2, "points of F1"))
    assert verdict.loss == pytest.approx(0)
    assert (verdict.worse, verdict.better) == (1, 1)
    assert verdict.upper > clopper_pearson_upper(0, 200) + 0.003


def test_anomalies_are_measured_by_decisions_or_by_ranks() -> None:
    """Both are offered; AUROC is that of all windows together."""
    made = [sample(at, anomalies([at % 2 == 0], [float(at % 2 == 0)], [0.4 * (at % 2 == 0)])) for at in range(40)]
    block = block_of(*made)
    assert judge(block, CANDIDATE, POINT).values == (1.0, 0.5)
    ranked = judge(block, CANDIDATE, allowed_loss(1, "points of AUROC"))
    assert ranked.values == (1.0, 1.0)
    assert ranked.word is Word.UNKNOWN


def test_one_class_alone_has_no_auroc() -> None:
    """Only anomalies: not enough data."""
    block = block_of(*[sample(at, anomalies([True], [1.0], [1.0])) for at in range(400)])
    assert judge(block, CANDIDATE, allowed_loss(1, "points of AUROC")).word is Word.UNKNOWN


def test_auroc_passes_with_many_samples_and_fails_when_ranks_turn() -> None:
    """A thousand samples of each class that keep their order exclude one point; turned around they fail."""
    random = np.random.default_rng(3)
    expected = np.arange(1000) % 2 == 0
    scores = random.standard_normal(1000) + 2 * expected
    allowed = allowed_loss(1, "points of AUROC")
    pairs = list(enumerate(zip(expected.tolist(), scores.tolist(), strict=True)))
    kept = block_of(*[sample(at, anomalies([bad], [score], [score])) for at, (bad, score) in pairs])
    turned = block_of(*[sample(at, anomalies([bad], [score], [-score])) for at, (bad, score) in pairs])
    assert judge(kept, CANDIDATE, allowed).word is Word.WITHIN
    assert judge(turned, CANDIDATE, allowed).word is Word.WORSE


def test_an_error_has_an_assumed_end() -> None:
    """No sample is assumed to be worse by more than the span of all values, whatever is allowed."""
    wide = block_of(*[sample(at, values([float(at)], [at + 0.1], [at + 0.1])) for at in range(400)])
    narrow = block_of(*[sample(at, values([at / 400], [at / 400], [at / 400])) for at in range(400)])
    allowed = AllowedLoss(0.5, Measure.MAE)
    assert judge(wide, CANDIDATE, allowed).assumed_worst == pytest.approx(399.1)
    assert judge(narrow, CANDIDATE, allowed).assumed_worst == pytest.approx(399 / 400)
    assert judge(wide, CANDIDATE, allowed).word is Word.UNKNOWN
    assert judge(narrow, CANDIDATE, allowed).word is Word.WITHIN


def test_a_bound_does_not_move_with_what_is_allowed() -> None:
    """The same data excludes the same error, whether much is allowed or little."""
    random = np.random.default_rng(3)
    made = [sample(at, values([0.0], [float(x)], [float(x) * 1.1])) for at, x in enumerate(random.uniform(0, 1, 200))]
    bounds = {judge(block_of(*made), CANDIDATE, AllowedLoss(each, Measure.MAE)).upper for each in (0.001, 0.1, 5)}
    assert len(bounds) == 1


def test_a_lost_value_counts_as_the_span() -> None:
    """Where only the candidate has no value, its error grows by the span of all values."""
    made = [sample(at, values([float(at)], [float(at)], [None if at == 10 else float(at)])) for at in range(11)]
    verdict = judge(block_of(*made), CANDIDATE, AllowedLoss(0.5, Measure.MAE))
    assert verdict.samples == 11
    assert verdict.loss == pytest.approx(10 / 11)
    swapped = [sample(at, values([float(at)], [None if at == 10 else float(at)], [float(at)])) for at in range(11)]
    verdict = judge(block_of(*swapped), CANDIDATE, AllowedLoss(0.5, Measure.MAE))
    assert (verdict.samples, verdict.loss) == (10, 0)


def test_a_lost_output_counts_as_the_span_squared() -> None:
    """Where only the candidate lacks a number of the output, it is as far off as outputs ever lie apart."""
    made = [
        sample(at, outputs([None if at == 3 else 0.0], lost=[0] if at == 3 else [], between=(-1, 2))) for at in range(9)
    ]
    verdict = judge(block_of(*made), CANDIDATE, allowed_loss(0.001, "mean squared error"))
    assert verdict.samples == 9
    assert verdict.loss == pytest.approx(1)


def test_a_lost_anomaly_score_is_ranked_last() -> None:
    """An anomaly that the candidate does not score is ranked below all others, a good window above all."""
    scores = [0.9, 0.8, 0.2, 0.1]
    expected = [True, True, False, False]
    for gone in (0, 3):
        after = [None if at == gone else score for at, score in enumerate(scores)]
        made = [
            sample(at, anomalies([wanted], [before], [own]))
            for at, (wanted, before, own) in enumerate(zip(expected, scores, after, strict=True))
        ]
        verdict = judge(block_of(*made), CANDIDATE, allowed_loss(1, "AUROC"))
        assert (verdict.samples, verdict.values) == (4, (1.0, 0.5))


def test_a_lost_picture_misses_its_objects() -> None:
    """Where the candidate has no answer for a picture, its objects are missed, and one false alarm is counted."""
    answered = objects(["cat"], [("cat", 0.9, True)], [("cat", 0.9, True)])
    gone = objects(["cat"], [("cat", 0.9, True)], [])
    reference, candidate = gone.variants
    gone = gone.model_copy(update={"variants": (reference, candidate.model_copy(update={"lost": True}))})
    verdict = judge(
        block_of(sample(0, answered, image=True), sample(1, gone, image=True)), CANDIDATE, allowed_loss(1, "F1")
    )
    assert verdict.values == pytest.approx((1.0, 2 / (2 + 1 + 1)))


def test_a_seen_error_moves_the_assumed_end() -> None:
    """Whoever got worse by more than that shows that one can."""
    made = [
        sample(0, values([0.0], [0.0], [500.0])),
        *[sample(at, values([0.0], [0.0], [0.0])) for at in range(1, 400)],
    ]
    assert judge(block_of(*made), CANDIDATE, AllowedLoss(0.5, Measure.MAE)).assumed_worst == 500


def test_outputs_are_measured_by_their_distance() -> None:
    """A distance from the reference is never worse by less: it is within or not."""
    near, far = (
        block_of(*[sample(at, outputs([error], between=(0, 0.1))) for at in range(400)]) for error in (0.0001, 0.01)
    )
    allowed = allowed_loss(0.001, "mean squared error")
    assert judge(near, CANDIDATE, allowed).word is Word.WITHIN
    assert judge(far, CANDIDATE, allowed).word is Word.WORSE

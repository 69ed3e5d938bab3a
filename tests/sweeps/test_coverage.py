"""What a verdict rests on: nothing that is not judged vanishes, and too much of it lets nothing pass."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from tests.answers import answer, classification
from tests.sweeps.kept import CANDIDATE, anomalies, block_of, decisions, objects, outputs, sample, values
from tests.sweeps.services import LONG_S, Service, request
from variantlens.comparison.compare import compare
from variantlens.sweeps.columns import Block, sweep_data
from variantlens.sweeps.coverage import Reason
from variantlens.sweeps.judging import judged_as_asked
from variantlens.sweeps.keeping import outcome
from variantlens.sweeps.measures import AllowedLoss, allowed_loss
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import AllowedLoss as Asked
from variantlens.sweeps.running.service import Sweeps
from variantlens.sweeps.verdict import Verdict, Word, judge
from variantlens.sweeps.wording import coverage_sentences, verdict_sentence

POINT = allowed_loss(1.0, "points of accuracy")


def cats(
    count: int, expected: str | None = "cat", before: str | None = "cat", after: str | None = "cat", start: int = 0
) -> list[SampleOutcome]:
    """Pictures of cats, all alike."""
    return [
        sample(at, decisions([expected], [before], [after]), label=expected or "", image=True)
        for at in range(start, start + count)
    ]


def judged(samples: Sequence[SampleOutcome], allowed: AllowedLoss = POINT, failed: int = 0) -> Verdict:
    """The verdict on the candidate."""
    return judge(block_of(*samples), CANDIDATE, allowed, failed=failed)


def reasons(verdict: Verdict) -> dict[Reason, int]:
    """In how many samples what is left out, by reason."""
    assert verdict.coverage is not None
    return {each.reason: each.samples for each in verdict.coverage.left_out}


def said(verdict: Verdict) -> list[str]:
    """What stands under a verdict."""
    return [sentence.text for sentence in coverage_sentences(verdict)]


def test_what_the_candidate_leaves_out_is_lost(sweeps: Sweeps) -> None:
    """A candidate that sends no number for 40 of 400 samples has lost ten points, and says so where it is read."""

    def silent(number: int, _before: int) -> httpx.Response | None:
        answer = service.classified(1)
        answer["sample"]["sample"] |= {"id": number, "filename": f"sample-{number}"}
        if number % 10 == 0:
            answer["results"][1]["classifications"][0]["result"] = [{"walking": None, "idle": None}] * 3
        return httpx.Response(200, json=answer)

    service = Service(400, silent)
    asked = request(allowed_loss=Asked(value=1.0))
    run = sweeps.start(asked, service.client())
    assert sweeps.wait(run, 3 * LONG_S).done == 400
    whole = judged_as_asked(sweep_data(sweeps.outcomes(run)), asked)
    (verdict,) = whole.verdicts
    assert (whole.word, verdict.samples, verdict.worse) == (Word.WORSE, 400, 40)
    assert verdict.loss == pytest.approx(0.1)
    assert said(verdict) == ["int8 has no answer in 40 of 400 recordings (120 windows): lost, which counts as harm."]


def test_a_lost_window_is_harm_even_where_the_reference_was_wrong() -> None:
    """Accuracy does not see it, the bound does."""
    verdict = judged([*cats(299), *cats(10, before="dog", after=None, start=299)])
    assert verdict.values[0] == verdict.values[1]
    assert (verdict.worse, verdict.word) == (10, Word.UNKNOWN)


def test_what_the_reference_leaves_out_is_no_gain() -> None:
    """It is unjudged and counted; of one in twenty nothing passes any more."""
    few, many = (judged([*cats(500), *cats(gone, before=None, start=500)]) for gone in (26, 27))
    assert (few.samples, few.better, few.word) == (500, 0, Word.WITHIN)
    assert reasons(few) == {Reason.NO_REFERENCE: 26}
    assert (many.samples, many.better, many.word) == (500, 0, Word.UNKNOWN)
    assert said(many) == [
        "float32 has no answer in 27 pictures, the first is “sample-0500”: not judged, and no gain.",
    ]
    assert verdict_sentence(many).text == (
        "Not enough data to say that int8 loses less than 1.0 point of accuracy: 27 of 527 pictures are not judged, "
        "more than one in twenty. Of the others: accuracy 100.0 % → 100.0 %, 0 of 500 pictures got worse."
    )


def test_what_neither_answers_is_unjudged() -> None:
    """Nothing is known of it, and it is counted like an error."""
    verdict = judged([*cats(500), *cats(30, before=None, after=None, start=500)])
    assert reasons(verdict) == {Reason.NO_ANSWER: 30}
    assert verdict.word is Word.UNKNOWN


def test_failures_count_with_everything_else_that_is_not_judged() -> None:
    """Twelve that failed and fifteen without an answer of the reference are too many together, not by themselves."""
    silent = cats(15, before=None, start=500)
    assert judged([*cats(500), *silent]).word is Word.WITHIN
    assert judged(cats(500), failed=12).word is Word.WITHIN
    assert judged([*cats(500), *silent], failed=12).word is Word.UNKNOWN


def test_a_loss_stays_a_loss() -> None:
    """That much is unjudged lets nothing pass, but excuses nothing."""
    verdict = judged([*cats(50, after="dog"), *cats(50, before=None, start=50)])
    assert verdict.word is Word.WORSE


def test_labels_that_the_model_does_not_know_are_named() -> None:
    """With the first of them, and with the label that each may be meant to be."""
    verdict = judged([*cats(10, expected="cat_007"), *cats(20, expected="Dog ", start=10)])
    assert (verdict.samples, verdict.word) == (0, Word.UNKNOWN)
    assert said(verdict) == [
        "30 of 30 labels are none of the model's, the first is “cat_007”: not judged. Is “Dog ” meant to be “dog”?"
    ]


def test_a_few_unknown_labels_let_the_rest_be_judged() -> None:
    """One in twenty may be; they are counted all the same."""
    verdict = judged([*cats(380), *cats(20, expected="horse", start=380)])
    assert (verdict.word, reasons(verdict)) == (Word.WITHIN, {Reason.UNKNOWN_LABEL: 20})
    assert judged([*cats(380), *cats(21, expected="horse", start=380)]).word is Word.UNKNOWN


def test_samples_without_a_label_are_counted_and_named_only() -> None:
    """Nobody said what is right there; that keeps nothing from passing."""
    verdict = judged([*cats(300), *cats(300, expected=None, start=300)])
    assert (verdict.word, reasons(verdict)) == (Word.WITHIN, {Reason.UNLABELLED: 300})
    assert said(verdict) == ["300 pictures have no label to be judged by, the first is “sample-0300”."]


def test_a_part_of_a_recording_counts_in_part() -> None:
    """One silent window of two in a tenth of the recordings is one in twenty of them."""
    half = decisions(["cat", "cat"], ["cat", None], ["cat", "cat"])
    whole = decisions(["cat", "cat"], ["cat", "cat"], ["cat", "cat"])
    made = [sample(at, half if at % 10 == 0 else whole) for at in range(400)]
    verdict = judged(made)
    assert verdict.coverage is not None
    assert (verdict.coverage.faulty, verdict.word) == (20, Word.WITHIN)
    assert judged([*made, sample(400, half)]).word is Word.UNKNOWN


def test_a_model_with_one_label_judges_the_other_samples_too() -> None:
    """It is right about them if it is uncertain, so that its false alarms are seen; other spellings are not others."""
    from tests.answers import scored
    from variantlens.comparison.compare import compare
    from variantlens.sweeps.keeping import outcome

    def kept(at: int, label: str, after: float) -> SampleOutcome:
        rows = {"float32": [{"blue": 0.9 if label == "blue" else 0.1}], "int8": [{"blue": after}]}
        made = scored(rows, expected=[(0, 0, label)], thresholds={"min_score": 0.5}, image=True)
        return outcome(compare(made)).model_copy(update={"sample": at, "filename": f"{label}-{at}", "label": label})

    verdict = judged([kept(0, "blue", 0.9), kept(1, "red", 0.1), kept(2, "green", 0.8), kept(3, "Blue", 0.9)])
    assert (verdict.samples, verdict.worse) == (3, 1)
    assert verdict.values == pytest.approx((1.0, 2 / 3))
    assert said(verdict) == [
        (
            "1 of 4 labels is none of the model's, the first is “Blue”: not judged. "
            "Is “Blue” (another case) meant to be “blue”?"
        )
    ]


def test_other_labels_say_nothing_of_anomalies_but_another_spelling_does() -> None:
    """A label such as walking leaves an anomaly block unjudged without a fault; *Anomaly* is a slip."""
    other = [sample(at, anomalies([None], [0.2], [0.2]), label="walking") for at in range(30)]
    assert reasons(judged(other)) == {Reason.UNLABELLED: 30}
    slip = [sample(at, anomalies([None], [0.9], [0.9]), label="Anomaly") for at in range(30)]
    assert reasons(judged(slip)) == {Reason.UNKNOWN_LABEL: 30}
    assert "Is “Anomaly” (another case) meant to be “anomaly”?" in said(judged(slip))[0]


def test_labels_that_are_no_numbers_leave_values_unjudged() -> None:
    """And are said, as are values without any label."""
    made = [
        sample(0, values([None], [1.0], [1.0]), label="high"),
        sample(1, values([None], [1.0], [1.0])),
        sample(2, values([1.0], [1.0], [1.0]), label="1"),
    ]
    verdict = judged(made, allowed_loss(1, "MAE"))
    assert reasons(verdict) == {Reason.UNKNOWN_LABEL: 1, Reason.UNLABELLED: 1}
    assert "1 of 2 labels is no number, the first is “high”" in said(verdict)[0]


def test_a_block_that_an_answer_lacks_is_no_answer() -> None:
    """A sample in which neither variant has the block does not vanish."""
    made = [*cats(300), *(sample(300 + at, outputs([0.0])) for at in range(40))]
    (scores, _) = sweep_data(made).blocks
    verdict = judge(scores, CANDIDATE, POINT)
    assert (reasons(verdict), verdict.word) == ({Reason.NO_ANSWER: 40}, Word.UNKNOWN)


def test_pictures_without_labelled_objects_are_unlabelled() -> None:
    """Of detection, the labelled boxes are the label."""
    unlabelled = objects([], [], []).model_copy(update={"labelled": False})
    unlabelled = unlabelled.model_copy(
        update={"variants": tuple(each.model_copy(update={"judged": False}) for each in unlabelled.variants)}
    )
    hit = [("coin", 0.9, True)]
    made = [sample(0, objects(["coin"], hit, hit), image=True), sample(1, unlabelled, image=True)]
    assert reasons(judged(made, allowed_loss(1, "F1"))) == {Reason.UNLABELLED: 1}


def test_labels_of_a_map_that_the_model_does_not_know_let_nothing_pass() -> None:
    """Where both variants were wrong about all of them alike, nothing would be lost."""
    scored: dict[str, Any] = {
        "labelMapResult": [{"gate": "open"}],
        "labelMapScores": [{"gate": {"open": 0.9, "shut": 0.1}}],
    }
    kept = []
    for at in range(400):
        labels = {"gate": "opened" if at % 10 == 0 else "open"}
        expected = [{"startIndex": 0, "endIndex": 0, "label": "", "labelMap": {"labels": labels}}]
        block = classification([], expectedLabels=expected, **scored)
        comparison = compare(answer({"float32": [block], "int8": [block]}))
        kept.append(outcome(comparison).model_copy(update={"sample": at}))
    verdict = judged(kept)
    assert (verdict.word, reasons(verdict)) == (Word.UNKNOWN, {Reason.UNKNOWN_LABEL: 40})
    assert said(verdict)[0].startswith("40 of 400 labels are none of the model's, the first is “opened”")


def test_pictures_whose_labels_cannot_be_placed_are_not_judged() -> None:
    """Where what the coordinates count in would be a guess, so would the verdict."""
    hit = [("coin", 0.9, True)]
    good = objects(["coin"], hit, hit)
    unjudged = tuple(each.model_copy(update={"judged": False}) for each in good.variants)
    guessed = good.model_copy(update={"unplaced": True, "variants": unjudged})
    made = [sample(at, guessed if at % 10 == 0 else good, image=True) for at in range(400)]
    verdict = judged(made, allowed_loss(2, "F1"))
    assert (verdict.word, reasons(verdict)) == (Word.UNKNOWN, {Reason.UNPLACED: 40})
    assert said(verdict)[0].startswith("The labelled boxes of 40 pictures cannot be placed")


def test_without_a_threshold_nothing_is_decided() -> None:
    """Which is the reason, rather than a missing answer."""
    made = anomalies([True], [0.9], [0.9])
    without = made.model_copy(
        update={
            "threshold": None,
            "variants": tuple(
                each.model_copy(update={"decisions": (None,), "outcomes": (-1,)}) for each in made.variants
            ),
        }
    )
    verdict = judged([sample(0, without)])
    assert reasons(verdict) == {Reason.NO_THRESHOLD: 1}
    assert judged([sample(0, without)], allowed_loss(1, "AUROC")).windows == 1


def copied(contents: int, copies: int) -> Block:
    """So many different pictures, each in so many files."""
    made = [
        sample(at, decisions(["cat"], ["cat"], ["cat"]), label="cat", image=True, sha256=f"{at % contents:064x}")
        for at in range(contents * copies)
    ]
    return block_of(*made)


def test_n_counts_contents_not_files() -> None:
    """Four pictures, eighty copies each, say as much as four pictures."""
    verdict = judge(copied(4, 80), CANDIDATE, POINT)
    assert (verdict.samples, verdict.word, reasons(verdict)) == (4, Word.UNKNOWN, {Reason.COPY: 316})
    assert verdict.upper == judge(copied(4, 1), CANDIDATE, POINT).upper
    assert said(verdict) == [
        "316 pictures have the content of another one, which counts once, the first is “sample-0004”."
    ]


def test_copies_with_another_label_are_named_and_unjudged() -> None:
    """The first counts; whoever says something else of the same picture is named beside it."""
    made = [
        sample(0, decisions(["cat"], ["cat"], ["cat"]), label="cat", image=True, sha256="a"),
        sample(1, decisions(["dog"], ["cat"], ["dog"]), label="dog", image=True, sha256="a"),
    ]
    verdict = judged(made)
    assert (verdict.samples, verdict.better, reasons(verdict)) == (1, 0, {Reason.CONTRADICTION: 1})
    assert said(verdict) == [
        (
            "1 picture has the content of another one but another label, the first is “sample-0001”: not judged. "
            "“sample-0000” has the label “cat”."
        )
    ]


def test_samples_without_a_hash_are_no_copies() -> None:
    """A service that sends no hash is believed that its samples differ."""
    assert judged(cats(10)).samples == 10


@pytest.mark.parametrize("variant", ["float32", "int8"])
def test_a_model_file_that_answers_differently_each_time_does_not_pass(variant: str) -> None:
    """What was found this time may not be what is found next time."""
    made = [
        each.model_copy(update={"blocks": (each.blocks[0].model_copy(update={"irreproducible": (variant,)}),)})
        for each in cats(400)
    ]
    verdict = judged(made)
    assert verdict.word is Word.UNKNOWN
    assert (
        f"the model file of {variant} answers differently each time that it is loaded" in verdict_sentence(verdict).text
    )
    assert judged([*made[:200], *cats(200, after="dog", start=200)]).word is Word.WORSE

"""One word for a sweep: the weightiest of what could be judged."""

import json

import pytest

from tests.sweeps.services import Service, request
from variantlens.comparison.compare import compare
from variantlens.service.schema import ClassifyAnswer
from variantlens.store.values import Failure
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.exports import sweep_json
from variantlens.sweeps.judging import Judgement, judged_as_asked
from variantlens.sweeps.keeping import outcome
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import AllowedLoss
from variantlens.sweeps.verdict import Word


def outcomes(count: int) -> list[SampleOutcome]:
    """Samples of which every tenth is wrong in int8."""
    service = Service(count)
    answers = (ClassifyAnswer.model_validate(service.classified(each)) for each in range(1, count + 1))
    return [outcome(compare(answer)) for answer in answers]


def judged(count: int, allowed: float = 1.0, failed: int = 0, unit: str = "points of accuracy") -> Judgement:
    """A sweep over so many of them."""
    return judged_as_asked(
        sweep_data(outcomes(count)), request(allowed_loss=AllowedLoss(value=allowed, unit=unit)), failed
    )


@pytest.mark.parametrize(
    ("count", "allowed", "word"), [(9, 1.0, Word.UNKNOWN), (200, 1.0, Word.WORSE), (200, 30.0, Word.LESS)]
)
def test_the_word_is_the_verdict(count: int, allowed: float, word: Word) -> None:
    """With one block and one candidate the word is that verdict's."""
    said = judged(count, allowed)
    assert (said.word, [verdict.word for verdict in said.verdicts]) == (word, [word])


def test_too_many_failures_leave_nothing_known() -> None:
    """Where more than one sample of twenty failed, a pass is none; a loss stays one."""
    assert judged(190, 30.0, failed=10).word is Word.LESS
    assert judged(190, 30.0, failed=11).word is Word.UNKNOWN
    assert judged(190, 1.0, failed=190).word is Word.WORSE


def test_nothing_to_judge_is_not_known() -> None:
    """Without samples, or with a loss in a unit that fits nothing, nothing passes."""
    assert judged(0).word is Word.UNKNOWN
    assert judged(100, 5.0, unit="mean absolute error").word is Word.UNKNOWN


def test_a_unit_that_names_nothing_is_an_error() -> None:
    """A unit that no measure has is not taken for another."""
    with pytest.raises(ValueError, match="no unit"):
        judged(5, unit="apples")


def test_a_sweep_as_data() -> None:
    """The exported JSON is strict and holds the sentence, the numbers and the failures."""
    said = judged(40)
    written = json.loads(
        sweep_json("run", request(), said, [Failure(7, "broken", "a.wav")], ["a note"]),
        parse_constant=lambda name: pytest.fail(name),
    )
    assert written["failures"] == [{"sample": 7, "filename": "a.wav", "error": "broken"}]
    assert written["verdicts"][0]["loss"] == pytest.approx(said.verdicts[0].loss)
    assert "int8" in written["verdicts"][0]["sentence"]

"""Dashboard and command line judge alike: what a build passes on is what the page shows."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from components.sweep import runs
from tests.sweeps.kept import decisions, sample, values
from variantlens.store.values import State
from variantlens.sweep_choosing import terms_of
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.exports import sweep_json
from variantlens.sweeps.judging import judged_as_asked
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import AllowedLoss, SweepRequest, new_run
from variantlens.sweeps.running.progress import Progress


@dataclass(frozen=True)
class Kept:
    """Sweeps of which one is finished."""

    asked: SweepRequest
    outcomes: Sequence[SampleOutcome]

    def request(self, _run: str) -> SweepRequest:
        """What was asked."""
        return self.asked

    def first_outcomes(self, _run: str, _most: int | None = None) -> tuple[SampleOutcome, ...]:
        """What was kept of each sample."""
        return tuple(self.outcomes)


def cat(
    at: int,
    *,
    after: str | None = "cat",
    before: str | None = "cat",
    label: str = "cat",
    sha256: str | None = None,
    device: str | None = None,
) -> SampleOutcome:
    """A picture of a cat."""
    return sample(at, decisions([label], [before], [after]), label=label, image=True, sha256=sha256, device=device)


@pytest.mark.parametrize(
    ("outcomes", "failed"),
    [
        pytest.param([cat(at, after=None if at % 10 == 0 else "cat") for at in range(400)], 0, id="no answer"),
        pytest.param([cat(at, before=None if at % 10 == 0 else "cat") for at in range(400)], 0, id="no reference"),
        pytest.param([cat(at, label=f"cat_{at:03}") for at in range(30)], 0, id="unknown labels"),
        pytest.param([cat(at, sha256=str(at % 4)) for at in range(320)], 0, id="copies"),
        pytest.param([cat(at) for at in range(400)], 30, id="failures"),
        pytest.param(
            [cat(at, device=f"d{at % 30}", after="dog" if at % 30 == 3 else "cat") for at in range(900)], 0, id="groups"
        ),
    ],
)
def test_the_page_and_the_command_line_judge_alike(
    outcomes: list[SampleOutcome], failed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same verdicts, sentences and notes from the same samples."""
    request = SweepRequest(project=1, variants=("float32", "int8"), allowed_loss=AllowedLoss(value=1.0))
    _assert_alike(request, outcomes, failed, monkeypatch)


def test_errors_are_judged_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a floor and groups too."""
    unit = "mean absolute error"
    request = SweepRequest(
        project=1,
        variants=("float32", "int8"),
        allowed_loss=AllowedLoss(value=0.5, unit=unit),
        floor=2.0,
        group_by="person",
    )
    outcomes = [
        sample(at, values([float(at % 7)], [at % 7 + 0.1], [at % 7 + 0.2]), metadata={"person": str(at % 90)})
        for at in range(400)
    ]
    _assert_alike(request, outcomes, 0, monkeypatch)


def _assert_alike(
    request: SweepRequest, outcomes: Sequence[SampleOutcome], failed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = new_run()
    monkeypatch.setattr(runs, "sweeps", lambda: Kept(request, outcomes))
    done = len(outcomes)
    progress = Progress(run=run, state=State.FINISHED, total=done + failed, done=done, failed=failed)
    shown = runs.judged(runs.Opened(run, request, progress), terms_of(request))
    printed = judged_as_asked(sweep_data(outcomes), request, failed)
    assert sweep_json(run, request, shown, [], []) == sweep_json(run, request, printed, [], [])

"""The demo projects' whole test sets, from the question as the page asks it to the verdict."""

import json
from pathlib import Path

import pytest

from components.sweep import runs
from tests.conftest import DEMOS, StudioService
from variantlens.service.client import Client
from variantlens.sweep_address import SweepChoice
from variantlens.sweep_choosing import complete, request_of, terms_of
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.exports import sweep_json
from variantlens.sweeps.judging import judged_as_asked
from variantlens.sweeps.running.service import Sweeps

LONG_S = 100


@pytest.mark.parametrize("file", sorted(DEMOS.glob("*/project.json")), ids=lambda file: file.parent.name)
def test_a_sweep_of_a_demo_ends_in_the_verdict_that_its_file_expects(
    file: Path, studio_service: StudioService, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All testing samples, float32 against int8, by the project's own allowed loss; on the page as by command."""
    project = json.loads(file.read_text(encoding="utf-8"))
    with Client(studio_service.address, studio_service.api_key, embedded=True) as client:
        choice, _ = complete(SweepChoice(project=project["id"], variants=("float32", "int8")), client)
        request = request_of(choice)
        run = sweeps.start(request, client)
        progress = sweeps.wait(run, LONG_S)
    assert (progress.failed, progress.message) == (0, "")
    judged = judged_as_asked(sweep_data(sweeps.outcomes(run)), request)
    assert judged.word == project["demo"]["expectedVerdict"]
    # The page judges by its own terms, which are those of the request until they are changed.
    monkeypatch.setattr(runs, "sweeps", lambda: sweeps)
    shown = runs.judged(runs.Opened(run, request, progress), terms_of(request))
    assert sweep_json(run, request, shown, [], []) == sweep_json(run, request, judged, [], [])

"""What a report shows of a film, made by the command line from real films and models."""

import base64
import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.answers import answer, classification
from tests.commanded import run
from tests.conftest import DEMOS
from tests.filmed import filmed
from variantlens.comparison.compare import compare
from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.reports import films, packing

DARK = "int8-calibrated-in-the-dark"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wall that cracks, of 8 frames, and digits on textures, of 5."""
    made = tmp_path_factory.mktemp("films")
    wall = [*names("brick-defects", "good")[:3], *names("brick-defects", "crack")[20:25]]
    filmed(made / "wall", "brick-defects", wall, int8=DARK)
    filmed(made / "textures", "digits-on-textures", names("digits-on-textures", "test-02")[:5], int8=DARK)
    return made


def names(demo: str, start: str) -> list[str]:
    """Pictures of a demo whose names begin so."""
    return sorted(path.name for path in (DEMOS / demo / "samples").glob(f"{start}*") if path.suffix != ".labels")


def charts(page: str) -> list[tuple[str, Any]]:
    """What each light chart is saved as, and its figure, in the order of reading."""
    packs = re.findall(r'<script type="text/plain" id="chart-[^"]+-light">([^<]+)</script>', page)
    held = [json.loads(gzip.decompress(base64.b64decode(text))) for text in packs]
    return [(each["config"]["toImageButtonOptions"]["filename"], each["figure"]) for each in held]


@pytest.mark.usefixtures("own_environment", "own_embedded_service")
@pytest.mark.parametrize(("project", "chart"), [("6", "Anomaly scores over the picture"), ("4", "Boxes side by side")])
def test_the_pictures_that_change_are_in_the_report(folder: Path, tmp_path: Path, project: str, chart: str) -> None:
    """A few windows of the film are drawn, each over its own picture and named; the file stays small."""
    file = tmp_path / "film.html"
    asked = ("--project", project, "--sample", "1", "--variants", "float32,int8", "--projects", str(folder))
    assert run("compare", *asked, "--report", str(file)).exit_code == 0
    page = file.read_text()
    windows = [int(at) for at in re.findall(rf"{chart}, window (\d+) at [\d.]+ s", page)]
    assert 1 < len(set(windows)) <= films.MOST
    drawn = [figure for name, figure in charts(page) if chart.replace(" ", "-").lower() in name]
    behind = [{image["source"] for image in figure["layout"]["images"]} for figure in drawn]
    assert all(len(each) == 1 for each in behind)
    assert len(set.union(*behind)) == len(drawn) == len(set(windows))
    assert len(page) < packing.LARGEST_REPORT


def flipping(harms: Sequence[tuple[int, Harm]], changes: Sequence[float]) -> VisualAnomalyComparison:
    """Grids of a film whose windows flip and change as said."""
    rows = [{"visual_ad_max": 0.1}] * len(changes)
    grids = [{"visualAnomalyGridScores": [[0.1]]}] * len(changes)
    block = classification(
        rows, kind="keras-visual-anomaly", thresholds={"min_anomaly_score": 0.5}, anomalyResult=grids
    )
    comparison = compare(answer({"float32": [block], "int8": [block]}), reference="float32")
    (result,) = [each for each in comparison.blocks[0].results if isinstance(each, VisualAnomalyComparison)]
    flips = Flips(
        np.array([window for window, _ in harms], dtype=np.intp),
        np.array([harm for _, harm in harms], dtype=np.int8),
        np.ones(len(harms), dtype=np.bool_),
        len(changes),
    )
    return replace(result, pairs=(replace(result.pairs[0], flips=flips, change=np.array(changes)),))


@pytest.mark.parametrize(
    ("harms", "changes", "windows"),
    [
        ([], [0.0, 0.0, 0.0], (0,)),
        ([], [0.1, float("nan"), -0.4], (2,)),
        ([(1, Harm.NEUTRAL)], [0.9, 0.1, 0.0], (1,)),
        (
            [(0, Harm.HELPFUL), (1, Harm.NEUTRAL), (2, Harm.HARMFUL), (3, Harm.UNJUDGED)],
            [0.0, 0.1, 0.1, 0.9],
            (0, 1, 2),
        ),
        (
            [(0, Harm.UNJUDGED), (1, Harm.UNJUDGED), (2, Harm.UNJUDGED), (3, Harm.UNJUDGED)],
            [0.1, 0.2, 0.3, 0.4],
            (1, 2, 3),
        ),
    ],
)
def test_windows_with_harm_come_before_those_that_only_change(
    harms: Sequence[tuple[int, Harm]], changes: Sequence[float], windows: tuple[int, ...]
) -> None:
    """A few windows that flip are drawn, the weightiest; without flips the one that changes most, or the first."""
    assert films.telling(flipping(harms, changes), len(changes)) == windows

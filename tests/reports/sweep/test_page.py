"""What a sweep's report promises to whoever opens or forwards it."""

import base64
import gzip
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from tests.sweeps.kept import anomalies, decisions, objects, outputs, sample, values
from variantlens import __version__
from variantlens.reports import naming, packing
from variantlens.reports.sweep.page import SweepOrigin, sweep_report
from variantlens.store.values import Failure
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.costs import Cost, Place
from variantlens.sweeps.judging import judged_as_asked
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import AllowedLoss, SweepRequest

NASTY = "</script><img src=http://evil.test/x onerror=alert(2)>"
PLACE = Place("Cortex-M4F", "EON", None)
COST = Cost(1, "Classifier", "int8", PLACE, model=14.0, latency=2.5)


class Reader(HTMLParser):
    """Text and elements of a page, as a browser without scripts reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._inside = tag
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.text += data


def classified(label: str = "cat", count: int = 12) -> list[SampleOutcome]:
    """Samples of two windows, of which int8 loses one in three samples."""
    return [
        sample(
            at,
            decisions(
                [label, "dog"],
                [label, "dog"],
                [label, label if at < 3 else "dog"],
                labels=(label, "dog"),
                scores=([0.9, 0.9], [0.8, 0.9]),
            ),
            label=label if at % 2 else "dog",
        )
        for at in range(count)
    ]


def report(kept: Sequence[SampleOutcome], unit: str = "points of accuracy", failures: Sequence[Failure] = ()) -> str:
    """The report of a sweep of the embedded service's first project."""
    allowed = AllowedLoss(value=1.0, unit=unit)
    request = SweepRequest(project=1, impulse=1, variants=("float32", "int8"), allowed_loss=allowed)
    origin = SweepOrigin(
        run="abc123",
        project="Motion",
        impulse="2 s windows",
        link="https://lens.test/sweep?v=1&run=abc123",
        made=datetime(2026, 11, 23, 12, 30, tzinfo=UTC),
        notes=("The model changed meanwhile.",),
        failures=tuple(failures),
        costs=(COST,),
    )
    data = sweep_data(kept)
    return sweep_report(request, judged_as_asked(data, request, len(failures)), data, origin).decode()


@pytest.fixture(scope="module")
def page() -> Reader:
    """The report of a classifier."""
    return Reader(report(classified()))


def test_the_verdict_comes_first(page: Reader) -> None:
    """The sentence to quote stands before everything, with its rule and where it was measured."""
    assert page.text.index("12 recordings got worse") < page.text.index("Loss by class")
    assert "Measured on the service's runtime, not on the device." in page.text
    assert "Clopper and Pearson" in page.text or "weighting whole recordings" in page.text


@pytest.mark.parametrize(
    "told",
    [
        "Motion (1)",
        "2 s windows (1)",
        "abc123",
        "1.0 point of accuracy",
        "per sample",
        f"Variant Lens {__version__}",
        "The model changed meanwhile.",
        "Cortex-M4F, EON",
        "It loses most in dog",
        "Exploratory",
        "Where they decide differently",
        "sample-0002",
    ],
)
def test_it_says_what_it_belongs_to_and_what_it_found(page: Reader, told: str) -> None:
    """Origin, terms, costs, the worst class, and the samples that changed stand in it as text."""
    assert told in page.text


def test_results_stand_in_the_order_in_which_they_are_asked_for(page: Reader) -> None:
    """Verdict and rule, the worst class, cost beside quality, flips, thresholds, matrices, distributions."""
    told = [
        "12 recordings got worse",
        "the largest loss that the data leaves possible",
        "Loss by class",
        "Cost beside quality",
        "Where they decide differently",
        "Over the threshold",
        "Who is taken for whom",
        "float32 against what is expected",
        "Precision and recall, label by label",
        "int8 against float32",
    ]
    places = [page.text.index(each) for each in told]
    assert places == sorted(places)


def test_flips_of_all_blocks_stand_once() -> None:
    """They are of all learn blocks together: the candidate's first section has them, the others do not repeat them."""
    harmed = decisions(["cat"], ["cat"], ["dog"])
    other = harmed.model_copy(update={"block": 2, "name": "Log-mel"})
    text = Reader(report([sample(at, harmed, other) for at in range(8)])).text
    assert text.count("Where they decide differently, in any learn block") == 1
    assert text.index("Where they decide differently") < text.index("Log-mel, scores: int8", text.index("Loss by"))


def test_objects_have_matrices() -> None:
    """What becomes of the reference's boxes, and of the labelled objects, what is lost and missed among them."""
    kept = [sample(at, objects(["cat"], [("cat", 0.9, True)], []), image=True) for at in range(8)]
    text = Reader(report(kept, "points of F1")).text
    assert "cat as (lost) 8" in text
    assert "cat as (missed) 8" in text
    assert "Matrix of float32 by int8: 0 of 8 objects agree." in text


def test_it_asks_nobody_for_anything(page: Reader) -> None:
    """The link back to the dashboard is the only address in it."""
    assert [each for each in page.addresses if not each.startswith("#")] == ["https://lens.test/sweep?v=1&run=abc123"]


def test_text_from_the_service_is_text() -> None:
    """A label that holds markup opens no element."""
    assert "img" not in Reader(report(classified(NASTY, 4))).tags


def test_failed_samples_are_listed() -> None:
    """With their errors, and too many of them are said."""
    text = Reader(report(classified(), failures=[Failure(99, "It timed out.", "late.csv")] * 2)).text
    assert "late.csv" in text
    assert "It timed out." in text
    assert "2 of 14 recordings are not judged, more than one in twenty." in text
    assert "2 recordings failed: not judged." in text


@pytest.mark.parametrize(
    ("kept", "unit", "titles"),
    [
        (classified(), "points of accuracy", {"loss by class", "over the threshold", "who is taken for whom"}),
        (
            [sample(at, anomalies([at % 2 == 0], [0.8 if at % 2 == 0 else 0.1], [0.6])) for at in range(8)],
            "points of accuracy",
            {"good and bad, with their tails", "int8 against float32", "changes"},
        ),
        ([sample(at, values([10.0], [10.5], [12.0])) for at in range(8)], "MAE", {"errors", "changes"}),
        (
            [sample(at, objects(["cat"], [("cat", 0.9, True)], [("cat", 0.7, at > 3)]), image=True) for at in range(8)],
            "points of F1",
            {"over the threshold", "loss by class"},
        ),
    ],
    ids=["scores", "anomaly", "regression", "detection"],
)
def test_each_kind_has_its_charts(kept: list[SampleOutcome], unit: str, titles: set[str]) -> None:
    """What the dashboard's panels draw is in the file, packed, light and dark."""
    text = report(kept, unit)
    packs = dict(re.findall(r'<script type="text/plain" id="(chart-[^"]+)">([^<]+)</script>', text))
    drawn = [json.loads(gzip.decompress(base64.b64decode(pack))) for pack in packs.values()]
    names = {pack["config"]["toImageButtonOptions"]["filename"] for pack in drawn}
    assert all(any(name.endswith(naming.stem(title)) for name in names) for title in titles)
    assert all(
        name.startswith(f"{naming.stem(*naming.of_sweep('Motion', 'abc123', ('float32', 'int8')))}_") for name in names
    )
    assert {id_.rsplit("-", 1)[1] for id_ in packs} == {"light", "dark"}
    assert len(text) < packing.LARGEST_REPORT


def test_raw_outputs_have_a_report_too() -> None:
    """A kind without charts still has its verdict."""
    text = Reader(report([sample(at, outputs([0.1])) for at in range(8)], "MSE")).text
    assert "mean squared error" in text


def test_a_sweep_without_answers_is_no_error() -> None:
    """Nothing was answered: the report says so instead of failing."""
    assert "not enough data" in Reader(report([], failures=[Failure(1, "It timed out.")])).text

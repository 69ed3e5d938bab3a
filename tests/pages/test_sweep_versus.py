"""What the page of two sweeps promises, over the real embedded service and a database of its own."""

from typing import Any

import pytest

from components.sweep import runs
from tests.pages.conftest import Open, read
from variantlens.service.choose import connect
from variantlens.service.identity import EMBEDDED, ServiceId
from variantlens.settings import load
from variantlens.store.database import Database
from variantlens.store.sweeps import SweepStore
from variantlens.sweeps.request import AllowedLoss, SweepRequest

pytestmark = pytest.mark.usefixtures("own_database")

SECONDS = 60
BAD, GOOD = ("float32", "int8-one-recording"), ("float32", "int8")


def swept(variants: tuple[str, str], **changes: Any) -> str:
    """The id of a sweep that has ended."""
    request = SweepRequest(project=1, impulse=1, variants=variants, **changes)
    run = runs.sweeps().start(request, connect(ServiceId(EMBEDDED), load()))
    assert runs.sweeps().wait(run, SECONDS).ended
    return run


def test_a_fix_is_told_by_what_it_mended(open_page: Open) -> None:
    """Before one recording calibrated, after all: both verdicts, n, whether it is better, and what was mended."""
    before, after = swept(BAD), swept(GOOD)
    app = open_page("sweep", v="1", run=after, before=before)
    assert not app.exception
    shown = read(app)
    assert "Before and after" in [each.value for each in app.subheader]
    assert "What is compared with it: int8-one-recording before, int8 after." in shown
    assert "Compared on the 40 recordings that both have, all of either." in shown
    assert "accuracy 96.5 % → 98.5 %" in shown
    assert "recordings mended" in shown
    assert "Nothing that was whole before is broken now." in shown
    assert dict(app.query_params) == {"v": "1", "run": after, "before": before}


def test_swapping_mirrors_the_page(open_page: Open) -> None:
    """The other way round what was mended is newly broken, and the address follows."""
    before, after = swept(BAD), swept(GOOD)
    app = open_page("sweep", v="1", run=after, before=before)
    app.button(key="swap sweeps").click().run()
    assert "accuracy 98.5 % → 96.5 %" in read(app)
    assert "recordings newly broken" in read(app)
    assert (app.query_params["run"], app.query_params["before"]) == (before, after)
    app.button(key="open after").click().run()
    assert dict(app.query_params) == {"v": "1", "run": before}


def test_different_samples_and_terms_are_said_first_and_only_common_ones_count(open_page: Open) -> None:
    """A part of the labels under another allowed loss: both differences are named, and n is what both have."""
    before, after = swept(GOOD, allowed_loss=AllowedLoss(value=60.0)), swept(GOOD, labels=("walking",))
    shown = read(open_page("sweep", v="1", run=after, before=before))
    assert "The labels: all before, walking after." in shown
    assert "The allowed loss: 60 points of accuracy before, 1 points of accuracy after." in shown
    assert "Compared on the 10 recordings that both have; left out: 30 only before." in shown
    assert "By itself, over 40 recordings and by its own terms: within the allowed loss." in shown
    assert "neither better nor worse" in shown


def test_the_way_there_leads_from_a_sweep_and_from_the_list(open_page: Open) -> None:
    """A sweep offers the others of its project; whichever is chosen, the older one is the one before."""
    before, after = swept(BAD, limit=3), swept(GOOD, limit=3)
    app = open_page("sweep", v="1", run=before)
    app.button(key=f"pick {after}").click().run()
    assert (app.query_params["run"], app.query_params["before"]) == (after, before)
    again = open_page("sweep", v="1", run=after)
    again.button(key=f"compare {before}").click().run()
    assert (again.query_params["run"], again.query_params["before"]) == (after, before)
    alone = open_page("sweep", project="1")
    assert not [each.key for each in alone.button if str(each.key).startswith("compare ")]


def test_what_was_mended_is_walked_on_the_compare_page(open_page: Open) -> None:
    """From one mended recording to the next, with what it was, and back to both sweeps."""
    before, after = swept(BAD), swept(GOOD)
    where = {"service": "embedded", "project": "1", "impulse": "1", "reference": "float32", "variants": list(GOOD)}
    app = open_page("compare", **where, sample="41", run=after, before=before, became="mended")
    assert not app.exception
    assert "mended" in read(app)
    app.button(key="next flip").click().run()
    assert "harmful flips" in read(app)
    assert app.button(key="next flip").label == "Next sample"
    assert (app.query_params["run"], app.query_params["before"]) == (after, before)


@pytest.mark.parametrize("before", ["nothinghere1", "../../x"])
def test_an_unknown_earlier_sweep_says_so(open_page: Open, before: str) -> None:
    """A wrong id is a notice with a next step, never another comparison and never a trace."""
    app = open_page("sweep", v="1", run=swept(GOOD, limit=2), before=before)
    assert not app.exception
    expected = "There is no sweep nothinghere1" if before == "nothinghere1" else "This link cannot be understood"
    assert expected in read(app)
    assert "**Next:**" in read(app)


def test_an_earlier_sweep_of_a_hidden_project_looks_like_none(open_page: Open) -> None:
    """Both sweeps have to be open to the session's key."""
    run = swept(GOOD, limit=2)
    request = SweepRequest(project=4711, variants=GOOD)
    store = SweepStore(Database(load().database_url))
    store.create("hiddenhidden", service=EMBEDDED, project=4711, request=request.to_json())
    assert "There is no sweep hiddenhidden" in read(open_page("sweep", v="1", run=run, before="hiddenhidden"))


def test_both_can_be_taken_away(open_page: Open) -> None:
    """Verdicts and changed samples are offered as files."""
    before, after = swept(BAD, limit=20), swept(GOOD, limit=20)
    app = open_page("sweep", v="1", run=after, before=before)
    labels = [str(getattr(each, "label", "")) for each in app.get("download_button")]
    assert labels == ["Verdicts, CSV", "Verdicts, Parquet", "Samples, CSV", "Samples, Parquet"]

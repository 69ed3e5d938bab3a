"""What the Sweep page promises, over the real embedded service and a database of its own."""

import time
from typing import Any

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from components.sweep import runs
from tests.pages.conftest import Open, read
from tests.pages.replaced import Replaced
from tests.sweeps.kept import decisions, sample
from variantlens.service.choose import connect
from variantlens.service.identity import EMBEDDED, ServiceId
from variantlens.settings import load
from variantlens.store.database import Database
from variantlens.store.models import SweepRow, SweepSampleRow
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import SampleState, State
from variantlens.sweeps.request import AllowedLoss, SweepRequest
from variantlens.sweeps.running.service import Sweeps

RIGHT, LOST = decisions(["cat"], ["cat"], ["cat"]), decisions(["cat"], ["cat"], ["dog"])

pytestmark = pytest.mark.usefixtures("own_database")

SECONDS = 60
MOTION: dict[str, Any] = {"project": 1, "impulse": 1, "variants": ("float32", "int8"), "limit": 12}


def swept(**changes: Any) -> str:
    """The id of a sweep that has ended."""
    request = SweepRequest(**(MOTION | changes))
    run = runs.sweeps().start(request, connect(ServiceId(EMBEDDED), load()))
    assert runs.sweeps().wait(run, SECONDS).ended
    return run


def button(app: AppTest, key: str) -> Any:
    """A button by its key."""
    return app.button(key=key)


def keys(app: AppTest) -> set[str | None]:
    """The keys of all buttons."""
    return {each.key for each in app.button}


def ended(app: AppTest) -> AppTest:
    """The page when its sweep has ended."""
    deadline = time.monotonic() + SECONDS
    while "pause run" in keys(app) and time.monotonic() < deadline:
        runs.sweeps().wait(app.query_params["run"], 5)
        app.run()
    return app


def test_a_demo_asks_its_own_question_and_the_button_names_the_number(open_page: Open) -> None:
    """Before a run the page says what would be judged, how many recordings, and by the demo's allowed loss."""
    app = open_page("sweep", project="1")
    assert not app.exception
    assert button(app, "run").label == "Run 40 recordings"
    assert "lose more than 1.0 point of accuracy?" in read(app)
    assert app.number_input(key="sweep allowed").value == 1.0
    assert app.query_params["category"] == "testing"


def test_a_press_runs_the_sweep_to_its_verdict_and_the_address_is_the_run(open_page: Open) -> None:
    """One press, and the page ends in a sentence with effect, bound and number; its link holds the id alone."""
    app = open_page("sweep", project="1", variants=["float32", "int8"], limit="15")
    assert button(app, "run").label == "Run 15 recordings"
    app = ended(button(app, "run").click().run())
    assert not app.exception
    assert "Not enough data" in read(app)
    assert "of 15 recordings" in read(app)
    assert "Measured on the service's runtime, not on the device." in read(app)
    assert set(app.query_params) == {"v", "run"}


def test_the_link_of_a_run_shows_it_to_somebody_else(open_page: Open) -> None:
    """A new session with the id alone sees the same verdict, and the choices that it was started with."""
    run = swept(labels=("walking",), allowed_loss=AllowedLoss(value=4.0))
    app = open_page("sweep", v="1", run=run)
    assert not app.exception
    assert app.number_input(key="sweep allowed").value == 4.0
    assert app.multiselect(key="sweep labels").value == ["walking"]
    assert "4.0 points of accuracy" in read(app)
    assert "differ from the run" not in read(app)


def test_another_allowed_loss_judges_anew_and_says_so(open_page: Open) -> None:
    """A loss allowed after the run changes the verdict at once, is marked, is in the link, and can be taken back."""
    run = swept()
    app = open_page("sweep", v="1", run=run)
    app.number_input(key="sweep allowed").set_value(60.0).run()
    assert "✓ within the allowed loss" in read(app)
    assert "Changed after the run" in read(app)
    assert "the allowed loss was 1.0 point of accuracy" in read(app)
    assert app.query_params["allowed"] == "60.0"
    assert app.query_params["run"] == run
    button(app, "terms as they were").click().run()
    assert "Changed after the run" not in read(app)
    assert set(app.query_params) == {"v", "run"}


def test_a_floor_is_judged_and_marked(open_page: Open) -> None:
    """Two equally bad variants do not pass: a demand that is not met makes the candidate worse than allowed."""
    request = {"allowed_loss": AllowedLoss(value=60.0), "floor": 99.99}
    app = open_page("sweep", v="1", run=swept(**request))
    assert "as demanded" in read(app)
    assert "✓ within the allowed loss" not in read(app)


def test_other_filters_are_marked_and_can_be_taken_back(open_page: Open) -> None:
    """Filters are frozen with the run; a change says so, and one click returns to the run's."""
    app = open_page("sweep", v="1", run=swept())
    app.text_input(key="sweep name").set_value("walking").run()
    assert "These choices differ from the run below." in read(app)
    assert "Where they decide differently" in [each.value for each in app.subheader]
    button(app, "as run").click().run()
    assert "differ from the run" not in read(app)
    assert app.text_input(key="sweep name").value == ""


def test_a_filter_that_nothing_passes_cannot_be_run(open_page: Open) -> None:
    """No samples: the button is off and the page says why."""
    app = open_page("sweep", project="1", name="no such recording")
    assert button(app, "run").disabled
    assert "No sample passes the filters. The project has " in read(app)
    assert "none with such a label and name." in read(app)


def test_one_variant_cannot_be_run(open_page: Open) -> None:
    """The reason stands beside the button."""
    app = open_page("sweep", project="1", variants="float32")
    assert button(app, "run").disabled
    assert "Two different variants at least are compared." in read(app)


def test_earlier_sweeps_of_the_project_are_listed_and_no_others(open_page: Open) -> None:
    """Under the choices stand the project's own runs, each with its link."""
    swept(variants=("float32", "int8-one-recording"), limit=2)
    here = open_page("sweep", project="1")
    assert "Earlier sweeps of this project" in [each.value for each in here.subheader]
    elsewhere = open_page("sweep", project="7")
    assert "Earlier sweeps of this project" not in [each.value for each in elsewhere.subheader]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"run": "nothinghere1"}, "There is no sweep nothinghere1"),
        ({"run": "../../x"}, "This link cannot be understood"),
        ({"project": "77"}, "There is no project 77"),
        ({"project": "1", "variants": ["float32", "int3"]}, "There is no variant int3"),
        ({"project": "1", "category": "split"}, "This link cannot be understood"),
    ],
)
def test_a_link_that_names_something_unknown_says_so(open_page: Open, parameters: Any, expected: str) -> None:
    """A wrong link is a notice with a next step, never another sweep and never a trace."""
    app = open_page("sweep", **parameters)
    assert not app.exception
    assert expected in read(app)
    assert "**Next:**" in read(app)


def test_a_link_starts_nothing(open_page: Open) -> None:
    """Whoever opens a link with a whole question has to press the button: until then no sweep is there."""
    app = open_page("sweep", project="1", variants=["float32", "int8"], limit="2", category="testing")
    assert not app.exception
    assert "run" not in app.query_params
    assert SweepStore(Database(load().database_url)).recent(EMBEDDED) == []


def test_a_sweep_of_a_project_that_the_key_does_not_open_looks_like_none(open_page: Open) -> None:
    """Nobody learns of a private project by an id: it reads like one that is not there."""
    run = swept(limit=2)
    store = SweepStore(Database(load().database_url))
    request = SweepRequest(**(MOTION | {"project": 4711}))
    store.create("hiddenhidden", service=EMBEDDED, project=4711, request=request.to_json())
    hidden, missing = (read(open_page("sweep", v="1", run=each)) for each in ("hiddenhidden", "missingrunxx"))
    assert hidden.replace("hiddenhidden", "missingrunxx") == missing
    assert "There is no sweep" not in read(open_page("sweep", v="1", run=run))


def test_a_paused_sweep_shows_what_is_done_and_can_be_resumed(open_page: Open) -> None:
    """What is done is judged, said to be part of the whole, and one click finishes the rest."""
    run = swept(limit=4)
    with Database(load().database_url).writing() as store:
        store.execute(update(SweepRow).values(state=State.PAUSED, finished=None))
        store.execute(update(SweepSampleRow).where(SweepSampleRow.position > 1).values(state=SampleState.WAITING))
    app = open_page("sweep", v="1", run=run)
    assert "Paused after 2 of 4 samples" in read(app)
    assert "What follows is of the samples that are done." in read(app)
    app = ended(button(app, "resume run").click().run())
    assert "Paused" not in read(app)
    assert "of 4 recordings" in read(app)


def test_variants_that_agree_everywhere_are_a_result(open_page: Open) -> None:
    """No flips: the page says so in words, and offers no ticket."""
    app = open_page("sweep", v="1", run=swept(labels=("running",), limit=3))
    assert "agree everywhere: in all 3 recordings" in read(app)


def test_raw_outputs_are_said_to_be_apart_and_never_to_agree(open_page: Open) -> None:
    """A model that decides nothing has no flips; its samples are listed by how far its outputs are."""
    swept_ = swept(project=10, limit=4, allowed_loss=AllowedLoss(value=0.001, unit="mean squared error"))
    app = open_page("sweep", v="1", run=swept_)
    assert not app.exception
    assert "agree everywhere" not in read(app)
    assert "Where they differ most" in [each.value for each in app.subheader]
    assert "It is farthest in" in read(app) or "nothing to part the samples by" in read(app)


def test_results_stand_in_the_order_in_which_they_are_asked_for(open_page: Open) -> None:
    """Verdict, the worst part, cost, flips, then the figures."""
    app = open_page("sweep", v="1", run=swept(variants=("float32", "int8-one-recording"), limit=None))
    assert [each.value for each in app.subheader][:4] == [
        "Which part suffers most",
        "Cost beside quality",
        "Where they decide differently",
        "Behind the numbers",
    ]


def test_flips_lead_to_the_compare_page_and_from_flip_to_flip(open_page: Open) -> None:
    """On the Compare page the run's list is walked, the worst first, and leads back."""
    run = swept(variants=("float32", "int8-one-recording"), limit=None)
    app = open_page(
        "compare", service="embedded", project="1", impulse="1", sample="41", run=run,
        variants=["float32", "int8-one-recording"], reference="float32",
    )  # fmt: skip
    assert not app.exception
    before = app.query_params["sample"]
    button(app, "next flip").click().run()
    assert app.query_params["run"] == run
    assert app.query_params["sample"] != before
    assert "the worst first" in read(app)


def test_a_run_of_another_project_is_not_walked(open_page: Open) -> None:
    """A run in the address is believed only where it belongs to what is shown."""
    run = swept(limit=2)
    app = open_page("compare", service="embedded", project="7", run=run)
    assert not app.exception
    assert "next flip" not in keys(app)


def test_model_testing_elsewhere_asks_before_it_replaces_results(open_page: Open, service: Replaced) -> None:
    """On a service that is not ours nothing is tested without a tick, and the button is off until then."""
    app = open_page("sweep", service=service.address, project="1", source="model testing", variants=["float32", "int8"])
    assert not app.exception
    assert button(app, "run").disabled
    assert "no stored results" in read(app)
    app.checkbox(key="consent").check().run()
    assert not button(app, "run").disabled


def test_the_worst_become_text_for_a_ticket(open_page: Open) -> None:
    """What int8 breaks is markdown with names, changes, and links to each recording."""
    app = open_page("sweep", v="1", run=swept(variants=("float32", "int8-one-recording"), limit=None))
    app.session_state["ticket"] = True
    app.run()
    text = next(each.value for each in app.code if each.value.startswith("## "))
    assert "The 10 recordings that int8-one-recording breaks most" in text
    assert text.count("/compare?v=1&service=embedded&project=1") == 10
    assert "not on the device" in text


def offered(app: AppTest) -> list[str]:
    """What there is to download."""
    return [str(getattr(each, "label", "")) for each in app.get("download_button")]


def test_a_sweep_can_be_taken_away(open_page: Open) -> None:
    """Report, data and table are offered once there is something to take."""
    labels = offered(open_page("sweep", v="1", run=swept(limit=3)))
    assert labels[:4] == ["HTML report", "JSON", "CSV", "Parquet"]
    without = offered(open_page("sweep", project="1"))
    assert "HTML report" not in without


def test_losses_that_cluster_offer_their_groups(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings of few persons get worse: the verdict says so, and one click makes persons the unit."""
    kept = [sample(at, LOST if at < 12 else RIGHT, label="cat", metadata={"person": f"{at // 6}"}) for at in range(60)]
    monkeypatch.setattr(Sweeps, "first_outcomes", lambda *_: tuple(kept))
    app = open_page("sweep", v="1", run=swept(limit=2))
    assert not app.exception
    assert "Losses cluster by person (p < 0.001)" in read(app)
    (offered,) = (each for each in app.button if each.label == "Group by person")
    offered.click().run()
    assert app.query_params["group"] == "person"
    assert "Losses cluster" not in read(app)
    assert "2 of 10 groups got worse" in read(app)

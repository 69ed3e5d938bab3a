"""The panels behind a sweep's verdict, drawn from what was kept of the samples alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.reading import as_read
from tests.sweeps.kept import anomalies, decisions, objects, outputs, sample, several, values
from variantlens.sweeps.object_pairs import NOTHING
from variantlens.sweeps.outcomes import FlipsOutcome, SampleOutcome

PARTS = "which part suffers most"
"""Stands for the part of the page above the tabs."""


def page() -> None:
    """The panels of a sweep."""
    import streamlit as st

    from components.sweep import results as sweep_results
    from components.sweep import subject
    from variantlens.sweeps.columns import sweep_data
    from variantlens.sweeps.judging import judged_as_asked
    from variantlens.sweeps.request import AllowedLoss, SweepRequest

    kept = st.session_state["kept"]
    allowed = AllowedLoss(value=1.0, unit=st.session_state["unit"])
    request = SweepRequest(project=1, variants=("float32", "int8"), allowed_loss=allowed)
    data = sweep_data(kept)
    results = subject.choose(request, data.blocks, data.samples, judged_as_asked(data, request).verdicts)
    assert results is not None
    if st.session_state["part"] == "parts":
        sweep_results.parts(results)
    else:
        sweep_results.show(results)


def opened(
    kept: Sequence[SampleOutcome], tab: str, unit: str = "points of accuracy", state: Mapping[str, Any] | None = None
) -> AppTest:
    """The panels with one tab open; nothing may have gone wrong."""
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["kept"] = tuple(kept)
    app.session_state["unit"] = unit
    app.session_state["part"] = "parts" if tab == PARTS else "panels"
    app.session_state["sweep results"] = tab
    for name, value in (state or {}).items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All words of a page, as a reader sees them."""
    return as_read("\n".join(part.value for part in (*app.markdown, *app.caption, *app.subheader)))


def charts(app: AppTest) -> int:
    """How many charts are drawn."""
    return len(app.get("plotly_chart"))


CLASSIFIED = [
    sample(
        at,
        decisions(["cat", "dog"], ["cat", "dog"], ["cat", "cat" if at < 3 else "dog"], scores=([0.9, 0.9], [0.8, 0.9])),
        label="cat" if at % 2 else "dog",
        device="a" if at < 5 else "b",
        length_ms=1000,
    )
    for at in range(12)
]
STRANGE = [sample(at, anomalies([at % 2 == 0], [0.8 if at % 2 == 0 else 0.1], [0.6]), image=True) for at in range(12)]
MEASURED = [sample(at, values([10.0], [10.5], [12.0 + at / 10]), image=True) for at in range(12)]
BOXES = [[("cat", 0.9, True)], []]
FOUND = [
    sample(at, objects(["cat"], [("cat", 0.9, True)], [("cat", 0.7, at > 3)]), image=True, label="x")
    for at in range(12)
]


def test_the_worst_class_comes_first() -> None:
    """The class that loses most is named, marked as exploratory, and drawn."""
    app = opened(CLASSIFIED, PARTS)
    assert "It loses most in ***dog***" in words(app)
    assert "Exploratory" in words(app)
    assert charts(app) == 1
    assert list(app.segmented_control[0].options) == ["class", "label", "device"]


@pytest.mark.parametrize("chosen", ["label", "device"])
def test_the_data_can_be_parted_otherwise(chosen: str) -> None:
    """By whatever the samples have."""
    app = opened(CLASSIFIED, PARTS)
    app.segmented_control[0].set_value(chosen).run()
    assert not app.exception
    assert charts(app) == 1


def test_a_slice_lists_its_samples() -> None:
    """The samples behind a slice stand below it, as after a click."""
    app = opened(CLASSIFIED, PARTS, state={"sweep slice by class 1 SCORES": "dog"})
    assert len(app.dataframe) == 1
    assert app.dataframe[0].value["harmful flips"].tolist()[:4] == [1, 1, 1, 0]


def test_thresholds_of_a_classifier() -> None:
    """A sentence for each variant, and the curves."""
    app = opened(CLASSIFIED, "Thresholds")
    assert "***float32***" in words(app)
    assert "***int8***" in words(app)
    assert charts(app) == 1


def test_matrices_and_the_windows_behind_a_cell() -> None:
    """Agreement, both confusion matrices, their difference; the windows of a cell that was clicked; labels."""
    app = opened(CLASSIFIED, "Who is taken for whom", state={"sweep cell of agreement 1 SCORES": ("dog", "cat")})
    assert charts(app) == 4
    assert "the same in 21 of 24 windows" in words(app)
    listed = next(each.value for each in app.dataframe if "sample id" in each.value)
    assert listed["sample id"].tolist() == [0, 1, 2]
    assert listed["window"].tolist() == [1, 1, 1]


def test_objects_have_matrices_and_a_cell_lists_its_objects() -> None:
    """Boxes against boxes, both against what is labelled, their difference; what is lost opens with its pictures."""
    kept = [sample(at, objects(["cat"], [("cat", 0.9, True)], BOXES[at % 2]), image=True) for at in range(12)]
    state = {"sweep cell of agreement 1 DETECTIONS": ("cat", NOTHING)}
    app = opened(kept, "Object by object", "points of F1", state=state)
    assert charts(app) == 4
    assert "the same in 6 of 12 objects" in words(app)
    assert "float32 **cat**, int8 **(lost)**: 6 objects" in words(app)
    listed = next(each.value for each in app.dataframe if "sample id" in each.value)
    assert listed["sample id"].tolist() == [1, 3, 5, 7, 9, 11]
    assert listed["float32 score"].tolist() == [0.9] * 6


@pytest.mark.parametrize(
    ("kept", "label", "share", "first"),
    [
        ([sample(0, decisions(["cat"] * 2, ["cat"] * 2, ["cat", "dog"]))], "cat", ("int8", False), "wrong"),
        ([sample(0, decisions(["cat", "dog"], ["cat"] * 2, ["cat"] * 2))], "cat", ("float32", True), "wrong"),
        ([sample(0, objects(["cat"] * 2, BOXES[0], BOXES[0]), image=True)], "cat", ("int8", False), "(missed)"),
    ],
    ids=["recall", "precision", "objects"],
)
def test_a_share_of_a_label_lists_what_is_wrong_first(
    kept: list[SampleOutcome], label: str, share: tuple[str, bool], first: str
) -> None:
    """Behind a precision stands what is decided so, behind a recall what is expected."""

    def page() -> None:
        import streamlit as st

        from components.sweep import labels, subject
        from variantlens.sweeps.columns import sweep_data
        from variantlens.sweeps.request import SweepRequest

        request = SweepRequest(project=1, variants=("float32", "int8"))
        results = subject.choose(request, sweep_data(st.session_state["kept"]).blocks, st.session_state["kept"], [])
        assert results is not None
        labels.behind(results, st.session_state["label"], labels.Share(*st.session_state["share"]))

    app = AppTest.from_function(page, default_timeout=30)
    for name, value in (("kept", tuple(kept)), ("label", label), ("share", share)):
        app.session_state[name] = value
    app.run()
    assert not app.exception
    rows = app.dataframe[0].value
    assert len(rows) == 2
    assert first in rows.iloc[0].tolist()
    assert first not in rows.iloc[1].tolist()


def test_labels_that_hold_together_have_thresholds_for_all_or_for_one() -> None:
    """The curves are of all labels at first, and of one of them when it is chosen."""
    kept = [sample(at, several(["cat, dog"], ([[0.9, 0.8]], [[0.9, 0.3]]))) for at in range(12)]
    app = opened(kept, "Thresholds")
    assert charts(app) == 1
    assert "each label of each window counts by itself" in words(app)
    together = words(app)
    app.selectbox[0].select("dog").run()
    assert not app.exception
    assert charts(app) == 1
    assert words(app) != together


def test_one_choice_of_candidate_serves_all_and_is_the_worst_at_first() -> None:
    """The candidate that does most harm is shown, until another one is chosen."""
    worse, kept = decisions(["cat"], ["cat"], ["dog"]), []
    for at in range(4):
        each = sample(at, worse)
        block = worse.model_copy(
            update={
                "flips": (FlipsOutcome(comparable=1), worse.flips[0]),
                "variants": (
                    worse.variants[0],
                    worse.variants[0].model_copy(update={"variant": "int8"}),
                    worse.variants[1].model_copy(update={"variant": "int4"}),
                ),
            }
        )
        kept.append(each.model_copy(update={"candidates": ("int8", "int4"), "blocks": (block,)}))

    def page() -> None:
        import streamlit as st

        from components.sweep import subject
        from variantlens.sweeps.columns import sweep_data
        from variantlens.sweeps.request import SweepRequest

        request = SweepRequest(project=1, variants=("float32", "int8", "int4"))
        results = subject.choose(request, sweep_data(st.session_state["kept"]).blocks, st.session_state["kept"], [])
        st.markdown(results.candidate if results else "none")

    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["kept"] = tuple(kept)
    assert app.run().markdown[0].value == "int4"
    assert app.segmented_control[0].set_value("int8").run().markdown[0].value == "int8"


def test_of_several_blocks_the_one_with_most_harm_is_shown_at_first() -> None:
    """And its name is shown as it is."""
    calm, harmed = decisions(["cat"], ["cat"], ["cat"]), decisions(["cat"], ["cat"], ["dog"])
    kept = [sample(0, calm, harmed.model_copy(update={"block": 2, "name": "Log-mel"}))]
    chosen = opened(kept, "Thresholds").selectbox[0]
    assert chosen.value == 1
    assert "Log-mel, scores" in chosen.options


def test_a_label_that_parts_like_the_class_is_not_offered() -> None:
    """Where every sample has one class, which is its label, both would be the same."""
    kept = [sample(at, decisions([name], [name], [name]), label=name) for at, name in enumerate(("cat", "dog") * 4)]
    assert not opened(kept, PARTS).segmented_control


@pytest.mark.parametrize(
    ("kept", "drawn", "told", "unit"),
    [
        (CLASSIFIED, 2, "distinct score", "points of accuracy"),
        (STRANGE, 3, "Good and bad, with their tails", "points of accuracy"),
        (MEASURED, 3, "mean absolute error 0.50, bias 0.500 (too large on average)", "MAE"),
    ],
    ids=["scores", "anomaly", "regression"],
)
def test_distributions_of_each_kind(kept: list[SampleOutcome], drawn: int, told: str, unit: str) -> None:
    """The scatter, the changes, and what the kind has besides."""
    app = opened(kept, "Distributions", unit)
    assert charts(app) == drawn
    assert told in words(app)


def test_scores_that_are_all_the_same_need_no_charts() -> None:
    """A diagonal and a single bar say less than a sentence."""
    app = opened(
        [sample(at, anomalies([None], [0.3 + at / 100], [0.3 + at / 100])) for at in range(12)], "Distributions"
    )
    assert "float32 and int8 have the same score in all 12 windows." in words(app)
    assert charts(app) == 0


def test_curves_of_detection_start_at_the_answered_threshold() -> None:
    """Boxes below the service's threshold are not in its answer."""
    app = opened(FOUND, "Thresholds", "points of F1")
    assert "the curves start there" in words(app)
    assert charts(app) == 1


def test_freeform_has_what_fits_it() -> None:
    """Raw outputs have parts, but neither thresholds nor distributions of scores."""
    kept = [sample(at, outputs([0.1]), label="a" if at % 2 else "b") for at in range(8)]
    assert charts(opened(kept, PARTS, "MSE")) == 1
    assert not opened(kept, "Distributions", "MSE").tabs


def test_a_loss_in_another_unit_is_said() -> None:
    """An allowed error says nothing about labels."""
    assert "No loss was allowed in a unit that fits" in words(opened(CLASSIFIED, PARTS, "MAE"))


def test_closed_tabs_compute_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the panel of the open tab is made."""
    from components.sweep import distributions

    def never(_: object) -> None:
        raise AssertionError("computed though its tab is closed")

    monkeypatch.setattr(distributions, "show", never)
    assert charts(opened(CLASSIFIED, "Thresholds")) == 1


def test_names_are_no_markup() -> None:
    """A label that looks like markup is shown letter by letter."""
    nasty = "# [x](http://evil.test) :red[y]"
    kept = [sample(at, decisions([nasty], [nasty], ["cat"], labels=(nasty, "cat"))) for at in range(4)]
    for tab in (PARTS, "Who is taken for whom", "Distributions"):
        app = opened(kept, tab)
        assert not [part.value for part in (*app.markdown, *app.caption) if "](http" in part.value]

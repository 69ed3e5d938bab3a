"""The panel of every kind of result, drawn from an answer alone."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.answers import Row, answer, classification, scored, structured_label
from variantlens.service.schema import ClassifyAnswer


def page() -> None:
    """The part of the Compare page that needs nothing but an answer."""
    import streamlit as st

    from components import hints, panels, session, verdict
    from variantlens.address import Choice
    from variantlens.comparison.compare import compare

    sent = st.session_state["sent"]
    comparison = compare(sent)
    choice = Choice(window=st.session_state.get("window"), variants=comparison.variants)
    verdict.banner(comparison, sent)
    for block in comparison.blocks:
        panels.show(choice, comparison, block, session.answers(session.default_service()))
    hints.show(comparison)


def drawn(sent: ClassifyAnswer, window: int | None = None) -> AppTest:
    """The page of an answer; nothing may have gone wrong."""
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["sent"] = sent
    app.session_state["window"] = window
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All words of a page."""
    return "\n".join(part.value for part in (*app.markdown, *app.caption, *app.subheader))


def charts(app: AppTest) -> list[str]:
    """Keys of the charts on the page."""
    return [chart.proto.id.rsplit("-", 1)[-1] for chart in app.get("plotly_chart")]


def regression(values: list[float | None], moved: list[float | None], **fields: Any) -> ClassifyAnswer:
    """Two variants of a regression."""
    rows: dict[str, list[Row]] = {
        "float32": [{"value": each} for each in values],
        "int8": [{"value": each} for each in moved],
    }
    thresholds = {"thresholds": {"max_absolute_error": 2.0}}
    return scored(rows, **{"kind": "keras-regression", "expected": [(0, 0, "10")], **thresholds, **fields})


def test_a_single_value_is_a_dot() -> None:
    """One window needs no time axis."""
    app = drawn(regression([10.0], [14.0]))
    assert charts(app) == ["dots 1"]
    assert app.slider(key="threshold max_absolute_error 1").value == 2.0


def test_values_over_time_say_counts_and_errors() -> None:
    """Counts within the allowed error and errors in the value's own unit; a chosen window shows its dots."""
    app = drawn(regression([10.0, 11.0], [14.0, 11.0], expected=[(0, 1, "10")]), window=0)
    assert charts(app) == ["values 1", "dots 1"]
    assert "**int8**: within 2.00 in 1 of 2 windows · mean absolute error 2.50 · bias 2.50" in words(app)


def test_without_an_allowed_error_the_page_says_so() -> None:
    """And has no slider."""
    app = drawn(regression([10.0], [14.0], thresholds={}))
    assert "no allowed error" in words(app)
    assert not app.slider


def test_raw_outputs_say_how_far_apart_and_what_was_assumed() -> None:
    """Figures of distance in words, the output as a chart, the assumption as a notice."""
    rows = {"float32": [{"0": 1.0, "1": 2.0}] * 3, "int8": [{"0": 1.0, "1": 2.5}] * 3}
    app = drawn(scored(rows, kind="keras-freeform"))
    assert charts(app) == ["distances 1", "output 1"]
    assert "mean squared error 0&#46;125" in words(app) or "mean squared error 0.125" in words(app)
    assert "documents no field" in words(app)
    assert "where the outputs are furthest apart" in words(app)


def test_a_label_map_is_a_table() -> None:
    """Which keys changed, and the labels of the window that holds the weightiest flip."""
    maps = [{"gate": "open", "lamp": "on"}] * 3
    moved = [*maps[:2], {"gate": "shut", "lamp": "on"}]
    blocks = {name: [classification([], labelMapResult=each)] for name, each in (("float32", maps), ("int8", moved))}
    app = drawn(answer(blocks))
    assert "1 of 2 keys changed: gate" in words(app)
    assert "**Window 2**" in words(app)
    assert app.dataframe[0].value["int8 label"].tolist() == ["shut", "on"]


def test_a_hundred_and_fifty_labels_stay_readable() -> None:
    """Those that matter are drawn; others can be searched for; all of a window are folded."""
    labels = [f"label {at:03d}" for at in range(150)]
    row: Row = {label: 0.9 if at == 7 else 0.0006 for at, label in enumerate(labels)}
    other: Row = {label: 0.9 if at == 99 else 0.0006 for at, label in enumerate(labels)}
    app = drawn(scored({"float32": [row] * 3, "int8": [row, other, row]}), window=1)
    (search,) = app.multiselect
    assert len(search.options) == 150
    first, everything = app.dataframe[0].value, app.dataframe[1].value
    assert len(first) == 12
    assert {"label 007", "label 099"} <= set(first["label"])
    assert len(everything) == 150
    search.select("label 140").run()
    assert not app.exception
    assert app.dataframe[0].value["label"].tolist() == ["label 140"]


@pytest.mark.parametrize(("outcome", "drawn_too"), [([(0, 1, "no anomaly"), (2, 2, "anomaly")], True), ([], False)])
def test_expected_anomalies_stand_above_the_windows(outcome: list[tuple[int, int, str]], drawn_too: bool) -> None:
    """The outcome that the service expects is drawn where it sends one."""
    rows: dict[str, list[Row]] = {name: [{"anomaly": score} for score in (0.1, 0.2, 0.9)] for name in ("a", "b")}
    expected = [structured_label(*each) for each in outcome]
    app = drawn(scored(rows, kind="anomaly", thresholds={"min_anomaly_score": 0.3}, expectedAnomalyOutcome=expected))
    assert ("expected anomalies 1" in charts(app)) is drawn_too


def test_a_few_labels_need_no_search() -> None:
    """The picker is for many."""
    assert not drawn(scored({"float32": [{"a": 0.9}], "int8": [{"a": 0.8}]})).multiselect


def test_thresholds_stand_in_words() -> None:
    """Description, help, value and choices, whatever the service calls them; markup stays text."""
    wire = classification([{"a": 0.9}])
    wire["thresholds"] = [
        {
            "key": "how",
            "description": "How *cells* become one score",
            "helpText": "The larger, the stricter",
            "value": "max",
            "suggestedValue": "mean",
            "dropdownOptions": [{"description": "Largest", "value": "max"}, {"description": "Mean", "value": "mean"}],
        }
    ]
    said = words(drawn(answer({"float32": [wire], "int8": [wire]})))
    assert "How &#42;cells&#42; become one score" in said
    assert "The larger&#44; the stricter" in said
    assert "Largest &#40;max&#41;" in said
    assert "The service suggests" in said


def test_what_to_check_is_shown_only_with_evidence() -> None:
    """An answer that gives none has no such part."""
    strange = drawn(scored({"float32": [{"a": 0.9}], "int8": [{"a": 1.4}]}))
    assert [each.label for each in strange.expander if "check" in each.label] == ["What to check (1)"]
    plain = drawn(scored({"float32": [{"a": 0.9}], "int8": [{"a": 0.8}]}))
    assert not [each for each in plain.expander if "check" in each.label]


@pytest.mark.parametrize(
    "sent",
    [
        scored({"float32": [], "int8": []}, kind="keras-regression"),
        scored({"float32": [], "int8": []}, kind="keras-freeform"),
        scored({"float32": [{"value": None}], "int8": [{"value": None}]}, kind="keras-regression"),
        scored({"float32": [{"0": None}]}, kind="keras-freeform"),
        scored({"float32": [{"value": 1.0, "other": 2.0}], "int8": [{}]}, kind="keras-regression"),
        answer({"float32": [classification([], labelMapResult=[{}])]}),
        answer({"float32": [classification([], kind="a type of tomorrow", aField=1)]}),
        scored({"float32": [{"a": 0.7, "b": 0.2}] * 2}, isMultiLabel=True, thresholds={"min_score": 0.5}),
    ],
)
def test_odd_answers_are_drawn_without_a_crash(sent: ClassifyAnswer) -> None:
    """Empty, missing, lonely and unknown."""
    assert words(drawn(sent))


def test_unknown_fields_are_data_with_a_notice() -> None:
    """Beside what is understood."""
    app = drawn(regression([10.0], [10.0], aFieldOfTomorrow={"x": [1]}))
    assert "fields that are not known here" in words(app)
    assert app.json

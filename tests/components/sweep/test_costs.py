"""Cost beside quality, against limits that a person enters."""

import pytest
from streamlit.testing.v1 import AppTest

from components import session
from tests.reading import as_read
from tests.sweeps.kept import decisions, sample
from variantlens.service.errors import NotFound
from variantlens.service.schema import TrainingAnswer

MEMORY = {"modelSize": 20000, "romRequired": 40000, "ramRequired": 8000, "arenaSize": 6000}


def page() -> None:
    """The panels of a sweep with the costs open."""
    import streamlit as st

    from components.sweep import results as sweep_results
    from components.sweep import subject
    from variantlens.sweeps.columns import sweep_data
    from variantlens.sweeps.judging import judged_as_asked
    from variantlens.sweeps.request import SweepRequest

    kept = st.session_state["kept"]
    request = SweepRequest(project=1, variants=("float32", "int8"))
    data = sweep_data(kept)
    results = subject.choose(request, data.blocks, data.samples, judged_as_asked(data, request).verdicts)
    assert results is not None
    sweep_results.costs(results)


class Service:
    """Says what was measured of the float32 model alone, on one device."""

    def __init__(self, known: bool, microcontroller: bool | None) -> None:
        self._known = known
        self._microcontroller = microcontroller

    def training(self, project: int, learn_block: int) -> TrainingAnswer:
        """What was measured of the block, or that there is no such block."""
        if not self._known:
            raise NotFound(address="embedded", call="GET metadata", message="no such block", status=404)
        device = {"mcu": "m4", "name": "Cortex-M4F", "latency": 3.5, "tflite": MEMORY}
        told = device | {"isMicrocontroller": self._microcontroller}
        measured = [{"type": "float32", "onDevicePerformance": [told]}]
        return TrainingAnswer.model_validate({"success": True, "modelValidationMetrics": measured})


def opened(monkeypatch: pytest.MonkeyPatch, *, known: bool = True, microcontroller: bool | None = None) -> AppTest:
    """The panel of costs."""
    monkeypatch.setattr(session, "answers", lambda _: Service(known, microcontroller))
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["kept"] = tuple(sample(at, decisions(["cat"], ["cat"], ["cat"])) for at in range(4))
    app.session_state["sweep results"] = "Cost"
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All words of a page, as a reader sees them."""
    return as_read("\n".join(part.value for part in (*app.markdown, *app.caption)))


def test_cost_stands_beside_quality(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accuracy, model, flash, RAM and latency in one row, with the place; variants without a measurement are named."""
    told = words(opened(monkeypatch))
    assert "| **float32** | 100.0 % | 20.0 kB | 40.0 kB | 8.00 kB | 3.50 ms |" in told
    assert "Cortex-M4F, TensorFlow Lite" in told
    assert "Nothing is known of int8." in told
    assert "no microcontroller" not in told


def test_a_limit_marks_what_keeps_and_what_breaks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """By sign, word and colour, and in a sentence for what does not fit."""
    app = opened(monkeypatch)
    flash, ram, _ = app.number_input
    flash.set_value(32.0)
    ram.set_value(16.0).run()
    told = words(app)
    assert "40.0 kB :red[▼ over]" in told
    assert "8.00 kB :green[▲ within]" in told
    assert "***float32*** needs 40.0 kB of flash, more than your 32.0 kB." in told


def test_a_computer_is_named_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not measured on a microcontroller says so twice: in the place and below it."""
    told = words(opened(monkeypatch, microcontroller=False))
    assert "(no microcontroller)" in told
    assert "This is no microcontroller" in told


def test_blocks_without_measurements_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that the service knows no costs of is no error."""
    assert "The service has measured nothing" in words(opened(monkeypatch, known=False))

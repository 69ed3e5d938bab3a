"""What variants need of a device, and whether they stay within limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlens.service.schema import TrainingAnswer
from variantlens.sweeps.costs import Cost, Limit, Place, Quantity, amount, costs, unmeasured


def told(variant: str, **device: object) -> dict[str, object]:
    """What a service says of a variant on one device."""
    return {"type": variant, "onDevicePerformance": [{"mcu": "cortex-m4f", "name": "Cortex-M4F"} | device]}


def answered(*variants: dict[str, object]) -> TrainingAnswer:
    """The service's answer on a learn block."""
    return TrainingAnswer.model_validate({"success": True, "modelValidationMetrics": list(variants)})


def test_each_runtime_of_each_device_is_a_cost() -> None:
    """TensorFlow Lite and EON need different amounts on one device, and latency belongs to the device."""
    memory = {"ramRequired": 8000, "romRequired": 40000, "arenaSize": 6000, "modelSize": 20000}
    answer = answered(told("int8", latency=3.5, tflite=memory, eon=memory | {"ramRequired": 5000}))
    lite, eon = costs(answer, 3, "Classifier", ["float32", "int8"])
    assert (lite.variant, lite.place) == ("int8", Place("Cortex-M4F", "TensorFlow Lite", None))
    assert (lite.model, lite.flash, lite.ram, lite.latency) == (20, 40, 8, 3.5)
    assert not lite.ram_is_arena
    assert (eon.place.runtime, eon.ram) == ("EON", 5)
    assert unmeasured([lite, eon], ["float32", "int8"]) == ("float32",)


def test_nothing_measured_is_not_nothing_needed() -> None:
    """A 0 stands for "not measured"; a runtime of which nothing is known is left out."""
    nothing = {"ramRequired": 0, "romRequired": 0, "arenaSize": 0, "modelSize": 0}
    answer = answered(told("int8", latency=0, tflite=nothing | {"modelSize": 1500}, eon=nothing))
    (cost,) = costs(answer, 3, "Classifier", ["int8"])
    assert (cost.model, cost.flash, cost.ram, cost.latency) == (1.5, None, None, None)
    assert amount(cost, Quantity.RAM) == "not measured"
    assert amount(cost, Quantity.FLASH) == "at least 1.50 kB"
    assert amount(cost, Quantity.MODEL) == "1.50 kB"


def test_a_computer_is_no_microcontroller() -> None:
    """The embedded service measures on the computer that built the demo, and the place says so, with how."""
    how = [{"name": "How it was measured", "value": "1,000 runs"}]
    memory = {"modelSize": 1000, "arenaSize": 3000, "ramRequired": 0, "romRequired": 0}
    answer = answered(told("int8", name="x86-64", isMicrocontroller=False, tflite=memory, customMetrics=how))
    (cost,) = costs(answer, 3, "Classifier", ["int8"])
    assert cost.place.text == "x86-64, TensorFlow Lite (no microcontroller)"
    assert cost.how == "1,000 runs"
    assert cost.ram_is_arena
    assert amount(cost, Quantity.RAM) == "at least 3.00 kB"


def a_cost(ram: float | None, *, arena: bool = False) -> Cost:
    """A variant that needs so much RAM."""
    return Cost(3, "Classifier", "int8", Place("Cortex-M4F", "EON", None), ram=ram, ram_is_arena=arena)


@pytest.mark.parametrize(
    ("ram", "arena", "kept"),
    [
        (100.0, False, True),
        (100.1, False, False),
        (None, False, None),
        # The arena is a part of what is needed: too large an arena is too much, a small one proves nothing.
        (100.0, True, None),
        (100.1, True, False),
    ],
)
def test_a_limit_is_kept_broken_or_not_known(ram: float | None, arena: bool, kept: bool | None) -> None:
    """What was not measured keeps no limit and breaks none."""
    assert Limit(Quantity.RAM, 100).keeps(a_cost(ram, arena=arena)) is kept


def test_a_model_alone_can_break_a_limit_of_flash() -> None:
    """A model that is larger than the flash does not fit; a smaller one leaves open what else has to."""
    cost = Cost(3, "Classifier", "int8", Place("Cortex-M4F", "EON", None), model=100)
    assert Limit(Quantity.FLASH, 99).keeps(cost) is False
    assert Limit(Quantity.FLASH, 100).keeps(cost) is None


@given(st.floats(allow_nan=True))
def test_a_limit_is_a_number_above_zero(most: float) -> None:
    """Nothing else makes a limit."""
    if 0 < most < float("inf"):
        assert Limit(Quantity.LATENCY, most).most == most
    else:
        with pytest.raises(ValueError, match="makes no sense"):
            Limit(Quantity.LATENCY, most)

"""LiteRT behind the service: numbers, batches, threads, damage."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter, OpResolverType
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from studio.errors import Damaged
from studio.inference import BATCH, Kernels, Runtime

MODELS = Path(__file__).parent / "models"
KERNELS: tuple[Kernels, ...] = ("optimised", "reference")
TWINS = ("axes-first.tflite", "dense-float32.tflite")
INT8 = Runtime().model(MODELS / "dense-int8.tflite", "optimised")
WINDOWS = np.random.default_rng(1).normal(size=(BATCH * 2 + 3, 4, 2)).astype(np.float32)


def plain(path: Path, windows: NDArray[np.float32], *, reference: bool = False) -> NDArray[np.float64]:
    """Scores by LiteRT alone, one window at a time, scale and zero point from the file; shape (windows, scores)."""
    resolver = OpResolverType.BUILTIN_REF if reference else OpResolverType.AUTO
    interpreter = Interpreter(model_path=str(path), experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    taken, given_out = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    rows = []
    for window in windows:
        tensor: Any = window[np.newaxis]
        if taken["dtype"] is np.int8:
            scale, zero = taken["quantization"]
            tensor = np.clip(np.round(tensor / np.float32(scale)) + zero, -128, 127).astype(np.int8)
        interpreter.set_tensor(taken["index"], tensor)
        interpreter.invoke()
        row = interpreter.get_tensor(given_out["index"])[0].astype(np.float64)
        if given_out["dtype"] is np.int8:
            scale, zero = given_out["quantization"]
            row = (row - zero) * scale
        rows.append(row)
    return np.stack(rows)


@pytest.mark.parametrize("name", ["dense-float32.tflite", "dense-int8.tflite", "fixed-batch.tflite"])
@pytest.mark.parametrize("count", [1, 2, BATCH, BATCH + 1, len(WINDOWS)])
def test_outputs_are_those_of_litert_alone(name: str, count: int) -> None:
    """Whatever the number of windows, batches change no bit, and neither does a model that allows no batches."""
    (scores,) = Runtime().model(MODELS / name, "optimised").run(WINDOWS[:count])
    np.testing.assert_array_equal(scores, plain(MODELS / name, WINDOWS[:count]))


def test_reference_kernels_are_litert_s_own() -> None:
    """A variant with reference kernels runs LiteRT's reference kernels, and says so in its identity."""
    model = Runtime().model(MODELS / "dense-int8.tflite", "reference")
    np.testing.assert_array_equal(model.run(WINDOWS)[0], plain(MODELS / "dense-int8.tflite", WINDOWS, reference=True))
    assert model.identity.kernels == "reference"


def test_identity_says_what_the_file_is() -> None:
    """The identity holds the file's hash and size and each output's scale and zero point."""
    path = MODELS / "dense-int8.tflite"
    identity = Runtime().model(path, "optimised").identity
    assert identity.size_bytes == path.stat().st_size
    assert len(identity.sha256) == 64
    (output,) = identity.outputs
    assert (output.type, output.shape, output.scale, output.zero_point) == ("int8", [1, 3], 1 / 256, -128)


@settings(deadline=None, max_examples=50)
@given(arrays(np.float32, (4, 2), elements=st.floats(-1e6, 1e6, width=32)))
def test_any_values_are_quantized_within_range(window: NDArray[np.float32]) -> None:
    """Values far outside the calibrated range are clipped, never wrapped around."""
    tensor = INT8.input
    assert tensor.scale is not None
    assert tensor.zero_point is not None
    integers = tensor.quantized(window)
    wanted = np.clip(window / np.float32(tensor.scale) + tensor.zero_point, -128, 127)
    assert np.abs(integers - wanted).max() <= 0.5 + 1e-3


def test_not_a_number_goes_in_as_zero() -> None:
    """An integer model cannot take NaN: it gets the integer that stands for zero, instead of an arbitrary one."""
    tensor = Runtime().model(MODELS / "dense-int8.tflite", "optimised").input
    assert (tensor.quantized(np.full((1, 4, 2), np.nan)) == tensor.zero_point).all()


def test_threads_get_the_same_answers_as_one() -> None:
    """Many threads over one file answer as one does: no interpreter is ever shared at the same time."""
    runtime = Runtime()
    model = runtime.model(MODELS / "dense-int8.tflite", "optimised")
    wanted = [model.run(WINDOWS[i : i + 3])[0] for i in range(24)]
    with ThreadPoolExecutor(12) as threads:
        for _ in range(5):
            answers = list(threads.map(lambda i: model.run(WINDOWS[i : i + 3])[0], range(24)))
            np.testing.assert_array_equal(answers, wanted)


def test_whether_there_is_room_for_a_run() -> None:
    """With one run at a time there is room before and after it, and none while it lasts."""
    runtime = Runtime(runs=1)
    model = runtime.model(MODELS / "dense-int8.tflite", "optimised")
    assert runtime.has_room()
    many = np.repeat(WINDOWS, 2000, axis=0)
    with ThreadPoolExecutor() as pool:
        run = pool.submit(model.run, many)
        seen = {runtime.has_room()}
        while not run.done():
            seen.add(runtime.has_room())
    assert seen == {True, False}
    assert runtime.has_room()


def test_only_so_many_models_stay_loaded(tmp_path: Path) -> None:
    """The model that was not used for the longest time makes room, and comes back when asked for."""
    runtime = Runtime(models=2)
    paths = [Path(shutil.copy(MODELS / "dense-int8.tflite", tmp_path / f"{name}.tflite")) for name in "abc"]
    loaded = [runtime.model(path, "optimised") for path in paths]
    assert len(runtime) == 2
    assert runtime.model(paths[2], "optimised") is loaded[2]
    assert runtime.model(paths[0], "optimised") is not loaded[0]


def test_a_changed_file_is_loaded_again(tmp_path: Path) -> None:
    """A model that was retrained in place answers with its new weights."""
    path = tmp_path / "model.tflite"
    shutil.copy(MODELS / "dense-int8.tflite", path)
    runtime = Runtime()
    before = runtime.model(path, "optimised").identity
    shutil.copy(MODELS / "dense-float32.tflite", path)
    os.utime(path, ns=(1, 1))
    assert runtime.model(path, "optimised").identity.sha256 != before.sha256


@pytest.mark.parametrize("size", [0, 10, 1000, 2400])
def test_a_damaged_model_is_refused_by_name(tmp_path: Path, size: int) -> None:
    """A file that was cut off is an error that names it, not the end of the process."""
    path = tmp_path / "cut.tflite"
    path.write_bytes((MODELS / "dense-int8.tflite").read_bytes()[:size])
    with pytest.raises(Damaged, match=r"cut\.tflite: the model cannot be loaded"):
        Runtime().model(path, "optimised")


def test_a_missing_model_is_refused_by_name(tmp_path: Path) -> None:
    """A file that is not there is named."""
    with pytest.raises(Damaged, match=r"gone\.tflite: the model cannot be read"):
        Runtime().model(tmp_path / "gone.tflite", "optimised")


@pytest.mark.parametrize("name", ["recurrent-float32", "recurrent-int8", "memory-float32", "memory-int8"])
@pytest.mark.parametrize("kernels", KERNELS)
def test_a_model_with_a_memory_forgets(name: str, kernels: Kernels) -> None:
    """Whatever was asked before, and by whom, each window is answered bit by bit as by a new interpreter."""
    path, windows = MODELS / f"{name}.tflite", WINDOWS[:5]
    alone = [plain(path, windows[i : i + 1], reference=kernels == "reference")[0] for i in range(5)]
    model = Runtime().model(path, kernels)
    for _ in range(2):
        np.testing.assert_array_equal(model.run(windows)[0], alone)
        np.testing.assert_array_equal(model.run(windows[::-1])[0], alone[::-1])
        np.testing.assert_array_equal(model.run(windows[3:4])[0], alone[3:4])


@pytest.mark.parametrize("name", ["recurrent-float32", "memory-float32"])
def test_a_memory_matters(name: str) -> None:
    """The models of the test above do carry something over where one interpreter is asked window after window."""
    path, again = MODELS / f"{name}.tflite", np.repeat(WINDOWS[:1], 2, axis=0)
    first, second = plain(path, again)
    assert np.abs(first - second).max() > 0.01


@pytest.mark.parametrize("name", ["dense-float32", "recurrent-int8", "memory-float32"])
def test_a_file_that_answers_the_same_each_time(name: str) -> None:
    """Two new interpreters agree bit by bit, so the file's identity says that its answers are reproducible."""
    assert Runtime().model(MODELS / f"{name}.tflite", "optimised").identity.reproducible is True


def test_a_file_that_answers_differently_each_time() -> None:
    """Kernels that read beyond a tensor's end find something else in every interpreter, which the identity says.

    Now and then two interpreters find the same by chance, so the file is loaded a few times.
    """
    path = MODELS / "depthwise-dynamic-int8.tflite"
    assert False in {Runtime().model(path, "optimised").identity.reproducible for _ in range(5)}


def test_a_difference_in_one_bit_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is reproducible only where every bit is the same, and a NaN in both counts as the same."""
    same, other = np.array([0.0, np.nan]), np.array([-0.0, np.nan])
    given = iter([same, same, same, other])
    monkeypatch.setattr("studio.inference._Runner.run", lambda *_: (next(given),))
    monkeypatch.setattr("studio.inference.Model._largest_batch", lambda *_: 1)
    found = [Runtime().model(MODELS / "dense-float32.tflite", "optimised").identity.reproducible for _ in range(2)]
    assert found == [True, False]


def test_a_model_that_fails_on_the_probe_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the model cannot be run on made-up values nobody knows whether its answers are reproducible."""
    monkeypatch.setattr("studio.inference._Runner.run", lambda *_: int("no number"))
    assert Runtime().model(MODELS / "dense-float32.tflite", "optimised").identity.reproducible is None


def test_channels_first_is_channels_last_turned() -> None:
    """A model that takes (channels, height, width) gets pictures turned, and answers as its twin does."""
    pictures = np.random.default_rng(2).normal(size=(5, 4, 6, 3)).astype(np.float32)
    first, last = (
        Runtime().model(MODELS / f"channels-{where}.tflite", "optimised").run(pictures, picture=True)[0]
        for where in ("first", "last")
    )
    np.testing.assert_allclose(first, last, rtol=1e-6)


def test_axes_first_is_axes_last_turned() -> None:
    """A model that takes (axes, values) gets windows turned, and answers as its twin does."""
    first, last = (Runtime().model(MODELS / name, "optimised").run(WINDOWS)[0] for name in TWINS)
    np.testing.assert_allclose(first, last, rtol=1e-6)


def test_width_for_height_is_refused() -> None:
    """As many values with width and height swapped are an error that says both shapes."""
    model = Runtime().model(MODELS / "channels-last.tflite", "optimised")
    with pytest.raises(Damaged, match=r"takes \(4, 6, 3\) per window, but the processing blocks give \(6, 4, 3\)"):
        model.run(np.zeros((2, 6, 4, 3), dtype=np.float32), picture=True)


def test_features_must_fit_the_model() -> None:
    """Too few values per window are an error that says both sizes, never a reshape across windows."""
    model = Runtime().model(MODELS / "dense-int8.tflite", "optimised")
    with pytest.raises(Damaged, match=r"takes \(4, 2\) per window, but the processing blocks give \(4, 1\)"):
        model.run(np.zeros((2, 4, 1), dtype=np.float32))

"""Data acquisition files, in JSON and CBOR."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.samples import Recording, SampleError
from studio.samples.acquisition import read_cbor, read_json

Reader = Callable[[bytes], Recording]


def content(**payload: Any) -> dict[str, Any]:
    """A file's content; what is not said of the payload is ordinary."""
    usual = {
        "device_name": "ac:87:a3:0a:2d:1b",
        "device_type": "DISCO-L475VG-IOT01A",
        "interval_ms": 16,
        "sensors": [{"name": "accX", "units": "m/s2"}, {"name": "accY", "units": "m/s2"}],
        "values": [[-9.81, 0.03], [-9.83, 1], [3, 4]],
    }
    return {"protected": {"ver": "v1", "alg": "HS256"}, "signature": "0" * 64, "payload": {**usual, **payload}}


def from_json(data: dict[str, Any]) -> Recording:
    """Read as JSON."""
    return read_json(Path("wave.json"), json.dumps(data).encode(), "hash")


def from_cbor(data: dict[str, Any]) -> Recording:
    """Read as CBOR."""
    return read_cbor(Path("wave.cbor"), cbor2.dumps(data), "hash")


def from_utf16(data: dict[str, Any]) -> Recording:
    """Read as JSON that Windows saved."""
    return read_json(Path("wave.json"), json.dumps(data).encode("utf-16"), "hash")


BOTH = pytest.mark.parametrize("load", [from_json, from_cbor])


@pytest.mark.parametrize("load", [from_json, from_cbor, from_utf16])
def test_both_forms_say_the_same(load: Callable[[dict[str, Any]], Recording]) -> None:
    """Sensors, interval and values are read from JSON and from CBOR."""
    recording = load(content())
    assert recording.sensors == (("accX", "m/s2"), ("accY", "m/s2"))
    assert (recording.interval_ms, recording.frequency_hz, recording.kind) == (16, 62.5, "time-series")
    assert recording.values.dtype == np.float64
    np.testing.assert_array_equal(recording.values, [[-9.81, 0.03], [-9.83, 1], [3, 4]])


@BOTH
def test_one_sensor_may_have_bare_numbers(load: Callable[[dict[str, Any]], Recording]) -> None:
    """Sound is a number per row, and is known by its unit."""
    recording = load(content(sensors=[{"name": "audio", "units": "wav"}], values=[1, -2, 3], interval_ms=0.0625))
    assert (recording.kind, recording.frequency_hz) == ("audio", 16000)
    np.testing.assert_array_equal(recording.values, [[1], [-2], [3]])


@BOTH
@pytest.mark.parametrize(
    ("payload", "cause"),
    [
        ({"values": [[1, 2], [3]]}, "the rows are not all of one length"),
        ({"values": [[1, 2, 3]]}, "a row of 2 numbers is expected"),
        ({"values": [1, 2]}, "a row of 2 numbers is expected"),
        ({"values": [[1, "2"]]}, "something else than numbers"),
        ({"values": [[1, None]]}, "something else than numbers"),
        ({"values": [[1, float("inf")]]}, "something else than numbers"),
        ({"values": []}, "payload.values"),
        ({"interval_ms": -1}, "payload.interval_ms"),
        ({"sensors": []}, "payload.sensors"),
    ],
)
def test_a_wrong_field_is_named(
    load: Callable[[dict[str, Any]], Recording], payload: dict[str, Any], cause: str
) -> None:
    """What is wrong with a payload is said with its field."""
    with pytest.raises(SampleError, match=cause):
        load(content(**payload))


@BOTH
@pytest.mark.parametrize("part", ["protected", "payload"])
def test_a_missing_part_is_named(load: Callable[[dict[str, Any]], Recording], part: str) -> None:
    """A file without one of its parts is an error that names it."""
    data = content()
    del data[part]
    with pytest.raises(SampleError, match=part):
        load(data)


def test_broken_files_are_refused() -> None:
    """Files that are cut off, too deep, or promise more than they hold give the one error."""
    whole = json.dumps(content()).encode()
    for data in (b"", whole[:-9], b"[" * 100_000, b"\xff"):
        with pytest.raises(SampleError, match=r"wave\.json: this is not JSON"):
            read_json(Path("wave.json"), data, "")
    binary = cbor2.dumps(content())
    for data in (b"", binary[:-9], b"\x81" * 100_000, b"\x9b\x7f" + b"\xff" * 7):
        with pytest.raises(SampleError, match=r"wave\.cbor: this is not CBOR, or it is cut off"):
            read_cbor(Path("wave.cbor"), data, "")


@pytest.mark.parametrize("value", [5, [1, 2], "text", {1: 2}, {"payload": 3}])
def test_other_content_is_refused(value: object) -> None:
    """A file that holds something else gives the one error."""
    with pytest.raises(SampleError):
        read_cbor(Path("wave.cbor"), cbor2.dumps(value), "")


@settings(deadline=None)  # a busy machine is no failure
@given(st.binary(min_size=1, max_size=12), st.integers(0, 260), st.booleans())
def test_any_change_gives_a_recording_or_a_sample_error(change: bytes, at: int, binary: bool) -> None:
    """Whatever bytes are overwritten, a file is read or refused, never anything else."""
    data = cbor2.dumps(content()) if binary else json.dumps(content()).encode()
    reader = read_cbor if binary else read_json
    try:
        recording = reader(Path("wave"), data[:at] + change + data[at + len(change) :], "")
    except SampleError:
        return
    assert recording.values.shape == (3, 2)

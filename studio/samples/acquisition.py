"""Edge Impulse's data acquisition format, in JSON or CBOR.

``{protected: {ver, alg}, signature, payload: {device_name?, device_type, interval_ms, sensors, values}}``. The
signature is not checked: the key that made it is not in the file.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import cbor2
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from studio.samples.errors import SampleError
from studio.samples.recordings import Recording
from studio.samples.texts import text_of
from studio.samples.validation import first_problem


class Protected(BaseModel):
    """Version and way of signing."""

    ver: Literal["v1"]
    alg: Literal["HS256", "none"]


class ListedSensor(BaseModel):
    """One axis."""

    name: str
    units: str = ""


class Payload(BaseModel):
    """The readings: a list per row, or a number per row where there is one sensor."""

    device_name: str | None = None
    device_type: str = ""
    interval_ms: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    sensors: Annotated[list[ListedSensor], Field(min_length=1)]
    values: Annotated[list[Any], Field(min_length=1)]


class AcquisitionFile(BaseModel):
    """The whole file."""

    protected: Protected
    signature: str = ""
    payload: Payload


def read_json(path: Path, data: bytes, sha256: str) -> Recording:
    """The recording in a data acquisition file written as JSON.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: It is not JSON, lacks a field, or its values are not numbers, one for each sensor.
    """
    try:
        return _recording(path, AcquisitionFile.model_validate_json(text_of(data)).payload, sha256)
    except UnicodeDecodeError:
        raise SampleError(path, "this is not JSON: it is no text in UTF-8, nor in UTF-16") from None
    except ValidationError as error:
        raise SampleError(path, first_problem(error)) from None


def read_cbor(path: Path, data: bytes, sha256: str) -> Recording:
    """The recording in a data acquisition file written as CBOR.

    Args:
        path: Where the data comes from, for error messages.
        data: The file's content.
        sha256: The file's hash, which the recording carries.

    Raises:
        SampleError: It is not CBOR, lacks a field, or its values are not numbers, one for each sensor.
    """
    try:
        content = cbor2.loads(data)
    except (cbor2.CBORDecodeError, RecursionError, MemoryError):
        raise SampleError(path, "this is not CBOR, or it is cut off") from None
    try:
        return _recording(path, AcquisitionFile.model_validate(content).payload, sha256)
    except ValidationError as error:
        raise SampleError(path, first_problem(error)) from None


def _recording(path: Path, payload: Payload, sha256: str) -> Recording:
    sensors = tuple((sensor.name, sensor.units) for sensor in payload.sensors)
    return Recording(
        values=_values(path, payload.values, len(sensors)),
        sensors=sensors,
        interval_ms=payload.interval_ms,
        image=None,
        kind="audio" if sensors[0][1] == "wav" else "time-series",
        sha256=sha256,
    )


def _values(path: Path, rows: list[Any], axes: int) -> NDArray[np.float64]:
    """Readings as numbers, shape (rows, axes)."""
    try:
        values = np.array(rows)
    except (ValueError, OverflowError):
        raise SampleError(path, "payload.values: the rows are not all of one length") from None
    if values.dtype.kind not in "iuf" or not np.isfinite(values).all():
        raise SampleError(path, "payload.values: there is something else than numbers")
    if values.ndim == 1 and axes == 1:
        values = values[:, np.newaxis]
    if values.ndim != 2 or values.shape[1] != axes:
        raise SampleError(path, f"payload.values: a row of {axes} numbers is expected, one for each sensor")
    return values.astype(np.float64)

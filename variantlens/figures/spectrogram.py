"""The spectrogram of a sound: how strong each frequency is over time, no finer than a screen can show."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from variantlens.figures import palette
from variantlens.figures.sounds import Sound

COLUMNS = 900
"""Most moments that are drawn."""
ROWS = 256
"""Most frequencies that are drawn."""
RANGE_DB = 80.0
"""What is fainter than the loudest by more than this is drawn as this."""
SLICE_S = 0.032
"""Length of one slice: two to four periods of a deep voice."""
_SILENCE = 1e-20
"""Power that is none: far below the smallest change of one value of 16 bits."""


@dataclass(frozen=True)
class Levels:
    """How strong each frequency is over time.

    Attributes:
        db: Decibels, −``RANGE_DB``..0, where 0 is the loudest, shape (frequencies, moments).
        hz: Middle of each row, in hertz.
        seconds: Middle of each column, in seconds.
    """

    db: npt.NDArray[np.float32]
    hz: npt.NDArray[np.float64]
    seconds: npt.NDArray[np.float64]


def levels(recorded: Sound) -> Levels:
    """The spectrogram of a sound, thinned to a screen by its largest values.

    Power per slice by ``scipy.signal.ShortTimeFFT`` with a Hann window of ``SLICE_S``; slices overlap by half,
    or lie apart where the sound is longer than ``COLUMNS`` slices at half a slice times eight.
    """
    from scipy.signal import ShortTimeFFT
    from scipy.signal.windows import hann

    length = max(min(round(recorded.frequency_hz * SLICE_S), len(recorded.values)), 2)
    hop = max(length // 2, -(-len(recorded.values) // (COLUMNS * 8)), 1)
    transform = ShortTimeFFT(hann(length, sym=False), hop=hop, fs=recorded.frequency_hz)
    values = np.pad(recorded.values, (0, max(0, length - len(recorded.values))))
    power = transform.spectrogram(values).astype(np.float32)
    moments = transform.t(len(values))
    inside = (moments >= 0) & (moments <= recorded.seconds)
    power = _largest(_largest(power[:, inside], COLUMNS).T, ROWS).T
    share = power / max(float(power.max(initial=0)), _SILENCE)
    return Levels(
        np.maximum(10 * np.log10(np.maximum(share, _SILENCE)), -RANGE_DB).astype(np.float32),
        _middles(transform.f, ROWS),
        _middles(moments[inside], COLUMNS),
    )


def spectrogram(drawn: Levels, theme: palette.Theme) -> dict[str, Any]:
    """A heatmap of frequencies over seconds, in decibels; 0 is the loudest.

    Args:
        drawn: The levels.
        theme: Light or dark.
    """
    return {
        "type": "heatmap",
        "name": "spectrogram",
        "x": drawn.seconds,
        "y": drawn.hz,
        "z": np.round(drawn.db, 1),
        "zmin": -RANGE_DB,
        "zmax": 0,
        "colorscale": list(palette.palette(theme).magnitude),
        "colorbar": {"title": {"text": "dB", "side": "top"}, "thickness": 10, "outlinewidth": 0},
        "hovertemplate": "%{x:.3f} s, %{y:.0f} Hz<br>%{z:.0f} dB (loudest: 0)<extra></extra>",
    }


def spectrogram_alt(drawn: Levels) -> str:
    """The heatmap in words, for screen readers."""
    strongest = drawn.hz[int(np.argmax(drawn.db.mean(axis=1)))]
    return (
        f"Spectrogram of 0 to {drawn.hz[-1]:.0f} Hz. On average the strongest frequency is around {strongest:.0f} Hz."
    )


def _largest(values: npt.NDArray[np.float32], most: int) -> npt.NDArray[np.float32]:
    """At most ``most`` columns: the largest value of each group of neighbours."""
    if not values.shape[1]:
        return values
    each = -(-values.shape[1] // most)
    return np.maximum.reduceat(values, np.arange(0, values.shape[1], each), axis=1)


def _middles(places: npt.NDArray[np.float64], most: int) -> npt.NDArray[np.float64]:
    """Where the groups of :func:`_largest` lie."""
    each = max(-(-len(places) // most), 1)
    return np.array([places[at : at + each].mean() for at in range(0, len(places), each)])

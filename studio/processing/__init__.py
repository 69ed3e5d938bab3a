"""Processing blocks: windows of a signal, or pictures → the features that a model was trained on.

The service and the training recipes both compute features here, so that a model sees the same numbers.

base               what all blocks share
raw                the values, standardised
flatten            statistics of each axis
spectral_analysis  how strongly an axis shakes, and at which frequencies
frames, mel        what the sound blocks share: short frames, their spectra, the mel scale
spectrogram        the power of every frequency in every frame
mfe                mel filter bank energies
mfcc               mel-frequency cepstral coefficients
image              pictures of one size
"""

from collections.abc import Callable, Mapping
from typing import Any

from studio.processing.base import Features, Parameters, ProcessingError, Processor

__all__ = ["TYPES", "Features", "Parameters", "ProcessingError", "Processor", "processor"]

Maker = Callable[[Mapping[str, Any], int, float], Processor]


def processor(
    type: str,  # noqa: A002  the field's name in project files
    parameters: Mapping[str, Any],
    *,
    axes: int,
    frequency_hz: float,
) -> Processor:
    """A processing block, ready to be called with windows.

    Args:
        type: One of ``TYPES``.
        parameters: As in the project file, camelCase; for ``image`` together with the size and resize mode of the
            impulse's input.
        axes: Axes of the windows; ignored by ``image``.
        frequency_hz: Values per second; ignored by blocks that know no time.

    Raises:
        ProcessingError: The type is not known, or parameters do not fit the axes or the frequency.
        pydantic.ValidationError: A parameter is unknown or out of range; the error names it.
    """
    if type not in MAKERS:
        raise ProcessingError(f"there is no processing block “{type}”; known are {', '.join(TYPES)}")
    return MAKERS[type](parameters, axes, frequency_hz)


# A block is imported when it is first asked for: Pillow and SciPy take longer to import than the service to start.


def _raw(parameters: Mapping[str, Any], axes: int, _frequency_hz: float) -> Processor:
    from studio.processing.raw import Raw, RawParameters

    return Raw(RawParameters.model_validate(parameters), axes=axes)


def _flatten(parameters: Mapping[str, Any], axes: int, _frequency_hz: float) -> Processor:
    from studio.processing.flatten import Flatten, FlattenParameters

    return Flatten(FlattenParameters.model_validate(parameters), axes=axes)


def _image(parameters: Mapping[str, Any], _axes: int, _frequency_hz: float) -> Processor:
    from studio.processing.image import Image, ImageParameters

    return Image(ImageParameters.model_validate(parameters))


def _mfe(parameters: Mapping[str, Any], axes: int, frequency_hz: float) -> Processor:
    from studio.processing.mfe import Mfe, MfeParameters

    return Mfe(MfeParameters.model_validate(parameters), axes=axes, frequency_hz=frequency_hz)


def _spectrogram(parameters: Mapping[str, Any], axes: int, frequency_hz: float) -> Processor:
    from studio.processing.spectrogram import Spectrogram, SpectrogramParameters

    return Spectrogram(SpectrogramParameters.model_validate(parameters), axes=axes, frequency_hz=frequency_hz)


def _mfcc(parameters: Mapping[str, Any], axes: int, frequency_hz: float) -> Processor:
    from studio.processing.mfcc import Mfcc, MfccParameters

    return Mfcc(MfccParameters.model_validate(parameters), axes=axes, frequency_hz=frequency_hz)


def _spectral_analysis(parameters: Mapping[str, Any], axes: int, frequency_hz: float) -> Processor:
    from studio.processing.spectral_analysis import SpectralAnalysis, SpectralAnalysisParameters

    return SpectralAnalysis(SpectralAnalysisParameters.model_validate(parameters), axes=axes, frequency_hz=frequency_hz)


MAKERS: dict[str, Maker] = {
    "raw": _raw,
    "flatten": _flatten,
    "spectral-analysis": _spectral_analysis,
    "spectrogram": _spectrogram,
    "mfe": _mfe,
    "mfcc": _mfcc,
    "image": _image,
}
TYPES = tuple(MAKERS)

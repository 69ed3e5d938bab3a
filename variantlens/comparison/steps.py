"""The step of a pair: the smallest difference that its outputs can express.

It is known where the service sends an output's scale, or where all scores lie on one lattice such as 1/256
within their printed precision; in no other case is there one to speak of.
"""

import numpy as np
import numpy.typing as npt

from variantlens.service.schema import Classification, ModelOutput

LATTICES = (1 / 255, 1 / 256, 1 / 32768)
"""Steps of quantized outputs in 0..1: unsigned 8 bits over the whole range; LiteRT's softmax and sigmoid with
8 bits, and with 16 bits."""

CHANCE = 1e-6
"""How likely scores that lie on a lattice may do so by accident before the lattice is believed."""

SINGLE_PRECISION = 2.0**-24
"""Rounding of a number in 0..1 that was kept in 32 bits."""

FEWEST_LEVELS = 4
"""Distinct scores between 0 and 1 that a lattice must hold: a few such as 0.5 and 0.25 lie on many of them."""

MOST_LEVELS = 100_000
"""More distinct scores than any lattice looked for can have."""


def pair_step(reference: float | None, candidate: float | None) -> float | None:
    """The step of a pair: of two quantized variants the coarser one's, of one quantized variant its own."""
    return max((step for step in (reference, candidate) if step is not None), default=None)


def variant_step(classification: Classification | None, scores: npt.NDArray[np.float64]) -> float | None:
    """The step of one variant's scores.

    Args:
        classification: What the variant answered, with the model's outputs where the service sends them.
        scores: Its scores, shape (windows, labels).

    Returns:
        The scale of the integer output that gave the scores; None where that output is a float, where several
        could have given them and differ, or where nothing is known and the scores lie on no lattice.
    """
    model = classification.model if classification else None
    outputs = _outputs_for(model.outputs, scores.shape[1]) if model else []
    if not outputs:
        return lattice_step(scores)
    steps = {_output_step(output) for output in outputs}
    return steps.pop() if len(steps) == 1 else None


def lattice_step(scores: npt.NDArray[np.float64]) -> float | None:
    """The lattice that all scores lie on within their printed precision, None where no lattice can be told.

    A lattice is believed only if as many distinct scores, spread evenly, would lie on it with a probability
    below :data:`CHANCE`: so neither few scores nor coarsely printed ones make one up.
    """
    levels = np.unique(scores[np.isfinite(scores)])
    if levels.size == 0 or levels[0] < 0 or levels[-1] > 1 or levels.size > MOST_LEVELS:
        return None
    inner = levels[(levels > 0) & (levels < 1)]
    if inner.size < FEWEST_LEVELS:
        return None
    tolerance = max(printed_precision(inner) / 2, SINGLE_PRECISION)
    for step in LATTICES:
        off = np.abs(inner - np.round(inner / step) * step)
        by_chance = min(2 * tolerance / step, 1.0)
        if off.max() <= tolerance * (1 + 1e-9) and inner.size * np.log(by_chance) <= np.log(CHANCE):
            return step
    return None


def printed_precision(values: npt.NDArray[np.float64]) -> float:
    """The unit of the last decimal that the values were printed with: 0.0001 for 0.25, 0.9961 and 0.5."""
    for decimals in range(1, 16):
        if np.array_equal(np.round(values, decimals), values):
            return 10.0**-decimals
    return 1e-16


def in_steps(change: float, step: float | None) -> float | None:
    """A change counted in steps, None where the step is not known."""
    return None if step is None else change / step


def _outputs_for(outputs: list[ModelOutput], labels: int) -> list[ModelOutput]:
    """The outputs that can have given the scores: those with one value per label, or else all."""
    fitting = [output for output in outputs if output.shape and output.shape[-1] == labels]
    return fitting or outputs


def _output_step(output: ModelOutput) -> float | None:
    """The scale of an integer output; None for a float one and for a scale that is none."""
    integer = output.type.removeprefix("u").startswith("int")
    return output.scale if integer and output.scale and 0 < output.scale < np.inf else None

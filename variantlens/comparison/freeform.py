"""Raw outputs of a model, variant against variant: how far apart they are. Nothing is decided, so nothing flips.

No field of a classification is documented for a freeform block. It is assumed that ``result`` carries its output:
place in the tensor → value, the last dimension changing fastest.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from variantlens.comparison.outcomes import Flips, flips_at
from variantlens.comparison.rows import Side
from variantlens.service.schema import Classification

Values = npt.NDArray[np.float64]

ASSUMPTION = (
    "The service documents no field for the output of a freeform block. Shown is what its result holds, "
    "read as place in the output → value."
)


@dataclass(frozen=True)
class VariantOutput:
    """What one variant's model puts out.

    Attributes:
        variant: Its name.
        values: One row per window, one column per place, NaN where there is no number, shape (windows, places).
    """

    variant: str
    values: Values


@dataclass(frozen=True)
class FreeformPair:
    """A candidate against the reference.

    Attributes:
        candidate: The candidate's output.
        change: Candidate − reference, NaN where either is missing, shape (windows, places).
        squared_error: Mean squared change of each window, NaN where nothing is comparable, shape (windows,).
        cosine: Cosine similarity of each window, −1..1; NaN where either output is all 0, shape (windows,).
        mean_squared_error: Mean squared change of all numbers; NaN without any.
        cosine_similarity: That of all windows, taken as one vector each.
        flips: None, since a freeform output decides nothing; but the windows in which the candidate lacks a number that
            the reference has are lost.
    """

    candidate: VariantOutput
    change: Values
    squared_error: Values
    cosine: Values
    mean_squared_error: float
    cosine_similarity: float
    flips: Flips

    @property
    def comparable(self) -> bool:
        """Whether there is a number of both at all."""
        return not math.isnan(self.mean_squared_error)

    @property
    def largest_change(self) -> float:
        """The largest change by magnitude, with its sign; NaN without any."""
        if not self.comparable:
            return float("nan")
        return float(self.change.flat[int(np.nanargmax(np.abs(self.change)))])

    @property
    def furthest(self) -> int | None:
        """The window that is furthest apart, the earliest of equal ones; None without any."""
        return int(np.nanargmax(self.squared_error)) if self.comparable else None


@dataclass(frozen=True)
class FreeformComparison:
    """The outputs of one block, the reference against each candidate.

    Attributes:
        places: Names of the columns, in the order of the output.
        shape: How the places lie in the output, without the axis of windows; one axis where that is not known.
        reference: The reference's output.
        pairs: One for each candidate, in the order chosen.
    """

    places: tuple[str, ...]
    shape: tuple[int, ...]
    reference: VariantOutput
    pairs: tuple[FreeformPair, ...]

    @property
    def variants(self) -> tuple[VariantOutput, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))

    @property
    def furthest(self) -> int:
        """The window in which a candidate is furthest from the reference; 0 where none is comparable."""
        known = [pair for pair in self.pairs if pair.furthest is not None]
        worst = max(known, key=lambda pair: float(np.nanmax(pair.squared_error)), default=None)
        return 0 if worst is None or worst.furthest is None else worst.furthest


def compare_freeform(sides: Sequence[Side], count: int) -> FreeformComparison:
    """The outputs of one block, the reference against each candidate; places are matched by name.

    Args:
        sides: What each variant says, the reference first; windows are matched by index.
        count: How many windows there are.
    """
    places = _ordered(tuple(dict.fromkeys(key for side in sides for key in side.table.labels)))
    said = [VariantOutput(side.variant, side.table.scores(places, count)) for side in sides]
    shape = next((shape for side in sides if (shape := _shape(side.classification, len(places)))), (len(places),))
    return FreeformComparison(places, shape, said[0], tuple(_pair(said[0], each) for each in said[1:]))


def cosine_similarity(reference: Values, candidate: Values) -> Values:
    """Cosine of the angle between rows, over the places that both have.

    Args:
        reference: Shape (rows, places), NaN where there is no number.
        candidate: The same, from the other variant.

    Returns:
        −1..1; NaN where a row is all 0 or nothing is comparable, shape (rows,).
    """
    both = ~np.isnan(reference) & ~np.isnan(candidate)
    first, second = (_scaled(np.where(both, values, 0.0)) for values in (reference, candidate))
    norms = np.sqrt(np.einsum("ij,ij->i", first, first) * np.einsum("ij,ij->i", second, second))
    products = np.einsum("ij,ij->i", first, second)
    cosine = np.divide(products, norms, out=np.full(len(norms), np.nan), where=norms > 0)
    clipped: Values = np.clip(cosine, -1, 1)
    return clipped


def _scaled(values: Values) -> Values:
    """Rows divided by their largest magnitude, so that no square vanishes; angles stay."""
    largest = np.abs(values).max(axis=1, initial=0, keepdims=True)
    scaled: Values = np.divide(values, largest, out=np.zeros_like(values), where=largest > 0)
    return scaled


def _pair(reference: VariantOutput, candidate: VariantOutput) -> FreeformPair:
    """A candidate against the reference."""
    change = candidate.values - reference.values
    squared = np.where(np.isnan(change), 0.0, change) ** 2
    known = (~np.isnan(change)).sum(axis=1)
    errors = np.divide(squared.sum(axis=1), known, out=np.full(len(known), np.nan), where=known > 0)
    total = int(known.sum())
    whole = cosine_similarity(reference.values.reshape(1, -1), candidate.values.reshape(1, -1))
    return FreeformPair(
        candidate=candidate,
        change=change,
        squared_error=errors,
        cosine=cosine_similarity(reference.values, candidate.values),
        mean_squared_error=float(squared.sum() / total) if total else float("nan"),
        cosine_similarity=float(whole[0]),
        flips=_without_flips(~np.isnan(reference.values), ~np.isnan(candidate.values)),
    )


def _without_flips(of_reference: npt.NDArray[np.bool_], of_candidate: npt.NDArray[np.bool_]) -> Flips:
    """Which windows have all numbers that the other variant has; shapes (windows, places)."""
    nothing = np.empty(0, dtype=np.intp)
    there = np.asarray((of_reference | of_candidate).any(axis=1))
    by_candidate = there & ~np.asarray((of_reference & ~of_candidate).any(axis=1))
    by_reference = there & ~(by_candidate & np.asarray((of_candidate & ~of_reference).any(axis=1)))
    return flips_at(nothing, nothing.astype(np.int8), nothing.astype(np.bool_), by_reference, by_candidate)


def _ordered(places: tuple[str, ...]) -> tuple[str, ...]:
    """Places that are all numbers by number, others as they came."""
    if all(place.isascii() and place.isdigit() for place in places):
        return tuple(sorted(places, key=lambda place: (int(place), place)))
    return places


def _shape(classification: Classification | None, places: int) -> tuple[int, ...] | None:
    """The shape of the only output without the axis of windows, where the service sends one that fits."""
    outputs = classification.model.outputs if classification and classification.model else []
    if len(outputs) != 1:
        return None
    shape = tuple(outputs[0].shape[1:])
    return shape if shape and min(shape) > 0 and math.prod(shape) == places else None

"""A number per window, variant against variant: held against the expected one within the allowed absolute error."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from variantlens.comparison.notices import Notice
from variantlens.comparison.outcomes import Decisions, Flips, Outcome, flips_at, harm_of
from variantlens.comparison.rows import LARGEST_NUMBER, Side, described
from variantlens.comparison.steps import pair_step, variant_step
from variantlens.comparison.thresholds import MovedThresholds, threshold_of
from variantlens.comparison.windows import expected_labels
from variantlens.comparison.wording import number
from variantlens.service.schema import Classification

Values = npt.NDArray[np.float64]

VALUE = "value"
"""The key under which a regression's number stands, as the vendor's inference library calls it."""
ALLOWED_ERROR = "max_absolute_error"
"""The key of the allowed error where the answer names no threshold of its own."""


@dataclass(frozen=True)
class VariantValues:
    """What one variant says.

    Attributes:
        variant: Its name.
        values: One per window, NaN where there is none, shape (windows,).
        errors: Value − expected value, NaN where either is missing, shape (windows,).
        outcomes: RIGHT within the allowed error, WRONG beyond it, else UNJUDGED, shape (windows,).
        limits: The smallest and the largest value that its output can express; None where that is not known.
    """

    variant: str
    values: Values
    errors: Values
    outcomes: npt.NDArray[np.int8]
    limits: tuple[float, float] | None = None

    @cached_property
    def decisions(self) -> Decisions:
        """The values as people write them, None where there is none, shape (windows,)."""
        said = [number(value) if value == value else None for value in self.values.tolist()]
        return np.array(said, dtype=object)

    @property
    def mean_absolute_error(self) -> float:
        """Mean magnitude of the errors; NaN without an expected value."""
        return _mean(np.abs(self.errors))

    @property
    def bias(self) -> float:
        """Mean of the errors; above 0 where the values are too large; NaN without an expected value."""
        return _mean(self.errors)

    @property
    def judged(self) -> int:
        """Windows that have an expected value and an allowed error."""
        return int(np.count_nonzero(self.outcomes != Outcome.UNJUDGED))

    @property
    def within(self) -> int:
        """Windows within the allowed error."""
        return int(np.count_nonzero(self.outcomes == Outcome.RIGHT))


@dataclass(frozen=True)
class RegressionPair:
    """A candidate against the reference.

    Attributes:
        candidate: What the candidate says.
        change: Candidate value − reference value, NaN where either is missing, shape (windows,).
        flips: Where one of the two is within the allowed error and the other is not; where nothing is expected,
            where they differ by more than it.
        largest: The window of the largest change by magnitude, the earliest of equal ones; None without any.
        step: The smallest difference that the pair's outputs can express, None where it is not known.
    """

    candidate: VariantValues
    change: Values
    flips: Flips
    largest: int | None
    step: float | None

    @property
    def largest_change(self) -> float:
        """The change of the window :attr:`largest`; NaN without one."""
        return float("nan") if self.largest is None else float(self.change[self.largest])

    @property
    def mean_change(self) -> float:
        """Mean magnitude of the changes; NaN without one."""
        return _mean(np.abs(self.change))


@dataclass(frozen=True)
class RegressionComparison:
    """The values of one block, the reference against each candidate.

    Attributes:
        name: The key under which the values stand.
        threshold_key: Key of the allowed error among the block's thresholds.
        threshold: The allowed absolute error, ≥ 0; None where the block has none.
        expected: The expected value of each window, NaN without one, shape (windows,).
        reference: What the reference says.
        pairs: One for each candidate, in the order chosen.
    """

    name: str
    threshold_key: str
    threshold: float | None
    expected: Values
    reference: VariantValues
    pairs: tuple[RegressionPair, ...]

    @property
    def variants(self) -> tuple[VariantValues, ...]:
        """The reference first, then the candidates."""
        return (self.reference, *(pair.candidate for pair in self.pairs))


def compare_regression(sides: Sequence[Side], count: int, moved: MovedThresholds) -> RegressionComparison:
    """The values of one block, the reference against each candidate.

    Args:
        sides: What each variant says, the reference first; windows are matched by index.
        count: How many windows there are.
        moved: Thresholds that the person moved.

    Raises:
        ValueError: No side has a classification.
    """
    block = described(sides)
    name = value_name(sides)
    key = allowed_error_key(block)
    found = threshold_of(block, key, moved)
    allowed = found if found is not None and found >= 0 else None
    expected = expected_values(block, count)
    judged = [_judge(side, side.table.scores((name,), count)[:, 0], expected, allowed) for side in sides]
    steps = [variant_step(side.classification, said.values[:, None]) for side, said in zip(sides, judged, strict=True)]
    pairs = tuple(
        _pair(judged[0], candidate, allowed, pair_step(steps[0], step))
        for candidate, step in zip(judged[1:], steps[1:], strict=True)
    )
    return RegressionComparison(name, key, allowed, expected, judged[0], pairs)


def regression_notices(sides: Sequence[Side]) -> list[Notice]:
    """Values beside the compared one, and expected labels that are no numbers."""
    block, others = described(sides), other_values(sides)
    texts = [f"Compared is {value_name(sides)}; shown as raw data: {', '.join(others)}."] if others else []
    wrong = sorted({each.label for each in block.expected_labels if np.isnan(_as_number(each.label))})
    if wrong:
        texts.append(f"Expected labels that are no numbers judge no value: {', '.join(wrong)}.")
    return [Notice(text, block.learn_block.id) for text in texts]


def value_name(sides: Sequence[Side]) -> str:
    """The key under which the values stand: ``value``, else the first that there is."""
    keys = [key for side in sides for key in side.table.labels]
    return VALUE if VALUE in keys or not keys else keys[0]


def other_values(sides: Sequence[Side]) -> list[str]:
    """The keys of values that are not compared, by name."""
    return sorted({key for side in sides for key in side.table.labels} - {value_name(sides)})


def allowed_error_key(block: Classification) -> str:
    """The key of the allowed error: that of the first threshold that has a number.

    What a service calls it is not documented, and a regression has no other threshold.
    """
    numbers = [each.key for each in block.thresholds if threshold_of(block, each.key, {}, older=False) is not None]
    return next(iter(numbers), ALLOWED_ERROR)


def expected_values(block: Classification, count: int) -> Values:
    """The expected label of each window as a number, NaN where it is none, shape (count,)."""
    labels = expected_labels(block.expected_labels, count)
    numbers = {label: _as_number(label) for label in {each.label for each in block.expected_labels}}
    return np.array([numbers.get(label, np.nan) for label in labels.tolist()], dtype=np.float64)


def _as_number(label: str) -> float:
    try:
        value = float(label)
    except ValueError:
        return float("nan")
    return value if abs(value) <= LARGEST_NUMBER else float("nan")


def _judge(side: Side, values: Values, expected: Values, allowed: float | None) -> VariantValues:
    """A variant's values, and whether they are within the allowed error."""
    errors = values - expected
    judged = ~np.isnan(errors) & (allowed is not None)
    within = np.abs(errors) <= (0 if allowed is None else allowed)
    outcomes = np.where(judged, np.where(within, Outcome.RIGHT, Outcome.WRONG), Outcome.UNJUDGED).astype(np.int8)
    return VariantValues(side.variant, values, errors, outcomes, _limits(side.classification))


def _limits(classification: Classification | None) -> tuple[float, float] | None:
    """The ends of the range of the only output, where the service sends its scale and it is 8 or 16 bits wide."""
    outputs = classification.model.outputs if classification and classification.model else []
    widths = {"int8": (-128, 127), "uint8": (0, 255), "int16": (-32768, 32767)}
    if len(outputs) != 1 or outputs[0].type not in widths or not outputs[0].scale:
        return None
    low, high = widths[outputs[0].type]
    zero, scale = outputs[0].zero_point or 0, outputs[0].scale
    return (low - zero) * scale, (high - zero) * scale


def _pair(
    reference: VariantValues, candidate: VariantValues, allowed: float | None, step: float | None
) -> RegressionPair:
    """A candidate against the reference."""
    change = candidate.values - reference.values
    magnitude = np.nan_to_num(np.abs(change), nan=-1.0)
    largest = int(magnitude.argmax()) if magnitude.max(initial=-1.0) >= 0 else None
    return RegressionPair(candidate, change, _flips(reference, candidate, change, allowed), largest, step)


def _flips(reference: VariantValues, candidate: VariantValues, change: Values, allowed: float | None) -> Flips:
    by_reference, by_candidate = ~np.isnan(reference.values), ~np.isnan(candidate.values)
    judged = (reference.outcomes != Outcome.UNJUDGED) & (candidate.outcomes != Outcome.UNJUDGED)
    apart = np.abs(change) > (np.inf if allowed is None else allowed)
    where = np.flatnonzero(
        by_reference & by_candidate & np.where(judged, reference.outcomes != candidate.outcomes, apart)
    )
    harm = harm_of(reference.outcomes[where], candidate.outcomes[where])
    found = flips_at(where, harm, np.ones(len(where), dtype=np.bool_), by_reference, by_candidate)
    if allowed is None:  # values are there, but nothing is decided by them
        return replace(found, comparable=0, undecided=found.comparable + found.undecided)
    return found


def _mean(values: Values) -> float:
    """The mean of what is a number; NaN without any."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")

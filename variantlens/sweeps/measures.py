"""What a verdict is about: one number per variant, and how it would vary with other samples.

Accuracy       right ÷ judged windows, uncertain is not right; also of anomaly decisions and of values within the
               allowed error
F1             hits, missed objects and false alarms of all pictures together, at the shipped threshold
AUROC          how often an anomaly scores higher than what is none
MAE            mean absolute error of values, in their own unit
squared error  mean squared difference of raw outputs from the reference's
"""

from dataclasses import dataclass
from enum import StrEnum

from variantlens.comparison.kinds import Kind


class Measure(StrEnum):
    """A measure of quality or error; its value names it in words."""

    ACCURACY = "accuracy"
    F1 = "F1"
    AUROC = "AUROC"
    MAE = "mean absolute error"
    SQUARED_ERROR = "mean squared error"

    @property
    def in_points(self) -> bool:
        """Whether it lies in 0..1 and its differences are told in points, hundredths."""
        return self in (Measure.ACCURACY, Measure.F1, Measure.AUROC)

    @property
    def higher_is_better(self) -> bool:
        """Whether more is better: not of errors."""
        return self.in_points

    @property
    def distance(self) -> bool:
        """Whether it is a distance from the reference, whose own is 0."""
        return self is Measure.SQUARED_ERROR

    @property
    def unit(self) -> str:
        """What an allowed loss counts in: "points of accuracy", "mean absolute error"."""
        return f"points of {self.value}" if self.in_points else self.value


MEASURES: dict[Kind, tuple[Measure, ...]] = {
    Kind.SCORES: (Measure.ACCURACY,),
    Kind.ANOMALY: (Measure.ACCURACY, Measure.AUROC),
    Kind.VISUAL_ANOMALY: (Measure.ACCURACY, Measure.AUROC),
    Kind.DETECTIONS: (Measure.F1,),
    Kind.REGRESSION: (Measure.MAE, Measure.ACCURACY),
    Kind.FREEFORM: (Measure.SQUARED_ERROR,),
    Kind.LABEL_MAP: (Measure.ACCURACY,),
}
"""What a kind of result can be measured by, the main measure first."""


@dataclass(frozen=True)
class AllowedLoss:
    """How much worse the person lets the candidate be.

    Attributes:
        value: ≥ 0, in the measure's unit: points (hundredths) or own units.
        measure: What it is about.
    """

    value: float
    measure: Measure

    def __post_init__(self) -> None:
        if not 0 <= self.value < float("inf"):
            raise ValueError(f"an allowed loss of {self.value} makes no sense; it is a number from 0 up")

    @property
    def amount(self) -> float:
        """The same as a difference of the measure: 1 point is 0.01."""
        return self.value / 100 if self.measure.in_points else self.value


def allowed_loss(value: float, unit: str) -> AllowedLoss:
    """An allowed loss as project files and people write it.

    Args:
        value: How much.
        unit: Such as "points of accuracy", "point of F1", "accuracy", "mean absolute error", "MAE".

    Raises:
        ValueError: The unit names no measure, or the value is negative.
    """
    name = unit.strip().casefold().removeprefix("points of ").removeprefix("point of ")
    names = {measure.value.casefold(): measure for measure in Measure}
    names |= {"mae": Measure.MAE, "mse": Measure.SQUARED_ERROR}
    if name not in names:
        known = ", ".join(measure.unit for measure in Measure)
        raise ValueError(f"{unit!r} is no unit of an allowed loss; known are: {known}")
    return AllowedLoss(value, names[name])


def allowed_for(kind: Kind, allowed: AllowedLoss) -> AllowedLoss | None:
    """The allowed loss as a kind of result takes it.

    Where the kind is not measured so, points stay points, of its main measure; None where a loss in points meets
    an error in units of its own, or the other way round.
    """
    options = MEASURES.get(kind, ())
    if not options:
        return None
    measure = allowed.measure if allowed.measure in options else options[0]
    if measure.in_points != allowed.measure.in_points or (not measure.in_points and measure is not allowed.measure):
        return None
    return AllowedLoss(allowed.value, measure)

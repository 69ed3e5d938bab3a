"""What a sweep keeps of one sample: small values, frozen, written as JSON; everything a verdict needs and no more.

SampleOutcome        whose sample, and one of these for each learn block and kind of result
├── WindowsOutcome   decisions and scores: of labels, anomaly scores, visual anomaly, label maps
├── ValuesOutcome    values against expected ones: regression
├── ObjectsOutcome   boxes, and which of them hit labelled objects
└── OutputsOutcome   how far raw outputs are apart: freeform
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

from variantlens.comparison.kinds import Kind

Number: TypeAlias = float | None
"""A number; None where there is none, since JSON knows no NaN."""


class Kept(BaseModel):
    """A value that is kept: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FlipsOutcome(Kept):
    """The windows (pictures, of objects) of one sample that a candidate decides differently or loses, with their harm.

    Attributes:
        windows: Indices of the windows; one that changes in several objects or keys stands here several times.
        harm: A :class:`~variantlens.comparison.outcomes.Harm` for each; a lost window is harm.
        crossed: Whether a threshold was crossed, for each; else labels were swapped.
        comparable: How many windows the reference decides, and the candidate decides or loses.
        lost: Those of the windows that only the reference decides.
    """

    windows: tuple[int, ...] = ()
    harm: tuple[int, ...] = ()
    crossed: tuple[bool, ...] = ()
    comparable: int = 0
    lost: tuple[int, ...] = ()


class VariantWindows(Kept):
    """What one variant decides.

    Attributes:
        variant: Its name.
        decisions: One per window, None without any; of a lost window
            :data:`~variantlens.comparison.outcomes.NO_ANSWER`.
        outcomes: An :class:`~variantlens.comparison.outcomes.Outcome` per window.
        scores: What was held against the threshold: the best score of a label, or the anomaly score.
        tops: The label with the best score, whatever the threshold; empty where labels do not compete.
        shared: Its score of the label that the *reference* ranks first, so that variants can be plotted against
            each other; empty where that is the same as ``scores``.
        step: The smallest difference that the reference's and this variant's outputs can express, if known.
        label_scores: Of each window the score of every label, where several may hold at once; else empty.
    """

    variant: str
    decisions: tuple[str | None, ...]
    outcomes: tuple[int, ...]
    scores: tuple[Number, ...]
    tops: tuple[str | None, ...] = ()
    shared: tuple[Number, ...] = ()
    step: Number = None
    label_scores: tuple[tuple[Number, ...], ...] = ()


class BlockOutcome(Kept):
    """What every kind says of itself.

    Attributes:
        block: The learn block's id.
        name: Its name.
        kind: The kind of result.
        flips: For each candidate, in the order of the sample's candidates.
        irreproducible: The variants whose model file answers differently each time that it is loaded.
    """

    block: int
    name: str
    kind: Kind
    flips: tuple[FlipsOutcome, ...]
    irreproducible: tuple[str, ...] = ()


class WindowsOutcome(BlockOutcome):
    """Decisions window by window.

    Attributes:
        form: Tells this form of outcome from the others.
        labels: The labels that the model knows.
        threshold: The threshold that decided; None without one.
        multi_label: Whether several labels may hold at once.
        expected: What is expected of each window, None without any.
        variants: What each says, the reference first.
    """

    form: Literal["windows"] = "windows"
    labels: tuple[str, ...]
    threshold: Number
    multi_label: bool = False
    expected: tuple[str | None, ...]
    variants: tuple[VariantWindows, ...]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """What was kept before every label's score was kept is refused, so that it is made anew from the answer."""
        if self.multi_label and any(len(said.label_scores) != len(self.expected) for said in self.variants):
            raise ValueError("of several labels at once every score is kept")
        return self


class VariantValuesKept(Kept):
    """What one variant says: a value per window, and whether it is within the allowed error."""

    variant: str
    values: tuple[Number, ...]
    outcomes: tuple[int, ...]


class ValuesOutcome(BlockOutcome):
    """Values window by window.

    Attributes:
        form: Tells this form of outcome from the others.
        threshold: The allowed absolute error.
        expected: The expected value of each window.
        variants: What each says, the reference first.
    """

    form: Literal["values"] = "values"
    threshold: Number
    expected: tuple[Number, ...]
    variants: tuple[VariantValuesKept, ...]


class VariantObjects(Kept):
    """What one variant finds in the pictures of a sample, box by box.

    Attributes:
        variant: Its name.
        judged: Whether it is held against labelled objects at all.
        lost: Whether it has no answer where the reference has one: then it is judged to find nothing.
        threshold: The score threshold that decided.
        labels: The label of each box.
        scores: Its score.
        hits: Whether it hits a labelled object.
        reached: At which of :data:`~variantlens.comparison.average_precision.LEVELS` it hits one, as bits, the lowest
            level first; 0 where centres are compared (FOMO).
        objects: The labelled object that each box lies on, as an index into the sample's: the one it hits, else one
            of another label that no box hits; −1 where there is none.
        pairs: The reference's box that each box is paired with, as an index into its boxes; −1 where there is none,
            and of the reference itself.
    """

    variant: str
    judged: bool
    lost: bool = False
    threshold: Number
    labels: tuple[str, ...]
    scores: tuple[Number, ...]
    hits: tuple[bool, ...]
    reached: tuple[int, ...]
    objects: tuple[int, ...]
    pairs: tuple[int, ...]

    @property
    def hits_and_alarms(self) -> tuple[int, int]:
        """How many boxes hit an object, and how many are false alarms.

        A lost picture holds one false alarm: beside the objects that are missed, so that empty pictures count too.
        """
        return sum(self.hits), len(self.hits) - sum(self.hits) + self.lost


class ObjectsOutcome(BlockOutcome):
    """Boxes held against labelled objects.

    Attributes:
        form: Tells this form of outcome from the others.
        centres: Whether centres are compared (FOMO) rather than overlap; then there is no mAP.
        labelled: Whether there are labelled objects to hold boxes against.
        unplaced: Whether these cannot be placed on the picture, since it is not known what coordinates count in or how
            large the picture is; then nothing is judged.
        truth: The label of every labelled object.
        variants: What each finds, the reference first.
    """

    form: Literal["objects"] = "objects"
    centres: bool
    labelled: bool
    unplaced: bool
    truth: tuple[str, ...]
    variants: tuple[VariantObjects, ...]


class OutputsOutcome(BlockOutcome):
    """How far the raw outputs are apart.

    Attributes:
        form: Tells this form of outcome from the others.
        squared_errors: Mean squared difference from the reference, window by window, for each candidate; None where
            either lacks a number that the other has.
        lowest: The smallest number that any variant puts out; None without any.
        highest: The largest one.
    """

    form: Literal["outputs"] = "outputs"
    squared_errors: tuple[tuple[Number, ...], ...]
    lowest: Number
    highest: Number


AnyBlockOutcome: TypeAlias = Annotated[
    WindowsOutcome | ValuesOutcome | ObjectsOutcome | OutputsOutcome, Field(discriminator="form")
]


class SampleOutcome(Kept):
    """One sample of a sweep.

    Attributes:
        sample: Its id.
        filename: Its name.
        sha256: Hash of its content; None where the service sends none.
        label: Its label; empty where it has none.
        category: ``testing``, ``training`` or another; empty where it is not known.
        device: The name of the device that recorded it, if known.
        metadata: What the project says of it besides.
        length_ms: How long it is; None for a picture.
        image: Whether it is a picture.
        windows: How many windows there are.
        increase_ms: Distance from one window's start to the next one's; None for a picture.
        reference: The variant that the others are compared with.
        candidates: The others.
        blocks: One for each learn block and kind of result.
    """

    sample: int
    filename: str
    sha256: str | None
    label: str = ""
    category: str = ""
    device: str | None = None
    metadata: Mapping[str, str] = {}
    length_ms: Number = None
    image: bool = False
    windows: int
    increase_ms: Number = None
    reference: str
    candidates: tuple[str, ...]
    blocks: tuple[AnyBlockOutcome, ...]

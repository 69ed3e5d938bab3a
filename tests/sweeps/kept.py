"""Samples as a sweep keeps them, built for tests from what each window decides."""

from collections.abc import Mapping, Sequence

import numpy as np

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import (
    ANOMALY,
    HARMS,
    NO_ANOMALY,
    NO_ANSWER,
    NONE,
    UNCERTAIN,
    Harm,
    Outcome,
    anomaly_decisions,
    multi_label_decisions,
)
from variantlens.comparison.windows import split_labels
from variantlens.sweeps.columns import Block, sweep_data
from variantlens.sweeps.outcomes import (
    AnyBlockOutcome,
    FlipsOutcome,
    ObjectsOutcome,
    OutputsOutcome,
    SampleOutcome,
    ValuesOutcome,
    VariantObjects,
    VariantValuesKept,
    VariantWindows,
    WindowsOutcome,
)

REFERENCE, CANDIDATE = "float32", "int8"
LABELS = ("cat", "dog")


def sample(
    at: int,
    *blocks: AnyBlockOutcome,
    label: str = "",
    category: str = "",
    device: str | None = None,
    metadata: Mapping[str, str] | None = None,
    length_ms: float | None = None,
    image: bool = False,
    sha256: str | None = None,
) -> SampleOutcome:
    """A sample with some kinds of result."""
    return SampleOutcome(
        sample=at,
        filename=f"sample-{at:04}",
        sha256=sha256,
        label=label,
        category=category,
        device=device,
        metadata=metadata or {},
        length_ms=length_ms,
        image=image,
        windows=1,
        increase_ms=None if image else 500,
        reference=REFERENCE,
        candidates=(CANDIDATE,),
        blocks=blocks,
    )


def judged(decision: str | None, expected: str | None) -> Outcome:
    """A decision held against what is expected."""
    if decision is None or expected is None:
        return Outcome.UNJUDGED
    return Outcome.RIGHT if decision == expected else Outcome.ABSTAINED if decision == UNCERTAIN else Outcome.WRONG


def decisions(
    expected: Sequence[str | None],
    before: Sequence[str | None],
    after: Sequence[str | None],
    *,
    labels: Sequence[str] = LABELS,
    scores: tuple[Sequence[float | None], Sequence[float | None]] | None = None,
    tops: tuple[Sequence[str], Sequence[str]] | None = None,
) -> WindowsOutcome:
    """Windows of a classifier: what is expected, what the reference decides, what the candidate decides."""
    every = scores or ([0.9] * len(expected), [0.9] * len(expected))
    known = [each if not labels or set(split_labels(each)) <= {*labels, NONE} else None for each in expected]
    gone = [one is not None and other is None for one, other in zip(before, after, strict=True)]
    none = [False] * len(gone)
    said = [
        VariantWindows(
            variant=variant,
            decisions=tuple(NO_ANSWER if missing else own for own, missing in zip(decided, lost, strict=True)),
            outcomes=tuple(
                int(Outcome.LOST if missing and wanted is not None else judged(own, wanted))
                for own, wanted, missing in zip(decided, known, lost, strict=True)
            ),
            scores=tuple(None if own is None else score for own, score in zip(decided, own_scores, strict=True)),
            tops=tuple(top),
        )
        for variant, decided, own_scores, top, lost in zip(
            (REFERENCE, CANDIDATE), (before, after), every, tops or (before, after), (none, gone), strict=True
        )
    ]
    return WindowsOutcome(
        block=1,
        name="Classifier",
        kind=Kind.SCORES,
        flips=(_flips(said, before, after),),
        labels=tuple(labels),
        threshold=0.6,
        expected=tuple(expected),
        variants=tuple(said),
    )


def several(
    expected: Sequence[str],
    scores: tuple[Sequence[Sequence[float]], Sequence[Sequence[float]]],
    *,
    labels: Sequence[str] = LABELS,
    threshold: float = 0.5,
) -> WindowsOutcome:
    """Windows in which several labels may hold at once: those expected, and of both variants the score of each."""
    decided = [multi_label_decisions(np.array(each, dtype=np.float64), labels, threshold).tolist() for each in scores]
    best = [max(row) for row in scores[0]], [max(row) for row in scores[1]]
    made = decisions(expected, *decided, labels=labels, scores=best)
    said = tuple(
        each.model_copy(update={"tops": (), "label_scores": tuple(map(tuple, own))})
        for each, own in zip(made.variants, scores, strict=True)
    )
    return made.model_copy(update={"multi_label": True, "threshold": threshold, "variants": said})


def anomalies(
    expected: Sequence[bool | None],
    before: Sequence[float | None],
    after: Sequence[float | None],
    threshold: float = 0.5,
) -> WindowsOutcome:
    """Windows of an anomaly block: whether an anomaly is expected, and the scores of both."""
    names = [None if each is None else ANOMALY if each else NO_ANOMALY for each in expected]
    decided = [anomaly_decisions(np.array(scores, dtype=np.float64), threshold).tolist() for scores in (before, after)]
    made = decisions(names, *decided, labels=(), scores=(before, after))
    said = tuple(each.model_copy(update={"tops": ()}) for each in made.variants)
    return made.model_copy(update={"kind": Kind.ANOMALY, "threshold": threshold, "variants": said})


def values(
    expected: Sequence[float | None], before: Sequence[float | None], after: Sequence[float | None]
) -> ValuesOutcome:
    """Windows of a regression."""
    return ValuesOutcome(
        block=1,
        name="Reading",
        kind=Kind.REGRESSION,
        flips=(FlipsOutcome(),),
        threshold=1.0,
        expected=tuple(expected),
        variants=tuple(
            VariantValuesKept(variant=variant, values=tuple(said), outcomes=(int(Outcome.UNJUDGED),) * len(said))
            for variant, said in ((REFERENCE, before), (CANDIDATE, after))
        ),
    )


def objects(
    truth: Sequence[str],
    before: Sequence[tuple[str, float, bool]],
    after: Sequence[tuple[str, float, bool]],
    *,
    harm: Sequence[int] = (),
    under: tuple[Sequence[int], Sequence[int]] | None = None,
    pairs: Sequence[int] | None = None,
) -> ObjectsOutcome:
    """One picture: labels of its objects; of both variants the boxes, as label, score, whether it hits.

    Args:
        truth: The labels of its objects.
        before: The reference's boxes.
        after: The candidate's.
        harm: Of each flip.
        under: The object that each box lies on, of both; those that hit lie on the next free one of their label.
        pairs: The reference's box that each of the candidate's is paired with; in order unless given.
    """
    lying = under or (_lying(truth, before), _lying(truth, after))
    paired = [at if at < len(before) else -1 for at in range(len(after))] if pairs is None else pairs
    of = {REFERENCE: (lying[0], [-1] * len(before)), CANDIDATE: (lying[1], paired)}
    return ObjectsOutcome(
        block=1,
        name="Detector",
        kind=Kind.DETECTIONS,
        flips=(FlipsOutcome(windows=(0,) * len(harm), harm=tuple(harm), crossed=(True,) * len(harm), comparable=1),),
        labelled=True,
        unplaced=False,
        centres=False,
        truth=tuple(truth),
        variants=tuple(
            VariantObjects(
                variant=variant,
                judged=True,
                threshold=0.5,
                labels=tuple(label for label, _, _ in found),
                scores=tuple(score for _, score, _ in found),
                hits=tuple(hit for _, _, hit in found),
                reached=tuple(int(hit) * 0b1111111111 for _, _, hit in found),
                objects=tuple(of[variant][0]),
                pairs=tuple(of[variant][1]),
            )
            for variant, found in ((REFERENCE, before), (CANDIDATE, after))
        ),
    )


def _lying(truth: Sequence[str], found: Sequence[tuple[str, float, bool]]) -> list[int]:
    """The object that each box hits."""
    free = list(range(len(truth)))
    lying = []
    for label, _, hit in found:
        at = next((at for at in free if truth[at] == label), -1) if hit else -1
        free = [each for each in free if each != at]
        lying.append(at)
    return lying


def outputs(
    squared_errors: Sequence[float | None], *, lost: Sequence[int] = (), between: tuple[float, float] = (0.0, 1.0)
) -> OutputsOutcome:
    """Windows of a freeform block: how far the candidate's output is from the reference's; all numbers lie between."""
    return OutputsOutcome(
        block=1,
        name="Autoencoder",
        kind=Kind.FREEFORM,
        flips=(
            FlipsOutcome(windows=tuple(lost), harm=(3,) * len(lost), crossed=(True,) * len(lost), lost=tuple(lost)),
        ),
        squared_errors=(tuple(squared_errors),),
        lowest=between[0],
        highest=between[1],
    )


def block_of(*samples: SampleOutcome) -> Block:
    """The one kind of result that samples hold."""
    (block,) = sweep_data(samples).blocks
    return block


def classified(lost: Sequence[int], gained: Sequence[int] | None = None, *, windows: int = 1) -> Block:
    """Samples of equal length: how many windows each loses and gains; what it gains the reference had wrong."""
    made = []
    for at, (down, up) in enumerate(zip(lost, gained or [0] * len(lost), strict=True)):
        same = windows - down - up
        made.append(
            sample(
                at,
                decisions(
                    ["cat"] * windows,
                    ["cat"] * down + ["dog"] * up + ["cat"] * same,
                    ["dog"] * down + ["cat"] * up + ["cat"] * same,
                ),
            )
        )
    return block_of(*made)


def _flips(said: Sequence[VariantWindows], before: Sequence[str | None], after: Sequence[str | None]) -> FlipsOutcome:
    pairs = list(zip(before, after, strict=True))
    lost = [at for at, (one, two) in enumerate(pairs) if one is not None and two is None]
    where = [at for at, (one, two) in enumerate(pairs) if one != two and one is not None]
    first, second = (np.array(each.outcomes, dtype=np.int8) for each in said)
    harm = {at: int(HARMS[first[at], second[at]]) for at in where if at not in lost}
    return FlipsOutcome(
        windows=tuple(where),
        harm=tuple(harm.get(at, int(Harm.HARMFUL)) for at in where),
        crossed=tuple(at in lost or UNCERTAIN in pairs[at] for at in where),
        comparable=sum(one is not None for one, _ in pairs),
        lost=tuple(lost),
    )

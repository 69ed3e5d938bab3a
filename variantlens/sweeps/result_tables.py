"""The results of a sweep as tables: what stands behind each figure, and the samples behind each number."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import Harm, Outcome
from variantlens.comparison.wording import OUTCOME_WORDS
from variantlens.sweeps.columns import Block
from variantlens.sweeps.confusion import ClassQuality, Matrix
from variantlens.sweeps.costs import QUANTITIES, Cost
from variantlens.sweeps.distributions import QUANTILES, Errors, Tails
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.object_pairs import NOTHING, ObjectPairs
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.slices import Slice
from variantlens.sweeps.thresholds import Curve

SAMPLE, WINDOW = "sample id", "window"
"""Columns that say which sample and window a row is about."""
ERROR = "mean squared error"


def windows_behind(block: Block, candidate: str, where: npt.NDArray[np.intp]) -> pd.DataFrame:
    """Windows one by one: of which sample, what is expected, what both say.

    Args:
        block: The kind of result, over all samples.
        candidate: The variant held against the reference.
        where: Which windows, as indices into the block's.
    """
    samples = [block.samples[at] for at in block.sample[where].tolist()]
    window = block.window[where]
    variants = [block.of(name) for name in (block.reference, candidate)]
    table = {
        "sample": [sample.filename for sample in samples],
        SAMPLE: [sample.sample for sample in samples],
        WINDOW: window,
        "starts at, s": [_start(sample, at) for sample, at in zip(samples, window.tolist(), strict=True)],
    }
    valued = block.kind is Kind.REGRESSION
    table["expected"] = block.expected_values[where] if valued else block.expected[where]
    for said in variants:
        if any(decision is not None for decision in said.decisions[where].tolist()):
            table[said.variant] = said.decisions[where]
        table[f"{said.variant} {'value' if valued else 'score'}"] = said.scores[where]
        table[f"{said.variant} is"] = _words(said.outcomes[where])
    return pd.DataFrame(table).dropna(axis="columns", how="all")


def objects_behind(
    block: Block,
    pairs: ObjectPairs,
    where: npt.NDArray[np.intp],
    *,
    axes: tuple[str, str],
    nothing: tuple[str, str],
) -> pd.DataFrame:
    """Objects one by one: in which sample, what both sides say, and their scores.

    Args:
        block: The detections, over all samples.
        pairs: The objects.
        where: Which of them.
        axes: What both sides are.
        nothing: How it is called where only the second, and where only the first side has one.
    """
    samples = [block.samples[at] for at in pairs.sample[where].tolist()]
    table: dict[str, object] = {
        "sample": [sample.filename for sample in samples],
        SAMPLE: [sample.sample for sample in samples],
    }
    sides = ((pairs.first, pairs.first_scores), (pairs.second, pairs.second_scores))
    for axis, instead, (names, scores) in zip(axes, nothing, sides, strict=True):
        table[axis] = shown(names[where], instead)
        table[f"{axis} score"] = scores[where]
    return pd.DataFrame(table).dropna(axis="columns", how="all")


def shown(names: npt.NDArray[np.object_], nothing: str) -> list[str]:
    """Labels as they are read; ``nothing`` where there is no object."""
    return [nothing if name == NOTHING else name for name in names.tolist()]


def samples_behind(block: Block, candidate: str, members: Sequence[int]) -> pd.DataFrame:
    """Samples one by one, with their flips: the harmful ones first.

    Args:
        block: The kind of result, over all samples.
        candidate: The variant held against the reference.
        members: Which samples, as indices into the block's.
    """
    harms = {at: flips.harm for at, flips in block.flips(candidate)}
    rows = [
        {
            "sample": block.samples[at].filename,
            SAMPLE: block.samples[at].sample,
            "label": block.samples[at].label,
            "windows": block.samples[at].windows,
            "harmful flips": harms.get(at, ()).count(Harm.HARMFUL),
            "helpful flips": harms.get(at, ()).count(Harm.HELPFUL),
        }
        for at in members
    ]
    table = pd.DataFrame(rows, columns=["sample", SAMPLE, "label", "windows", "harmful flips", "helpful flips"])
    return table.sort_values(["harmful flips", "sample"], ascending=[False, True], ignore_index=True)


def farthest(block: Block, candidate: str) -> pd.DataFrame:
    """Samples of raw outputs with their mean squared error against the reference, the largest first.

    Args:
        block: Raw outputs, over all samples.
        candidate: Whose outputs.
    """
    windows = pd.DataFrame({"at": block.sample, ERROR: block.squared_errors(candidate)}).dropna()
    mean = windows.groupby("at", sort=True)[ERROR].mean().sort_values(ascending=False, kind="stable")
    samples = [block.samples[int(at)] for at in mean.index]
    names = {"sample": [each.filename for each in samples], SAMPLE: [each.sample for each in samples]}
    return pd.DataFrame(names | {ERROR: mean.to_numpy()})


def slices(found: Sequence[Slice], names: tuple[str, str], measure: Measure) -> pd.DataFrame:
    """Parts of the data, with the measure of both variants, the loss and its bounds (points where it is in 0..1)."""
    scale = 100 if measure.in_points else 1
    return pd.DataFrame(
        {
            "by": each.by,
            "part": each.name,
            names[0]: each.values[0],
            names[1]: each.values[1],
            "loss": each.loss * scale,
            "at least": each.lower * scale,
            "at most": each.upper * scale,
            "samples": each.samples,
            "samples that got worse": each.worse,
            "windows": each.windows,
        }
        for each in found
    )


def classes(found: Sequence[tuple[str, Sequence[ClassQuality]]]) -> pd.DataFrame:
    """Precision and recall of each label, a column of each per variant, with the counts."""
    labels = dict.fromkeys(each.label for _, qualities in found for each in qualities)
    table: dict[str, list[object]] = {"label": list(labels)}
    for variant, qualities in found:
        of = {each.label: each for each in qualities}
        known = [of.get(label) for label in labels]
        table["expected"] = [each.expected if each else 0 for each in known]
        table[f"{variant} decided"] = [each.decided if each else 0 for each in known]
        table[f"{variant} right"] = [each.right if each else 0 for each in known]
        table[f"{variant} precision"] = [each.precision if each else np.nan for each in known]
        table[f"{variant} recall"] = [each.recall if each else np.nan for each in known]
    return pd.DataFrame(table)


def cells(
    counted: Matrix, down: str, across: str, *, noun: str = "window", nothing: tuple[str, str] = ("", "")
) -> pd.DataFrame:
    """The cells of a matrix that hold anything, the largest first.

    Args:
        counted: The matrix.
        down: What its rows are.
        across: What its columns are.
        noun: What is counted.
        nothing: How a row, and how a column is called where there is no object.
    """
    rows, columns = np.nonzero(counted.counts)
    counts = counted.counts[rows, columns]
    order = np.argsort(-counts, kind="stable")
    names = np.array(counted.names, dtype=object)
    sides = {down: shown(names[rows[order]], nothing[0]), across: shown(names[columns[order]], nothing[1])}
    return pd.DataFrame(sides | {f"{noun}s": counts[order]})


def confusions(
    before: Matrix, after: Matrix, names: tuple[str, str], *, nothing: tuple[str, str] = ("", "")
) -> pd.DataFrame:
    """Two confusion matrices over the same names, cell by cell, those that change most first."""
    rows, columns = np.nonzero(before.counts + after.counts)
    counts = before.counts[rows, columns], after.counts[rows, columns]
    change = counts[1] - counts[0]
    labels = np.array(before.names, dtype=object)
    sides = {"expected": shown(labels[rows], nothing[0]), "said": shown(labels[columns], nothing[1])}
    said = sides | {names[0]: counts[0], names[1]: counts[1]}
    return pd.DataFrame(said | {"change": change}).iloc[np.argsort(-np.abs(change), kind="stable")]


def curves(found: Sequence[Curve]) -> pd.DataFrame:
    """All curves over the threshold, one below the other."""
    parts = [
        pd.DataFrame(
            {
                "variant": curve.variant,
                "threshold": curve.thresholds,
                "precision": curve.precision,
                "recall": curve.recall,
                "F1": curve.f1,
                "uncertain share": curve.undecided if curve.undecided is not None else np.nan,
            }
        )
        for curve in found
    ]
    return pd.concat(parts, ignore_index=True).dropna(axis="columns", how="all")


def costs(found: Sequence[Cost]) -> pd.DataFrame:
    """What each variant needs at each place where it was measured."""
    rows = [
        {"block": cost.block_name, "variant": cost.variant, "measured on": cost.place.text}
        | {f"{quantity.value}, {quantity.unit}": cost.of(quantity) for quantity in QUANTITIES}
        | {"how": cost.how}
        for cost in found
    ]
    return pd.DataFrame(rows)


def tails(found: Sequence[Tails]) -> pd.DataFrame:
    """The anomaly scores of good and of bad windows at several quantiles."""
    rows = [
        {"variant": each.variant, "windows": name, "count": len(scores)} | _quantiles(at)
        for each in found
        for name, scores, at in (("good", each.good, each.good_at), ("bad", each.bad, each.bad_at))
    ]
    return pd.DataFrame(rows)


def errors(found: Sequence[Errors]) -> pd.DataFrame:
    """Mean absolute error and bias of each variant, and its absolute error at several quantiles."""
    rows = [
        {"variant": each.variant, "windows": len(each.errors), "mean absolute error": each.mean_absolute}
        | {"bias": each.bias}
        | _quantiles(each.at)
        for each in found
    ]
    return pd.DataFrame(rows)


def _quantiles(at: npt.NDArray[np.float64]) -> dict[str, float]:
    return {f"{quantile:.0%}": value for quantile, value in zip(QUANTILES, at.tolist(), strict=True)}


def _start(sample: SampleOutcome, window: int) -> float | None:
    return None if sample.increase_ms is None else window * sample.increase_ms / 1000


def _words(outcomes: npt.NDArray[np.int8]) -> list[str]:
    return [OUTCOME_WORDS[Outcome(each)] for each in outcomes.tolist()]

"""The parts of a sweep's report: for one candidate in one learn block, what the panels of the dashboard show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import Outcome
from variantlens.figures import sweep_distributions, sweep_matrices, sweep_slices, sweep_tails, sweep_thresholds
from variantlens.reports.parts import Drawing, Part, Remark, table
from variantlens.sweeps import result_tables
from variantlens.sweeps.columns import Block, groups_of
from variantlens.sweeps.confusion import Matrix, agreement, classes, confusion, over
from variantlens.sweeps.distributions import errors, scatter, tails
from variantlens.sweeps.findings import EXPLORATORY, error_and_bias, levels, threshold_gain, worst_part
from variantlens.sweeps.flipped import flipped
from variantlens.sweeps.measures import AllowedLoss
from variantlens.sweeps.slices import Slice, classes_apart, slices, ways_to_slice
from variantlens.sweeps.thresholds import curve
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.wording import noun

EXPECTED = "expected"
FLIPPING = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.LABEL_MAP)
SCORED = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.REGRESSION)


@dataclass(frozen=True)
class Judged:
    """A candidate in one kind of result of one learn block.

    Attributes:
        block: The kind of result, over all samples.
        verdict: The verdict on the candidate.
    """

    block: Block
    verdict: Verdict

    @property
    def names(self) -> tuple[str, str]:
        """The reference and the candidate."""
        return self.block.reference, self.verdict.candidate

    @property
    def place(self) -> int:
        """The candidate's place among the variants, which its colour follows."""
        return 1 + self.block.candidates.index(self.verdict.candidate)

    def places(self, variants: Iterable[str]) -> list[int]:
        """The places of the reference, 0, and of the candidate."""
        return [0 if variant == self.block.reference else self.place for variant in variants]


def parts(judged: Judged) -> Iterator[Part]:
    """What a report shows of a candidate, in the order of the dashboard."""
    if judged.verdict.allowed is not None and judged.verdict.samples:
        yield from _slices(judged, judged.verdict.allowed)
    yield from _flips(judged)
    yield from _thresholds(judged)
    if judged.block.kind in FLIPPING:
        yield from _matrices(judged)
    qualities = [(variant, classes(judged.block, variant)) for variant in judged.names]
    if any(found for _, found in qualities):
        yield table("Precision and recall, label by label", result_tables.classes(qualities))
    if judged.block.kind in SCORED:
        yield from _distributions(judged)


def _slices(judged: Judged, allowed: AllowedLoss) -> Iterator[Part]:
    """Classes, and every other way in which the samples can be parted."""
    block, verdict = judged.block, judged.verdict
    group = verdict.grouped_by
    found = {"class": classes_apart(block, verdict.candidate, allowed, by=group)}
    for by in ways_to_slice(block.samples):
        found[by] = slices(block, verdict.candidate, allowed, by, group=group)
    found = {by: slices_ for by, slices_ in found.items() if slices_}
    if found:
        yield Remark(EXPLORATORY)
    for by, held in found.items():
        yield from _sliced(judged, allowed, by, held)


def _sliced(judged: Judged, allowed: AllowedLoss, by: str, found: tuple[Slice, ...]) -> Iterator[Part]:
    of = noun(judged.verdict)
    worst = worst_part(found, allowed, of)
    yield Drawing(
        f"Loss by {by}",
        sweep_slices.losses_alt(found, allowed),
        lambda theme: sweep_slices.losses(found, allowed, of, theme, judged.place),
    )
    if worst is not None:
        yield Remark(worst.text)
    yield table(f"Loss by {by}", result_tables.slices(found, judged.names, allowed.measure))


def _flips(judged: Judged) -> Iterator[Part]:
    """The samples with flips, the most harmful ones first."""
    found = flipped(judged.block.samples, (judged.verdict.candidate,))
    rows = [
        {"sample": each.filename, "label": each.label, "harmful": each.harmful, "helpful": each.helpful}
        | {"neutral": each.neutral, "unjudged": each.unjudged, "decisions": each.comparable}
        | dict(zip(judged.names, each.change or ("", ""), strict=True))
        for each in found
    ]
    if rows:
        yield table("Samples that are decided differently, in any learn block", pd.DataFrame(rows))


def _thresholds(judged: Judged) -> Iterator[Part]:
    block = judged.block
    units = groups_of(block.samples, judged.verdict.grouped_by)[0]
    found = [each for variant in judged.names if (each := curve(block, variant, units)) is not None]
    if not found:
        return
    places = judged.places(each.variant for each in found)
    drawing = partial(sweep_thresholds.curves, found, places=places)
    yield Drawing("Over the threshold", sweep_thresholds.curves_alt(found), drawing)
    for each in found:
        yield Remark(threshold_gain(each).text)
    yield table("Over the threshold", result_tables.curves(found))


def _matrices(judged: Judged) -> Iterator[Part]:
    block, names = judged.block, judged.names
    same = agreement(block, names[1])
    if len(same.cell):
        yield _matrix("Who is taken for whom", same, sweep_matrices.drawn([same.counts]), names)
        yield table("Who is taken for whom", result_tables.cells(same, *names))
    if not np.any(block.of(names[0]).outcomes != Outcome.UNJUDGED):
        return
    made = [confusion(block, variant) for variant in names]
    together = tuple(dict.fromkeys((*made[0].names, *made[1].names)))
    before, after = (over(each, together) for each in made)
    drawn = sweep_matrices.drawn([before.counts, after.counts])
    yield _matrix(f"{names[0]} against what is expected", before, drawn, (EXPECTED, names[0]))
    yield _matrix(f"{names[1]} against what is expected", after, drawn, (EXPECTED, names[1]))
    rows, columns = drawn.names(together)
    counts = drawn.of(before.counts), drawn.of(after.counts)
    yield Drawing(
        f"{names[1]} − {names[0]}",
        sweep_matrices.difference_alt(rows, columns, *counts, names=names),
        lambda theme: sweep_matrices.difference(rows, columns, *counts, theme, down=EXPECTED, names=names),
    )
    yield table("Against what is expected", result_tables.confusions(before, after, names))


def _matrix(title: str, found: Matrix, drawn: sweep_matrices.Drawn, axes: tuple[str, str]) -> Drawing:
    rows, columns = drawn.names(found.names)
    counts = drawn.of(found.counts)
    return Drawing(
        title,
        sweep_matrices.matrix_alt(rows, columns, counts, down=axes[0], across=axes[1]),
        lambda theme: sweep_matrices.matrix(rows, columns, counts, theme, down=axes[0], across=axes[1]),
    )


def _distributions(judged: Judged) -> Iterator[Part]:
    block, names, place = judged.block, judged.names, judged.place
    found = scatter(block, names[1])
    told = levels(found, names)
    if told is None:
        return
    threshold = None if block.kind is Kind.REGRESSION else block.threshold
    yield Remark(told.text)
    yield Drawing(
        f"{names[1]} against {names[0]}",
        sweep_distributions.against_alt(found, names),
        lambda theme: sweep_distributions.against(found, names, threshold, theme, place),
    )
    yield Drawing(
        "Changes",
        sweep_distributions.changes_alt(found, names),
        lambda theme: sweep_distributions.changes(found, names, theme, place),
    )
    ends = [each for variant in names if (each := tails(block, variant)) is not None]
    if ends:
        drawing = partial(sweep_tails.tails, ends, block.threshold, places=judged.places(each.variant for each in ends))
        yield Drawing("Good and bad, with their tails", sweep_tails.tails_alt(ends), drawing)
        yield table("Anomaly scores of good and bad", result_tables.tails(ends))
    wrong = [of for variant in names if (of := errors(block, variant)) is not None]
    if wrong:
        for of in wrong:
            yield Remark(error_and_bias(of).text)
        drawing = partial(sweep_tails.errors, wrong, block.threshold, places=judged.places(of.variant for of in wrong))
        yield Drawing("Errors", sweep_tails.errors_alt(wrong), drawing)
        yield table("Errors", result_tables.errors(wrong))

"""The parts of a sweep's report: for one candidate in one learn block, what the panels of the dashboard show."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import pandas as pd
import plotly.graph_objects as go

from variantlens.comparison.kinds import Kind
from variantlens.figures.sweep import distributions, thresholds
from variantlens.figures.sweep import slices as sweep_slices
from variantlens.figures.sweep import tails as sweep_tails
from variantlens.reports.parts import Drawing, Part, Remark, table
from variantlens.reports.sweep import matrices
from variantlens.sweeps import result_tables
from variantlens.sweeps.columns import Block, groups_of
from variantlens.sweeps.confusion import classes
from variantlens.sweeps.costs import Cost
from variantlens.sweeps.distributions import Errors, Tails, errors, scatter, tails
from variantlens.sweeps.findings import EXPLORATORY, errors_and_biases, levels, threshold_gain, worst_part
from variantlens.sweeps.flipped import flipped
from variantlens.sweeps.measures import AllowedLoss
from variantlens.sweeps.slices import Slice, classes_apart, slices, ways_to_slice
from variantlens.sweeps.thresholds import curve
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.wording import measured_apart
from variantlens.sweeps.wording import noun as unit_of

Ends = TypeVar("Ends", Tails, Errors)

WORST = 10
"""So many flipped samples can be read at once; the whole table is one click away."""
FLIPPING = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.LABEL_MAP)
SCORED = (Kind.SCORES, Kind.ANOMALY, Kind.VISUAL_ANOMALY, Kind.REGRESSION)


@dataclass(frozen=True)
class Judged:
    """A candidate in one kind of result of one learn block.

    Attributes:
        block: The kind of result, over all samples.
        verdict: The verdict on the candidate.
        costs: What the service measured of the learn blocks' models.
        leads: Whether it is the candidate's first one, where what all learn blocks have in common stands.
    """

    block: Block
    verdict: Verdict
    costs: tuple[Cost, ...] = ()
    leads: bool = True

    @property
    def names(self) -> tuple[str, str]:
        """The reference and the candidate."""
        return self.block.reference, self.verdict.candidate

    @property
    def place(self) -> int:
        """The candidate's place among the variants, which its colour follows."""
        return 1 + self.block.candidates.index(self.verdict.candidate)

    @property
    def thing(self) -> str:
        """What a window is called: of a picture so, too."""
        return "picture" if self.block.samples[0].image else "window"

    def places(self, variants: Iterable[str]) -> list[int]:
        """The places of the reference, 0, and of the candidate."""
        return [0 if variant == self.block.reference else self.place for variant in variants]


def parts(judged: Judged) -> Iterator[Part]:
    """What a report shows of a candidate, in the order of the dashboard."""
    if judged.verdict.allowed is not None and judged.verdict.samples:
        yield from _slices(judged, judged.verdict.allowed)
    yield from _costs(judged)
    yield from _flips(judged)
    yield from _thresholds(judged)
    if judged.block.kind in FLIPPING:
        yield from matrices.windows(judged.block, judged.names)
    if judged.block.kind is Kind.DETECTIONS:
        yield from matrices.objects(judged.block, judged.names)
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
    of = unit_of(judged.verdict)
    worst = worst_part(found, allowed, of)
    yield Drawing(
        f"Loss by {by}",
        sweep_slices.losses_alt(found, allowed),
        lambda theme: sweep_slices.losses(found, allowed, of, theme, judged.place),
    )
    if worst is not None:
        yield Remark(worst.text)
    yield table(f"Loss by {by}", result_tables.slices(found, judged.names, allowed.measure))


def _costs(judged: Judged) -> Iterator[Part]:
    """What both variants need, beside the measure of the verdict; nothing where nothing was measured."""
    found = [each for each in judged.costs if each.block == judged.block.block and each.variant in judged.names]
    if not found:
        return
    told = result_tables.costs(found).drop(columns="block").dropna(axis="columns", how="all")
    verdict = judged.verdict
    if verdict.allowed is not None:
        measure = verdict.allowed.measure
        quality = dict(zip(judged.names, measured_apart(measure, *verdict.values), strict=True))
        told.insert(1, measure.value, [quality[each.variant] for each in found])
    yield table("Cost beside quality", told, folded=False)


def _flips(judged: Judged) -> Iterator[Part]:
    """The samples with flips, the most harmful ones first, once for all learn blocks; of raw outputs the farthest."""
    if judged.block.kind is Kind.FREEFORM:
        far = result_tables.farthest(judged.block, judged.verdict.candidate)
        yield table("Where they differ most", far.head(WORST), folded=False)
    elif judged.leads:
        yield from _flipped(judged)


def _flipped(judged: Judged) -> Iterator[Part]:
    """The samples that any learn block decides differently."""
    found = flipped(judged.block.samples, (judged.verdict.candidate,))
    rows = [
        {"sample": each.filename, "label": each.label, "harmful": each.harmful, "helpful": each.helpful}
        | {"neutral": each.neutral, "unjudged": each.unjudged}
        | ({} if each.image else {"flipped windows": each.flipped, "windows": each.comparable})
        | dict(zip(judged.names, each.change or ("", ""), strict=True))
        for each in found
    ]
    if not rows:
        return
    every = pd.DataFrame(rows)
    yield table(f"Where they decide differently, {_which(len(rows))}", every.iloc[:WORST], folded=False)
    if len(rows) > WORST:
        yield table("All samples that are decided differently, in any learn block", every)


def _which(count: int) -> str:
    return f"the worst {WORST} of {count:,} samples" if count > WORST else "in any learn block"


def _thresholds(judged: Judged) -> Iterator[Part]:
    block = judged.block
    units = groups_of(block.samples, judged.verdict.grouped_by)[0]
    found = [each for variant in judged.names if (each := curve(block, variant, units)) is not None]
    if not found:
        return
    places = judged.places(each.variant for each in found)
    drawing = partial(thresholds.curves, found, places=places)
    yield Drawing("Over the threshold", thresholds.curves_alt(found), drawing)
    for each in found:
        yield Remark(threshold_gain(each).text)
    yield table("Over the threshold", result_tables.curves(found))


def _distributions(judged: Judged) -> Iterator[Part]:
    block, names, place, noun = judged.block, judged.names, judged.place, judged.thing
    found = scatter(block, names[1])
    told = levels(found, names, noun=noun, what="value" if block.kind is Kind.REGRESSION else "score")
    if told is None:
        return
    threshold = None if block.kind is Kind.REGRESSION else block.threshold
    yield Remark(told.text)
    if not found.alike:
        yield Drawing(
            f"{names[1]} against {names[0]}",
            distributions.against_alt(found, names, noun),
            lambda theme: distributions.against(found, names, threshold, theme, place, noun),
        )
        yield Drawing(
            "Changes",
            distributions.changes_alt(found, names, noun),
            lambda theme: distributions.changes(found, names, theme, place, noun),
        )
    ends = [each for variant in names if (each := tails(block, variant)) is not None]
    if ends:
        yield _ends(judged, "Good and bad, with their tails", ends, sweep_tails.tails, sweep_tails.tails_alt)
        yield table("Anomaly scores of good and bad", result_tables.tails(ends))
    wrong = [of for variant in names if (of := errors(block, variant)) is not None]
    if wrong:
        yield from (Remark(sentence.text) for sentence in errors_and_biases(wrong, noun))
        yield _ends(judged, "Errors", wrong, sweep_tails.errors, sweep_tails.errors_alt)
        yield table("Errors", result_tables.errors(wrong))


def _ends(
    judged: Judged,
    title: str,
    found: Sequence[Ends],
    draw: Callable[..., go.Figure],
    alt: Callable[[Sequence[Ends], str], str],
) -> Drawing:
    """Where something ends in both variants, with the threshold or the allowed error."""
    places = judged.places(each.variant for each in found)
    drawing = partial(draw, found, judged.block.threshold, places=places, noun=judged.thing)
    return Drawing(title, alt(found, judged.thing), drawing)

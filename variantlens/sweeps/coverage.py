"""Which samples a verdict rests on, and why the others are left out: nothing that is not judged vanishes.

lost           only the candidate has no answer: judged, as harm
left out       not judged, by a :class:`Reason`. Some reasons are faults; if these take more than one in twenty of the
               samples, nobody knows what the rest would have said, and nothing passes
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import ANOMALY, NO_ANOMALY, Outcome, decided, known_labels
from variantlens.comparison.spelling import alike, difference, meant
from variantlens.comparison.windows import split_labels
from variantlens.sweeps.columns import Block
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.outcomes import ObjectsOutcome

MOST_UNJUDGED = 0.05
"""Where a larger part of the samples is left out by a fault, nothing passes."""

MOST_SPELLINGS = 3
"""So many labels that are spelt otherwise are named."""

Mask = npt.NDArray[np.bool_]


class Reason(StrEnum):
    """Why a sample, or some of its windows, is not judged."""

    FAILED = "failed"
    UNKNOWN_LABEL = "label unknown to the model"
    NO_REFERENCE = "no answer of the reference"
    NO_ANSWER = "no answer of either variant"
    UNPLACED = "labelled boxes that cannot be placed"
    NO_THRESHOLD = "no threshold"
    UNLABELLED = "no label"
    COPY = "copy of another sample"
    CONTRADICTION = "copy with another label"

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong with what is left out, rather than nothing known or nothing new."""
        return self not in (Reason.NO_THRESHOLD, Reason.UNLABELLED, Reason.COPY, Reason.CONTRADICTION)


@dataclass(frozen=True)
class Spelling:
    """A label that the model most likely knows by another spelling.

    Attributes:
        label: As the samples have it.
        known: As the model has it.
        difference: What the eye may miss: "a blank at its end"; empty where it can be seen.
    """

    label: str
    known: str
    difference: str


@dataclass(frozen=True)
class LeftOut:
    """What is not judged for one reason.

    Attributes:
        reason: Why.
        samples: In how many samples, wholly or in part.
        windows: How many windows.
        first: The first of them: a label where labels are the reason, else a file name; empty where it is not known.
        spellings: Labels that the model may know by another spelling.
        beside: Of a copy with another label: the file that it repeats, and that one's label.
    """

    reason: Reason
    samples: int
    windows: int
    first: str = ""
    spellings: tuple[Spelling, ...] = ()
    beside: tuple[str, str] | None = None


@dataclass(frozen=True)
class Coverage:
    """Which samples a verdict rests on.

    Attributes:
        samples: How many samples could be judged: contents that have a label, where one is needed, and what failed.
        lost: In how many of these only the candidate lacks an answer, wholly or in part.
        lost_windows: In how many windows.
        left_out: What is not judged, by reason.
        faulty: How many samples a fault leaves out; one of which a part of the windows is left out counts in part.
        irreproducible: Which of the two variants' model files answers differently each time that it is loaded.
    """

    samples: int
    lost: int
    lost_windows: int
    left_out: tuple[LeftOut, ...]
    faulty: float
    irreproducible: tuple[str, ...] = ()

    @property
    def too_little(self) -> bool:
        """Whether a fault leaves out so much that nothing passes."""
        return self.faulty > MOST_UNJUDGED * self.samples

    @property
    def keeps_from_passing(self) -> bool:
        """Whether nothing passes, whatever the bounds say: too little is judged, or what is cannot be relied on."""
        return self.too_little or bool(self.irreproducible)


def coverage(block: Block, candidate: str, measure: Measure, failed: int = 0) -> Coverage:
    """Which samples a verdict on a candidate rests on.

    Args:
        block: The kind of result, over all samples.
        candidate: The candidate.
        measure: What is measured.
        failed: How many samples could not be compared.
    """
    windows = (
        _windows_of_objects(block, candidate) if block.kind is Kind.DETECTIONS else _windows(block, candidate, measure)
    )
    present = {*windows.sample.tolist(), *(copy.sample for copy in block.copies)}
    absent = [at for at in range(len(block.samples)) if at not in present]
    total = np.bincount(windows.sample, minlength=len(block.samples))
    unlabelled = np.bincount(windows.sample[windows.why == _CODES[Reason.UNLABELLED]], minlength=len(block.samples))
    labelled = total - unlabelled
    faults = np.isin(windows.why, [_CODES[each] for each in Reason if each.is_fault])
    faulty = np.bincount(windows.sample[faults], minlength=len(block.samples))
    share = float((faulty[labelled > 0] / labelled[labelled > 0]).sum())
    lost = np.bincount(windows.sample[windows.lost], minlength=len(block.samples))
    return Coverage(
        samples=int(np.count_nonzero(labelled)) + len(absent) + failed,
        lost=int(np.count_nonzero(lost)),
        lost_windows=int(lost.sum()),
        left_out=tuple(_left_out(block, windows, unlabelled == total, absent, failed)),
        faulty=share + len(absent) + failed,
        irreproducible=tuple(name for name in (block.reference, candidate) if name in block.irreproducible),
    )


@dataclass(frozen=True, eq=False)
class _Windows:
    """Why each window is not judged.

    Attributes:
        sample: Its sample, as an index into the block's, shape (windows,).
        why: The place of a :class:`Reason` in order, −1 where it is judged, shape (windows,).
        lost: Whether it is judged, and lost, shape (windows,).
        expected: What is expected of it, None without, shape (windows,).
    """

    sample: npt.NDArray[np.intp]
    why: npt.NDArray[np.int8]
    lost: Mask
    expected: npt.NDArray[np.object_]


_CODES = {reason: at for at, reason in enumerate(Reason)}


def _windows(block: Block, candidate: str, measure: Measure) -> _Windows:
    """Why windows of scores, values, label maps and outputs are not judged."""
    before, after = block.of(block.reference), block.of(candidate)
    everything = np.ones(len(block.sample), dtype=np.bool_)
    expected = block.expected
    if block.kind is Kind.FREEFORM:
        labelled, known = everything, everything
        lost = block.lost(candidate)
        # An output is there where it could be compared or was lost; what else is missing is not kept.
        first = ~np.isnan(block.squared_errors(candidate)) | lost
        second = first & ~lost
    elif block.kind is Kind.REGRESSION:
        labels = np.array([sample.label or None for sample in block.samples], dtype=object)[block.sample]
        known = ~np.isnan(block.expected_values)
        labelled, expected = known | decided(labels), labels
        first, second = ~np.isnan(before.scores), ~np.isnan(after.scores)
    else:
        labelled = decided(expected)
        known = (
            known_labels(expected, block.labels, multi_label=block.multi_label)
            if block.kind is Kind.SCORES
            else labelled
        )
        if block.kind is Kind.LABEL_MAP:
            # Of a map the labels are known sample by sample, where its outcome says so.
            for said in (before, after):
                known = known & ~(decided(said.decisions) & (said.outcomes == Outcome.UNJUDGED))
        if block.kind in (Kind.ANOMALY, Kind.VISUAL_ANOMALY):
            misspelt = _misspelt(block)
            labelled, expected = labelled | decided(misspelt), np.where(decided(expected), expected, misspelt)
        scored = measure is Measure.AUROC
        first, second = (
            ~np.isnan(said.scores) if scored else decided(said.decisions) & (said.outcomes != Outcome.LOST)
            for said in (before, after)
        )
    why = np.full(len(block.sample), -1, dtype=np.int8)
    # Later lines hold where several are true.
    why[~first & ~second] = _CODES[Reason.NO_ANSWER]
    why[~first & second] = _CODES[Reason.NO_REFERENCE]
    if measure is Measure.ACCURACY:
        why[~np.isnan(before.scores) & (before.outcomes == Outcome.UNJUDGED)] = _CODES[Reason.NO_THRESHOLD]
    why[labelled & ~known] = _CODES[Reason.UNKNOWN_LABEL]
    why[~labelled] = _CODES[Reason.UNLABELLED]
    return _Windows(block.sample, why, (why == -1) & first & ~second, expected)


def _windows_of_objects(block: Block, candidate: str) -> _Windows:
    """The same of pictures with boxes: each sample counts once."""
    judged = [{at for at, _, _ in block.objects(name)} for name in (block.reference, candidate)]
    lost = {at for at, _, said in block.objects(candidate) if said.lost}
    sample, why = [], []
    for at, kept in block.members:
        if isinstance(kept, ObjectsOutcome):
            sample.append(at)
            first, second = at in judged[0], at in judged[1]
            reason = (
                Reason.UNLABELLED if not kept.labelled
                else Reason.UNPLACED if kept.unplaced
                else None if first and second
                else Reason.NO_REFERENCE if second
                else Reason.NO_ANSWER
            )  # fmt: skip
            why.append(-1 if reason is None else _CODES[reason])
    missing = np.array([each in lost for each in sample], dtype=np.bool_)
    nothing = np.full(len(sample), None, dtype=object)
    return _Windows(np.array(sample, dtype=np.intp), np.array(why, dtype=np.int8), missing, nothing)


def _misspelt(block: Block) -> npt.NDArray[np.object_]:
    """The label of each window's sample where it is *anomaly* or *no anomaly* in another spelling, else None."""
    names = [
        sample.label
        if sample.label not in (ANOMALY, NO_ANOMALY)
        and any(alike(sample.label, each) for each in (ANOMALY, NO_ANOMALY))
        else None
        for sample in block.samples
    ]
    return np.array(names, dtype=object)[block.sample]


def _left_out(block: Block, windows: _Windows, without: Mask, absent: Sequence[int], failed: int) -> Iterable[LeftOut]:
    """What is not judged, reason by reason, faults first."""
    for reason in Reason:
        here = np.flatnonzero(windows.why == _CODES[reason])
        if reason is Reason.FAILED and failed:
            yield LeftOut(reason, failed, 0)
        elif reason is Reason.UNKNOWN_LABEL and here.size:
            names = windows.expected[here].tolist()
            yield LeftOut(reason, _samples(windows, here), here.size, str(names[0]), _spellings(names, block))
        elif reason is Reason.UNLABELLED:
            # A recording that is labelled in part is judged there.
            here = here[without[windows.sample[here]]]
            if here.size:
                yield LeftOut(reason, _samples(windows, here), here.size, _name(block, int(windows.sample[here[0]])))
        elif reason is Reason.NO_ANSWER and (here.size or absent):
            first = int(windows.sample[here[0]]) if here.size else absent[0]
            yield LeftOut(reason, _samples(windows, here) + len(absent), here.size + len(absent), _name(block, first))
        elif reason in (Reason.COPY, Reason.CONTRADICTION):
            copies = [copy for copy in block.copies if copy.contradicts is (reason is Reason.CONTRADICTION)]
            if copies:
                of = block.samples[copies[0].of]
                beside = (of.filename, of.label) if reason is Reason.CONTRADICTION else None
                count = sum(block.samples[copy.sample].windows for copy in copies)
                yield LeftOut(reason, len(copies), count, _name(block, copies[0].sample), beside=beside)
        elif here.size:
            yield LeftOut(reason, _samples(windows, here), here.size, _name(block, int(windows.sample[here[0]])))


def _spellings(expected: Iterable[str], block: Block) -> tuple[Spelling, ...]:
    """Unknown labels that are like one that the model knows, the most frequent first."""
    known = block.labels or ((ANOMALY, NO_ANOMALY) if block.kind in (Kind.ANOMALY, Kind.VISUAL_ANOMALY) else ())
    every = Counter(label for text in expected for label in (split_labels(text) if block.multi_label else [text]))
    found = ((label, meant(label, known)) for label, _ in every.most_common() if label not in known)
    told = [Spelling(label, name, difference(label, name)) for label, name in found if name is not None]
    return tuple(told[:MOST_SPELLINGS])


def _samples(windows: _Windows, here: npt.NDArray[np.intp]) -> int:
    return len(np.unique(windows.sample[here]))


def _name(block: Block, sample: int) -> str:
    return block.samples[sample].filename or f"sample {block.samples[sample].sample}"

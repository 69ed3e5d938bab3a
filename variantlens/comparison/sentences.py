"""A comparison in words.

Names from the service stand in spans of their own, as they came, so that whoever draws a sentence can escape
them; everything else is ours and plain.

headline        what the candidates decide differently, and whether it matters
block_line      the same of one learn block, with its largest change
largest_change  the largest score change of each candidate, and where
flip_line       one flipped window
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from variantlens.comparison.anomaly import AnomalyPair
from variantlens.comparison.apart_in_words import largest, output_apart
from variantlens.comparison.compare import BlockComparison, Comparison, Result
from variantlens.comparison.decided_in_words import At, Pair, Said, Windowed, by, decides, how_far, noun
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.freeform import FreeformComparison, FreeformPair
from variantlens.comparison.label_map import LabelMapPair
from variantlens.comparison.objects_in_words import changes
from variantlens.comparison.outcomes import Flips, Harm, Outcome
from variantlens.comparison.regression import RegressionPair, VariantValues
from variantlens.comparison.scores import ScoresPair
from variantlens.comparison.spans import Parts, Sentence, Span, from_service, names_joined, spans_of
from variantlens.comparison.tallies import gaps, tally, worst
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison, VisualAnomalyPair, cells_in_words
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import HARM_WORDS, numbers, part, place

__all__ = ["Pair", "Windowed", "block_line", "flip_line", "headline", "largest_change"]


@dataclass(frozen=True)
class _Found:
    """A candidate in one result of one block."""

    block: BlockComparison
    result: Result
    pair: Pair

    @property
    def flips(self) -> Flips:
        return self.pair.flips

    @property
    def weight(self) -> tuple[int, int]:
        """What makes one result matter more than another: harm, then flips."""
        return self.flips.count(Harm.HARMFUL), len(self.flips)


def headline(comparison: Comparison) -> Sentence:
    """What the candidates decide differently from the reference, and whether it matters."""
    found = [_found(comparison, candidate) for candidate in comparison.candidates]
    flips = [each.flips for candidate in found for each in candidate]
    if not comparison.candidates or not comparison.blocks:
        return _alone(comparison)
    if not flips:
        return _sentence(["There is nothing to compare: what came is shown as raw data."])
    if all(isinstance(each.pair, FreeformPair) for candidate in found for each in candidate):
        return _outputs(comparison)
    if not any(each.comparable or len(each.lost) for each in flips):
        return _sentence([*names_joined(comparison.variants), " cannot be compared: no window is decided by both."])
    everyone = all(any(each.flips.comparable for each in results) for results in found)
    if everyone and not any(len(each) or len(each.lost) for each in flips):
        return _agreement(comparison, [each for results in found for each in results])
    parts: Parts = []
    for candidate, results in zip(comparison.candidates, found, strict=True):
        parts += [". " if parts else "", *_candidate(comparison, candidate, results)]
    return _sentence([*parts, "."], flips)


def block_line(comparison: Comparison, block: BlockComparison) -> Sentence:
    """What the candidates decide differently in one learn block, and how far their scores are apart."""
    parts: Parts = [_name(block), ": "]
    pairs = [(result, pair) for result in block.results for pair in result.pairs]
    if not block.results:
        return _sentence([*parts, "shown as raw data."])
    if not pairs:
        return _sentence([*parts, "shown alone."])
    several = len(block.results) > 1
    for index, (result, pair) in enumerate(pairs):
        parts.append("; " if index else "")
        if several:
            parts.append(by(result))
        parts += [from_service(pair.candidate.variant), " ", *decides(result, pair, comparison.windows)]
        found = _Found(block, result, pair)
        parts += [*how_far(result, pair, comparison.windows), *_cells([found]), *_gaps(comparison, [found])]
    return _sentence([*parts, "."], [pair.flips for _, pair in pairs])


def largest_change(comparison: Comparison) -> Sentence | None:
    """The largest score change of each candidate, and where; None where no scores were compared."""
    parts: Parts = []
    for candidate in comparison.candidates:
        pairs = [each.pair for each in _found(comparison, candidate)]
        scored = [(abs(pair.largest.change), pair) for pair in pairs if isinstance(pair, ScoresPair) and pair.largest]
        valued = [pair for pair in pairs if isinstance(pair, RegressionPair) and pair.largest is not None]
        if scored or valued:
            pair = max(scored, key=lambda each: each[0])[1] if scored else valued[0]
            of: Parts = [" of ", from_service(candidate)] if len(comparison.candidates) > 1 else []
            parts += ["; largest change" if parts else "Largest change", *of, " ", *largest(pair, comparison.windows)]
    return _sentence([*parts, "."]) if parts else None


def flip_line(reference: Said, pair: Windowed, flip: int, windows: Windows) -> Sentence:
    """One flipped window, such as "At 6.0 s int8 says *uncertain* where float32 rightly says *walking*".

    Args:
        reference: What the reference says.
        pair: The candidate's pair.
        flip: Which of ``pair.flips``, 0 the first.
        windows: The windows over the sample.
    """
    where = place(windows, int(pair.flips.windows[flip]))
    start: Parts = [f"{where[0].upper()}{where[1:]} "] if where else []
    parts: Parts = [*start, from_service(pair.candidate.variant), *_clash(reference, pair, flip), "."]
    return Sentence(spans_of(parts), Harm(int(pair.flips.harm[flip])))


def _found(comparison: Comparison, candidate: str) -> list[_Found]:
    """Where a candidate is compared, the weightiest first."""
    found = [
        _Found(block, result, pair)
        for block in comparison.blocks
        for result in block.results
        for pair in result.pairs
        if pair.candidate.variant == candidate
    ]
    return sorted(found, key=lambda each: each.weight, reverse=True)


def _alone(comparison: Comparison) -> Sentence:
    if not comparison.blocks and comparison.asked:
        start = "Neither " if len(comparison.asked) == 2 else "None of " if len(comparison.asked) > 2 else ""
        verb = " was answered: there is nothing to compare."
        names = names_joined(comparison.asked, "nor" if start == "Neither " else "and")
        return _sentence([start, *names, verb if start else f" was not answered{verb[13:]}"])
    if not comparison.blocks:
        return _sentence(["There is nothing to compare: the answer holds no results."])
    return _sentence(
        [from_service(comparison.reference), " stands alone: there is no other variant to compare it with."]
    )


def _outputs(comparison: Comparison) -> Sentence:
    """How far each candidate's output is from the reference's, where that is all there is."""
    pairs = [each.pair for candidate in comparison.candidates for each in _found(comparison, candidate)]
    parts: Parts = []
    for pair in pairs:
        if isinstance(pair, FreeformPair):
            parts += ["; " if parts else "", *output_apart(pair, comparison.reference)]
    return _sentence([*parts, ". Such an output decides nothing by itself."])


def _agreement(comparison: Comparison, found: Sequence[_Found]) -> Sentence:
    """All candidates decide everything like the reference."""
    verb = " decides like " if len(comparison.candidates) == 1 else " decide like "
    comparable = {(each.flips.comparable, noun(each.pair)) for each in found if each.flips.comparable}
    where = ""
    if len(comparable) == 1 and not comparison.windows.image:
        ((count, thing),) = comparable
        where = f" in {part(count, count, thing)}"
    names = names_joined(comparison.candidates)
    reference = from_service(comparison.reference)
    cells, missing = _cells(found), [*_gaps(comparison, found), *_undecided(comparison, found)]
    outputs = any(isinstance(each.pair, RegressionPair | FreeformPair) for each in found)
    everywhere = _complete(comparison, found) and not cells and not outputs
    start = "These variants agree everywhere: " if everywhere else "These variants decide alike: "
    return _sentence([start, *names, verb, reference, where, *cells, *missing, "."])


def _candidate(comparison: Comparison, candidate: str, results: Sequence[_Found]) -> Parts:
    """What one candidate decides differently, in every result; the weightiest with its first flip."""
    flipped = [each for each in results if len(each.flips)]
    missing = [*_gaps(comparison, results), *_undecided(comparison, results)]
    if not any(each.flips.comparable for each in results):
        return [from_service(candidate), " cannot be compared with ", from_service(comparison.reference), *missing]
    if not flipped:
        complete = _complete(comparison, results)
        return [
            from_service(candidate),
            " decides like ",
            from_service(comparison.reference),
            " everywhere" if complete else " wherever both answer",
            *_cells(results),
            *missing,
        ]
    main, *others = flipped
    several = sum(len(block.results) for block in comparison.blocks) > 1
    parts: Parts = [from_service(candidate), " decides differently"]
    parts += [_in_windows(main, comparison.windows), *_within(main, several), *_first_flip(main, comparison.windows)]
    for other in others:
        parts += ["; also", _in_windows(other, comparison.windows), *_within(other, several)]
    return [*parts, *_cells(results), *missing]


def _complete(comparison: Comparison, results: Sequence[_Found]) -> bool:
    """Whether everything was compared: all windows of all blocks, none by a guess."""
    guessed = any(isinstance(each.result, DetectionsComparison) and each.result.unit_unknown for each in results)
    compared = all(block.results for block in comparison.blocks)
    return compared and not guessed and all(each.flips.comparable == each.flips.total for each in results)


def _undecided(comparison: Comparison, results: Iterable[_Found]) -> Parts:
    """Blocks that are shown as raw data, and results that decide nothing, each once."""
    parts: Parts = []
    for block in comparison.blocks:
        parts += [] if block.results else ["; ", _name(block), " is shown as raw data"]
    for block in {each.block.block.id: each.block for each in results if _decides_nothing(each)}.values():
        every = [each for each in results if each.block is block and _decides_nothing(each)]
        missing = any(getattr(each.result, "threshold", 0.0) is None for each in every)
        parts += ["; ", _name(block), f" decides nothing{' without a threshold' if missing else ''}"]
    return parts


def _decides_nothing(found: _Found) -> bool:
    flips = found.flips
    return bool(flips.undecided) and not (flips.comparable or len(flips.lost) or flips.unmatched)


def _gaps(comparison: Comparison, results: Iterable[_Found]) -> Parts:
    """What could not be compared, each thing once; nothing of a result that no variant could decide."""
    parts: Parts = []
    said = set()
    for each in results:
        flips = each.flips
        if flips.comparable or len(flips.lost) or flips.unmatched:
            thing = "picture" if comparison.windows.image else noun(each.pair)
            told = gaps(flips, comparison.reference, each.pair.candidate.variant, thing)
            text = "".join(str(piece) for piece in told)
            parts += ["; ", *told] if told and text not in said else []
            said.add(text)
    return parts


def _cells(results: Iterable[_Found]) -> Parts:
    """Which cells of a picture only one of two variants flags."""
    parts: Parts = []
    for each in results:
        if isinstance(each.result, VisualAnomalyComparison) and isinstance(each.pair, VisualAnomalyPair):
            said = cells_in_words(each.result.reference, each.pair)
            parts += ["; ", *said] if said else []
    return parts


def _in_windows(found: _Found, windows: Windows) -> str:
    """In how many windows; nothing for a picture, nor where flips are counted by object."""
    if windows.image or isinstance(found.pair, DetectionsPair):
        return ""
    return f" in {part(len(found.flips), found.flips.comparable, noun(found.pair))}"


def _within(found: _Found, several: bool) -> Parts:
    """Which result is meant, where there are several."""
    if not several:
        return []
    kinds = {AnomalyPair: " (anomaly scores)", LabelMapPair: " (label map)"}
    kind = kinds.get(type(found.pair), "") if len(found.block.results) > 1 else ""
    return [" of ", _name(found.block), kind]


def _first_flip(found: _Found, windows: Windows) -> Parts:
    """A single flip in full; of several their harm, and the first of the weightiest."""
    flips, pair, result = found.flips, found.pair, found.result
    if isinstance(pair, DetectionsPair):
        return [f": {changes(pair)}"]
    if isinstance(pair, FreeformPair) or isinstance(result, DetectionsComparison | FreeformComparison):
        return []
    harm = worst([flips]) or Harm.UNJUDGED
    first = int((flips.harm == harm).argmax())
    where = place(windows, int(flips.windows[first]))
    if len(flips) == 1:
        start = f": {where} it" if where else ": it"
        return [start, *_clash(result.reference, pair, first)]
    which = "first" if flips.count(harm) == len(flips) else f"first {HARM_WORDS[harm]} one"
    return [f" ({tally(flips)}), the {which}{f' {where}' if where else ''}: it", *_clash(result.reference, pair, first)]


def _clash(reference: Said, pair: Windowed, flip: int) -> Parts:
    """What both say of a flipped window: "says *uncertain* where float32 rightly says *walking*"."""
    window = int(pair.flips.windows[flip])
    at: At = window
    of: Parts = []
    if isinstance(pair, LabelMapPair):
        at = window, int(pair.keys[flip])
        of = [" for ", from_service(pair.name(flip))]
    before, after = str(reference.decisions[at]), str(pair.candidate.decisions[at])
    if isinstance(reference, VariantValues) and isinstance(pair, RegressionPair):
        before, after = numbers(float(reference.values[window]), float(pair.candidate.values[window]))
    here, there = _says(pair.candidate, at, after), _says(reference, at, before)
    return [*here, " where ", from_service(reference.variant), *there, *of]


def _says(said: Said, at: At, decision: str) -> Parts:
    adverb = {Outcome.RIGHT: " rightly", Outcome.WRONG: " wrongly"}.get(Outcome(int(said.outcomes[at])), "")
    return [f"{adverb} says ", Span(decision, from_service=True, emphasis=True)]


def _name(block: BlockComparison) -> Span:
    """A learn block by what it is called."""
    return Span(block.block.called, from_service=True)


def _sentence(parts: Iterable[str | Span], flips: Iterable[Flips] = ()) -> Sentence:
    return Sentence(spans_of(parts), worst(flips))

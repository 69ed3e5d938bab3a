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
from typing import TypeAlias

from variantlens.comparison.anomaly import AnomalyComparison, AnomalyPair, VariantAnomaly
from variantlens.comparison.compare import BlockComparison, Comparison, Result
from variantlens.comparison.detections import DetectionsComparison, DetectionsPair
from variantlens.comparison.objects_in_words import changes, matches
from variantlens.comparison.outcomes import Flips, Harm, Outcome
from variantlens.comparison.scores import ScoresPair, VariantScores
from variantlens.comparison.spans import Parts, Sentence, Span, from_service, names_joined, spans_of
from variantlens.comparison.steps import in_steps
from variantlens.comparison.windows import Windows
from variantlens.comparison.wording import HARM_WORDS, number, part, place, steps

Pair: TypeAlias = ScoresPair | AnomalyPair | DetectionsPair
Windowed: TypeAlias = ScoresPair | AnomalyPair
Said: TypeAlias = VariantScores | VariantAnomaly


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
    if not any(each.comparable for each in flips):
        return _sentence([*names_joined(comparison.variants), " cannot be compared: no window is decided by both."])
    everyone = all(any(each.flips.comparable for each in results) for results in found)
    if everyone and not any(map(len, flips)):
        return _agreement(comparison, flips)
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
            parts.append(_by(result))
        parts += [from_service(pair.candidate.variant), " ", *_decides(result, pair, comparison.windows)]
        parts += _how_far(pair, comparison.windows)
    return _sentence([*parts, "."], [pair.flips for _, pair in pairs])


def largest_change(comparison: Comparison) -> Sentence | None:
    """The largest score change of each candidate, and where; None where no scores were compared."""
    parts: Parts = []
    for candidate in comparison.candidates:
        pairs = [each.pair for each in _found(comparison, candidate)]
        scored = [pair for pair in pairs if isinstance(pair, ScoresPair) and pair.largest]
        if scored:
            pair = max(scored, key=lambda each: abs(each.largest.change) if each.largest else 0.0)
            of: Parts = [" of ", from_service(candidate)] if len(comparison.candidates) > 1 else []
            parts += ["; largest change" if parts else "Largest change", *of, " ", *_largest(pair, comparison.windows)]
    return _sentence([*parts, "."]) if parts else None


def flip_line(reference: Said, pair: Windowed, flip: int, windows: Windows) -> Sentence:
    """One flipped window, such as "At 6.0 s int8 says *uncertain* where float32 rightly says *walking*".

    Args:
        reference: What the reference says.
        pair: The candidate's pair.
        flip: Which of ``pair.flips``, 0 the first.
        windows: The windows over the sample.
    """
    window = int(pair.flips.windows[flip])
    where = place(windows, window)
    start: Parts = [f"{where[0].upper()}{where[1:]} "] if where else []
    parts: Parts = [*start, from_service(pair.candidate.variant), *_clash(reference, pair.candidate, window), "."]
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
    if not comparison.blocks:
        return _sentence(["There is nothing to compare: the answer holds no results."])
    return _sentence(
        [from_service(comparison.reference), " stands alone: there is no other variant to compare it with."]
    )


def _agreement(comparison: Comparison, flips: Sequence[Flips]) -> Sentence:
    """All candidates decide everything like the reference."""
    verb = " decides like " if len(comparison.candidates) == 1 else " decide like "
    comparable = {each.comparable for each in flips if each.comparable}
    where = ""
    if len(comparable) == 1 and not comparison.windows.image:
        (count,) = comparable
        where = f" in {part(count, count, 'window')}"
    names = names_joined(comparison.candidates)
    reference = from_service(comparison.reference)
    return _sentence(["These variants agree everywhere: ", *names, verb, reference, where, "."])


def _candidate(comparison: Comparison, candidate: str, results: Sequence[_Found]) -> Parts:
    """What one candidate decides differently, in every result; the weightiest with its first flip."""
    flipped = [each for each in results if len(each.flips)]
    if not any(each.flips.comparable for each in results):
        return [from_service(candidate), " cannot be compared with ", from_service(comparison.reference)]
    if not flipped:
        return [from_service(candidate), " decides like ", from_service(comparison.reference), " everywhere"]
    main, *others = flipped
    several = sum(len(block.results) for block in comparison.blocks) > 1
    parts: Parts = [from_service(candidate), " decides differently"]
    parts += [_in_windows(main, comparison.windows), *_within(main, several), *_first_flip(main, comparison.windows)]
    for other in others:
        parts += ["; also", _in_windows(other, comparison.windows), *_within(other, several)]
    return parts


def _in_windows(found: _Found, windows: Windows) -> str:
    """In how many windows; nothing for a picture, nor where flips are counted by object."""
    if windows.image or isinstance(found.pair, DetectionsPair):
        return ""
    return f" in {part(len(found.flips), found.flips.comparable, 'window')}"


def _within(found: _Found, several: bool) -> Parts:
    """Which result is meant, where there are several."""
    if not several:
        return []
    kind = " (anomaly scores)" if len(found.block.results) > 1 and isinstance(found.pair, AnomalyPair) else ""
    return [" of ", _name(found.block), kind]


def _first_flip(found: _Found, windows: Windows) -> Parts:
    """A single flip in full; of several their harm, and the first of the weightiest."""
    flips, pair, result = found.flips, found.pair, found.result
    if isinstance(pair, DetectionsPair) or isinstance(result, DetectionsComparison):
        return [f": {changes(pair)}"] if isinstance(pair, DetectionsPair) else []
    harm = _worst([flips]) or Harm.UNJUDGED
    window = int(flips.windows[(flips.harm == harm).argmax()])
    where = place(windows, window)
    if len(flips) == 1:
        start = f": {where} it" if where else ": it"
        return [start, *_clash(result.reference, pair.candidate, window)]
    which = "first" if flips.count(harm) == len(flips) else f"first {HARM_WORDS[harm]} one"
    return [f" ({_tally(flips)}), the {which} {where}: it", *_clash(result.reference, pair.candidate, window)]


def _clash(reference: Said, candidate: Said, window: int) -> Parts:
    """What both say of a window: "says *uncertain* where float32 rightly says *walking*"."""
    return [*_says(candidate, window), " where ", from_service(reference.variant), *_says(reference, window)]


def _says(said: Said, window: int) -> Parts:
    adverb = {Outcome.RIGHT: " rightly", Outcome.WRONG: " wrongly"}.get(Outcome(int(said.outcomes[window])), "")
    return [f"{adverb} says ", Span(str(said.decisions[window]), from_service=True, emphasis=True)]


def _decides(result: Result, pair: Pair, windows: Windows) -> Parts:
    """What a candidate decides differently in one result, in counts."""
    flips = pair.flips
    if isinstance(pair, DetectionsPair):
        return [_finds(pair)]
    if not flips.comparable:
        missing = isinstance(result, AnomalyComparison) and result.threshold is None
        return ["decides nothing without a threshold" if missing else "decides no window that the reference decides"]
    if windows.image:
        return [f"decides differently ({_tally(flips)})" if len(flips) else "decides the same"]
    if not len(flips):
        return [f"decides the same in {part(flips.comparable, flips.comparable, 'window')}"]
    return [f"decides differently in {part(len(flips), flips.comparable, 'window')} ({_tally(flips)})"]


def _finds(pair: DetectionsPair) -> str:
    """What a candidate finds differently, in counts."""
    if not pair.flips.comparable:
        return "was not answered for both"
    what = changes(pair)
    return f"finds differently ({what}), {matches(pair)}" if what else f"finds the same, {matches(pair)}"


def _by(result: Result) -> str:
    """By which of a block's results, where it has several."""
    if isinstance(result, DetectionsComparison):
        return "by boxes "
    return "by anomaly score " if isinstance(result, AnomalyComparison) else "by scores "


def _how_far(pair: Pair, windows: Windows) -> Parts:
    """How far a candidate's scores are from the reference's."""
    if isinstance(pair, ScoresPair):
        return [", largest change ", *_largest(pair, windows)] if pair.largest else []
    if isinstance(pair, DetectionsPair) or pair.rank_correlation != pair.rank_correlation:
        return []
    return [f", rank correlation {number(pair.rank_correlation)}"]


def _largest(pair: ScoresPair, windows: Windows) -> Parts:
    """The largest change of a pair: "0.131 for walking at 6.0 s (34 steps)"."""
    if pair.largest is None or pair.largest.change == 0:
        return ["0"]
    change = abs(pair.largest.change)
    where = place(windows, pair.largest.window)
    parts: Parts = [f"{number(change)} for ", Span(pair.largest.label, from_service=True), f" {where}" if where else ""]
    counted = in_steps(change, pair.step)
    if counted is None:
        return parts
    return [*parts, f" ({steps(counted)})" if counted > 1 - 1e-3 else ", smaller than this output can show"]


def _tally(flips: Flips) -> str:
    """How many flips have which harm: "2 harmful, 1 helpful", "all harmful", "harmful"."""
    counts = {word: flips.count(harm) for harm, word in HARM_WORDS.items()}
    held = {word: count for word, count in counts.items() if count}
    if len(held) == 1:
        (word,) = held
        return word if len(flips) == 1 else f"all {word}"
    return ", ".join(f"{count:,} {word}" for word, count in held.items())


def _worst(flips: Iterable[Flips]) -> Harm | None:
    """The weightiest harm there is."""
    every = list(flips)
    return next((harm for harm in HARM_WORDS if any(each.count(harm) for each in every)), None)


def _name(block: BlockComparison) -> Span:
    """A learn block by name, by title or else by number."""
    name = block.block.name or block.block.title
    return Span(name, from_service=True) if name else Span(f"learn block {block.block.id}")


def _sentence(parts: Iterable[str | Span], flips: Iterable[Flips] = ()) -> Sentence:
    return Sentence(spans_of(parts), _worst(flips))

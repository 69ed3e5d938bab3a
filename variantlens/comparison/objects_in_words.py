"""What a candidate's boxes change, in words: true objects lost and found, false alarms new and gone."""

from variantlens.comparison.detections import Counts, DetectionsComparison, DetectionsPair
from variantlens.comparison.wording import counted


def changes(pair: DetectionsPair) -> str:
    """What changes, such as "2 true objects lost, 1 found, 1 false alarm new"; boxes where nobody can judge them.

    Empty where nothing changes.
    """
    counts = pair.counts
    if not counts.judged:
        return _listed(_boxes(counts))
    told = [
        *_named([(counts.objects_lost, "lost"), (counts.objects_found, "found")], "true object"),
        *_named([(counts.alarms_new, "new"), (counts.alarms_gone, "gone")], "false alarm"),
    ]
    if told:
        return _listed(told)
    boxes = _listed(_boxes(counts))
    return f"{boxes}, yet the same true objects found and the same false alarms" if boxes else ""


def matches(pair: DetectionsPair) -> str:
    """How many boxes both have, such as "all 5 boxes matched", "3 boxes matched of 5 and 4"."""
    counts = pair.counts
    reference = counts.matched + counts.relabelled + counts.lost
    candidate = counts.matched + counts.relabelled + counts.new
    if not reference and not candidate:
        return "no boxes in either"
    if reference == candidate == counts.matched:
        return f"all {counted(reference, 'box')} matched" if reference > 1 else "the one box matched"
    return f"{counted(counts.matched, 'box')} matched of {reference:,} and {candidate:,}"


def agreement(result: DetectionsComparison) -> str:
    """What figures of quality rest on, such as "Held against 6 labelled objects, by our matching at these limits"."""
    truth = [each for each in result.truth if each is not None]
    if result.unjudged:
        return result.unjudged
    objects = counted(sum(map(len, truth)), "labelled object")
    told = f"Held against {objects}, by our matching at these limits and as the service says."
    if result.closeness.centres:
        return told
    return f"{told} mAP is for information: one sample says little, and boxes below the threshold do not count in it."


def coordinates(result: DetectionsComparison) -> str:
    """What the coordinates were taken for."""
    guess = "Guessed, not known: coordinates" if result.unit_unknown else "Coordinates"
    return f"{guess} were taken for {result.frame.assumed}."


def _boxes(counts: Counts) -> list[str]:
    return _named([(counts.lost, "lost"), (counts.new, "new"), (counts.relabelled, "relabelled")], "box")


def _named(numbers: list[tuple[int, str]], noun: str) -> list[str]:
    """Numbers above 0 with what became of them; the noun stands with the first."""
    held = [(number, fate) for number, fate in numbers if number]
    return [f"{counted(number, noun) if not at else f'{number:,}'} {fate}" for at, (number, fate) in enumerate(held)]


def _listed(parts: list[str]) -> str:
    return ", ".join(parts)

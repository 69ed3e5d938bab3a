"""How many flips have which harm, in words, what could not be compared, and which harm weighs most."""

from collections.abc import Iterable

from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.spans import Parts, from_service
from variantlens.comparison.wording import HARM_WORDS, counted, part


def tally(flips: Flips) -> str:
    """How many flips have which harm: "2 harmful, 1 helpful", "all harmful", "harmful"."""
    counts = {word: flips.count(harm) for harm, word in HARM_WORDS.items()}
    held = {word: count for word, count in counts.items() if count}
    if len(held) == 1:
        (word,) = held
        return word if len(flips) == 1 else f"all {word}"
    return ", ".join(f"{count:,} {word}" for word, count in held.items())


def gaps(flips: Flips, reference: str, candidate: str, noun: str) -> Parts:
    """What could not be compared: "compared over 2 of 3 windows: int8 has no answer in 1, which is lost".

    Nothing where all could. Swapping the variants mirrors all but what is lost.
    """
    if flips.comparable == flips.total:
        return []
    parts: Parts = [f"compared over {part(flips.comparable, flips.total, noun)}: "] if flips.comparable else []
    missing: list[tuple[int, Parts, str]] = [
        (len(flips.lost), [from_service(candidate), " has no answer in "], "lost"),
        (flips.unmatched, [from_service(reference), " has no answer in "], "unjudged"),
        (flips.undecided, ["neither has an answer in "], "unjudged"),
    ]
    for at, (count, who, what) in enumerate(each for each in missing if each[0]):
        parts += [", " if at else "", *who, f"{count:,} ({what})" if parts else f"{counted(count, noun)} ({what})"]
    return parts


def worst(flips: Iterable[Flips]) -> Harm | None:
    """The weightiest harm there is; a lost window is harm."""
    every = list(flips)
    if any(len(each.lost) for each in every):
        return Harm.HARMFUL
    return next((harm for harm in HARM_WORDS if any(each.count(harm) for each in every)), None)

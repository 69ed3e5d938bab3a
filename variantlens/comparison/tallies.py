"""How many flips have which harm, in words, and which of them weighs most."""

from collections.abc import Iterable

from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.wording import HARM_WORDS


def tally(flips: Flips) -> str:
    """How many flips have which harm: "2 harmful, 1 helpful", "all harmful", "harmful"."""
    counts = {word: flips.count(harm) for harm, word in HARM_WORDS.items()}
    held = {word: count for word, count in counts.items() if count}
    if len(held) == 1:
        (word,) = held
        return word if len(flips) == 1 else f"all {word}"
    return ", ".join(f"{count:,} {word}" for word, count in held.items())


def worst(flips: Iterable[Flips]) -> Harm | None:
    """The weightiest harm there is."""
    every = list(flips)
    return next((harm for harm in HARM_WORDS if any(each.count(harm) for each in every)), None)

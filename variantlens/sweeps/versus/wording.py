"""Two sweeps beside each other, in words that say no more than the samples of both can."""

from collections.abc import Sequence

from variantlens.comparison.outcomes import Harm
from variantlens.comparison.spans import Parts, Sentence, Span, from_service, spans_of
from variantlens.comparison.wording import counted, number, part
from variantlens.sweeps.measures import Measure
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.versus.comparing import Contrast
from variantlens.sweeps.versus.gains import Gain
from variantlens.sweeps.versus.mending import Mended, MendedSample
from variantlens.sweeps.versus.pairing import Paired
from variantlens.sweeps.wording import SURE, amount, measured_apart, noun, with_unit

HARM_OF = {
    Mended.MENDED: Harm.HELPFUL,
    Mended.BROKEN: Harm.HARMFUL,
    Mended.STILL: Harm.HARMFUL,
    Mended.CHANGED: Harm.NEUTRAL,
}
"""How what became of a sample is coloured."""

NEITHER_IS_A_TEST = (
    "Both verdicts hold a candidate against its own reference. Whether one sweep is better than the other is said by "
    "the line above them: sample by sample, each against itself, by the same rule as a verdict."
)


def common(found: Paired, image: bool) -> Sentence:
    """On which samples the two are compared, and what is left out."""
    name = _noun(image)
    if not found.pairs:
        return Sentence((Span(f"The two sweeps have no {name} in common that is labelled alike."),))
    left = [
        f"{len(only):,} only {when}"
        for only, when in ((found.only_before, "before"), (found.only_after, "after"))
        if only
    ]
    if found.altered:
        left.append(f"{len(found.altered):,} labelled or cut otherwise by now")
    said = f"Compared on the {counted(len(found.pairs), name)} that both have"
    outside = f"; left out: {', '.join(left)}" if left else ", all of either"
    of_them = "1 of them has" if found.by_name == 1 else f"{found.by_name:,} of them have"
    by_name = f" {of_them} another id by now, found by name and label."
    return Sentence((Span(f"{said}{outside}.{by_name if found.by_name else ''}"),))


def gain_sentence(contrast: Contrast) -> Sentence | None:
    """How much better a candidate became, as far as it is sure; None where nothing is judged in both."""
    found = contrast.gain
    if found is None:
        return None
    names = _names(contrast)
    ends = _ends(found)
    if found.surely_better or found.surely_worse:
        word, bound = ("better", found.at_least) if found.surely_better else ("worse", -found.at_most)
        parts: Parts = [
            *names[1],
            " is ",
            Span(word, emphasis=True),
            " than ",
            *names[0],
            f": {_effect(found, contrast)}",
        ]
        parts.append(f". It is {word} by at least {with_unit(found.measure, bound)} {SURE}.")
        return Sentence(spans_of(parts), Harm.HELPFUL if found.surely_better else Harm.HARMFUL)
    if not (found.better or found.worse or found.change):
        unit = noun(contrast.verdicts[1])
        parts = [*names[1], " does ", Span("neither better nor worse", emphasis=True), " than ", *names[0]]
        parts += [f" in {part(found.samples, found.samples, unit)}: {_values(found)}. {ends}"]
        return Sentence(spans_of(parts), Harm.NEUTRAL)
    parts = [Span("Not enough data", emphasis=True), " to say whether ", *names[1], " is better than ", *names[0]]
    return Sentence(spans_of([*parts, f": {_effect(found, contrast)}. {ends}"]), Harm.UNJUDGED)


def reference_sentence(contrast: Contrast) -> Sentence | None:
    """How the reference itself changed; None where it did not."""
    found = contrast.reference_gain
    if found is None or not (found.better or found.worse or found.change):
        return None
    before, after = (from_service(verdict.reference) for verdict in contrast.verdicts)
    who: Parts = [after] if before == after else [before, " before and ", after, " after"]
    return Sentence(spans_of(["The reference changed too, ", *who, f": {_effect(found, contrast)}."]))


def answer_sentence(contrast: Contrast) -> Sentence:
    """Whether the verdict is another one."""
    before, after = (verdict.word.value for verdict in contrast.verdicts)
    if not contrast.answer_changed:
        return Sentence(spans_of(["The answer is the same: ", Span(after, emphasis=True), "."]))
    parts: Parts = ["The answer changed: ", Span(before, emphasis=True), " before, ", Span(after, emphasis=True)]
    return Sentence(spans_of([*parts, " after."]))


def bound_line(verdict: Verdict) -> str:
    """Effect, bound and n of one verdict, in one line; empty where nothing is judged."""
    if verdict.allowed is None or not verdict.samples or verdict.loss != verdict.loss:
        return ""
    measure = verdict.allowed.measure
    before, after = measured_apart(measure, *verdict.values)
    unit = " points" if measure.in_points else ""
    return (
        f"{measure.value} {before} → {after} · loss {amount(measure, verdict.loss)}{unit}, at most "
        f"{amount(measure, verdict.upper)}{unit} {SURE} · {counted(verdict.samples, noun(verdict))}, "
        f"{counted(verdict.windows, 'object' if measure is Measure.F1 else 'window')} · {verdict.rule.value}"
    )


def became(rows: Sequence[MendedSample], image: bool) -> str:
    """How many samples of which one thing became: "3 recordings"."""
    return counted(len(rows), _noun(image))


def row_line(row: MendedSample) -> str:
    """What became of one sample, without its name: harmful flips and what is right, before and after."""
    before, after = row.right
    flips = f"harmful flips {row.harmful[0]:,} → {row.harmful[1]:,}" if any(row.harmful) else ""
    right = f"right {before.right:,} → {after.right:,} of {after.judged:,}" if after.judged > 1 or not flips else ""
    why = "but it is the reference that changed" if row.by_reference else ""
    return ", ".join(part for part in (flips, right, why) if part)


def _names(contrast: Contrast) -> tuple[Parts, Parts]:
    """What the candidate is called before and after: by its name where this changed."""
    before, after = contrast.candidates
    return [from_service(before), " before"], [from_service(after), " after"]


def _effect(found: Gain, contrast: Contrast) -> str:
    """The measure before and after, and in how many samples it does better and worse."""
    unit = noun(contrast.verdicts[1])
    return (
        f"{_values(found)}; of {counted(found.samples, unit)} {found.better:,} got better and {found.worse:,} got worse"
    )


def _values(found: Gain) -> str:
    before, after = measured_apart(found.measure, *found.values)
    return f"{found.measure.value} {before} → {after}"


def _ends(found: Gain) -> str:
    """What the samples leave possible, in either direction."""
    down, up = (amount(found.measure, max(0.0, end)) for end in (-found.at_least, found.at_most))
    unit = " points" if found.measure.in_points else ""
    assumed = f" Assumed: no sample changes by more than {number(found.assumed_worst)}." if found.assumed_worst else ""
    return f"It may be anything from {down}{unit} worse to {up}{unit} better, {SURE} each.{assumed}"


def _noun(image: bool) -> str:
    return "picture" if image else "recording"

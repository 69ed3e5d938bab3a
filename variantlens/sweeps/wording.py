"""A verdict in words: the sentence that a person can quote, and the rule behind it.

Names from the service stand in spans of their own, so that whoever draws a sentence can escape them.
"""

import math
from collections.abc import Sequence

import numpy as np

from variantlens.comparison.kinds import Kind
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.spans import Parts, Sentence, Span, from_service, names_joined, spans_of
from variantlens.comparison.wording import MINUS, counted, decimals_apart, number, numbers, part
from variantlens.sweeps.bounds import LEVEL
from variantlens.sweeps.coverage import Coverage, LeftOut, Reason
from variantlens.sweeps.grouping import LEVEL as LEVEL_OF_P
from variantlens.sweeps.measures import AllowedLoss, Measure
from variantlens.sweeps.verdict import Assumption, Floor, Rule, Verdict, Word

SURE = f"at {LEVEL:.0%}".replace("%", " %")
HARM_OF_WORD = {Word.WITHIN: Harm.NEUTRAL, Word.LESS: Harm.NEUTRAL, Word.WORSE: Harm.HARMFUL}
"""How a verdict is coloured; *not enough data* has no colour of its own."""

ALWAYS = (
    "What only the candidate leaves without an answer counts as harm, and samples of the same content count once. "
    "Nothing passes where faults leave more than one in twenty samples unjudged."
)
"""Holds of every verdict, whatever the rule."""

SMALLEST_P = 0.001
"""Smaller p-values are told as smaller than this."""

ON_THE_SERVICE = "Measured on the service's runtime, not on the device."
"""Stands under every verdict."""


def verdict_sentence(verdict: Verdict) -> Sentence:
    """The verdict as a person can quote it: effect, bound, n, and what *not enough data* would need."""
    parts = _without(verdict) or {
        Word.WITHIN: _within,
        Word.LESS: _less,
        Word.WORSE: _worse,
        Word.UNKNOWN: _unknown,
    }[verdict.word](verdict)
    parts = [*parts, *_clusters(verdict), *_needed(verdict)]
    if verdict.floor is not None:
        parts += _floor(verdict, verdict.floor)
    return Sentence(spans_of(parts), HARM_OF_WORD.get(verdict.word))


def without_verdict(verdicts: Sequence[Verdict]) -> tuple[Sentence, ...]:
    """What there is to say of a learn block that could not be judged, once for all candidates of which it is true.

    Args:
        verdicts: Of one kind of result of one learn block, none of which is judged.
    """
    reasons: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        reasons.setdefault("" if verdict.allowed is None else _reason(verdict), []).append(verdict)
    return tuple(Sentence(spans_of(_without(same[0], [each.candidate for each in same]))) for same in reasons.values())


def coverage_sentences(verdict: Verdict) -> tuple[Sentence, ...]:
    """What is lost and what is not judged, each with its count and its reason."""
    found = verdict.coverage
    if found is None:
        return ()
    told = [_lost(verdict, found)] if found.lost else []
    return tuple(Sentence(spans_of(parts)) for parts in [*told, *(_left_out(verdict, each) for each in found.left_out)])


def rule_sentence(verdict: Verdict) -> str:
    """Which rule gave the bound, over what, and what it assumes; plain words of ours."""
    several = "" if verdict.grouped_by is None else " (samples that hang together count as one)"
    counts = f"{counted(verdict.samples, noun(verdict))}{several}{_held(verdict)}"
    assumed = ""
    if verdict.assumed_worst is not None and verdict.allowed:
        whole = (
            "the square of the span of all outputs" if verdict.allowed.measure.distance else "the span of all values"
        )
        assumed = f" Assumed: no {noun(verdict)} is worse by more than {number(verdict.assumed_worst)}, {whole}."
    how = (
        "as exactly as a share can be bounded (Clopper and Pearson)"
        if verdict.rule is Rule.CLOPPER_PEARSON
        else f"by weighting whole {plural(verdict)} at random, with an imagined one among them that is wholly lost"
    )
    return (
        f"Over {counts}: the largest loss that the data leaves possible {SURE}, found {how}. "
        f"{_unit(verdict)}{assumed}{_both(verdict)} {ALWAYS}"
    )


def _both(verdict: Verdict) -> str:
    """How clustered losses are judged; empty where they do not cluster."""
    if verdict.grouped is None or verdict.allowed is None:
        return ""
    grouped, measure = verdict.grouped, verdict.allowed.measure
    groups, alone = (amount(measure, each.upper) for each in (grouped.bounds, grouped.apart))
    return (
        f" Losses cluster (they were dealt out anew at random over samples of the same label, p below {LEVEL_OF_P:g}), "
        f"so that the larger of two bounds holds: {groups} over {counted(grouped.groups, group_noun(grouped.by))}, "
        f"{alone} over {counted(verdict.samples, noun(verdict))}."
    )


def _lost(verdict: Verdict, found: Coverage) -> Parts:
    """What only the candidate leaves without an answer."""
    some = part(found.lost, found.samples, _one(verdict))
    windows = "" if found.lost_windows == found.lost else f" ({counted(found.lost_windows, 'window')})"
    return [from_service(verdict.candidate), f" has no answer in {some}{windows}: lost, which counts as harm."]


def _left_out(verdict: Verdict, left: LeftOut) -> Parts:
    """What is not judged for one reason."""
    first: Parts = [", the first is “", from_service(left.first), "”"] if left.first else []
    some = counted(left.samples, _one(verdict))
    if left.windows > left.samples:
        some += f" ({counted(left.windows, 'window')})"
    has = "has" if left.samples == 1 else "have"
    match left.reason:
        case Reason.FAILED:
            return [f"{some} failed: not judged."]
        case Reason.UNKNOWN_LABEL:
            of = counted(verdict.coverage.samples if verdict.coverage else left.samples, "label")
            verb, none = ("is", "no number") if left.samples == 1 else ("are", "no numbers")
            what = none if verdict.kind is Kind.REGRESSION else "none of the model's"
            parts: Parts = [f"{left.samples:,} of {of} {verb} {what}", *first, ": not judged."]
            for each in left.spellings:
                how = f" ({each.difference})" if each.difference else ""
                parts += [" Is “", from_service(each.label), f"”{how} meant to be “", from_service(each.known), "”?"]
            return parts
        case Reason.NO_REFERENCE:
            return [from_service(verdict.reference), f" has no answer in {some}", *first, ": not judged, and no gain."]
        case Reason.NO_ANSWER:
            return [f"Neither variant has an answer in {some}", *first, ": not judged."]
        case Reason.UNPLACED:
            what = "what their coordinates count in, or how large the picture is, is not known"
            return [f"The labelled boxes of {some} cannot be placed", *first, f": not judged, since {what}."]
        case Reason.NO_THRESHOLD:
            return [f"Without a threshold {some} cannot be decided."]
        case Reason.UNLABELLED:
            return [f"{some} {has} no label to be judged by", *first, "."]
        case Reason.COPY:
            return [f"{some} {has} the content of another one, which counts once", *first, "."]
        case Reason.CONTRADICTION:
            parts = [f"{some} {has} the content of another one but another label", *first, ": not judged."]
            if left.beside is not None:
                parts += [" “", from_service(left.beside[0]), "” has the label “", from_service(left.beside[1]), "”."]
            return parts


def _one(verdict: Verdict) -> str:
    """What a sample is called."""
    return "picture" if verdict.image else "recording"


def question(allowed: AllowedLoss, candidates: Sequence[str], reference: str) -> Sentence:
    """What a sweep would answer, before it has run."""
    measure, loss = allowed.measure, with_unit(allowed.measure, allowed.amount)
    names: Parts = []
    for at, name in enumerate(candidates):
        names += [" or "] * bool(at) + [from_service(name)]
    if measure.in_points:
        return Sentence(spans_of(["Does ", *names, f" lose more than {loss}?"]), None)
    text = amount(measure, allowed.amount)
    if measure.distance:
        parts: Parts = ["Is the output of ", *names, f" farther than {text} from that of ", from_service(reference)]
        return Sentence(spans_of([*parts, f" ({measure.value})?"]), None)
    return Sentence(spans_of([f"Does {measure.value} rise by more than {text} in ", *names, "?"]), None)


def _held(verdict: Verdict) -> str:
    """What the units hold, where that is another number."""
    if verdict.allowed and verdict.allowed.measure is Measure.F1:
        return f", {counted(verdict.windows, 'labelled object')}"
    if verdict.image:
        return "" if verdict.windows == verdict.samples else f", {counted(verdict.windows, 'picture')}"
    return f", {counted(verdict.windows, 'window')}"


def _unit(verdict: Verdict) -> str:
    """What counts once, and why."""
    one = noun(verdict)
    if verdict.grouped_by is not None:
        return f"The {one} is the unit, since its samples are not independent."
    if verdict.allowed and verdict.allowed.measure is Measure.F1:
        return f"The {one} is the unit, since its objects are not independent."
    if verdict.image or verdict.windows == verdict.samples:
        return f"Each {one} counts once."
    return f"The {one} is the unit, since its windows are not independent."


def noun(verdict: Verdict) -> str:
    """What the units of a verdict are called: recording, picture, or group."""
    if verdict.grouped_by is not None:
        return group_noun(verdict.grouped_by)
    return "picture" if verdict.image else "recording"


def group_noun(by: str) -> str:
    """What groups by something are called."""
    return "device" if by == "device" else "group"


def plural(verdict: Verdict) -> str:
    """The same of many."""
    return f"{noun(verdict)}s"


def measured(measure: Measure, value: float) -> str:
    """A measure as people write it: accuracy as "93.1 %", F1 and AUROC as "0.921", errors in their own unit."""
    if value != value:
        return "none"
    if measure is Measure.ACCURACY:
        return f"{value * 100:.1f} %"
    return f"{value:.3f}" if measure.in_points else number(value)


def measured_apart(measure: Measure, *values: float) -> tuple[str, ...]:
    """The same of variants that stand side by side: those that differ read differently, with the same decimals."""
    if not measure.in_points:
        return numbers(*values)
    places = int(decimals_apart(np.array([values], dtype=np.float64), 3, 7)[0])
    percent = measure is Measure.ACCURACY
    texts = (f"{each * 100:.{places - 2}f} %" if percent else f"{each:.{places}f}" for each in values)
    return tuple("none" if each != each else text for each, text in zip(values, texts, strict=True))


def amount(measure: Measure, value: float, *, beside: float | None = None) -> str:
    """A loss without its unit: "7.2" points; an error in its own unit.

    Args:
        measure: The measure.
        value: The loss, in the measure: 0.01 is a point.
        beside: A loss that it must not look equal to, unless it is.
    """
    if not measure.in_points:
        return number(value)
    for decimals in range(1, 5):
        text = f"{value * 100:.{decimals}f}"
        same = beside is not None and text == f"{beside * 100:.{decimals}f}"
        vanishes = value != 0 and float(text) == 0
        if not (same and not math.isclose(value, beside or 0.0, abs_tol=1e-9)) and not vanishes:
            break
    return text.replace("-", MINUS).removeprefix(MINUS) if float(text) == 0 else text.replace("-", MINUS)


def with_unit(measure: Measure, value: float) -> str:
    """A loss with its unit: "1.0 point of accuracy", "0.500 in mean absolute error"."""
    text = amount(measure, value)
    return f"{_points(text)} of {measure.value}" if measure.in_points else f"{text} in {measure.value}"


def rounded_up(count: int) -> int:
    """A number of samples with two digits that say something: 299 is 300, 1,234 is 1,300."""
    scale: int = 10 ** max(0, len(str(count)) - 2)
    return -(-count // scale) * scale


def _without(verdict: Verdict, candidates: Sequence[str] = ()) -> Parts:
    """What there is to say where nothing could be measured; empty elsewhere."""
    if verdict.allowed is None:
        return ["No verdict on ", from_service(verdict.block_name), ": no loss was allowed in a unit that fits it."]
    why = _reason(verdict)
    names: Parts = []
    for at, name in enumerate(candidates or [verdict.candidate]):
        names += [" and "] * bool(at) + [from_service(name)]
    return ["Not enough data to say anything of ", *names, f": {why}."] if why else []


def _reason(verdict: Verdict) -> str:
    """Why nothing could be measured; empty where something was."""
    if not verdict.samples:
        return f"no {'picture' if verdict.image else 'window'} is judged"
    return "only anomalies, or none at all, are expected" if verdict.loss != verdict.loss else ""


def _within(verdict: Verdict) -> Parts:
    measure, allowed = _terms(verdict)
    bound = amount(measure, verdict.upper, beside=allowed)
    return [
        from_service(verdict.candidate), " is ", _stressed(Word.WITHIN), f" of {with_unit(measure, allowed)}: ",
        *_effect(verdict), f"; that excludes {_more_than(measure, bound)} {SURE}{_assuming(verdict)}.",
    ]  # fmt: skip


def _less(verdict: Verdict) -> Parts:
    measure, allowed = _terms(verdict)
    ends = f"at least {amount(measure, verdict.lower)} and at most {amount(measure, verdict.upper, beside=allowed)}"
    return [
        from_service(verdict.candidate), " is ", _stressed(Word.LESS), ": ", *_effect(verdict),
        f". It {_loses(measure, verdict.loss)}, {ends} {SURE} each{_assuming(verdict)}",
        f"; allowed: {amount(measure, allowed)}.",
    ]  # fmt: skip


def _worse(verdict: Verdict) -> Parts:
    measure, allowed = _terms(verdict)
    low = f", at least {amount(measure, verdict.lower, beside=allowed)} {SURE}" if verdict.lower > allowed else ""
    lost = "" if measure.distance else f". It {_loses(measure, verdict.loss)}"
    return [
        from_service(verdict.candidate), " is ", _stressed(Word.WORSE), ": ", *_effect(verdict),
        f"{lost}{low}; allowed: {amount(measure, allowed)}.",
    ]  # fmt: skip


def _unknown(verdict: Verdict) -> Parts:
    measure, allowed = _terms(verdict)
    if verdict.coverage is not None and verdict.coverage.irreproducible:
        return [
            _stressed("Not enough data"), " to say that ", from_service(verdict.candidate),
            f" {_under(measure, allowed)}: the model file of ", *names_joined(verdict.coverage.irreproducible),
            " answers differently each time that it is loaded. This time: ", *_effect(verdict), ".",
        ]  # fmt: skip
    if verdict.coverage is not None and verdict.coverage.too_little:
        # Whatever the bounds say, they speak of the others only.
        count = math.ceil(verdict.coverage.faulty)
        faulty = f"{part(count, verdict.coverage.samples, _one(verdict))} {'is' if count == 1 else 'are'}"
        return [
            _stressed("Not enough data"), " to say that ", from_service(verdict.candidate),
            f" {_under(measure, allowed)}: {faulty} not judged, more than one in ",
            "twenty. Of the others: ", *_effect(verdict), ".",
        ]  # fmt: skip
    parts: Parts = [
        _stressed("Not enough data"), " to say that ", from_service(verdict.candidate),
        f" {_under(measure, allowed)}: ", *_effect(verdict),
    ]  # fmt: skip
    if verdict.loss > allowed:
        ends = f"between {amount(measure, verdict.lower)} and {amount(measure, verdict.upper, beside=allowed)}"
        parts.append(
            f". It {_loses(measure, verdict.loss)} here, which may be anything {ends} {SURE} each{_assuming(verdict)}"
        )
    else:
        bound = amount(measure, verdict.upper, beside=allowed)
        parts.append(f"; that excludes {_more_than(measure, bound)} {SURE}{_assuming(verdict)}")
    return [*parts, "."]


def _assuming(verdict: Verdict) -> str:
    """What an upper bound takes for granted, where the measure has no end of its own."""
    if verdict.assumed_worst is None:
        return ""
    return f", if no {noun(verdict)} gets worse by more than {number(verdict.assumed_worst)}"


def _clusters(verdict: Verdict) -> Parts:
    """That losses cluster by something that samples have in common, and what follows."""
    grouped = verdict.grouped
    if grouped is None:
        return []
    by, p = from_service(grouped.by), grouped.p
    sure = f"p = {p:.3f}" if p >= SMALLEST_P else f"p < {SMALLEST_P:g}"
    parts: Parts = [
        " Losses cluster by ", by, f" ({sure}), so that {'pictures' if verdict.image else 'recordings'} of one ", by,
        f" are judged as one as well, {counted(grouped.groups, group_noun(grouped.by))} in all",
    ]  # fmt: skip
    if grouped.apart.word is not verdict.word:
        parts.append(f"; each by itself would say “{grouped.apart.word.value}”")
    parts.append(".")
    for at, other in enumerate(grouped.others):
        parts += [" They cluster by " if not at else " and by ", from_service(other)]
    return [*parts, " too."] if grouped.others else parts


def _needed(verdict: Verdict) -> Parts:
    """How many samples, or groups, would do, under which assumption."""
    grouped = verdict.grouped
    needed = verdict.needed if grouped is None else grouped.needed
    if needed is None or verdict.word is not Word.UNKNOWN:
        return []
    _, allowed = _terms(verdict)
    if verdict.upper <= allowed:
        return []
    what = f" About {counted(rounded_up(needed), noun(verdict) if grouped is None else group_noun(grouped.by))}"
    if verdict.loss > allowed:
        return [f"{what} would show that it loses more, if they behaved like these."]
    assumed = verdict.assumption if grouped is None else grouped.assumption
    assumption = "none of them got worse" if assumed is Assumption.NONE_WORSE else "they behaved like these"
    return [f"{what} would do, if {assumption}."]


def _effect(verdict: Verdict) -> Parts:
    """The measure of both, and in how many samples the candidate does worse."""
    measure, _ = _terms(verdict)
    before, after = measured_apart(measure, *verdict.values)
    if measure.distance:
        return [f"{measure.value} {after} from ", from_service(verdict.reference)]
    change = f"{measure.value} {before} → {after}"
    if not measure.in_points or measure is Measure.AUROC:
        return [f"{change} over {counted(verdict.samples, noun(verdict))}"]
    better = f", {verdict.better:,} better" if verdict.better else ""
    return [f"{change}, {part(verdict.worse, verdict.samples, noun(verdict))} got worse{better}"]


def _more_than(measure: Measure, bound: str) -> str:
    """What a bound excludes: "a loss of more than 7.2 points", "a rise of more than 0.382"."""
    if measure.in_points:
        return f"a loss of more than {_points(bound)}"
    return f"more than {bound}" if measure.distance else f"a rise of more than {bound}"


def _loses(measure: Measure, value: float) -> str:
    """What the candidate does: "loses 7.9 points of accuracy", "is 0.382 larger"."""
    return f"loses {with_unit(measure, value)}" if measure.in_points else f"is {amount(measure, value)} larger"


def _under(measure: Measure, allowed: float) -> str:
    """What cannot be said: "loses less than 1.0 point of accuracy", "raises mean absolute error by less than …"."""
    if measure.in_points:
        return f"loses less than {with_unit(measure, allowed)}"
    if measure.distance:
        return f"stays within {with_unit(measure, allowed)}"
    return f"raises {measure.value} by less than {amount(measure, allowed)}"


def _points(text: str) -> str:
    return f"{text} {'point' if text == '1.0' else 'points'}"


def _floor(verdict: Verdict, floor: Floor) -> Parts:
    measure, _ = _terms(verdict)
    side = "at least" if measure.higher_is_better else "at most"
    demand = f"{side} {measured(measure, floor.value)}"
    sure = f"{side} {measured(measure, floor.bound)} is sure"
    if floor.reached is None:
        return [f" Whether it has {measure.value} of {demand}, as demanded, is not known: {sure}."]
    return [f" It {'has' if floor.reached else 'does not have'} {measure.value} of {demand}, as demanded: {sure}."]


def _terms(verdict: Verdict) -> tuple[Measure, float]:
    """The measure and the allowed loss in it.

    Raises:
        ValueError: The verdict has none.
    """
    if verdict.allowed is None:
        raise ValueError("nothing was allowed, so that there is nothing to hold a loss against")
    return verdict.allowed.measure, verdict.allowed.amount


def _stressed(text: str) -> Span:
    return Span(text, emphasis=True)

"""The way of an answer through the product, and what must hold on it whatever the answer is.

Nothing ends in an exception. Every number is finite, or named as missing. Nothing says "inf" or "nan", and nothing
says "agree everywhere" where something could not be compared. With reference and candidate swapped the same windows
flip, harmful and helpful change places, and what is lost one way is unmatched the other.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from variantlens.address import Choice
from variantlens.comparison.compare import Comparison, compare
from variantlens.comparison.document import comparison_document
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.hints import hints
from variantlens.comparison.outcomes import Flips, Harm
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.sentences import block_line, headline, largest_change
from variantlens.figures import overlaid, recording, score_dots, window_values
from variantlens.figures.palette import Theme
from variantlens.figures.signal import signal, streams
from variantlens.reports import kinds
from variantlens.reports.data import all_tables
from variantlens.reports.html import comparison_report
from variantlens.reports.origin import Origin
from variantlens.reports.parts import Drawing, Flipped, Material, Remark, Table
from variantlens.reports.sweep.page import SweepOrigin, sweep_report
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.service.reading import Reply, answer_or_job
from variantlens.service.schema import Classification, ClassifyAnswer
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.exports import sweep_json
from variantlens.sweeps.judging import judged_as_asked
from variantlens.sweeps.keeping import compared, outcome
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import AllowedLoss, SweepRequest

THEMES: tuple[Theme, ...] = ("light", "dark")
MADE = datetime(2026, 1, 1, tzinfo=UTC)
MIRROR = {Harm.HARMFUL: Harm.HELPFUL, Harm.HELPFUL: Harm.HARMFUL}
NO_NUMBER = re.compile(r"(?<![\w“])[-−+]?(inf|nan|infinity)\b", re.IGNORECASE)
UNITS = ("points of accuracy", "MAE", "points of F1", "MSE")
COPIES = 6
"""So many samples that answer alike make a small sweep."""

CONTEXT = frozenset(
    {"learn_block", "expected_labels", "expected_anomaly_outcome", "thresholds", "is_multi_label"}
    | {"minimum_confidence_rating", "object_detection_last_layer", "unread"}
)
"""What decides beside what a variant says; where two variants disagree about it, the reference's holds."""


class Broken(AssertionError):
    """A promise that is not kept."""


def read(text: str) -> ClassifyAnswer | None:
    """An answer as the client reads it; None of one that is refused, whose refusal is said in sentences."""
    reply = Reply("http://service.test/v1", "POST /classify", 200, "application/json", text.encode())
    try:
        found = answer_or_job(reply, ClassifyAnswer, 1)
    except ServiceError as error:
        said = explain(error)
        for part in (said.title, said.cause, said.next_step):
            if not part.strip():
                raise Broken(f"nothing is said of {error!r}") from error
        return None
    return found if isinstance(found, ClassifyAnswer) else None


def both_ways(answer: ClassifyAnswer) -> tuple[Comparison, ...]:
    """The comparison with the first variant as the reference, and with the second in its place."""
    names = list(dict.fromkeys(result.variant for result in answer.results))
    return tuple(compare(answer, reference=each) for each in names[:2]) or (compare(answer),)


def value_objects(answer: ClassifyAnswer) -> tuple[Comparison, ...]:
    """Compare, either way; say it, as tables and as data.

    Raises:
        Broken: A promise is not kept.
    """
    ways = both_ways(answer)
    for comparison in ways:
        said(comparison)
    mirrored(answer)
    return ways


def said(comparison: Comparison) -> None:
    """Sentences, notices, hints, tables and the document that the command line writes."""
    told = [headline(comparison).text, *(block_line(comparison, each).text for each in comparison.blocks)]
    change = largest_change(comparison)
    told += [change.text] if change else []
    for text in told:
        _sentence(text)
    for notice in comparison.notices:
        if not notice.text.strip():
            raise Broken("a notice says nothing")
    for hint in hints(comparison):
        _sentence(hint.evidence.text)
    _everywhere(comparison, told)
    for found in all_tables(comparison):
        _finite(found.make(), found.title)
    document = comparison_document(comparison, {}, service="embedded", project=1, impulse=None)
    _as_json(document.model_dump_json())


def _sentence(text: str) -> None:
    _ends(text)
    _numbers_in(text)


def _ends(text: str) -> None:
    if not text.endswith((".", "?")):
        raise Broken(f"this is no sentence: {text!r}")


def _numbers_in(text: str) -> None:
    if NO_NUMBER.search(text):
        raise Broken(f"this is no number: {text!r}")


def _everywhere(comparison: Comparison, told: list[str]) -> None:
    """Whoever says "everywhere" has compared everything: every window, of every block that any variant answers."""
    if not any("everywhere" in text for text in told[:1]):
        return
    if any(not block.results for block in comparison.blocks):
        raise Broken(f"a block is not compared, yet: {told[0]}")
    for block in comparison.blocks:
        for result in block.results:
            for pair in result.pairs:
                if pair.flips.comparable != pair.flips.total and "agree everywhere" in told[0]:
                    raise Broken(f"{pair.flips.comparable} of {pair.flips.total}, yet: {told[0]}")


def _finite(table: pd.DataFrame, title: str) -> None:
    """No infinite number in a table; NaN is an empty cell."""
    numbers = table.select_dtypes("number").to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(numbers).any():
        raise Broken(f"an infinite number in {title}")


def _as_json(text: str | bytes) -> Any:
    def refuse(word: str) -> None:
        raise Broken(f"{word} in JSON")

    return json.loads(text, parse_constant=refuse)


def mirrored(answer: ClassifyAnswer) -> None:
    """Two variants that are asked the same mirror each other."""
    names = list(dict.fromkeys(result.variant for result in answer.results))
    if len(names) < 2 or not _same_context(answer, names[:2]):
        return
    there, back = (compare(answer, reference=name, variants=names[:2]) for name in names[:2])
    turned = {block.block.id: block for block in back.blocks}
    for block in there.blocks:
        for one, other in zip(block.results, turned[block.block.id].results, strict=True):
            if isinstance(one, FreeformComparison):
                continue
            flips = ([pair.flips for pair in each.pairs] for each in (one, other))
            for said, back_said in zip(*flips, strict=True):
                if _counted(said, MIRROR) != _counted(back_said, {}):
                    raise Broken(f"{type(one).__name__}: {said} is not mirrored by {back_said}")
                if (len(said.lost), said.unmatched) != (back_said.unmatched, len(back_said.lost)):
                    raise Broken(f"{type(one).__name__}: lost {said} against {back_said}")


def _counted(flips: Flips, mirror: Mapping[Harm, Harm]) -> tuple[int, list[tuple[int, Harm]]]:
    harms = [Harm(each) for each in flips.harm.tolist()]
    return flips.comparable, sorted(
        (window, mirror.get(harm, harm)) for window, harm in zip(flips.windows.tolist(), harms, strict=True)
    )


def _same_context(answer: ClassifyAnswer, names: list[str]) -> bool:
    """Whether variants say the same of the learn blocks that they answer."""
    first: dict[str, dict[int, Classification]] = {}
    for result in answer.results:
        if result.unread:
            return False
        blocks = first.setdefault(result.variant, {})
        for each in result.classifications:
            blocks.setdefault(each.learn_block.id, each)
    one, two = (first[name] for name in names)
    if one.keys() != two.keys():
        return False
    return all(repr(_context(one[block])) == repr(_context(two[block])) for block in one)


def _context(of: Classification) -> dict[str, object]:
    return {name: getattr(of, name, None) for name in CONTEXT} | {"extra": of.model_extra}


def sweep(answer: ClassifyAnswer, *, unit: str = UNITS[0], page: bool = False) -> None:
    """What a sweep keeps of the answer, its verdicts and their words; also as data, and as a page if asked.

    Raises:
        Broken: A promise is not kept.
    """
    names = list(dict.fromkeys(result.variant for result in answer.results))
    if not names:
        return
    variants = tuple(dict.fromkeys([*names, "float32", "int8"]))
    request = SweepRequest(
        project=1, variants=variants, reference=names[0], allowed_loss=AllowedLoss(unit=unit), created=MADE
    )
    kept = outcome(compared(answer, request))
    text = kept.model_dump_json()
    _as_json(text)
    if SampleOutcome.model_validate_json(text) != kept:
        raise Broken("what a sweep keeps reads differently")
    samples = [kept.model_copy(update={"sample": at, "sha256": None}) for at in range(COPIES)]
    data = sweep_data(samples)
    judged = judged_as_asked(data, request)
    document = _as_json(sweep_json("run", request, judged, [], []))
    for verdict in document["verdicts"]:
        for sentence in (verdict["sentence"], *verdict["notes"], verdict["rule_in_words"] or "."):
            _sentence(sentence)
    if page:
        origin = SweepOrigin(run="run", project="One", impulse="", link=None, made=MADE)
        sweep_report(request, judged, data, origin)


def figures(comparison: Comparison) -> None:
    """Every figure, in both themes; its words, and the tables and remarks beside it.

    Raises:
        Broken: A promise is not kept.
    """
    for block in comparison.blocks:
        for result in block.results:
            for part in kinds.parts(Material(comparison, block), result):
                _part(part)
            if isinstance(result, ScoresComparison):
                _scores(comparison, result)
    held = [signal(comparison.sample), *streams(comparison.sample).drawn]
    for drawn in held:
        if drawn is None or not len(drawn.values):
            continue
        marks = recording.marked(comparison.sample.sample, comparison.windows, 0)
        _numbers_in(recording.recorded_alt(drawn, marks))
        recording.left_out(drawn, marks)
        for theme in THEMES:
            _drawn(recording.recorded(drawn, marks, theme))
        if comparison.windows.count and comparison.windows.timed:
            shown = window_values.part(drawn, comparison.windows, 0)
            if shown is not None:
                _drawn(window_values.lines(shown, 0.0, "light"))
                _numbers_in(window_values.lines_alt(shown, 0.0))


def _scores(comparison: Comparison, result: ScoresComparison) -> None:
    """The figures of scores that stand on the page alone."""
    overlaid.overlaid_alt(comparison.windows, result)
    for theme in THEMES:
        _drawn(overlaid.overlaid(comparison.windows, result, theme))
        if comparison.windows.image:
            _drawn(score_dots.dots(result, theme))
            _numbers_in(score_dots.dots_alt(result))


def _part(part: object) -> None:
    match part:
        case Drawing():
            _numbers_in(part.alt)
            for theme in THEMES:
                _drawn(part.draw(theme))
        case Remark():
            _numbers_in(part.text)
        case Flipped():
            for line in part.lines:
                _sentence(line.text)
        case Table():
            for row in part.rows:
                for cell in row:
                    _numbers_in(cell)


def _drawn(figure: go.Figure) -> None:
    """Ranges of axes are finite, and no text of a figure names what is no number."""
    described = figure.to_plotly_json()
    for text in _texts(described):
        _numbers_in(text)
    for number in _numbers(described["layout"]):
        if not np.isfinite(number):
            raise Broken(f"the layout of a figure holds {number}")
    for trace in described["data"]:
        _hovering(trace)
    figure.to_json()


def _hovering(trace: Mapping[str, Any]) -> None:
    """What hovering shows of a point that is drawn is a number: plotly would write NaN."""
    details, template = trace.get("customdata"), trace.get("hovertemplate") or ""
    if not isinstance(details, np.ndarray) or details.dtype.kind != "f" or details.ndim < 2:
        return
    drawn = np.isfinite(np.asarray(trace.get("z", trace.get("y")), dtype=np.float64))
    for column in re.findall(r"%\{customdata\[(\d+)\]:", template):
        if np.isnan(details[..., int(column)][drawn]).any():
            raise Broken(f"hovering shows NaN: {template}")


def _texts(held: Any) -> Iterator[str]:
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for each in held.values():
            yield from _texts(each)
    elif isinstance(held, list | tuple) or (isinstance(held, np.ndarray) and held.dtype == object):
        for each in held:
            yield from _texts(each)


def _numbers(held: Any) -> Iterator[float]:
    if isinstance(held, float | int):
        yield float(held)
    elif isinstance(held, dict):
        for each in held.values():
            yield from _numbers(each)
    elif isinstance(held, list | tuple):
        for each in held:
            yield from _numbers(each)


def report(comparison: Comparison, answer: ClassifyAnswer) -> None:
    """The comparison as a file."""
    choice = Choice("embedded", 1, 1, 1, comparison.variants, comparison.reference)
    comparison_report(comparison, answer, Origin(choice, "One", "", None, MADE))

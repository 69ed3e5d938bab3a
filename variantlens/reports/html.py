"""A whole comparison as one HTML file: opens offline, can be zoomed into and printed, and asks nobody for anything.

Everything that can be read stands in the file as text; scripts only draw the charts. A content policy forbids
any request, and lets no script run but the file's own.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from variantlens.comparison.compare import Comparison
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.hints import hints
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.sentences import block_line, headline, largest_change
from variantlens.comparison.spans import Sentence
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.comparison.wording import HARM_WORDS
from variantlens.figures import pictures
from variantlens.figures.palette import palette
from variantlens.logs import redact
from variantlens.reports import kinds, naming, origin, packing
from variantlens.reports.origin import Origin
from variantlens.reports.packing import Packed
from variantlens.reports.parts import Drawing, Frame, Material, Part
from variantlens.reports.rendering import environment
from variantlens.service.schema import ClassifyAnswer

LONGEST_RAW = 20_000
"""Characters of raw data that are shown."""


@dataclass(frozen=True)
class Section:
    """A learn block in a report.

    Attributes:
        title: Its name; unescaped.
        line: What it says, in a sentence.
        parts: What is shown of it; a drawing as it is packed.
        raw: Data of kinds that are not understood, as JSON; empty without.
    """

    title: str
    line: Sentence
    parts: tuple[Packed | Part, ...]
    raw: str


def comparison_report(
    comparison: Comparison,
    answer: ClassifyAnswer,
    made_from: Origin,
    picture: bytes | None = None,
    frame: Frame | None = None,
    sound: bytes | None = None,
) -> bytes:
    """The comparison as one HTML file in UTF-8, at most ``packing.LARGEST_REPORT`` bytes.

    Args:
        comparison: What to show.
        answer: The answer that it was made from.
        made_from: Where it comes from.
        picture: The sample's picture file, where there is one.
        frame: Asks for one window of a film; without it a film's pictures are missing.
        sound: The sample's sound file, where the answer lacks its values.
    """
    results = [result for block in comparison.blocks for result in block.results]
    drawn = any(isinstance(each, DetectionsComparison | VisualAnomalyComparison) for each in results)
    shown = pictures.picture(picture, comparison.sample) if comparison.windows.image and not drawn else None
    materials = [Material(comparison, block, picture, frame, sound) for block in comparison.blocks]
    template = environment().get_template("comparison.html")
    text = template.render(
        comparison=comparison,
        headline=headline(comparison),
        harms=_harms(comparison),
        change=largest_change(comparison),
        sizes=origin.sizes(comparison, answer),
        sections=_sections(materials, naming.of_comparison(made_from.project, comparison)),
        hints=hints(comparison),
        picture=shown.uri if shown else None,
        facts=origin.facts(comparison, answer, made_from),
        tables=[each for each in (origin.models(answer), origin.thresholds(comparison, made_from)) if each],
        link=made_from.link,
        library=packing.library(),
        nonce=secrets.token_urlsafe(16),
        light=palette("light"),
        dark=palette("dark"),
    )
    return redact(text).encode()


def _sections(materials: Sequence[Material], named: tuple[str, ...]) -> list[Section]:
    """One for each learn block; their drawings share the room in the file."""
    parts = [[part for result in each.block.results for part in kinds.parts(each, result)] for each in materials]
    blocks = [each.block.block for each in materials]
    titles = [block.called for block in blocks]
    drawings = [
        (title, part) for title, held in zip(titles, parts, strict=True) for part in held if isinstance(part, Drawing)
    ]
    files = [naming.stem(*named, f"{title} {part.title.lower()}") for title, part in drawings]
    packed = iter(packing.packed([part for _, part in drawings], files))
    return [
        Section(
            block.title or block.called,
            block_line(each.comparison, each.block),
            tuple(next(packed) if isinstance(part, Drawing) else part for part in held),
            _raw(each.block.unknown),
        )
        for each, block, held in zip(materials, blocks, parts, strict=True)
    ]


def _raw(unknown: Mapping[str, object]) -> str:
    if not unknown:
        return ""
    text = json.dumps(dict(unknown), indent=1, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_RAW else f"{text[:LONGEST_RAW]}\n… cut here"


def _harms(comparison: Comparison) -> dict[Harm, int]:
    """How many flips there are of each harm, the weightiest first; none that is 0."""
    flips = [pair.flips for block in comparison.blocks for result in block.results for pair in result.pairs]
    counts = {harm: sum(each.count(harm) for each in flips) for harm in HARM_WORDS}
    return {harm: count for harm, count in counts.items() if count}

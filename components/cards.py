"""A card for each demo project: its story in a sentence, and one click to the comparison."""

import streamlit as st

from components import notices, pictures, theme
from components.answers import Answers
from components.panel import Panel
from variantlens import address
from variantlens.address import Choice
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import Result, compare
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.freeform import FreeformComparison, FreeformPair
from variantlens.comparison.outcomes import Harm
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.sentences import headline
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.figures import thumbnail, thumbnail_boxes, thumbnail_grids, thumbnail_words
from variantlens.service.errors import ServiceError
from variantlens.service.explanations import explain
from variantlens.service.identity import EMBEDDED
from variantlens.service.schema import Project
from variantlens.text import plain


def demo(project: Project, answers: Answers) -> None:
    """Draw the card of a demo project: its story, what its sample looks like, and the way to the comparison."""
    story = project.demo
    if story is None:
        return
    choice = Choice(
        service=EMBEDDED,
        project=project.id,
        impulse=story.impulse,
        sample=story.sample,
        variants=tuple(story.variants),
        reference=story.variants[0],
    )
    with st.container(border=True, key=f"demo {project.id}", height="stretch"):
        try:
            _picture(choice, answers)
        except ServiceError as error:
            notices.hint(f"No picture: {explain(error).cause}")
        st.header(plain(project.name))
        st.markdown(f"**{plain(story.headline)}**")
        st.caption(plain(story.kind))
        with st.expander("What happened", type="compact"):
            st.caption(plain(story.summary))
        st.page_link(
            "compare.py",
            label="Open the comparison",
            icon=":material/compare_arrows:",
            query_params=address.write(choice),
        )


def _picture(choice: Choice, answers: Answers) -> None:
    """What the variants decide of the demo's sample, drawn from the service's answer: the result with most harm."""
    comparison = compare(answers.classify(choice), reference=choice.reference or "", variants=choice.variants)
    panels = [Panel(choice, comparison, block, answers) for block in comparison.blocks]
    shown = [(panel, result) for panel in panels for result in panel.block.results]
    drawn = [image for panel, result in sorted(shown, key=_weight, reverse=True) if (image := _svg(panel, result))]
    if drawn:
        st.image(drawn[0], width="stretch", alt=headline(comparison).text)


def _weight(shown: tuple[Panel, Result]) -> tuple[int, int]:
    """What makes one result tell more than another: harm, then flips."""
    flips = [pair.flips for pair in shown[1].pairs if not isinstance(pair, FreeformPair)]
    return sum(each.count(Harm.HARMFUL) for each in flips), sum(map(len, flips))


def _svg(panel: Panel, result: Result) -> str | None:
    """A small picture of a result; None for kinds that have none."""
    now = theme.current()
    match result:
        case DetectionsComparison():
            return thumbnail_boxes.boxes(result, pictures.of_sample(panel), now)
        case VisualAnomalyComparison():
            return thumbnail_grids.grids(result, pictures.of_sample(panel), now)
        case FreeformComparison():
            return thumbnail_words.lines(result, now)
        case ScoresComparison() | RegressionComparison() if panel.comparison.windows.image:
            return thumbnail_words.words(result, pictures.of_sample(panel), now)
        case ScoresComparison() | AnomalyComparison():
            return thumbnail.decisions(result, now)
        case _:
            return None

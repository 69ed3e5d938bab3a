"""A card for each demo project: its story in a sentence, and one click to the comparison."""

import streamlit as st

from components import pictures, theme
from components.answers import Answers
from components.panel import Panel
from variantlens import address
from variantlens.address import Choice
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import compare
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.sentences import headline
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.figures import thumbnail, thumbnail_boxes, thumbnail_grids
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
        _picture(choice, answers)
        st.subheader(plain(project.name))
        st.markdown(f"**{plain(story.headline)}**")
        st.caption(f"{plain(story.kind)}  \n{plain(story.summary)}")
        st.page_link(
            "compare.py",
            label="Open the comparison",
            icon=":material/compare_arrows:",
            query_params=address.write(choice),
        )


def _picture(choice: Choice, answers: Answers) -> None:
    """What the variants decide of the demo's sample, drawn from the service's answer."""
    comparison = compare(answers.classify(choice), reference=choice.reference or "", variants=choice.variants)
    results = [result for block in comparison.blocks for result in block.results]
    drawn = next((each for each in results if isinstance(each, ScoresComparison | AnomalyComparison)), None)
    grids = next((each for each in results if isinstance(each, VisualAnomalyComparison)), None)
    found = next((each for each in results if isinstance(each, DetectionsComparison)), None)
    if found is not None:
        picture = pictures.of_sample(Panel(choice, comparison, comparison.blocks[0], answers))
        st.image(thumbnail_boxes.boxes(found, picture, theme.current()), width="stretch", alt=headline(comparison).text)
    elif grids is not None:
        block = comparison.blocks[0]
        picture = pictures.of_sample(Panel(choice, comparison, block, answers))
        image = thumbnail_grids.grids(grids, picture, theme.current())
        st.image(image, width="stretch", alt=headline(comparison).text)
    elif drawn is not None:
        st.image(thumbnail.decisions(drawn, theme.current()), width="stretch", alt=headline(comparison).text)

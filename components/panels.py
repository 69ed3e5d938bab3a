"""One panel for each kind of result that a learn block holds; what is not understood is shown as raw data."""

import streamlit as st

from components import (
    anomaly,
    detections,
    freeform,
    label_map,
    presenting,
    regression,
    scores,
    thresholds,
    visual_anomaly,
)
from components.answers import Answers
from components.panel import Panel
from variantlens.address import Choice
from variantlens.comparison.anomaly import AnomalyComparison
from variantlens.comparison.compare import BlockComparison, Comparison
from variantlens.comparison.detections import DetectionsComparison
from variantlens.comparison.freeform import FreeformComparison
from variantlens.comparison.regression import RegressionComparison
from variantlens.comparison.scores import ScoresComparison
from variantlens.comparison.visual_anomaly import VisualAnomalyComparison
from variantlens.text import brief, plain


def show(choice: Choice, comparison: Comparison, block: BlockComparison, answers: Answers) -> None:
    """Draw all that a learn block says."""
    panel = Panel(choice, comparison, block, answers)
    with st.container(border=True, key=f"block {block.block.id}"):
        for result in block.results:
            if isinstance(result, ScoresComparison):
                scores.show(panel, result)
            elif isinstance(result, AnomalyComparison):
                anomaly.show(panel, result)
            elif isinstance(result, VisualAnomalyComparison):
                visual_anomaly.show(panel, result)
            elif isinstance(result, DetectionsComparison):
                detections.show(panel, result)
            elif isinstance(result, RegressionComparison):
                regression.show(panel, result)
            elif isinstance(result, FreeformComparison):
                freeform.show(panel, result)
            else:
                label_map.show(panel, result)
        thresholds.show(panel)
        if block.unknown:
            _raw(panel)


def present(choice: Choice, comparison: Comparison, answers: Answers) -> None:
    """Draw the pictures of the learn block that is presented, large."""
    for block in comparison.blocks:
        if block.block.id == presenting.block():
            panel = Panel(choice, comparison, block, answers)
            for result in block.results:
                if isinstance(result, VisualAnomalyComparison):
                    visual_anomaly.present(panel, result)
                elif isinstance(result, DetectionsComparison):
                    detections.present(panel, result)


def _raw(panel: Panel) -> None:
    """Results that are not understood, as the service sent them."""
    name = brief(panel.block.block.called)
    with st.expander(f"Shown as data: {name}, {', '.join(map(plain, panel.block.unknown))}"):
        st.json(dict(panel.block.unknown), expanded=1)

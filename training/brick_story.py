"""What the brick demo says of itself: project.json, the card, the attribution."""

from typing import Any

from training import brick_pictures, projects
from training.brick_pictures import BORDER, DEFECTS
from training.image_classifier import expected_verdict

CREATED = "2026-11-23T00:00:00Z"
NORMAL = "good"
DARK = "int8-calibrated-in-the-dark"
DARKNESS = 0.3
ALLOWED_POINTS = 3.0
"""As much as 400 pictures can promise where a handful flips; one point would take far more of them."""


def project(
    impulse_input: dict[str, Any],
    parameters: dict[str, str],
    threshold: float,
    measured: dict[str, Any],
    sample: str,
) -> dict[str, Any]:
    """The content of project.json."""
    facts = measured["blocks"][0]
    return projects.described(
        number=6,
        name="Brick defects",
        description=DESCRIPTION,
        created=CREATED,
        variants={
            "float32": "As trained.",
            "int8": "Full int8, calibrated on normal training pictures and on ones with a pasted patch.",
            DARK: f"Full int8 of the same weights, calibrated on these pictures at {DARKNESS:g} of their brightness.",
        },
        anomalous=sorted(DEFECTS),
        demo=demo(facts, sample),
        impulses=[
            {
                "id": 1,
                "name": "Brick defects, 96 × 96",
                "createdAt": CREATED,
                "input": impulse_input,
                "processing": [{"id": 2, "type": "image", "name": "Image", "parameters": parameters}],
                "learning": [learn_block(threshold, list(facts["variants"]))],
            }
        ],
    )


def learn_block(threshold: float, variants: list[str]) -> dict[str, Any]:
    """Convolution features in each variant, one mixture for all."""
    return {
        "id": 3,
        "type": "keras-visual-anomaly",
        "name": "Visual anomaly",
        "title": "Visual Anomaly Detection (GMM)",
        "createdAt": CREATED,
        "processing": [2],
        "models": {name: {"file": f"models/{name}.tflite"} for name in variants},
        "cells": "models/cells.json",
        "thresholds": [
            projects.threshold(
                "min_anomaly_score",
                "Minimum score before tagging as anomaly",
                "How many standard deviations above the mean of normal cells; at or above this a cell is an anomaly.",
                threshold,
            )
        ],
    }


def demo(facts: dict[str, Any], sample: str) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    good, dark = facts["candidates"]["int8"], facts["candidates"][DARK]
    area = {name: f"{variant['auroc']:.3f}" for name, variant in facts["variants"].items()}
    missed = {name: variant["missed"] for name, variant in facts["variants"].items()}
    alarms = {name: variant["falseAlarms"] for name, variant in facts["variants"].items()}
    return {
        "headline": f"{good['flips']} of {facts['samples']} pictures {'flips' if good['flips'] == 1 else 'flip'}; "
        f"calibrated in the dark, {dark['flips']} do",
        "summary": f"Cracks, holes, scratches and stains on a brick wall, found by a model that learnt from the wall "
        f"alone. Area under the ROC curve: float32 {area['float32']}, int8 {area['int8']}. int8 does harm in "
        f"{good['harmful']} pictures and helps in {good['helpful']}. The same weights, calibrated on pictures at "
        f"{DARKNESS:g} of their brightness: {area[DARK]}; of {facts['anomalous']} defects it misses {missed[DARK]} "
        f"where float32 misses {missed['float32']}, and it has {alarms[DARK]} false alarms instead of "
        f"{alarms['float32']}.",
        "kind": "picture → anomaly score of 12 × 12 cells",
        "order": 6,
        "sample": sample,
        "variants": list(facts["variants"]),
        "allowedLoss": {"value": ALLOWED_POINTS, "unit": "points of accuracy"},
        "expectedVerdict": expected_verdict(good, facts["samples"], ALLOWED_POINTS),
    }


DESCRIPTION = (
    "Crops of 96 × 96 pixels from one photograph of a brick wall. Training crops come from its left part, test crops "
    "from its right part; no pixel is in both. Half of the test crops have a crack, hole, scratch or stain, painted in "
    "by the recipe: no real defect was photographed. The test crops overlap, so they are less independent than their "
    "number suggests. A small convolutional network, trained on normal crops alone, describes 12 × 12 cells; a "
    "Gaussian mixture in floating point says how unlike the training wall each one is."
)


def attribution(counts: dict[str, int], seeds: tuple[int, int], threshold: float) -> str:
    """The content of ATTRIBUTION.md."""
    return f"""\
# Brick defects: where it comes from

{brick_pictures.ORIGIN}
The pictures here are crops of 96 × 96 pixels, brightened or darkened by at most
{100 * brick_pictures.LIGHT:.0f} %. They may be used as freely as the picture they come from.

## How it was split

Training crops: columns 0 to {BORDER - 1} of the picture, mirrored at random, because the rows of the wall lean the
other way in the other part. Test crops: columns {BORDER} to 511. No pixel is in both. It is still one wall in one
photograph: how the model does on another wall was not measured. The {counts["test"]} test crops come from an area that
holds ten crops side by side, so they overlap and say less than as many pictures of different places would; whatever
takes them for independent (confidence limits, the verdict) is too sure.

## What was computed

- Normal pictures are labelled {NORMAL}, the others by their defect ({", ".join(sorted(DEFECTS))}), with the rectangle
  around what was painted. Test pictures have their own seed ({seeds[1]}).
- Network: four convolutions and a last one with 12 features for each cell of 8 × 8 pixels, trained with seed
  {seeds[0]} to tell in which cells of a training crop a patch of another training crop was pasted: compact ones, and
  long thin ones, which have something of a crack or scratch. The idea is that of CutPaste (C.-L. Li, K. Sohn, J. Yoon,
  T. Pfister, "CutPaste: Self-Supervised Learning for Anomaly Detection and Localization", 2021). It never saw a defect.
- cells.json: a Gaussian mixture with full covariances over the float32 features of {counts["fitted"]} normal training
  crops, used by all variants, computed in floating point. Score of a cell: negative logarithm of the density, less its
  mean over those crops, in its standard deviations there.
- Threshold {threshold:g}: one in twenty of {counts["held out"]} further normal training crops reaches it. Test data had
  no part in it.
- int8: weights, activations, input and output; calibrated on the {counts["fitted"]} normal training crops and on
  {counts["patched"]} with a pasted patch. {DARK}: on the same crops with every pixel times
  {DARKNESS:g}, so that brighter ones do not fit into its numbers.
- measured.json: from LiteRT runs of the shipped files over all test pictures.
"""

"""What the digits demo says of itself: project.json, the card, the attribution."""

from typing import Any

from training import projects
from training.image_classifier import expected_verdict, largest_loss

CREATED = "2026-11-23T00:00:00Z"
IMBALANCE = 400.0
"""How many times larger the largest channel is than the smallest, once the recipe has made them unlike."""
ALLOWED_POINTS = 1.0
SHOWN = ["float32", "int8", "int8-per-tensor", "int8-imbalanced", "int8-per-tensor-imbalanced"]


def project(impulse: dict[str, Any], measured: dict[str, Any], sample: str) -> dict[str, Any]:
    """The content of project.json."""
    return projects.described(
        number=8,
        name="Digits",
        description=DESCRIPTION,
        created=CREATED,
        variants=VARIANTS,
        demo=demo(measured["blocks"][0], sample),
        impulses=[impulse],
    )


def demo(facts: dict[str, Any], sample: str) -> dict[str, Any]:
    """The demo's card; every figure comes from what was measured."""
    flips = {name: candidate["flips"] for name, candidate in facts["candidates"].items()}
    accuracy = {name: f"{100 * variant['accuracy']:.1f} %" for name, variant in facts["variants"].items()}
    int8, wrong = facts["candidates"]["int8"], facts["variants"]["int8-wrong-scaling"]
    return {
        "headline": f"{flips['int8']} of {facts['windows']} digits flip, {flips['int8-per-tensor']} with one scale per "
        f"layer; with unlike channels {flips['int8-imbalanced']} against {flips['int8-per-tensor-imbalanced']}",
        "summary": f"int8 with a scale for each channel of weights is right on {accuracy['int8']} of the test digits, "
        f"with one scale per layer on {accuracy['int8-per-tensor']}, float32 on {accuracy['float32']}. Then the recipe "
        f"makes the channels unlike, by factors up to {IMBALANCE:g}, so that the function stays the same "
        f"({flips['float32-imbalanced']} flips in float32): {accuracy['int8-imbalanced']} with a scale per channel, "
        f"{accuracy['int8-per-tensor-imbalanced']} with one per layer. The imbalance is injected, not found. "
        f"Calibrated with pixels of 0 to 255 and run with 0 to 1, int8 is right on {wrong['right']} and uncertain on "
        f"{wrong['abstained']} of {facts['windows']}. "
        f"{int8['harmful']} harmful {'flip' if int8['harmful'] == 1 else 'flips'} of int8 in {facts['windows']} "
        f"pictures {'excludes' if int8['harmful'] == 1 else 'exclude'} a loss of more than "
        f"{largest_loss(int8['harmful'], facts['windows']):.1f} points at 95 %.",
        "kind": "picture of 8 × 8 pixels → ten digits",
        "order": 8,
        "sample": sample,
        "variants": SHOWN,
        "allowedLoss": {"value": ALLOWED_POINTS, "unit": "points of accuracy"},
        "expectedVerdict": expected_verdict(int8, facts["windows"], ALLOWED_POINTS),
    }


VARIANTS = {
    "float32": "As trained.",
    "int8": "Full int8, one scale for each channel of weights, calibrated on all training pictures.",
    "int8-per-tensor": "Full int8, one scale for all weights of a layer, the same calibration.",
    "float32-imbalanced": "The same function as float32, with channels made unlike before each depthwise convolution: "
    f"divided by factors from 1 to {IMBALANCE:g} that the next layer multiplies by.",
    "int8-imbalanced": "Full int8 of float32-imbalanced, one scale for each channel of weights.",
    "int8-per-tensor-imbalanced": "Full int8 of float32-imbalanced, one scale for all weights of a layer.",
    "int8-wrong-scaling": "Full int8 of float32, calibrated with pixels of 0 to 255 although it is run with 0 to 1.",
}

DESCRIPTION = (
    "Handwritten digits of 8 × 8 pixels from thirteen people. The first 1,200 pictures of the file were trained on, "
    "the last 597 test. Who wrote which is not told: pictures hang together by writer, and whoever wrote those around "
    "the border may be in both parts."
)


def attribution(training: int, testing: int, seed: int, passes: int) -> str:
    """The content of ATTRIBUTION.md."""
    return f"""\
# Digits: where it comes from

The digits come with the Python package scikit-learn 1.9.1 (BSD-3-Clause), function *load_digits*. It says that they
are the test part of "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak, 1998) of the UCI Machine
Learning Repository (https://archive.ics.uci.edu/dataset/80), which is under Creative Commons Attribution 4.0: bitmaps
of 32 × 32 pixels from preprinted forms, filled in by thirteen people, counted down to 8 × 8 pixels in 17 shades.

## How it was split

In the order of the file: the first {training:,} pictures were trained on, the last {testing} test; no picture is in
both. The file does not say who wrote what. Whoever wrote the pictures around the border may be in both parts, and
pictures of one writer hang together, so {testing} of them say less than as many writers would; whatever takes them
for independent (confidence limits, the verdict) is too sure.

## What was computed

- Samples: one PNG file per picture, shades 0 to 16 stretched to 0 to 255 and rounded. Of the training pictures, only
  the first 40 are here.
- Network: a convolution, then depthwise and pointwise ones in turn, and a dense layer; {passes} passes, seed {seed}.
- int8 and int8-per-tensor: weights, activations, input and output; calibrated on all training pictures. They differ in
  whether each channel of weights has a scale of its own or all of a layer share one.
- The imbalance is injected, to show what one scale per layer cannot bear; training did not bring it about. Before each
  of the two depthwise convolutions, weights and bias of channel k are divided by a factor between 1 and {IMBALANCE:g},
  and the depthwise weights of that channel are multiplied by it. ReLU lets positive factors through, so the float32
  twin computes the same function up to rounding; it is here to show it. Networks whose batch normalisation was folded
  into their weights can have unlike channels of this kind by themselves.
- int8-wrong-scaling: calibrated on the training pictures times 255. Its numbers are so coarse that pixels from 0 to 1
  become 0 or 1.
- measured.json: from LiteRT runs of the shipped files over all test pictures.
"""

"""Words that a newcomer may not know, one sentence each, as they appear on hover.

Only the words of this product and of its field; a service's own words are explained by the service.
"""

import re
from typing import Final

TERMS: Final = {
    "reference": "The variant that the others, the candidates, are compared with.",
    "candidate": "A variant that is compared with the reference.",
    "flip": "A window, or a picture, for which candidate and reference decide differently.",
    "harmful": "Against the expected label the decision got worse: from right to uncertain or wrong, or from "
    "uncertain to wrong.",
    "helpful": "Against the expected label the decision got better: from wrong to uncertain or right, or from "
    "uncertain to right.",
    "neutral": "The decision is another one, but neither better nor worse against the expected label.",
    "unjudged": "Nobody knows which decision is right: there is no expected label, or the model does not know it.",
    "matched": "A box of the candidate that stands for a box of the reference: with the same label, and near enough.",
    "lost": "A box of the reference for which the candidate has none.",
    "new": "A box of the candidate for which the reference has none.",
    "relabelled": "Both variants have a box there, with different labels.",
    "quantization step": "The smallest difference that the outputs of these variants can express: a change below "
    "it is smaller than the output can show.",
    "rank correlation": "Whether two variants put the windows into the same order, from 1, the same order, over 0, "
    "no connection, to −1, the opposite order.",
    "interquartile range": "The width of the middle half of all scores; a unit that single huge scores do not move.",
    "IoU": "Intersection over union: the area that two boxes share, divided by the area that they cover together; "
    "1 for equal boxes, 0 for boxes apart.",
    "FOMO": "A kind of object detection for small devices that finds the centres of objects, not their outlines; "
    "boxes are matched by how far their centres are apart.",
}
"""Word → what it means, in one sentence."""


def named(text: str, *words: str) -> tuple[str, ...]:
    """Those of some words that a text holds, in their order."""
    return tuple(word for word in words if re.search(rf"\b{re.escape(word)}\b", text))


def meaning(*words: str) -> str:
    """What words mean, as markdown for a hover text; one paragraph for each.

    Raises:
        KeyError: A word is not in the glossary.
    """
    return "\n\n".join(f"**{word[0].upper()}{word[1:]}**: {TERMS[word]}" for word in words)

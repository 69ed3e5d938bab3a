"""What figures of quality rest on, in words."""

from tests.comparison.pictured import Box, boxes_in, pictured
from variantlens.comparison.objects_in_words import agreement

BOXES: list[Box] = [("a", 0.9, (0.1, 0.1, 0.2, 0.2))]
LABELLED = [("a", (10, 20, 20, 40)), ("a", (60, 120, 20, 40))]


def test_quality_names_what_it_rests_on() -> None:
    """How many objects are labelled, and that the mAP of one sample says little."""
    told = agreement(boxes_in(pictured({"float32": BOXES}, LABELLED)))
    assert told.startswith("Held against 2 labelled objects, by our matching")
    assert "mAP is for information" in told


def test_centres_say_nothing_of_map() -> None:
    """FOMO has none, so that nothing is said of it."""
    told = agreement(boxes_in(pictured({"float32": BOXES}, LABELLED[:1], last_layer="fomo")))
    assert told == "Held against 1 labelled object, by our matching at these limits and as the service says."


def test_nothing_labelled_is_unjudged() -> None:
    """Said as such, never as perfect or as bad."""
    assert agreement(boxes_in(pictured({"float32": BOXES}))) == "Unjudged: the sample has no labelled boxes."

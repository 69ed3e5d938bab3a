"""What a reader should know about an answer besides what it says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """Something that a reader should know about the answer, in words.

    Attributes:
        text: What it is; names from the service stand in it as they came, unescaped.
        block: The learn block it concerns, None for the whole answer.
    """

    text: str
    block: int | None = None


def tracking_notices(post_processing: object) -> list[Notice]:
    """Says that boxes are those of the learn block, where an impulse processes them further.

    Args:
        post_processing: The impulse's post-processing blocks as they came; what is no list has none.
    """
    blocks = post_processing if isinstance(post_processing, Sequence) and not isinstance(post_processing, str) else ()
    if not blocks:
        return []
    named = dict.fromkeys(filter(None, (_called(block) for block in blocks)))
    which = f" ({', '.join(named)})" if named else ""
    text = f"Boxes are shown and compared before tracking: the impulse's post-processing{which} is not applied to them."
    return [Notice(text)]


def _called(block: object) -> str:
    """What a post-processing block is called: by title, name or type."""
    held = block if isinstance(block, Mapping) else {}
    return next((str(held[key]) for key in ("title", "name", "type") if held.get(key)), "")

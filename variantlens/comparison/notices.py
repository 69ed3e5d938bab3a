"""What a reader should know about an answer besides what it says."""

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

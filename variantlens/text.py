"""Text from a service made harmless, for markdown and for plotly: shown letter by letter, never interpreted.

A label, a file name or a description may hold anything. Streamlit's markdown knows links, headings, colours,
icons, emoji and formulas; plotly knows HTML-like tags, entities, formulas and ``%{…}`` templates. Both read
numeric character references, so one function serves both.

shortened cut in its middle to a length, as it came; for names within sentences
visible   what cannot be seen, or turns the reading direction, gets a sign of its own; for tables and alt texts
plain     visible, and no character that markdown or plotly would interpret; for everything that is rendered
brief     shortened, then plain
title     plain, cut to a length; for headings, legends and axes
"""

import re
import string
import unicodedata
from functools import lru_cache

WORD_JOINER = "\u2060"
"""Has no width and no meaning; parts what some markdown extensions recognise only after references are read."""

_PUNCTUATION = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation}
_REPLACEMENT = "\ufffd"
_LINE_BREAK = "\u2424"
_JOINERS = "\u200c\u200d"

# Emoji and icons (:name:), addresses (http:, www., name@host) and typed arrows and dashes (->, --) are looked
# for in the finished text, in which a reference is already a character again.
_RECOGNISED_LATE = re.compile(r":|@|www(?=\.)|[-<>=~](?=[-<>=~])", re.IGNORECASE)
_SPACE_AT_EDGE = re.compile(r"^ | $| (?= )")


def visible(text: str) -> str:
    """Text in which everything can be seen and nothing reorders it.

    Control characters become their pictures (␊ for a line feed), the invisible ones that can change what a
    reader sees, such as bidirectional overrides, their code (``⟨U+202E⟩``), halves of surrogate pairs the
    replacement character. Joiners stay: scripts and emoji need them.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_visible_character, text))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Text that markdown and plotly both show as it is, on one line.

    Args:
        text: Anything that a service sent.

    Returns:
        Its visible form with every ASCII punctuation mark as a numeric character reference and, where a
        mark is recognised even so, word joiners around it.
    """
    parted = _RECOGNISED_LATE.sub(_part, visible(text))
    return _SPACE_AT_EDGE.sub("&#32;", parted.translate(_PUNCTUATION))


def shortened(text: str, limit: int = 80) -> str:
    """Text of at most ``limit`` characters; of a longer one beginning and end, since either may tell it from others."""
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail - 1].rstrip()}…{text[-tail:].lstrip()}"


def brief(text: str) -> str:
    """Plain text of a name within a sentence: shortened where it would fill a page."""
    return plain(shortened(text))


def title(text: str, limit: int = 48) -> str:
    """Plain text of at most ``limit`` characters as they are seen; what is cut is replaced by an ellipsis.

    Raises:
        ValueError: The limit leaves no room for a character and the ellipsis.
    """
    if limit < 2:
        raise ValueError(f"a title of {limit} characters says nothing")
    seen = visible(text)
    return plain(seen if len(seen) <= limit else seen[: limit - 1].rstrip() + "…")


def _part(found: re.Match[str]) -> str:
    # Around a colon, since what stands before it may be a colon of ours.
    return f"{WORD_JOINER}:{WORD_JOINER}" if found[0] == ":" else found[0] + WORD_JOINER


def _visible_character(character: str) -> str:
    category = unicodedata.category(character)
    code = ord(character)
    if category == "Cc":
        return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else _REPLACEMENT
    if category in ("Zl", "Zp"):
        return _LINE_BREAK
    if category == "Cs":
        return _REPLACEMENT
    if category == "Cf" and character not in _JOINERS:
        return f"⟨U+{code:04X}⟩"
    return character

"""Markdown as somebody reads it who sees it drawn."""

import html

from variantlens.text import WORD_JOINER


def as_read(markdown: str) -> str:
    """The text without character references and joiners, all spaces alike."""
    return html.unescape(markdown).replace(WORD_JOINER, "").replace("\N{NO-BREAK SPACE}", " ")

"""Text from a service is shown letter by letter, wherever it is shown."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from variantlens.text import WORD_JOINER, plain, title, visible

# What Streamlit or plotly would make something of.
MARKUP = (
    "<b>bold</b>",
    "<a href='javascript:alert(1)'>x</a>",
    ":red[x]",
    ":material/home:",
    ":smile:",
    "$x^2$",
    "[x](http://example.com)",
    "![x](http://example.com/x.png)",
    "`code`",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "a | b",
    "*em* _em_ ~~no~~",
    "&lt;b&gt;",
    "&#60;",
    "%{customdata[0]}",
    "\\*",
    "    code",
)


def read(escaped: str) -> str:
    """What a reader sees once the references are resolved."""
    return html.unescape(escaped).replace(WORD_JOINER, "")


@pytest.mark.parametrize("text", MARKUP)
def test_markup_loses_its_meaning_and_keeps_its_look(text: str) -> None:
    """Escaped markup has no active sign left, and reads as it was written."""
    escaped = plain(text)
    assert not re.search(r"[^\w\s&#;\u2060]", re.sub(r"&#\d+;", "", escaped))
    assert read(escaped) == text


@given(st.text())
@example("&amp;")
@example("&#60;")
@example("\u2060:")
def test_nothing_is_lost(text: str) -> None:
    """Whatever comes, what is read is its visible form."""
    assert read(plain(text)) == visible(text)


@given(st.text())
def test_no_sign_of_ascii_is_left_bare(text: str) -> None:
    """All that remains of ASCII outside references are letters, digits and single spaces."""
    left = re.sub(r"&#\d+;", "", plain(text))
    assert all(not character.isascii() or character.isalnum() or character == " " for character in left)
    assert "  " not in left
    assert left == left.strip(" ") or "&#32;" in plain(text)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_nothing_invisible_remains(text: str) -> None:
    """Control characters, direction overrides and halves of surrogate pairs never get through."""
    seen = visible(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\u061c]", seen)
    seen.encode()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("line\nbreak\ttab", "line␊break␉tab"),
        ("\x00\x1b[31m\x7f", "␀␛[31m␡"),
        ("\u202egnp.exe", "⟨U+202E⟩gnp.exe"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("half \ud800", "half \ufffd"),
        ("two\u2028lines", "two\u2424lines"),
        ("naïve 日本 👩‍🔬 می‌خواهم", "naïve 日本 👩‍🔬 می‌خواهم"),
        ("walking", "walking"),
    ],
)
def test_what_cannot_be_seen_gets_a_sign(text: str, seen: str) -> None:
    """The invisible is shown, and writing of every script stays as it is."""
    assert visible(text) == seen


@pytest.mark.parametrize("late", [":smile:", "http://example.com", "www.example.com", "me@example.com", "a -> b"])
def test_what_is_recognised_late_is_parted(late: str) -> None:
    """Emoji, addresses and typed arrows, which markdown finds after it read the references, are broken up."""
    resolved = html.unescape(plain(late))
    assert not re.search(r":\w+:|https?:/|www\.|@\w|->", resolved)


def test_a_colon_before_cannot_complete_an_emoji() -> None:
    """Escaped text may follow a colon of ours."""
    assert not re.search(r":\w+:", html.unescape(":" + plain("smile:")))


@given(st.text(), st.integers(2, 30))
def test_a_title_keeps_its_length(text: str, limit: int) -> None:
    """A title is never longer than asked, and short ones are not touched."""
    shown = read(title(text, limit))
    assert len(shown) <= limit
    assert shown == visible(text) or shown.endswith("…")


def test_a_title_needs_room() -> None:
    """A limit that leaves nothing to read is a mistake of the caller."""
    with pytest.raises(ValueError, match="says nothing"):
        title("walking", 1)

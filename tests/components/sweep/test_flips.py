"""A row of the list of flipped samples, in words."""

import html
from dataclasses import replace

from components.sweep.flips import line
from variantlens.sweeps.flipped import FlippedSample
from variantlens.text import WORD_JOINER

PICTURE = FlippedSample(
    sample=7,
    filename="test-147.jpg",
    label="note",
    image=True,
    candidate="int8",
    comparable=1,
    flipped=1,
    harmful=1,
    helpful=0,
    neutral=0,
    unjudged=0,
    window=0,
    change=("note", "coin"),
    of_block="Objects",
)


def said(row: FlippedSample, *, several: bool = False, short: bool = False) -> str:
    """The row as a reader sees it."""
    return html.unescape(line(row, several=several, short=short)).replace(WORD_JOINER, "")


def test_a_row_says_harm_sample_and_change() -> None:
    """One look tells what happened to which sample; what is expected is said where the reference says otherwise."""
    assert said(PICTURE).endswith("harmful] · test-147.jpg · note → **coin**")
    assert "expected coin-2 · note → **coin**" in said(replace(PICTURE, label="coin-2"))


def test_where_several_blocks_flip_the_block_is_named() -> None:
    """A change of one block is not taken for one of another."""
    assert said(PICTURE, several=True).endswith("Objects: note → **coin**")


def test_a_phone_shows_both_decisions_where_they_fit() -> None:
    """Short names leave room for what the reference says; else what the candidate says is what counts."""
    assert said(PICTURE, short=True).endswith(" · test-147.jpg · note → **coin**")
    long = replace(PICTURE, filename="a-recording-of-monday-morning.jpg")
    assert said(long, short=True).endswith(" · a-recording-of-monday-morning.jpg · → **coin**")


def test_recordings_count_their_windows() -> None:
    """Of a recording it is said in how many of its windows something flips, on a phone too how often."""
    recording = replace(PICTURE, image=False, comparable=17, flipped=3, harmful=2, helpful=1)
    assert "3 of 17 windows" in said(recording)
    assert "2 " in said(recording, short=True)

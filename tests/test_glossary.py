"""What the glossary promises."""

import pytest

from variantlens.glossary import TERMS, meaning, named


@pytest.mark.parametrize("word", ["flip", "quantization step", "FOMO", "reference", "rank correlation", "IoU"])
def test_words_of_the_field_are_explained(word: str) -> None:
    """Each word that a newcomer may not know has an entry."""
    assert word in TERMS


@pytest.mark.parametrize("word", TERMS)
def test_an_explanation_is_one_sentence(word: str) -> None:
    """One full stop, at its end, and short enough to be read on hover."""
    assert TERMS[word].endswith(".")
    assert TERMS[word].count(". ") == 0
    assert len(TERMS[word]) <= 200


def test_several_words_are_one_text() -> None:
    """Each word begins a paragraph of its own, with a capital."""
    text = meaning("flip", "IoU")
    assert text.startswith("**Flip**: A window")
    assert "\n\n**IoU**: Intersection" in text


def test_words_are_found_whole_in_their_order() -> None:
    """A text that says *renewed* does not say *new*."""
    assert named("2 boxes lost and 1 box relabelled, renewed", "relabelled", "new", "lost") == ("relabelled", "lost")


def test_an_unknown_word_is_a_fault_of_ours() -> None:
    """A word without an entry is never explained by nothing."""
    with pytest.raises(KeyError):
        meaning("flop")

"""Names of files: what they say, and that every file system takes them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.answers import scored
from variantlens.comparison.compare import compare
from variantlens.reports import naming


@pytest.mark.parametrize(
    ("filename", "sample"), [("walking.9", "walking.9"), ("hello.wav", "hello"), ("", "sample-1"), (".csv", "sample-1")]
)
def test_a_name_says_project_sample_variants_and_what_it_holds(filename: str, sample: str) -> None:
    """The name says the same as the page, the widest first; the ending of the sample's own file is left out."""
    comparison = compare(scored({"float32": [{"a": 0.5}], "int8": [{"a": 0.4}]}), reference="float32")
    held = comparison.sample.sample.model_copy(update={"filename": filename})
    comparison = replace(comparison, sample=comparison.sample.model_copy(update={"sample": held}))
    parts = naming.of_comparison("Motion: one recording", comparison)
    assert (
        naming.file_name(*parts, "Classifier flips", ending=".svg")
        == f"Motion-one-recording_{sample}_float32-int8_Classifier-flips.svg"
    )


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("a", "", "b"), "a_b"),
        ((), "sample"),
        (("../../etc/passwd",), "etc-passwd"),
        (("..", "//", "a: b?"), "a-b"),
        (("word.9.wav", "x_y"), "word.9.wav_x_y"),
        (("ma\u00df \u6e2c\u8a66",), "ma\u00df-\u6e2c\u8a66"),
    ],
)
def test_what_no_name_may_hold_becomes_a_dash(parts: tuple[str, ...], name: str) -> None:
    """Letters and digits of all scripts stay; slashes, colons, blanks and empty parts do not."""
    assert naming.stem(*parts) == name


def test_a_long_part_leaves_room_for_the_others() -> None:
    """A sample with an endless name does not push out which chart it is; nor does a chart with one the sample."""
    name = naming.stem("Motion", "x" * 500, "float32 int8", "Classifier flips")
    assert name.startswith("Motion_xxx")
    assert name.endswith("x_float32-int8_Classifier-flips")
    assert len(name) == naming.LONGEST
    assert naming.stem("Motion", "walking.9", "y" * 500).startswith("Motion_walking.9_yyy")


@given(st.lists(st.text(), max_size=6), st.sampled_from([".csv", ".svg"]))
def test_a_name_is_a_name_everywhere(parts: list[str], ending: str) -> None:
    """No folder, no leading dot or dash, no sign that a file system refuses, and never too long, whatever it is of."""
    name = naming.file_name(*parts, ending=ending)
    assert name.endswith(ending)
    assert not name.startswith((".", "-"))
    assert not set(name) & set('/\\:*?"<>| \n\t')
    assert len(ending) < len(name.encode()) <= naming.LONGEST + len(ending)

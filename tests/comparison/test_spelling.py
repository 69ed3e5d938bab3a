"""Labels that differ in spelling alone."""

import pytest

from variantlens.comparison.spelling import alike, difference, meant

LABELS = ("walking", "no anomaly", "z\u00e9ro")


@pytest.mark.parametrize(
    ("label", "known", "how"),
    [
        ("Walking", "walking", "another case"),
        ("walking ", "walking", "a blank at its end"),
        (" walking", "walking", "a blank at its start"),
        ("no_anomaly", "no anomaly", ""),
        ("No-Anomaly", "no anomaly", ""),
        ("ze\u0301ro", "z\u00e9ro", "another Unicode form"),
        ("walkng", "walking", ""),
    ],
)
def test_a_label_is_recognised_in_another_spelling(label: str, known: str, how: str) -> None:
    """Case, blanks, joints, Unicode forms and a slip of the pen; said is what the eye may miss."""
    assert meant(label, LABELS) == known
    assert difference(label, known) == how


@pytest.mark.parametrize("label", ["red_000", "idle", "", "7"])
def test_another_label_is_no_other_spelling(label: str) -> None:
    """What is not like any label is not taken for one."""
    assert meant(label, LABELS) is None


def test_a_slip_of_the_pen_is_not_alike() -> None:
    """Labels are alike where they read the same, not where they are near."""
    assert alike("Walking ", "walking")
    assert not alike("walkng", "walking")

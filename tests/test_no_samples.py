"""Why no sample was found."""

import pytest

from variantlens.no_samples import why_none
from variantlens.service.schema import Sample, SamplesAnswer

LEFT_OUT = "Not taken as samples: 3 pictures in subfolders (green, red)."


@pytest.mark.parametrize(
    ("categories", "total", "asked", "words"),
    [
        ([], 0, "testing", f"The project has no samples. {LEFT_OUT}"),
        (["training"] * 3, 3, "testing", f"The project has 3 samples (3 training), none testing. {LEFT_OUT}"),
        (["training", "testing"], 2, "testing", "(1 training, 1 testing), none with such a label and name."),
        (["training"], 1, None, "The project has 1 sample (1 training), none with such a label and name."),
        (["training"] * 2, 5000, "testing", "The project has 5,000 samples (the first 2 of them: 2 training)"),
    ],
)
def test_what_is_there_instead_is_counted(categories: list[str], total: int, asked: str | None, words: str) -> None:
    """A person learns how many samples there are, of which category, and which files were left out."""
    samples = [Sample(id=at, category=category) for at, category in enumerate(categories)]
    assert words in why_none(SamplesAnswer(samples=samples, total_count=total, left_out=LEFT_OUT), asked)

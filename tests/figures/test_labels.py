"""Which labels are drawn of many."""

from tests.figures import examples
from variantlens.comparison.outcomes import Harm
from variantlens.figures.labels import labels_that_matter


def test_labels_that_matter_come_first() -> None:
    """Of a hundred labels those in flips are drawn, then the expected ones, in the service's order."""
    result = examples.scores(17, labels=examples.HUNDRED, harm={3: Harm.HARMFUL})
    result.pairs[0].candidate.decisions[3] = "label 99"
    result.reference.decisions[3] = "label 98"
    found = labels_that_matter(result, 4)
    assert found[-2:] == ("label 98", "label 99")
    assert list(found) == sorted(found, key=examples.HUNDRED.index)
    assert len(found) == 4

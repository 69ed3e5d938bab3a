"""Why there is no sample: what lies in the project instead, in words for the page and the command line."""

from collections import Counter

from variantlens.comparison.wording import counted
from variantlens.service.schema import SamplesAnswer

NO_SAMPLES = "The project has no samples."


def why_none(everything: SamplesAnswer, category: str | None) -> str:
    """What a project has where no sample was found.

    Args:
        everything: A page of its samples of all categories, with no other filter.
        category: The category that was asked for, None for all.
    """
    left_out = everything.left_out or ""
    if not everything.total_count:
        return f"{NO_SAMPLES} {left_out}".strip()
    categories = Counter(sample.category or "without a category" for sample in everything.samples)
    told = ", ".join(f"{number:,} {name}" for name, number in categories.most_common())
    first = (
        f"the first {len(everything.samples):,} of them: " if len(everything.samples) < everything.total_count else ""
    )
    there = f"The project has {counted(everything.total_count, 'sample')} ({first}{told})"
    if category is not None and not categories[category]:
        return f"{there}, none {category}. {left_out}".strip()
    return f"{there}, none with such a label and name. {left_out}".strip()

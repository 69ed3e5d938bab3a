"""The parts of a label map: which keys change their label, flips, all keys."""

from collections.abc import Iterator

from variantlens.comparison.label_map import LabelMapComparison
from variantlens.comparison.wording import part
from variantlens.reports.parts import Material, Part, Remark, flipped, tables


def parts(material: Material, result: LabelMapComparison) -> Iterator[Part]:
    """What a report shows of labels under keys, in the order of reading."""
    for pair in result.pairs:
        changed = part(len(pair.changed), len(result.keys), "key") if pair.changed else "no key"
        yield Remark(f"{pair.candidate.variant}: the label of {changed} changes.")
    yield from flipped(material, result)
    yield from tables(material, result)

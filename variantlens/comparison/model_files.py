"""What a reader should know of the model files behind the answers for one block."""

from collections.abc import Iterator, Sequence

from variantlens.comparison.notices import Notice
from variantlens.comparison.rows import Side


def irreproducible(sides: Sequence[Side]) -> tuple[str, ...]:
    """The variants whose model file answers differently each time that it is loaded, as far as the service says."""
    return tuple(
        side.variant
        for side in sides
        if side.classification is not None
        and side.classification.model is not None
        and side.classification.model.reproducible is False
    )


def model_notices(sides: Sequence[Side]) -> tuple[Notice, ...]:
    """What to know besides the scores: files that cannot be relied on, and what the service remarks on them."""
    return tuple(_notices(sides))


def _notices(sides: Sequence[Side]) -> Iterator[Notice]:
    unreliable = irreproducible(sides)
    for side in sides:
        said = side.classification
        if said is None or said.model is None:
            continue
        block = said.learn_block.id
        if side.variant in unreliable:
            text = "model file answers differently each time that it is loaded: its scores cannot be relied on."
            yield Notice(f"{side.variant}'s {text}", block)
        for remark in said.model.notices:
            yield Notice(f"{side.variant}: {remark}", block)

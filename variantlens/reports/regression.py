"""The parts of a regression: values against the expected ones within the allowed error, flips, all windows."""

from collections.abc import Iterator, Sequence
from functools import partial

from variantlens.comparison.regression import RegressionComparison, VariantValues
from variantlens.comparison.wording import numbers
from variantlens.figures import regression as figures
from variantlens.figures import value_dots
from variantlens.reports.parts import Drawing, Material, Part, Remark, flipped, tables


def parts(material: Material, result: RegressionComparison) -> Iterator[Part]:
    """What a report shows of values, in the order of reading."""
    windows = material.comparison.windows
    if windows.count == 1:
        yield Drawing("Values", value_dots.dots_alt(result), partial(value_dots.dots, result))
    else:
        yield Drawing(
            "Values over time", figures.timeline_alt(windows, result), partial(figures.timeline, windows, result)
        )
    yield from flipped(material, result)
    if result.threshold is None:
        yield Remark("The block has no allowed error, so no value is called right or wrong.")
    yield from _errors([said for said in result.variants if said.judged])
    yield from tables(material, result)


def _errors(judged: Sequence[VariantValues]) -> Iterator[Remark]:
    errors, biases = (numbers(*(getattr(said, of) for said in judged)) for of in ("mean_absolute_error", "bias"))
    for said, error, bias in zip(judged, errors, biases, strict=True):
        yield Remark(f"{said.variant}: mean absolute error {error}, bias {bias}.")

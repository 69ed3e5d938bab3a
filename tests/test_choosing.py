"""A partial choice becomes a complete one; what was named is never replaced."""

from collections.abc import Sequence

import pytest

from variantlens.address import Choice
from variantlens.choosing import UnknownChoiceError, complete
from variantlens.service.schema import Demo, Impulse, ModelVariant, Project, Sample, SamplesAnswer


class Shelf:
    """A catalogue with one plain project and one demo."""

    def __init__(self, variants: Sequence[str] = ("float32", "int8", "int8-one-recording")) -> None:
        demo = Demo(headline="a story", order=1, sample=41, variants=["float32", "int8-one-recording"])
        self._projects = [Project(id=2, name="Motion", demo=demo), Project(id=9, name="Mine")]
        self._variants = variants

    def projects(self) -> Sequence[Project]:
        return self._projects

    def impulses(self, project: int) -> Sequence[Impulse]:
        return [Impulse(id=1, name="first"), Impulse(id=4, name="second")]

    def model_variants(self, project: int, impulse: int | None = None) -> Sequence[ModelVariant]:
        return [ModelVariant(variant=name) for name in self._variants]

    def samples(self, project: int, *, category: str | None = None, limit: int = 100, offset: int = 0) -> SamplesAnswer:
        samples = [Sample(id=7)] if category == "training" else []
        return SamplesAnswer(samples=samples, total_count=len(samples))


def test_a_demo_opens_with_its_story() -> None:
    """A project that is a demo starts with the sample and the variants that show its story."""
    choice, _ = complete(Choice(project=2), Shelf())
    assert (choice.sample, choice.variants, choice.reference) == (41, ("float32", "int8-one-recording"), "float32")


def test_a_plain_project_opens_with_its_first_sample_and_the_usual_pair() -> None:
    """Without test samples the first training sample is shown, with float32 against int8."""
    choice, options = complete(Choice(project=9), Shelf())
    assert (choice.impulse, choice.sample, choice.variants) == (1, 7, ("float32", "int8"))
    assert [entry.id for entry in options.impulses] == [1, 4]


def test_without_float32_the_first_variant_is_the_reference() -> None:
    """A service whose variants have other names is compared all the same."""
    choice, _ = complete(Choice(project=9), Shelf(["akida", "int4", "int2"]))
    assert (choice.variants, choice.reference) == (("akida", "int4"), "akida")


@pytest.mark.parametrize(
    ("choice", "what"),
    [
        (Choice(project=3), "project"),
        (Choice(project=2, impulse=2), "impulse"),
        (Choice(project=2, variants=("int8", "int4")), "variant"),
        (Choice(project=2, variants=("int8",), reference="float32"), "reference"),
    ],
)
def test_what_the_service_lacks_is_an_error_that_lists_what_there_is(choice: Choice, what: str) -> None:
    """A link that names something unknown never shows something else instead."""
    with pytest.raises(UnknownChoiceError) as error:
        complete(choice, Shelf())
    assert error.value.what == what
    assert error.value.available


def test_a_project_without_samples_says_what_lies_there() -> None:
    """Where there is no sample to choose, the error carries the reason that the service knows."""

    class Empty(Shelf):
        def samples(
            self, project: int, *, category: str | None = None, limit: int = 100, offset: int = 0
        ) -> SamplesAnswer:
            return SamplesAnswer(samples=[], total_count=0, left_out="Not taken as samples: 3 pictures in subfolders.")

    with pytest.raises(UnknownChoiceError, match="There is no sample to choose") as error:
        complete(Choice(project=9), Empty())
    assert error.value.why == "The project has no samples. Not taken as samples: 3 pictures in subfolders."

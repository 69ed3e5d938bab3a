"""A partial choice becomes a complete one; what was named is never replaced."""

from collections.abc import Sequence

import pytest

from variantlens.address import Choice
from variantlens.choosing import UnknownChoiceError, complete, how_to_enable
from variantlens.service.schema import Demo, Impulse, ModelVariant, Project, Sample, SamplesAnswer


class Shelf:
    """A catalogue with one plain project and one demo."""

    def __init__(
        self,
        variants: Sequence[str] = ("float32", "int8", "int8-one-recording"),
        *,
        off: Sequence[str] = (),
        reference: str = "",
        impulse: int | None = None,
    ) -> None:
        demo = Demo(headline="a story", order=1, sample=41, variants=["float32", "int8-one-recording"])
        self._projects = [Project(id=2, name="Motion", demo=demo), Project(id=9, name="Mine")]
        self._variants = [
            ModelVariant(variant=name, is_enabled=name not in off, is_reference_variant=name == reference)
            for name in variants
        ]
        self._impulse = impulse

    def projects(self) -> Sequence[Project]:
        return self._projects

    def impulses(self, project: int) -> Sequence[Impulse]:
        return [Impulse(id=1, name="first"), Impulse(id=4, name="second")]

    def default_impulse(self, project: int) -> int | None:
        return self._impulse

    def model_variants(self, project: int, impulse: int | None = None) -> Sequence[ModelVariant]:
        return self._variants

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


def test_the_project_names_its_reference_and_its_impulse() -> None:
    """What the project says of itself comes before what is usual."""
    choice, _ = complete(Choice(project=9), Shelf(reference="int8", impulse=4))
    assert (choice.impulse, choice.variants, choice.reference) == (4, ("int8", "float32"), "int8")


def test_an_impulse_that_is_gone_is_no_default() -> None:
    """A default that the project no longer has is passed over; one that was named is not looked up."""
    assert complete(Choice(project=9), Shelf(impulse=77))[0].impulse == 1
    assert complete(Choice(project=9, impulse=1), Shelf(impulse=4))[0].impulse == 1


def test_a_variant_that_is_not_enabled_is_not_chosen_by_itself() -> None:
    """int8 is off by default in real projects: what is left is shown alone, with what to do."""
    choice, options = complete(Choice(project=9), Shelf(["float32", "int8", "akida"], off=["int8", "akida"]))
    assert (choice.variants, choice.reference, options.not_enabled) == (("float32",), "float32", ("int8", "akida"))
    told = how_to_enable(options.lacking(choice.variants), "https://service.test/v1")
    assert told.startswith("int8 is not enabled in this project: enable quantized profiling in Edge Impulse Studio")


def test_an_enabled_variant_takes_the_place_of_one_that_is_not() -> None:
    """With two enabled variants there is something to compare, and nothing to say."""
    choice, options = complete(Choice(project=9), Shelf(["float32", "int8", "int4"], off=["int8"]))
    assert choice.variants == ("float32", "int4")
    assert how_to_enable(options.lacking(choice.variants), "https://service.test/v1") == ""


def test_a_variant_that_was_named_is_kept_though_it_is_not_enabled() -> None:
    """What was named is never replaced; that it is not enabled is said."""
    choice, options = complete(Choice(project=9, variants=("float32", "int8")), Shelf(off=["int8"]))
    assert choice.variants == ("float32", "int8")
    assert options.lacking(choice.variants) == ("int8",)


@pytest.mark.parametrize("name", ["int8, 4 bit", "eigene Größe ✓", "a|b:c@d", "7", "**bold**"])
def test_a_variant_may_have_any_name(name: str) -> None:
    """A custom variant's key is any text."""
    choice, _ = complete(Choice(project=9), Shelf(["float32", name]))
    assert choice.variants == ("float32", name)

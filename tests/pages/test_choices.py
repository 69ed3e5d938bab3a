"""What the rows of choices say of a project's variants and samples."""

from typing import Any

from components.sample_filters import CATEGORIES
from tests.pages.conftest import Open, read
from tests.pages.replaced import Replaced

PROJECT = {"project": "1", "impulse": "1"}


def switched_off(body: dict[str, Any]) -> dict[str, Any]:
    """A project as it comes: int8 is not enabled."""
    for variant in body["modelVariants"]:
        variant["isEnabled"] = variant["variant"] != "int8"
    return body


def test_a_variant_that_is_not_enabled_is_marked_with_what_to_do(open_page: Open, service: Replaced) -> None:
    """int8 is off by default in real projects: that is said in the row of choices, and how to switch it on."""
    service.changing = ("/model-variants", switched_off)
    app = open_page("compare", project="2")
    assert not app.exception
    assert app.query_params["variants"] == "float32"
    assert "int8 · not enabled" in [option.content for option in app.button_group(key="pick variants").proto.options]
    assert "enable quantized profiling in Edge Impulse Studio" in read(app)


def test_a_variant_that_is_not_enabled_cannot_be_added(open_page: Open, service: Replaced) -> None:
    """What the project has switched off is not asked for by a click."""
    service.changing = ("/model-variants", switched_off)
    app = open_page("compare", **PROJECT, variants=["float32"])
    app.button_group(key="pick variants").set_value(["float32", "int8"]).run()
    assert app.query_params["variants"] == "float32"


def test_a_sweep_of_one_variant_says_what_to_do(open_page: Open, service: Replaced, own_database: None) -> None:
    """There is nothing to compare with, and why."""
    service.changing = ("/model-variants", switched_off)
    app = open_page("sweep", project="2")
    assert not app.exception
    assert "enable quantized profiling in Edge Impulse Studio" in read(app)


def test_every_category_can_be_chosen(open_page: Open, own_database: None) -> None:
    """Validation and post-processing samples are filtered and swept like the others."""
    assert CATEGORIES == ("testing", "training", "validation", "post-processing", "all")
    app = open_page("sweep", **PROJECT, category="validation")
    assert app.selectbox(key="sweep category").options == list(CATEGORIES)
    assert not app.exception


def test_samples_that_may_not_be_classified_are_marked(open_page: Open, service: Replaced) -> None:
    """Disabled, in processing, processing failed: the list of samples says so."""

    def marked(body: dict[str, Any]) -> dict[str, Any]:
        for sample in body["samples"]:
            sample |= {"isDisabled": sample["id"] == 39, "isProcessing": sample["id"] == 40}
            sample["processingError"] = sample["id"] == 38
        return body

    service.changing = ("/raw-data", marked)
    app = open_page("compare", **PROJECT, sample="39", variants=["float32", "int8"])
    names = " ".join(app.selectbox(key="pick sample").options)
    assert all(mark in names for mark in (" · disabled", " · in processing", " · processing failed"))

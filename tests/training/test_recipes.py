"""The command line of the recipes, as far as it goes without TensorFlow."""

from pathlib import Path

from training.__main__ import DEMOS, recipes


def test_a_recipe_is_a_module_that_builds() -> None:
    """Recipes are found by their function and named like their folders; shared modules are none."""
    found = recipes()
    assert {"motion", "motion-spectral"} <= set(found)
    assert not {"projects", "measure", "check", "clusters", "basic-motions", "--main--"} & set(found)


def test_every_shipped_demo_has_a_recipe() -> None:
    """No demo is shipped that cannot be built again."""
    assert {path.parent.name for path in Path(DEMOS).glob("*/project.json")} <= set(recipes())

"""What tests of one demo share."""

import pytest

from tests.studio.demos import plain


@pytest.fixture(scope="module")
def demo(request: pytest.FixtureRequest) -> plain.Demo:
    """The shipped folder that a module is about, its ``FOLDER``."""
    return plain.read(request.module.FOLDER)

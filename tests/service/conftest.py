"""What tests of the client share."""

from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """Repeated calls follow at once, three in all."""
    with stamina.set_testing(True, attempts=3):
        yield

"""What tests of the client share."""

from collections.abc import Iterator

import pytest
import stamina


@pytest.fixture
def no_waiting() -> Iterator[None]:
    """Repeated calls follow at once, three in all; only a time that the service asks for is waited."""
    with stamina.set_testing(True, attempts=3):
        yield

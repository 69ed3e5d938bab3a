"""The collector rests while much is read, and works again whatever happened."""

import gc

import pytest

from variantlens.sweeps.collecting import resting


def test_it_rests_and_works_again() -> None:
    """Within the block nothing is collected; behind it everything is as before, after an error too."""
    with resting():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="on purpose"), resting():
        raise ValueError("on purpose")
    assert gc.isenabled()


def test_who_has_disabled_it_keeps_it_disabled() -> None:
    """A collector that was at rest before stays so: whoever disabled it enables it."""
    gc.disable()
    try:
        with resting():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

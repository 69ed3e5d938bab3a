"""A rest for Python's collector of cyclic garbage while very many values are made that all stay.

It would walk over all of them again and again as they become more: reading the results of 10,000 samples takes three
times as long with it.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """Let the collector rest. For a second or so: meanwhile garbage that refers to itself stays, in every thread."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

"""What tests of sweeps share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sweeps.services import LONG_S
from variantlens.store.database import Database
from variantlens.store.sweeps import SweepStore
from variantlens.sweeps.running.service import Sweeps


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    opened = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SweepStore:
    """An empty store."""
    return SweepStore(database)


@pytest.fixture
def sweeps(store: SweepStore) -> Iterator[Sweeps]:
    """Sweeps of an empty store, which end with the test."""
    made = Sweeps(store)
    yield made
    made.close()
    for kept in store.recent("https://service.test/v1"):
        made.wait(kept.id, LONG_S)

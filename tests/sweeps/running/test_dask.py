"""The same sweep on a real Dask cluster: nothing lost and nothing twice, not even when a worker is killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.conftest import DEMOS, KEY, Running, StudioService
from tests.gate import Gate
from tests.sweeps.services import reach
from variantlens.service.client import Client
from variantlens.store.sweeps import SweepStore
from variantlens.store.values import State
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.executors import DaskUnusable, dask
from variantlens.sweeps.running.service import Sweeps

ROOT = Path(__file__).parents[3]
START_S = 40
VARIANTS = ("float32", "int8")


class Cluster:
    """A scheduler and two workers, each a process of its own; the workers have the key in their environment."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        self._folder = folder
        self._said = folder / "scheduler.json"
        self._environment = os.environ | environment | {"PYTHONPATH": str(ROOT)}
        self._scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", str(self._said))
        self.workers = [self._worker(each) for each in range(2)]

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{len(list(self._folder.iterdir()))}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *command, "--no-dashboard"],
                env=self._environment,
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _worker(self, number: int) -> subprocess.Popen[bytes]:
        options = ("--nworkers", "1", "--nthreads", "2", "--no-nanny", "--name", f"worker-{number}")
        return self._start("worker", "--scheduler-file", str(self._said), *options)

    @property
    def address(self) -> str:
        """Where the scheduler answers, once both workers are there."""
        import distributed

        with distributed.Client(scheduler_file=str(self._said), timeout=START_S) as client:
            client.wait_for_workers(2, timeout=START_S)
            address: str = client.scheduler.address
        return address

    def end(self) -> None:
        """End all processes that this started."""
        for process in (*self.workers, self._scheduler):
            process.kill()
            process.wait(timeout=10)


@pytest.fixture
def gate() -> Gate:
    """Lets five samples through, and the others when it is opened."""
    return Gate(free=5)


@pytest.fixture
def studio_service(gate: Gate, served: Callable[[FastAPI], Running]) -> Iterator[StudioService]:
    """The service behind the gate."""
    with served(gate.app([DEMOS], KEY)) as running:
        yield StudioService(running.address, KEY)


@pytest.fixture
def cluster(tmp_path: Path, studio_service: StudioService) -> Iterator[Cluster]:
    """A cluster whose workers know the service and its key."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    names = {"VARIANTLENS_SERVICE_URL": studio_service.address, "VARIANTLENS_API_KEY": studio_service.api_key}
    made = Cluster(folder, names)
    yield made
    made.end()


# Dask's own threads and sockets end after its client; what they say on the way out is not ours.
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_killed_worker_loses_no_sample(
    cluster: Cluster, studio_service: StudioService, gate: Gate, store: SweepStore
) -> None:
    """One of two worker processes is killed in the middle: every sample is there once, as without a cluster."""
    request = SweepRequest(service=studio_service.address, project=1, impulse=1, category=None, variants=VARIANTS)
    with Client(studio_service.address, studio_service.api_key) as client:
        on_cluster = Sweeps(store, cluster.address)
        run = on_cluster.start(request, client)
        reach(on_cluster, run, 5)
        in_the_middle = on_cluster.progress(run)
        assert "Dask" in in_the_middle.doing
        assert in_the_middle.done == 5
        os.kill(cluster.workers[0].pid, signal.SIGKILL)
        assert cluster.workers[0].wait(timeout=START_S) == -signal.SIGKILL
        gate.open()
        progress = on_cluster.wait(run, START_S)
        assert (progress.state, progress.failed) == (State.FINISHED, 0)
        outcomes = list(on_cluster.outcomes(run))
        here = Sweeps(store)
        again = here.start(request, client)
        here.wait(again, START_S)
        assert progress.done == progress.total == len(outcomes) == len({each.sample for each in outcomes})
        assert outcomes == list(here.outcomes(again))


def test_the_embedded_service_is_refused() -> None:
    """Workers elsewhere cannot reach the embedded service: that is said before anything is sent."""
    with pytest.raises(DaskUnusable, match="on this machine alone"):
        dask(SweepRequest(project=1, variants=VARIANTS), "tcp://127.0.0.1:1")


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong address is one plain error."""
    monkeypatch.setattr("variantlens.sweeps.running.executors.CONNECT_S", 0.5)
    with pytest.raises(DaskUnusable, match="No Dask scheduler answers at tcp"):
        dask(SweepRequest(service="https://service.test/v1", project=1, variants=VARIANTS), "tcp://127.0.0.1:1")


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the optional package is missing, its name is said."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DaskUnusable, match="distributed"):
        dask(SweepRequest(service="https://service.test/v1", project=1, variants=VARIANTS), "tcp://127.0.0.1:1")

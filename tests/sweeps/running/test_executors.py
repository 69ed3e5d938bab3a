"""Who does the work: threads unless a scheduler is named."""

import os
import pickle
import threading
from pathlib import Path

import httpx
import pytest

from tests.sweeps.services import ADDRESS, Service, request
from variantlens.service.client import Client
from variantlens.service.errors import ServiceNotAllowed, Unauthorized
from variantlens.sweeps.running import executors
from variantlens.sweeps.running.executors import REMOTE_IN_FLIGHT, DaskUnusable, crew, threads
from variantlens.sweeps.running.sources import Batch, PerSample
from variantlens.sweeps.running.work import Answered, FromEnvironment, Missed, work


def test_threads_for_a_service_elsewhere() -> None:
    """Sixteen calls at once, over the one client."""
    client = Service().client()
    workers = crew(request(), client, None, threading.Event())
    assert (workers.in_flight, workers.connection.client()) == (REMOTE_IN_FLIGHT, client)
    workers.close()


def test_threads_for_the_embedded_service() -> None:
    """Four for each core: more would only wait for one another."""
    workers = threads(Client("http://127.0.0.1:1/v1", embedded=True))
    assert workers.in_flight == 4 * (os.cpu_count() or 1)
    workers.close()


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not let a program choose its cores")
def test_threads_stay_on_one_core() -> None:
    """All of a sweep's threads share a core that the process may use; the thread that starts them goes anywhere."""
    allowed = os.sched_getaffinity(0)
    workers = threads(Service().client(), in_flight=3)
    meeting = threading.Barrier(3, timeout=60)
    seen = [workers.executor.submit(_cores, meeting) for _ in range(3)]
    (core,) = {cores for future in seen for cores in future.result()}
    workers.close()
    assert core in allowed
    assert os.sched_getaffinity(0) == allowed


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="the system does not let a program choose its cores")
def test_threads_stay_on_a_fast_core(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where a processor has economical cores beside fast ones, a sweep is not put on an economical one."""
    allowed = sorted(os.sched_getaffinity(0))
    for core in allowed:
        (tmp_path / f"cpu{core}" / "cpufreq").mkdir(parents=True)
        (tmp_path / f"cpu{core}" / "cpufreq" / "cpuinfo_max_freq").write_text(f"{1_000_000 + core}\n")
    monkeypatch.setattr(executors, "CORES", tmp_path)
    workers = threads(Service().client(), in_flight=1)
    assert workers.executor.submit(os.sched_getaffinity, 0).result() == {allowed[-1]}
    workers.close()


def test_threads_work_where_cores_cannot_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container that forbids it keeps nobody from sweeping."""

    def forbidden(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbidden, raising=False)
    workers = threads(Service().client(), in_flight=1)
    assert workers.executor.submit(sum, [1, 2]).result() == 3
    workers.close()


def _cores(meeting: threading.Barrier) -> set[int]:
    """Where this thread may run, seen while the others are asked too."""
    meeting.wait()
    return os.sched_getaffinity(0)


def test_a_scheduler_is_not_passed_over() -> None:
    """Where a scheduler is named but cannot be used, no threads take its place silently."""
    with pytest.raises(DaskUnusable):
        crew(request(service="embedded"), Service().client(), "tcp://127.0.0.1:1", threading.Event())


def test_what_travels_to_a_worker_holds_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work that is sent to a cluster can be pickled, and the operator's key is not in it."""
    canary = "canary-7f3e19c0a2b44d"
    monkeypatch.setenv("VARIANTLENS_SERVICE_URL", ADDRESS)
    monkeypatch.setenv("VARIANTLENS_API_KEY", canary)
    connection = FromEnvironment(ADDRESS)
    assert "key set" in repr(connection.client())
    sent = pickle.dumps((work, connection, PerSample(request()), request(), Batch((1,))))
    assert canary.encode() not in sent


def test_a_worker_asks_only_what_its_operator_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker goes by the settings of its own environment."""
    monkeypatch.delenv("VARIANTLENS_SERVICE_URL", raising=False)
    monkeypatch.delenv("VARIANTLENS_ALLOWED_SERVICES", raising=False)
    with pytest.raises(ServiceNotAllowed):
        FromEnvironment(ADDRESS).client()


def test_results_and_errors_travel_back() -> None:
    """What a worker returns, errors of the service included, survives pickling."""
    service = Service(2)
    service.behave = lambda sample, _: None if sample == 1 else _unauthorized()
    workers = threads(service.client())
    results = work(workers.connection, PerSample(request()), request(), Batch((1, 2)))
    workers.close()
    answered, missed = pickle.loads(pickle.dumps(results))  # noqa: S301  made in the line above
    assert isinstance(answered, Answered)
    assert isinstance(missed, Missed)
    assert isinstance(missed.error, Unauthorized)
    assert "API key" in missed.sentence or "key" in missed.sentence


def _unauthorized() -> httpx.Response:
    return httpx.Response(401, json={"success": False, "error": "no"})

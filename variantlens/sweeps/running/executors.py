"""Where the work of a sweep is done: in threads of this process, or on a Dask cluster.

Everything here is a ``concurrent.futures.Executor``. A cluster is used where the operator names its scheduler and
all workers can reach the service with the operator's own key; else threads are, and the reason is said.
"""

import os
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from variantlens.service.client import Client
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.work import Connection, FromEnvironment, Shared

REMOTE_IN_FLIGHT = 16
"""Calls on their way at once to a service elsewhere: most of their time is spent waiting."""

PER_WORKER_THREAD = 2
"""Batches handed to each thread of a cluster: one that it works on, one that it finds when it has finished."""

CORES = Path("/sys/devices/system/cpu")
"""Where Linux describes the cores."""

CONNECT_S = 10
"""Seconds to reach a scheduler."""


class DaskUnusable(Exception):
    """A Dask cluster is named, but cannot be used; the message says why."""


@dataclass(frozen=True)
class Crew:
    """Who does the work.

    Attributes:
        executor: Takes the work.
        connection: How its workers reach the service.
        in_flight: How many batches it is given at once.
        close: Ends it; work that waits is dropped.
        name: What it is, for people.
    """

    executor: Executor
    connection: Connection
    in_flight: int
    close: Callable[[], None]
    name: str


def crew(request: SweepRequest, client: Client, scheduler: str | None, cancelled: threading.Event) -> Crew:
    """Who does the work of a sweep.

    Args:
        request: The sweep.
        client: The client of this process.
        scheduler: Address of a Dask scheduler; None for threads.
        cancelled: Set when nobody waits for the answers any more.

    Raises:
        DaskUnusable: A scheduler is named, but the sweep cannot run there.
    """
    return threads(client, cancelled) if scheduler is None else dask(request, scheduler)


def threads(client: Client, cancelled: threading.Event | None = None, in_flight: int | None = None) -> Crew:
    """Threads of this process: for the embedded service four per core, for others :data:`REMOTE_IN_FLIGHT`.

    All of them stay on one core where the system lets them. They need Python's lock for most of what they do, so that
    one works at a time anyway; handing the lock to another core, whose caches hold nothing of the work, took a third
    of their time.
    """
    usual = 4 * (os.cpu_count() or 1) if client.embedded else REMOTE_IN_FLIGHT
    count = in_flight or usual
    pool = ThreadPoolExecutor(count, thread_name_prefix="sweep", initializer=_stay_on, initargs=(_one_core(),))
    return Crew(
        pool, Shared(client, cancelled), count, lambda: pool.shutdown(wait=False, cancel_futures=True), "threads"
    )


def _one_core() -> set[int]:
    """One of the fastest cores that this process may use; none where the system does not let a program choose."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    speeds = {core: _speed(core) for core in os.sched_getaffinity(0)}
    return {secrets.choice([core for core, speed in speeds.items() if speed == max(speeds.values())])}


def _speed(core: int) -> int:
    """A core's highest frequency in kHz, which tells fast cores from economical ones; 0 where it is not known."""
    try:
        return int((CORES / f"cpu{core}" / "cpufreq" / "cpuinfo_max_freq").read_text())
    except (OSError, ValueError):
        return 0


def _stay_on(cores: set[int]) -> None:
    """Keep this thread on these cores; where that is forbidden it goes anywhere."""
    if cores:
        with suppress(OSError):
            os.sched_setaffinity(0, cores)


def dask(request: SweepRequest, scheduler: str) -> Crew:
    """The workers of a Dask cluster, which need this program, the operator's service and its key in their environment.

    Raises:
        DaskUnusable: The service is the embedded one, the extra is not installed, or nobody answers there.
    """
    if request.service_id.is_embedded:
        raise DaskUnusable(
            "A Dask cluster cannot run sweeps of the embedded service: it answers on this machine alone. "
            "Unset VARIANTLENS_DASK_SCHEDULER, or run `python -m studio` where all workers reach it."
        )
    try:
        import distributed
    except ImportError as error:
        raise DaskUnusable(
            "VARIANTLENS_DASK_SCHEDULER is set, but the optional package distributed is missing."
        ) from error
    try:
        cluster = distributed.Client(scheduler, timeout=CONNECT_S, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise DaskUnusable(f"No Dask scheduler answers at {scheduler}.") from error
    workers = cluster.scheduler_info(n_workers=-1)["workers"].values()
    count = max(PER_WORKER_THREAD * sum(worker["nthreads"] for worker in workers), PER_WORKER_THREAD)
    # The same call is made again in a later round: its result must not be the remembered one.
    executor = cluster.get_executor(pure=False)
    return Crew(executor, FromEnvironment(request.service), count, cluster.close, f"Dask at {scheduler}")

"""Fifty clients at once over the embedded service for a minute: ``make soak``, or ``python -m benchmarks.soak``.

The service runs in a process of its own over the demos. First each of some calls is made alone, and its answer is
kept. Then many clients make the same calls in any order, all at once. Three promises are checked: no call fails, each
answer is byte for byte the one that was given alone, and the process's memory stops growing once models are loaded.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.measuring import resident_mb

ROOT = Path(__file__).parents[1]
CLIENTS = 50
SECONDS = 60.0
SAMPLES = 3
"""Samples of each project whose calls are made."""
CALL_SECONDS = 60.0
"""How long one call may take while fifty wait."""
LOOKS = 30
"""How often the memory is looked at."""
GROWTH = 1.10
"""How much larger the last third's memory may be than the middle third's; the first third loads models."""


@dataclass(frozen=True)
class Call:
    """A call that can be made again and again."""

    method: str
    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    def sent(self, http: httpx.Client) -> httpx.Response:
        """The answer to it."""
        return http.request(self.method, self.path, params=dict(self.parameters))


@dataclass(frozen=True)
class Service:
    """The service's process."""

    address: str
    pid: int

    def client(self) -> httpx.Client:
        """A client with a connection of its own."""
        return httpx.Client(base_url=f"{self.address}/api", timeout=CALL_SECONDS)

    @property
    def memory_mb(self) -> float:
        """Memory of the process in MB, as Linux counts it."""
        return resident_mb(self.pid)


@dataclass
class Seen:
    """What clients have seen. Lists append in one step, so threads need no lock."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    memory_mb: list[float] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status is 0 if all promises were kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description="The embedded service under load.")
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args(arguments)
    with running() as service:
        alone = answers_alone(service)
        print(
            f"{len(alone)} calls were answered one at a time; now {options.clients} clients for {options.seconds:g} s"
        )
        seen = soaked(service, alone, clients=options.clients, seconds=options.seconds)
    for line in report(seen, options.seconds):
        print(line)
    broken = problems(seen)
    for line in broken:
        print(f"NOT KEPT: {line}")
    return 1 if broken else 0


@contextmanager
def running(*arguments: str) -> Iterator[Service]:
    """The service in a process of its own, on a free port."""
    command = [sys.executable, "-m", "studio", "--port", "0", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        try:
            said = process.stderr.readline() if process.stderr is not None else ""
            address = said.partition("answers at ")[2].partition("/api,")[0]
            if not address:
                raise RuntimeError(f"the service did not start: {said}")
            threading.Thread(target=_drained, args=(process,), daemon=True).start()
            yield Service(address, process.pid)
        finally:
            process.terminate()


def calls(http: httpx.Client) -> list[Call]:
    """For each project its lists, and for some samples the calls that the dashboard makes."""
    found = [Call("GET", "/projects")]
    for project in http.get("/projects").json()["projects"]:
        base = f"/{project['id']}"
        variants = http.get(f"{base}/model-variants", params={"all": "true"}).json()["modelVariants"]
        names = json.dumps([variant["variant"] for variant in variants])
        found += [Call("GET", f"{base}/impulses"), Call("GET", f"{base}/raw-data", (("limit", "20"),))]
        samples = http.get(f"{base}/raw-data", params={"category": "testing", "limit": SAMPLES}).json()["samples"]
        for sample in samples:
            found.append(Call("POST", f"{base}/classify/v2/{sample['id']}/variants", (("variants", names),)))
            found.append(Call("GET", f"{base}/raw-data/{sample['id']}"))
            if sample["chartType"] == "image":
                found.append(Call("GET", f"{base}/raw-data/{sample['id']}/image"))
    return found


def answers_alone(service: Service) -> dict[Call, bytes]:
    """The answer to each call, made one after the other."""
    with service.client() as http:
        return {call: call.sent(http).raise_for_status().content for call in calls(http)}


def soaked(service: Service, alone: dict[Call, bytes], *, clients: int, seconds: float) -> Seen:
    """What many clients see that make the calls at once, each in an order of its own, until the time is over."""
    seen = Seen()
    end = time.monotonic() + seconds
    work: list[Callable[[], None]] = [_client(service, alone, seen, end, seed) for seed in range(clients)]
    threads = [threading.Thread(target=each, daemon=True) for each in work]
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        seen.memory_mb.append(service.memory_mb)
        time.sleep(seconds / LOOKS)
    for thread in threads:
        thread.join(timeout=CALL_SECONDS)
    if hanging := sum(thread.is_alive() for thread in threads):
        seen.errors.append(f"{hanging} clients still wait for an answer")
    return seen


def report(seen: Seen, seconds: float) -> list[str]:
    """What was measured, in lines."""
    if not seen.seconds:
        return ["no call was answered"]
    percents = statistics.quantiles(seen.seconds, n=100) if len(seen.seconds) > 1 else seen.seconds * 99
    return [
        f"answers          {len(seen.seconds)}, {len(seen.seconds) / seconds:.0f} per second",
        f"seconds a call    {percents[49]:.3f} median, {percents[98]:.3f} 99th of 100, {max(seen.seconds):.3f} most",
        f"memory in MB     {', '.join(f'{value:.0f}' for value in thirds(seen.memory_mb))} (largest of each third)",
        f"errors           {len(seen.errors)}",
    ]


def problems(seen: Seen) -> list[str]:
    """The promises that were not kept, in words."""
    first = [f"{len(seen.errors)} errors, the first: {seen.errors[0]}"] if seen.errors else []
    nothing = [] if seen.seconds else ["no call was answered"]
    _, middle, last = thirds(seen.memory_mb)
    grown = [f"memory grew from {middle:.0f} to {last:.0f} MB"] if last > middle * GROWTH else []
    return first + nothing + grown


def thirds(values: Sequence[float]) -> tuple[float, float, float]:
    """The largest of each third of the values; of all where there are fewer than three."""
    size = len(values) // 3
    if not size:
        most = max(values, default=0.0)
        return most, most, most
    return max(values[:size]), max(values[size : 2 * size]), max(values[2 * size :])


def _client(service: Service, alone: dict[Call, bytes], seen: Seen, end: float, seed: int) -> Callable[[], None]:
    def run() -> None:
        order = random.Random(seed)  # noqa: S311  an order of calls is no secret
        known = list(alone)
        with service.client() as http:
            while time.monotonic() < end:
                call = order.choice(known)
                start = time.monotonic()
                try:
                    answer = call.sent(http)
                except httpx.HTTPError as error:
                    seen.errors.append(f"{call.method} {call.path}: {error!r}")
                    continue
                seen.seconds.append(time.monotonic() - start)
                if answer.status_code != 200:
                    seen.errors.append(f"{call.method} {call.path}: {answer.status_code} {answer.text[:200]}")
                elif answer.content != alone[call]:
                    seen.errors.append(f"{call.method} {call.path}: another answer than alone")

    return run


def _drained(process: subprocess.Popen[str]) -> None:
    """Read what the service says, so that it never waits for somebody who does."""
    for line in process.stderr or ():
        print(f"studio: {line.rstrip()}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

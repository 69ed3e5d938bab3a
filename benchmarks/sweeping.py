"""A sweep over the embedded service, against a plain loop and against the official client one call after another."""

import gc
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import edgeimpulse_api as official

from benchmarks.latency import delayed
from benchmarks.measuring import Measured, against, timed
from benchmarks.studio import DEMO, VARIANTS, Plain
from variantlens.service.client import Client
from variantlens.service.embedded import EmbeddedService
from variantlens.settings import Settings
from variantlens.sweeps.request import SourceKind, SweepRequest
from variantlens.sweeps.running.service import Sweeps

TIMES = 10
"""How often the demo's 40 test recordings stand in the data set."""
FAR_S = 0.05
FAR_SAMPLES = 100
ROUNDS = 3


def measure() -> Iterator[Measured]:
    """Measure both sources, and the way to a service that is 50 ms away."""
    # As the dashboard and the command line do it.
    gc.freeze()
    with repeated(TIMES) as (folder, paths):
        service = EmbeddedService(projects=(folder,))
        service.start()
        try:
            yield from _near(service, folder, paths)
            yield from _far(service)
        finally:
            service.stop()


def _near(service: EmbeddedService, folder: Path, paths: list[Path]) -> Iterator[Measured]:
    client = Client(service.address, service.api_key, embedded=True)
    plain = Plain(folder / "motion")
    for name, source, aim in (
        ("model testing", SourceKind.MODEL_TESTING, 1 / 0.7),
        ("per sample", SourceKind.PER_SAMPLE, 1 / 0.5),
    ):
        request = SweepRequest(project=1, variants=VARIANTS, source=source)
        yield against(
            f"sweep of {len(paths)} recordings by {name}, against a plain loop",
            _sweep(client, request),
            timed(lambda: [plain.classify(path) for path in paths]),
            rounds=ROUNDS,
            aim=round(aim, 2),
        )


def _far(service: EmbeddedService) -> Iterator[Measured]:
    with delayed(service.address, FAR_S) as address:
        client = Client(address, service.api_key)
        request = SweepRequest(service=client.address, project=1, variants=VARIANTS, limit=FAR_SAMPLES)
        yield against(
            f"sweep of {FAR_SAMPLES} recordings 50 ms away, against the official client",
            _sweep(client, request),
            timed(lambda: _one_by_one(address, service.api_key, client)),
            rounds=ROUNDS,
            aim=1 / 8,
        )


@contextmanager
def repeated(times: int) -> Iterator[tuple[Path, list[Path]]]:
    """A folder with the motion demo, in which every test recording stands several times, and the recordings' files."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(DEMO, folder / "motion")
        listing = folder / "motion" / "samples" / "info.labels"
        listed = json.loads(listing.read_text())
        once = [entry for entry in listed["files"] if entry["category"] == "testing"]
        more = [entry | {"name": f"{copy}-{entry['path']}"} for copy in range(1, times) for entry in once]
        files = once + more
        listing.write_text(json.dumps(listed | {"files": files}))
        yield folder, [listing.parent / entry["path"] for entry in files]


def _sweep(client: Client, request: SweepRequest) -> Callable[[], float]:
    """Sweeps into a database that is empty, but there already, and returns the seconds it took."""

    def run() -> float:
        with tempfile.TemporaryDirectory() as folder:
            sweeps = Sweeps.opened(Settings(database_url=f"sqlite:///{folder}/kept.db"))
            sweeps.interrupted()
            start = time.perf_counter()
            progress = sweeps.wait(sweeps.start(request, client), 300)
            took = time.perf_counter() - start
            sweeps.close()
        if progress.failed or progress.done != progress.total:
            raise RuntimeError(f"the sweep ended with {progress}")
        return took

    return run


def _one_by_one(address: str, key: str, client: Client) -> None:
    """What a script with the official client does: list, then classify one after another."""
    configuration = official.Configuration(host=address, api_key={"ApiKeyAuthentication": key})
    samples = client.samples(1, category="testing", limit=FAR_SAMPLES).samples
    with official.ApiClient(configuration) as api:
        classify = official.ClassifyApi(api)
        for sample in samples:
            classify.classify_sample_for_variants(
                1, sample.id, json.dumps(list(VARIANTS)), _preload_content=False
            ).read()

"""A sweep over photographs of 12 megapixels, part of ``make soak``: ``python -m benchmarks.photographs``.

The demo of faces is given photographs instead of its small pictures: one is made, and all are copies of it that differ
in their last bytes, so that none is taken for another. Three promises are checked: no sample fails, all are answered,
and this process (which stands for the dashboard) and the embedded service together stay below a gigabyte.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.measuring import resident_mb
from benchmarks.programs import ROOT
from variantlens.service.client import Client
from variantlens.service.embedded import EmbeddedService
from variantlens.settings import Settings
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.progress import Progress
from variantlens.sweeps.running.service import Sweeps

DEMO = ROOT / "studio" / "demos" / "faces"
PROJECT = 7
VARIANTS = ("float32", "int8")
PHOTOGRAPHS = 500
WIDTH, HEIGHT = 4000, 3000
COARSE = 4
"""Pixels over which the made photograph changes: its file then has some megabytes, as those of cameras do."""
MOST_MB = 1000.0
LOOK_S = 0.1
SWEEP_S = 3600.0


@dataclass(frozen=True)
class Swept:
    """What was seen of the sweep.

    Attributes:
        progress: How it ended.
        seconds: How long it took.
        at_rest_mb: Memory of both processes before it, in MB.
        most_mb: The most that both had at one time.
        after_mb: What they had once it was done.
    """

    progress: Progress
    seconds: float
    at_rest_mb: float
    most_mb: float
    after_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status is 0 if all promises were kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.photographs", description="A sweep over photographs.")
    parser.add_argument("--photographs", type=int, default=PHOTOGRAPHS)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        size_mb = write_project(Path(folder, "projects", "photographs"), options.photographs)
        print(f"{options.photographs} photographs of {WIDTH} × {HEIGHT} pixels, {size_mb:.1f} MB each", flush=True)
        seen = swept(Path(folder))
    for line in report(seen):
        print(line)
    broken = problems(seen)
    for line in broken:
        print(f"NOT KEPT: {line}")
    return 1 if broken else 0


def write_project(folder: Path, photographs: int) -> float:
    """The demo's models over photographs, whose label is that of a face; returns the size of one file in MB."""
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns("samples", "measured.json"))
    project = json.loads((folder / "project.json").read_text())
    for name in ("demo", "measured"):
        project.pop(name)
    (folder / "project.json").write_text(json.dumps(project))
    samples = folder / "samples"
    samples.mkdir()
    random = np.random.default_rng(0)
    coarse = random.integers(0, 256, (HEIGHT // COARSE, WIDTH // COARSE, 3), dtype=np.uint8)
    first = samples / "face.0.jpg"
    Image.fromarray(coarse).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR).save(first, quality=85)
    content = first.read_bytes()
    for number in range(1, photographs):
        # Decoders read nothing behind a picture's end.
        (samples / f"face.{number}.jpg").write_bytes(content + number.to_bytes(4, "big"))
    return len(content) / 1e6


def swept(folder: Path) -> Swept:
    """Sweep over the project below this folder with a service in a process of its own."""
    sweeps = Sweeps.opened(Settings(database_url=f"sqlite:///{folder}/kept.db"))
    service = EmbeddedService(projects=(folder / "projects",))
    service.start()
    try:
        client = Client(service.address, service.api_key, embedded=True)
        client.projects()
        at_rest_mb = most_mb = _both(service)
        begin = time.monotonic()
        run = sweeps.start(SweepRequest(project=PROJECT, variants=VARIANTS), client)
        progress = sweeps.progress(run)
        while not progress.ended and time.monotonic() < begin + SWEEP_S:
            most_mb = max(most_mb, _both(service))
            time.sleep(LOOK_S)
            progress = sweeps.progress(run)
        return Swept(progress, time.monotonic() - begin, at_rest_mb, most_mb, _both(service))
    finally:
        service.stop()
        sweeps.close()


def report(seen: Swept) -> list[str]:
    """What was measured, in lines."""
    return [
        f"samples          {seen.progress.done} of {seen.progress.total}, {seen.progress.failed} failed",
        f"seconds          {seen.seconds:.0f}",
        f"memory in MB     {seen.at_rest_mb:.0f} at rest, {seen.most_mb:.0f} at most, {seen.after_mb:.0f} afterwards",
    ]


def problems(seen: Swept) -> list[str]:
    """The promises that were not kept, in words."""
    progress = seen.progress
    failed = [f"{progress.failed} samples failed"] if progress.failed else []
    all_done = progress.total is not None and progress.done == progress.total
    missing = [] if all_done else [f"{progress.done} of {progress.total} samples were done. {progress.message}".strip()]
    large = [f"both processes together took {seen.most_mb:.0f} MB"] if seen.most_mb >= MOST_MB else []
    return failed + missing + large


def _both(service: EmbeddedService) -> float:
    return resident_mb() + (resident_mb(service.process_id) if service.process_id is not None else 0.0)


if __name__ == "__main__":
    sys.exit(main())

"""A sweep of 10,000 samples: what it holds in memory meanwhile, and how long its results take to open.

The motion demo's test recordings stand in the data set many times. Its K-means and mixture are told that *running* is
an anomaly, so that areas under the ROC curve are judged too. The baseline of opening reads the same rows with
``sqlite3`` and ``json``, which is what a script would begin with.
"""

import json
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks.measuring import Held, Measured, against, resident_mb, timed
from benchmarks.studio import VARIANTS
from benchmarks.sweeping import repeated
from variantlens.service.client import Client
from variantlens.service.embedded import EmbeddedService
from variantlens.settings import Settings
from variantlens.sweeps.columns import sweep_data
from variantlens.sweeps.judging import Judgement, judged_as_asked
from variantlens.sweeps.request import AllowedLoss, SweepRequest
from variantlens.sweeps.running.service import Sweeps

TIMES = 250
"""How often the demo's 40 test recordings stand in the data set."""
LOOK_AT = (1_000, 5_000, 10_000)
"""Samples after which the memory is looked at; it settles during the first."""
LOOK_S = 0.05
SWEEP_S = 1800.0
UNITS = ("points of accuracy", "points of AUROC")


def measure() -> Iterator[Held | Measured]:
    """Measure memory while sweeping, then the way from the store to the verdicts."""
    with repeated(TIMES) as (project, _), tempfile.TemporaryDirectory() as folder:
        _with_anomalies(project / "motion" / "project.json")
        database = Path(folder, "kept.db")
        sweeps = Sweeps.opened(Settings(database_url=f"sqlite:///{database}"))
        service = EmbeddedService(projects=(project,))
        service.start()
        try:
            run = sweeps.start(
                SweepRequest(project=1, variants=VARIANTS), Client(service.address, service.api_key, embedded=True)
            )
            yield Held("memory of the dashboard's side of a sweep", _memory(sweeps, run))
        finally:
            service.stop()
        for unit in UNITS:
            yield against(
                f"results of {LOOK_AT[-1]:,} samples to the verdicts, in {unit}",
                timed(partial(opened, sweeps, run, unit)),
                timed(partial(rows, database)),
                rounds=3,
            )
        sweeps.close()


def opened(sweeps: Sweeps, run: str, unit: str) -> Judgement:
    """What the Sweep page says first: all that was kept, read and judged."""
    request = sweeps.request(run).model_copy(update={"allowed_loss": AllowedLoss(value=1.0, unit=unit)})
    return judged_as_asked(sweep_data(sweeps.first_outcomes(run)), request)


def rows(database: Path) -> int:
    """The same rows, read by a script; returns how many there are."""
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT outcome FROM sweep_samples ORDER BY position")
        return len([json.loads(text) for (text,) in found])


def _memory(sweeps: Sweeps, run: str) -> dict[int, float]:
    """Memory of this process in MB once so many samples are done."""
    seen: dict[int, float] = {}
    end = time.monotonic() + SWEEP_S
    while len(seen) < len(LOOK_AT):
        progress = sweeps.progress(run)
        if progress.failed or (progress.ended and progress.done < LOOK_AT[-1]) or time.monotonic() > end:
            raise RuntimeError(f"the sweep ended with {progress}")
        for count in LOOK_AT:
            if progress.done >= count:
                seen.setdefault(count, resident_mb())
        time.sleep(LOOK_S)
    sweeps.wait(run)
    return seen


def _with_anomalies(path: Path) -> None:
    project = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(project | {"anomalousLabels": ["running"]}), encoding="utf-8")

"""What can be taken away from a sweep: one popover; a file is made only when somebody asks for it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from components import downloads, session, share
from components.sweep import address_bar, runs
from components.sweep.flips import table_of
from components.sweep.runs import Opened
from variantlens.choosing import Options
from variantlens.reports import data as tables
from variantlens.reports.sweep.page import SweepOrigin, sweep_report
from variantlens.sweep_address import SweepChoice
from variantlens.sweeps.columns import SweepData
from variantlens.sweeps.costs import costs_of
from variantlens.sweeps.exports import sweep_json
from variantlens.sweeps.flipped import flipped
from variantlens.sweeps.judging import Judgement

FLIPPED = "flipped samples"


def button(sweep: Opened, addressed: SweepChoice, options: Options, found: SweepData, judgement: Judgement) -> None:
    """A popover with the report, the verdicts as data, and the flipped samples as a table."""
    origin = _origin(sweep, addressed, options)
    run, request = sweep.run, sweep.request

    def report() -> bytes:
        return sweep_report(request, judgement, found, origin())

    def data() -> bytes:
        sweeps = runs.sweeps()
        return sweep_json(run, request, judgement, sweeps.failures(run), sweeps.get(run).notes)

    def flips() -> pd.DataFrame:
        rows = [row for each in request.candidates for row in flipped(found.contents, (each,))]
        return table_of(rows, request.reference)

    with st.popover("Download", icon=":material/download:", key="download", help="Report, verdicts and samples"):
        st.markdown("**The whole sweep** in one file: opens offline, can be zoomed into and printed.")
        downloads.file("HTML report", ".html", "text/html", report)
        st.markdown("The verdicts, what was asked, and what failed")
        downloads.file("JSON", ".json", "application/json", data)
        st.markdown("The samples that are decided differently")
        with st.container(horizontal=True):
            downloads.table(tables.Found(FLIPPED, flips))


def _origin(sweep: Opened, addressed: SweepChoice, options: Options) -> Callable[[], SweepOrigin]:
    """Where a sweep comes from, asked for when a report is made."""
    request = sweep.request
    project = options.project(request.project)
    impulse = next((each for each in options.impulses if each.id == request.impulse), None)
    blocks = [(block.id, block.called) for block in impulse.learn_blocks] if impulse else []
    link = address_bar.link(addressed, share.base())
    client = session.client(request.service)
    sweeps = runs.sweeps()

    def origin() -> SweepOrigin:
        return SweepOrigin(
            run=sweep.run,
            project=project.name if project else "",
            impulse=impulse.name if impulse else "",
            link=link,
            made=datetime.now(UTC),
            notes=sweeps.get(sweep.run).notes,
            failures=tuple(sweeps.failures(sweep.run)),
            costs=costs_of(client, request.project, blocks, request.variants),
        )

    return origin

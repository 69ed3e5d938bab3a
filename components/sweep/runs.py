"""The sweeps that are kept: who may see which, and what they hold, read once for each state of a run."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import streamlit as st

from components import session
from variantlens.comparison.kinds import Kind
from variantlens.service.errors import ServiceError
from variantlens.store.errors import UnknownSweep
from variantlens.store.values import StoredSweep
from variantlens.sweep_address import Terms
from variantlens.sweeps.columns import Block, SweepData, groups_of, sweep_data
from variantlens.sweeps.judging import Judgement, judgement
from variantlens.sweeps.measures import allowed_for, allowed_loss
from variantlens.sweeps.measuring import evidence
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.progress import Progress
from variantlens.sweeps.running.service import Sweeps
from variantlens.sweeps.significance import Significance, significance
from variantlens.sweeps.slices import Slice, classes_apart
from variantlens.sweeps.verdict import Verdict

Which = tuple[int, Kind]
"""A learn block's id and a kind of its results."""

RUNS_KEPT = 4
"""So many runs are held in memory at once; a run of 10,000 samples takes some tens of megabytes."""


@dataclass(frozen=True)
class Opened:
    """A sweep that this session may see.

    Attributes:
        run: Its id.
        request: What was asked.
        progress: How it is doing.
    """

    run: str
    request: SweepRequest
    progress: Progress


@st.cache_resource(show_spinner=False)
def sweeps() -> Sweeps:
    """The sweeps of this dashboard, one object for everybody."""
    return Sweeps.opened(session.operator())


def opened(run: str, here: str) -> Opened:
    """A sweep, if the key of this session opens its project.

    A sweep of our own service is one of every address that serves the same projects: its request then names the one
    that is asked here.

    Args:
        run: Its id.
        here: The service that this page asks.

    Raises:
        UnknownSweep: There is none, or it is of a project that this session cannot see: nobody learns which.
        ServiceError: Its service cannot be asked.
        StoreError: The store cannot be used.
    """
    request = _asked(run, here)
    if request.project not in {project.id for project in session.answers(request.service).projects()}:
        raise UnknownSweep(run)
    return Opened(run, request, sweeps().progress(run))


def _asked(run: str, here: str) -> SweepRequest:
    """What a sweep was asked, of the service that this page asks where that is the same one at another address."""
    request = sweeps().request(run)
    if request.studio is None:
        return request
    if here != request.service:
        with suppress(ServiceError):
            if session.answers(here).studio() == request.studio:
                return request.model_copy(update={"service": here})
    if session.answers(request.service).studio() != request.studio:
        raise UnknownSweep(run)
    return request


def earlier(service: str, project: int) -> Sequence[StoredSweep]:
    """The sweeps of a project that the session has just been allowed to see, the newest first."""
    studio = None
    # A service that has just gone away lists what is known by its address.
    with suppress(ServiceError):
        studio = session.answers(service).studio()
    return sweeps().recent(service, project, studio=studio)


def walked(run: str, service: str, project: int) -> Opened | None:
    """A sweep of a project that is on the page already; None if it is of another one, or its service cannot be asked.

    Raises:
        StoreError: The store cannot be used.
    """
    with suppress(UnknownSweep, ServiceError):
        request = _asked(run, service)
        if (request.service, request.project) == (service, project):
            return Opened(run, request, sweeps().progress(run))
    return None


def found(sweep: Opened) -> SweepData:
    """What a sweep found so far."""
    return _found(sweep.run, sweep.progress.done)


def first(run: str, done: int) -> SweepData:
    """What the first so many samples of a sweep say that the session may see; shared, so never change it."""
    return _found(run, done)


def judged(sweep: Opened, terms: Terms) -> Judgement:
    """The verdicts on a sweep by given terms."""
    return _judged(sweep.run, sweep.progress.done, sweep.progress.failed, terms)


def classes(sweep: Opened, verdict: Verdict, terms: Terms) -> tuple[Slice, ...]:
    """Every expected label by itself, the one that loses most first."""
    return _classes(sweep.run, sweep.progress.done, (verdict.block, verdict.kind), verdict.candidate, terms)


def p_value(sweep: Opened, verdict: Verdict, terms: Terms) -> Significance | None:
    """How likely such a difference is between variants that are equally good; None where there is no test."""
    return _p_value(sweep.run, sweep.progress.done, (verdict.block, verdict.kind), verdict.candidate, terms)


@st.cache_resource(show_spinner="Reading what was kept …", max_entries=RUNS_KEPT)
def _found(run: str, done: int) -> SweepData:
    """The first samples that were done: shared, never changed, and another value once more are done."""
    return sweep_data(sweeps().first_outcomes(run, done))


@st.cache_resource(show_spinner="Judging …", max_entries=16 * RUNS_KEPT)
def _judged(run: str, done: int, failed: int, terms: Terms) -> Judgement:
    allowed = allowed_loss(terms.allowed, terms.unit)
    candidates = sweeps().request(run).candidates
    return judgement(_found(run, done), candidates, allowed, floor=terms.floor, by=terms.group_by, failed=failed)


@st.cache_resource(show_spinner="Looking for the worst class …", max_entries=64 * RUNS_KEPT)
def _classes(run: str, done: int, which: Which, candidate: str, terms: Terms) -> tuple[Slice, ...]:
    allowed = allowed_loss(terms.allowed, terms.unit)
    return classes_apart(_block(run, done, which), candidate, allowed, by=terms.group_by)


@st.cache_resource(show_spinner="Testing …", max_entries=64 * RUNS_KEPT)
def _p_value(run: str, done: int, which: Which, candidate: str, terms: Terms) -> Significance | None:
    block = _block(run, done, which)
    allowed = allowed_for(block.kind, allowed_loss(terms.allowed, terms.unit))
    if allowed is None:
        return None
    units, names = groups_of(block.samples, terms.group_by)
    return significance(evidence(block, candidate, allowed, units, len(names)))


def _block(run: str, done: int, which: Which) -> Block:
    return next(block for block in _found(run, done).blocks if (block.block, block.kind) == which)

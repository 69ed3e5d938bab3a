"""What a sweep found, in order: the verdicts, the samples behind them, then the panels of figures."""

from components import sweep_flips, sweep_results, sweep_runs, sweep_verdict
from components.sweep_runs import Opened
from variantlens.sweep_address import SweepChoice
from variantlens.sweep_choosing import terms_of


def show(sweep: Opened, choice: SweepChoice) -> None:
    """Draw the results of a run by the terms of the choice."""
    terms = choice.terms or terms_of(sweep.request)
    judgement = sweep_runs.judged(sweep, terms)
    sweep_verdict.banner(sweep, judgement, terms)
    found = sweep_runs.found(sweep)
    sweep_flips.show(sweep, found, judgement)
    sweep_results.show(sweep.request, found.blocks, found.outcomes, judgement.verdicts, sweep.run)

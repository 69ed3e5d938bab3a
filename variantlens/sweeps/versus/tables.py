"""Two sweeps beside each other as tables to take away: the verdicts of both, and the samples that changed."""

import pandas as pd

from variantlens.sweeps.flipped import FlippedSample
from variantlens.sweeps.verdict import Verdict
from variantlens.sweeps.versus.comparing import Contrast, Versus
from variantlens.sweeps.versus.mending import MendedSample


def verdicts(found: Versus) -> pd.DataFrame:
    """One row for each block, kind of result and candidate; measures and losses as fractions or in own units."""
    return pd.DataFrame([_verdict_row(contrast) for contrast in found.contrasts])


def samples(found: Versus) -> pd.DataFrame:
    """One row for each sample that a candidate breaks in either sweep, or in which it gets more or fewer right."""
    rows = [_sample_row(each.candidates[1], row) for each in found.broken for row in each.rows]
    return pd.DataFrame(rows)


def _verdict_row(contrast: Contrast) -> dict[str, object]:
    before, after = contrast.verdicts
    row: dict[str, object] = {
        "block": after.block_name,
        "kind": after.kind.value,
        "candidate before": contrast.candidates[0],
        "candidate after": contrast.candidates[1],
    }
    for name, verdict in (("before", before), ("after", after)):
        row |= _judged(name, verdict)
    gain = contrast.gain
    if gain is not None:
        row |= {
            "measure": gain.measure.value,
            "gain": gain.change,
            "gain at least": gain.at_least,
            "gain at most": gain.at_most,
            "got better": gain.better,
            "got worse": gain.worse,
        }
    return row


def _judged(name: str, verdict: Verdict) -> dict[str, object]:
    return {
        f"verdict {name}": verdict.word.value,
        f"reference {name}": verdict.values[0],
        f"value {name}": verdict.values[1],
        f"loss {name}": verdict.loss,
        f"loss at most {name}": verdict.upper,
        f"samples {name}": verdict.samples,
        f"windows {name}": verdict.windows,
        f"rule {name}": verdict.rule.value,
    }


def _sample_row(candidate: str, row: MendedSample) -> dict[str, object]:
    sample = row.pair.after
    return {
        "candidate": candidate,
        "became": row.what.value,
        "name": sample.filename,
        "sample": sample.sample,
        "sample before": row.pair.before.sample,
        "label": sample.label,
        "harmful before": row.harmful[0],
        "harmful after": row.harmful[1],
        "right before": row.right[0].right,
        "right after": row.right[1].right,
        "judged": row.right[1].judged,
        "change before": _change(row.before),
        "change after": _change(row.after),
        "reference changed": row.by_reference,
    }


def _change(row: FlippedSample | None) -> str | None:
    """What was decided instead of what: "walking → uncertain"."""
    return " → ".join(row.change) if row is not None and row.change else None

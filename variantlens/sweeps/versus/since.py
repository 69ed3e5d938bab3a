"""Is a sweep still one of today's model? Its answers are held against what the service says now.

One of the sweep's samples is classified again, which shows other model files, retrained blocks and moved thresholds,
and the samples are listed again, which shows those that are gone, labelled otherwise, or whose data is another one.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from variantlens.comparison.wording import part
from variantlens.service.client import Client
from variantlens.service.errors import NotFound, ServiceError, Unreachable
from variantlens.service.identity import Change, Changed, changes, identity
from variantlens.service.schema import ClassifyAnswer, Sample
from variantlens.sweeps.outcomes import SampleOutcome
from variantlens.sweeps.request import SweepRequest
from variantlens.sweeps.running.work import sentence

HASHED = 200
"""Of so many samples the hash of the data is compared: for more, too many kept answers would have to be read."""
MOST_LISTED = 5_000
"""More samples than these are not listed again: it would take too many calls."""
LIST_AT_ONCE = 1_000
TRIED = 3
"""So many samples are tried where the first ones are no longer there."""


@dataclass(frozen=True)
class Since:
    """What has changed since a sweep ran.

    Attributes:
        changes: The differences, empty if nothing differs that the service tells.
        unchecked: Why it could not be found out; empty where it could.
    """

    changes: tuple[Change, ...] = ()
    unchecked: str = ""

    @property
    def title(self) -> str:
        """The weightiest change in a few words; empty without any."""
        found = {change.what for change in self.changes}
        if found & {Changed.MODEL, Changed.BLOCKS}:
            return "The model changed"
        if Changed.THRESHOLD in found:
            return "A threshold was moved"
        return "The samples changed" if found else ""


def since(
    client: Client,
    request: SweepRequest,
    samples: Sequence[SampleOutcome],
    answers: Iterable[ClassifyAnswer],
    cancelled: threading.Event | None = None,
) -> Since:
    """Find out what has changed; never raises for what a service does.

    Args:
        client: Asks the sweep's service.
        request: What the sweep was asked.
        samples: What was kept of each sample.
        answers: The sweep's answers, in order; only the first :data:`HASHED` are read.
        cancelled: Set when nobody waits for it any more.
    """
    kept = list(islice(answers, HASHED))
    if not kept:
        return Since(unchecked="no sample was answered")
    try:
        found = _models(client, request, kept, cancelled)
        if len(samples) <= MOST_LISTED:
            found = (*found, *_samples(_listed(client, request), request, samples, kept))
    except Unreachable:
        return Since(unchecked="the service was not reached")
    except ServiceError as error:
        return Since(unchecked=sentence(error))
    return Since(tuple(dict.fromkeys(found)))


def _models(
    client: Client, request: SweepRequest, kept: Sequence[ClassifyAnswer], cancelled: threading.Event | None
) -> tuple[Change, ...]:
    """What differs when the first sample that is still there is classified again."""
    for before in kept[:TRIED]:
        sample = before.sample.sample.id
        try:
            now = client.classify_variants(
                request.project, sample, request.variants, impulse=request.impulse, cancelled=cancelled
            )
        except NotFound:
            continue
        asked = (request.service_id, request.project, request.impulse)
        found = changes(identity(before, *asked), identity(now, *asked))
        return tuple(change for change in found if change.what is not Changed.SAMPLE)
    return ()


def _listed(client: Client, request: SweepRequest) -> Mapping[int, Sample]:
    """All samples of the sweep's category as the service has them now."""
    found: dict[int, Sample] = {}
    total = 1
    while len(found) < total:
        page = client.samples(request.project, category=request.category, limit=LIST_AT_ONCE, offset=len(found))
        if not page.samples:
            break
        found |= {sample.id: sample for sample in page.samples}
        total = page.total_count
        if total > MOST_LISTED * 2:
            return {}
    return found


def _samples(
    today: Mapping[int, Sample],
    request: SweepRequest,
    samples: Sequence[SampleOutcome],
    kept: Sequence[ClassifyAnswer],
) -> Iterable[Change]:
    """Which samples are gone, labelled otherwise, or hold other data."""
    if not today:
        return
    now = _today(today, samples, renamed=not request.ids_are_places)
    there = [(sample, now[sample.sample]) for sample in samples if sample.sample in now]
    hashes = {answer.sample.sample.id: answer.sample.sample.sha256_hash for answer in kept}
    counts = {
        f"no longer among the project's {request.category or 'listed'} samples": len(samples) - len(there),
        "listed under another id by now, so that a row opens another sample": sum(
            sample.sample != found.id for sample, found in there
        ),
        "labelled otherwise by now": sum(sample.label != found.label for sample, found in there),
        "made of other data by now": sum(_replaced(hashes.get(sample.sample), found) for sample, found in there),
    }
    for what, count in counts.items():
        if count:
            whose = part(count, len(samples), "sample")
            yield Change(Changed.SAMPLE, f"Of this sweep {whose} {'is' if count == 1 else 'are'} {what}.")


def _today(today: Mapping[int, Sample], samples: Sequence[SampleOutcome], *, renamed: bool) -> dict[int, Sample]:
    """Each sample of a sweep as it is now, by the id of then.

    Args:
        today: All samples by their ids.
        samples: The samples of the sweep.
        renamed: Whether an id tells a sample even under another name; else ids are places in a list, which shift.
    """
    counts = Counter(sample.filename for sample in today.values())
    named = {sample.filename: sample for sample in today.values() if counts[sample.filename] == 1}
    found = {}
    for sample in samples:
        same = today.get(sample.sample)
        if same is not None and same.filename == sample.filename:
            found[sample.sample] = same
        elif sample.filename in named:
            found[sample.sample] = named[sample.filename]
        elif same is not None and renamed:
            found[sample.sample] = same
    return found


def _replaced(before: str | None, now: Sample) -> bool:
    """Whether a sample's data is another one, where both hashes are known."""
    return bool(before) and bool(now.sha256_hash) and before != now.sha256_hash

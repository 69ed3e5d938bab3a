"""The calls that the dashboard reads with, made one after the other, and what came of each.

They go through the dashboard's own client, so that what is understood here is what is understood there. Nothing is
changed at the service; classifying a sample may start a job, as it does from the dashboard.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Any

from pydantic import ValidationError

from variantlens.diagnosis.structure import ENTRY, ITEM, Form, Path, contents, emptied, form_of, known
from variantlens.service import schema
from variantlens.service.client import Client
from variantlens.service.errors import (
    BadAnswer,
    JobFailed,
    RateLimited,
    Refused,
    ServiceError,
    Unauthorized,
    Unreachable,
)
from variantlens.service.reading import Reply
from variantlens.service.schema import CATEGORIES, Impulse, Sample, WireModel
from variantlens.service.trimming import Malformed, TooMuch, trimmed

LISTED = 20
"""So many samples of each category are listed: enough to see their form."""
VARIANTS = ("float32", "int8")
MOST_PROBLEMS = 20
"""So many different faults of an answer are told."""


class Outcome(StrEnum):
    """What came of a call."""

    UNDERSTOOD = "understood"
    PARTLY = "understood in part"
    NOT_UNDERSTOOD = "not understood"
    REFUSED = "refused"
    NOT_THERE = "not there"
    """The service has no such thing, such as results of a test that was never made."""
    NO_ANSWER = "no answer"
    NOT_ASKED = "not asked"
    """There was nothing to ask for."""


@dataclass(frozen=True)
class Problem:
    """A place of an answer that the dashboard makes nothing of.

    Attributes:
        path: Where; names that are the project's stand as ``{}``.
        what: What is wrong, in words that hold nothing of the answer.
    """

    path: Path
    what: str

    @property
    def text(self) -> str:
        """Both in one line."""
        return f"{joined(self.path)}: {self.what}"


@dataclass(frozen=True)
class Finding:
    """What came of one call.

    Attributes:
        call: The call, with names in place of its ids.
        purpose: What the dashboard needs it for.
        outcome: What came of it.
        status: The HTTP status of its answer; None where it had none, or was not made.
        took_ms: How long it took, with its job if there was one.
        error: What went wrong; None where nothing did.
        reason: Why it was not asked, or what kind of fault it was; holds nothing of an answer.
        problems: What is not understood of the answer.
        form: The form of the answer; None where it is no JSON.
        jobs: How many times the service answered with a job, or said how one was doing.
    """

    call: str
    purpose: str
    outcome: Outcome
    status: int | None = None
    took_ms: float = 0.0
    error: ServiceError | None = None
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    form: Form | None = None
    jobs: int = 0

    @property
    def is_fine(self) -> bool:
        """Whether it was answered and understood, or there was nothing to ask for."""
        return self.outcome in {Outcome.UNDERSTOOD, Outcome.NOT_THERE, Outcome.NOT_ASKED}

    @property
    def unknown(self) -> tuple[Path, ...]:
        """Fields that are not known here, which is no fault: they are kept and not shown."""
        return () if self.form is None else tuple((*at, name) for at, form in self.form.walk() for name in form.unknown)

    @property
    def missing(self) -> tuple[Path, ...]:
        """Fields that are known here and did not come, which is no fault where the dashboard can do without."""
        return () if self.form is None else tuple((*at, name) for at, form in self.form.walk() for name in form.missing)


@dataclass(frozen=True)
class Diagnosis:
    """All calls.

    Attributes:
        findings: One for each, in the order in which they were made.
        texts: Every text that an answer held, as a value or as the key of a map, which no report may repeat.
    """

    findings: tuple[Finding, ...]
    texts: frozenset[str]

    @property
    def understood(self) -> bool:
        """Whether everything that was asked for was answered and understood."""
        return all(finding.is_fine for finding in self.findings)


def told(finding: Finding) -> str:
    """What came of a call, in one line."""
    facts = [finding.reason] if finding.reason and finding.outcome is not Outcome.NOT_THERE else []
    if finding.form is not None:
        facts += [
            f"{len(names)} field{'' if len(names) == 1 else 's'} {what}"
            for names, what in ((finding.unknown, "not known here"), (finding.missing, "not sent"))
            if names
        ]
    if finding.jobs:
        facts.append("by a job")
    return finding.outcome.value + (f" ({', '.join(facts)})" if facts else "")


def joined(path: Path) -> str:
    """A path in one text: ``results[].variant``."""
    text = ""
    for part in path:
        text += part if part in {ITEM, ENTRY} else f".{part}" if text else part
    return text or "the answer"


class _Calls:
    """Makes calls and notes what comes of each."""

    def __init__(self, client: Client) -> None:
        self.replies: list[Reply] = []
        self.client = client.overheard(self.replies.append)
        self.findings: list[Finding] = []
        self.texts: set[str] = set()

    def ask(
        self,
        call: str,
        purpose: str,
        model: type[WireModel] | None,
        make: Callable[[], Any],
        *,
        optional: bool = False,
    ) -> Any:
        """What a call brings, None where it brings nothing that can be used.

        Args:
            call: The call, with names in place of its ids.
            purpose: What the dashboard needs it for.
            model: What its answer is read by; None for files.
            make: Makes it.
            optional: Whether a service may well have nothing of the kind.
        """
        self.replies.clear()
        started = time.monotonic()
        result, error = None, None
        try:
            result = make()
        except ServiceError as problem:
            error = problem
        took_ms = (time.monotonic() - started) * 1000
        # Whether the service is one of ours is asked before some calls, and is none of what they are for.
        replies = [_trimmed(reply, model) for reply in self.replies if not reply.call.endswith("/api/studio")]
        bodies = [_json(reply) for reply in replies]
        answers = [(reply, body) for reply, body in zip(replies, bodies, strict=True) if not _of_a_job(reply, body)]
        reply, body = answers[-1] if answers else (None, None)
        problems = tuple(_problems(reply, body, model)) if reply is not None and model is not None else ()
        form = form_of(body, model) if isinstance(body, dict) and model is not None else None
        self.texts.update(text for each in bodies for text in contents(each))
        self.texts.update(key for _, each in (form.walk() if form is not None else ()) for key in each.keys)
        self.findings.append(
            Finding(
                call=call,
                purpose=purpose,
                outcome=_outcome(error, problems, optional=optional),
                status=_status(error, reply),
                took_ms=took_ms,
                error=error,
                reason=_reason(error),
                problems=problems,
                form=form,
                jobs=len(replies) - len(answers),
            )
        )
        return result

    def skip(self, call: str, purpose: str, reason: str) -> None:
        """Note that a call was not made."""
        self.findings.append(Finding(call, purpose, Outcome.NOT_ASKED, reason=reason))


def diagnose(
    client: Client,
    project: int | None = None,
    *,
    impulse: int | None = None,
    sample: int | None = None,
    variants: Sequence[str] = (),
) -> Diagnosis:
    """Make every call that the dashboard reads with; raises nothing of the service.

    Args:
        client: Asks the service.
        project: The project; the first one unless given.
        impulse: The impulse; the first one unless given.
        sample: The sample; the first one unless given.
        variants: The variants; float32 and int8, or what there is, unless given.
    """
    calls = _Calls(client)
    projects = calls.ask("GET /api/projects", "list projects", schema.ProjectsAnswer, calls.client.projects)
    chosen = project if project is not None else next((each.id for each in projects or ()), None)
    if isinstance(calls.findings[0].error, Unreachable):
        calls.skip("GET /api/{projectId}", "everything else", "the service does not answer")
    elif chosen is None:
        calls.skip("GET /api/{projectId}", "everything else", "there is no project")
    else:
        _project(calls, chosen, impulse, sample, variants)
    return Diagnosis(tuple(calls.findings), frozenset(calls.texts))


def _project(calls: _Calls, project: int, impulse: int | None, sample: int | None, variants: Sequence[str]) -> None:
    client, base = calls.client, "/api/{projectId}"
    calls.ask(f"GET {base}", "what the project is", schema.ProjectAnswer, lambda: client.project(project))
    impulses = calls.ask(
        f"GET {base}/impulses", "list impulses", schema.ImpulsesAnswer, lambda: client.impulses(project)
    )
    found = next((each for each in impulses or () if impulse in {None, each.id}), None)
    number = impulse if impulse is not None else found.id if found is not None else None
    listed = calls.ask(
        f"GET {base}/model-variants",
        "list variants",
        schema.ModelVariantsAnswer,
        lambda: client.model_variants(project, number),
    )
    wanted = tuple(variants) or _usual([each.variant for each in listed or () if each.is_enabled])
    samples: list[Sample] = []
    for category in CATEGORIES:
        page = calls.ask(
            f"GET {base}/raw-data?category={category}",
            f"list {category} samples",
            schema.SamplesAnswer,
            partial(client.samples, project, category=category, limit=LISTED),
        )
        samples += page.samples if page is not None else []
    _learn_blocks(calls, project, found)
    _stored_results(calls, project, number, wanted)
    which = sample if sample is not None else next((each.id for each in samples if not each.is_disabled), None)
    if which is None:
        calls.skip(f"POST {base}/classify/v2/{{sampleId}}/variants", "classify a sample", "there is no sample")
    else:
        _sample(calls, project, number, which, wanted)


def _learn_blocks(calls: _Calls, project: int, impulse: Impulse | None) -> None:
    for block in impulse.learn_blocks if impulse is not None else ():
        calls.ask(
            "GET /api/{projectId}/training/keras/{learnId}/metadata",
            "what was measured of a block's models",
            schema.TrainingAnswer,
            partial(calls.client.training, project, block.id),
            optional=True,
        )


def _stored_results(calls: _Calls, project: int, impulse: int | None, variants: Sequence[str]) -> None:
    for variant in variants:
        calls.ask(
            "GET /api/{projectId}/classify/all/result/page",
            "read results of model testing",
            schema.ResultsPage,
            partial(calls.client.testing.page, project, variant, limit=1, impulse=impulse),
            optional=True,
        )


def _sample(calls: _Calls, project: int, impulse: int | None, sample: int, variants: Sequence[str]) -> None:
    client, base = calls.client, "/api/{projectId}/raw-data/{sampleId}"
    data = calls.ask(f"GET {base}", "a sample", schema.SampleAnswer, lambda: client.sample(project, sample))
    sensors = {each.name for each in data.sample.sensors} if data is not None else set()
    film = data is not None and data.sample.chart_type == "video"
    for kind, there, get in (
        ("image", "image" in sensors and not film, client.sample_image),
        ("wav", "audio" in sensors, client.sample_wav),
        ("video", film, client.sample_video),
    ):
        if there:
            calls.ask(f"GET {base}/{kind}", f"a sample's {kind}", None, partial(get, project, sample))
        else:
            calls.skip(f"GET {base}/{kind}", f"a sample's {kind}", "the sample has none")
    if not variants:
        calls.skip("POST /api/{projectId}/classify/v2/{sampleId}/variants", "classify a sample", "there is no variant")
        return
    calls.ask(
        "POST /api/{projectId}/classify/v2/{sampleId}/variants",
        "classify a sample",
        schema.ClassifyAnswer,
        lambda: client.classify_variants(project, sample, variants, impulse=impulse, include_debug_info=True),
    )
    if "image" in sensors and not film:
        calls.skip(
            "GET /api/{projectId}/classify/v2/{sampleId}/raw-data/{windowIndex}", "one window", "a picture has none"
        )
        return
    calls.ask(
        "GET /api/{projectId}/classify/v2/{sampleId}/raw-data/{windowIndex}",
        "one window",
        schema.SampleAnswer,
        lambda: client.window_values(project, sample, 0, impulse=impulse),
    )


def _usual(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in VARIANTS if name in names) or tuple(names[:2])


def _trimmed(reply: Reply, model: type[WireModel] | None) -> Reply:
    """A reply as far as the dashboard reads it: without a flood of unknown fields, empty where it holds too much."""
    try:
        return replace(reply, body=trimmed(reply.body, model or WireModel).body)
    except (TooMuch, Malformed):
        return replace(reply, body=b"")


def _json(reply: Reply) -> Any:
    """An answer's JSON, None where it is none."""
    try:
        return json.loads(reply.body)
    except ValueError:
        return None


_JOB_CALL = re.compile(r"/jobs/\d+/")


def _of_a_job(reply: Reply, body: Any) -> bool:
    """Whether it is about a job rather than the answer that was wanted."""
    if _JOB_CALL.search(reply.call):
        return True
    return isinstance(body, dict) and "id" in body and body.keys() <= {"success", "error", "id"}


def _problems(reply: Reply, body: Any, model: type[WireModel]) -> Iterator[Problem]:
    """What the dashboard makes nothing of, each place once."""
    try:
        read = model.model_validate_json(reply.body)
    except ValidationError as error:
        found = (
            Problem(_known_path(each["loc"]), f"{_said(each['type'])}, came {_kind(each['input'])}")
            if each["type"] != "missing"
            else Problem(_known_path(each["loc"]), "is missing")
            for each in error.errors(include_url=False, include_context=False)
        )
    else:
        found = (Problem(path, "was left empty, since it cannot be used") for path in emptied(body, read))
    yield from list(dict.fromkeys(found))[:MOST_PROBLEMS]


def _known_path(location: Sequence[int | str]) -> Path:
    """Where a fault is: names that no wire model has are the project's."""
    return tuple(ITEM if isinstance(part, int) else part if known(part) else ENTRY for part in location)


def _said(fault: str) -> str:
    """A fault's name in words; pydantic's own sentence may hold a part of the answer."""
    return fault.replace("_", " ")


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "a boolean", type(None): "null"}
    return names.get(type(value), "a number" if isinstance(value, int | float) else "something else")


def _outcome(error: ServiceError | None, problems: Sequence[Problem], *, optional: bool) -> Outcome:
    if error is None:
        return Outcome.PARTLY if problems else Outcome.UNDERSTOOD
    if isinstance(error, BadAnswer):
        return Outcome.NOT_UNDERSTOOD
    if optional and isinstance(error, Refused) and not isinstance(error, Unauthorized | RateLimited):
        return Outcome.NOT_THERE if error.status in {None, 200, 400, 404} else Outcome.REFUSED
    return Outcome.REFUSED if isinstance(error, Refused | JobFailed) else Outcome.NO_ANSWER


def _status(error: ServiceError | None, reply: Reply | None) -> int | None:
    if isinstance(error, Refused):
        return error.status
    return reply.status if reply is not None else None


def _reason(error: ServiceError | None) -> str:
    """What kind of fault it was."""
    if error is None:
        return ""
    if isinstance(error, Unauthorized):
        return "the key may not do this" if error.key_sent else "there is no key"
    if isinstance(error, JobFailed):
        return f"the job ended: {error.reason.value}"
    if isinstance(error, BadAnswer):
        # The problem's words may hold a part of the answer where they speak of a field.
        return "a field is missing or wrong" if error.field else "the answer is no JSON object"
    return type(error).__name__

"""From the bytes of an answer to a wire model, or to the error that says what is wrong with it."""

import re
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from variantlens.logs import redact
from variantlens.service.errors import BadAnswer, NotFound, RateLimited, Refused, Unauthorized
from variantlens.service.mending import Unreadable, excerpt, mended
from variantlens.service.schema import ClassifyAnswer, JobAnswer, OneVariantAnswer, Unread
from variantlens.service.schema.base import Answer
from variantlens.service.trimming import Malformed, TooMuch, trimmed

AnswerT = TypeVar("AnswerT", bound=Answer)
ResultT = TypeVar("ResultT", ClassifyAnswer, OneVariantAnswer)

# Words in which services that answer everything with status 200 say what others say with 429, 403, 401 and 404.
_TOO_MANY = re.compile(r"too many|rate.?limit|slow down|throttl", re.IGNORECASE)
_FORBIDDEN = re.compile(
    r"forbidden|permission|access denied|no access|not have access|not allowed|read.?only|is private", re.IGNORECASE
)
_WRONG_KEY = re.compile(
    r"api.?key|unauthori[sz]ed|not authori[sz]ed|authenticat|\bjwt\b|credential|not logged in|log ?in\b|sign(ed)? in\b"
    r"|\b(invalid|expired|revoked|missing) (access )?token\b"
    r"|\btoken (is |was |has )?(invalid|expired|revoked|rejected)",
    re.IGNORECASE,
)
_NOT_THERE = re.compile(
    r"not found|not exist|no such|(cannot|can't|could not|couldn't) find|unknown (project|impulse|sample|variant|job)",
    re.IGNORECASE,
)

# Of an answer that is none, only so many bytes are looked at for the excerpt.
LARGEST_LOOK = 1000

# A refusal is a sentence; what is larger is not read for one.
LARGEST_REFUSAL = 1 << 20


@dataclass(frozen=True)
class Reply:
    """What came back with a status below 300."""

    address: str
    call: str
    status: int
    content_type: str
    body: bytes
    key_sent: bool = True


def answer(reply: Reply, model: type[AnswerT], *, sample: int | None = None) -> AnswerT:
    """The answer as a wire model; faults that nobody computes with are left out of it and remembered in it.

    Args:
        reply: What came back.
        model: What it is read as.
        sample: The sample that was classified, where that was asked for.

    Raises:
        Refused: It says ``success: false``.
        BadAnswer: It is not JSON, or it lacks what it is nothing without.
    """
    reply, dropped = _trimmed(reply, model)
    try:
        read = model.model_validate_json(reply.body)
    except ValidationError:
        # Looked into outside of the handler: pydantic's error quotes the answer, and that may repeat the key.
        read = None
    if read is None:
        _refuse_if_unsuccessful(reply)
        read = _mended(reply, model, sample)
    elif not read.success:
        raise _refused(reply, read.error)
    if dropped or read.dropped:
        # Ours alone: what the service may have written there says nothing.
        read.dropped = dropped
    return read


def answer_or_job(reply: Reply, model: type[ResultT], sample: int) -> ResultT | JobAnswer:
    """The answer of a call that may answer with a job instead; told apart by content: a job has an id alone.

    Args:
        reply: What came back.
        model: What it is read as unless it is a job.
        sample: The sample that was classified.

    Raises:
        Refused: It says ``success: false``.
        BadAnswer: It is neither.
    """
    try:
        read = answer(reply, model, sample=sample)
    except BadAnswer:
        fields = _json_object(_trimmed(reply, model)[0].body)
        if fields is None or "id" not in fields or fields.get("results") or fields.get("classifications"):
            raise
        return answer(reply, JobAnswer)
    unusable = _unusable(read)
    if unusable is not None:
        raise BadAnswer(
            address=reply.address,
            call=reply.call,
            field=unusable.field,
            problem=unusable.problem,
            found=unusable.found,
        )
    return read


def _unusable(read: ClassifyAnswer | OneVariantAnswer) -> Unread | None:
    """What makes an answer worth nothing: nothing that is compared is left of it because of this fault."""
    results = read.results if isinstance(read, ClassifyAnswer) else [read]
    if any(result.classifications for result in results):
        return None
    within = [each for result in results for each in result.unread if each.block is not None]
    outside = [each for each in read.unread if each.field.startswith(("results", "classifications"))]
    return next(iter((*within, *outside)), None)


def _mended(reply: Reply, model: type[AnswerT], sample: int | None) -> AnswerT:
    field, problem, found = "", "", ""
    try:
        return mended(reply.body, model, sample=sample)
    except Unreadable as error:
        field, problem, found = error.field, error.problem, error.found
    except ValueError:
        pass
    if not problem:
        raise _not_json(reply)
    raise BadAnswer(address=reply.address, call=reply.call, field=field, problem=problem, found=found)


def _trimmed(reply: Reply, model: type[Answer]) -> tuple[Reply, list[str]]:
    """The reply without a flood of unknown fields, and the names of those that were left out.

    Raises:
        BadAnswer: It is no JSON, or holds more than is read.
    """
    try:
        small = trimmed(reply.body, model)
    except TooMuch as error:
        raise BadAnswer(address=reply.address, call=reply.call, problem=str(error)) from None
    except Malformed:
        raise _not_json(reply) from None
    return replace(reply, body=small.body) if small.dropped else reply, small.dropped


def refuse_if_unsuccessful(reply: Reply) -> None:
    """Raise Refused if a file's place is taken by a short answer that says ``success: false``."""
    if len(reply.body) <= LARGEST_REFUSAL:
        _refuse_if_unsuccessful(reply)


def _refuse_if_unsuccessful(reply: Reply) -> None:
    fields = _json_object(reply.body)
    if fields is not None and fields.get("success") is False:
        raise _refused(reply, fields.get("error"))


def error_text(body: bytes, content_type: str) -> str:
    """The service's own words in an error's body: ``error``, else ``message`` or ``detail``, else short plain text."""
    fields = _json_object(body) if len(body) <= LARGEST_REFUSAL else None
    if fields is not None:
        words = (fields.get(name) for name in ("error", "message", "detail"))
        return redact(next((word for word in words if isinstance(word, str) and word), ""))
    if "html" in content_type or body.lstrip().startswith((b"<", b"{", b"[")):
        return ""
    return excerpt(body[:LARGEST_LOOK].decode("utf-8", "replace").strip())


def _refused(reply: Reply, words: object) -> Refused:
    """What a refusal means that came with status 200: the service's words say what its status does not."""
    message = redact(words) if isinstance(words, str) else ""
    address, call, status = reply.address, reply.call, reply.status
    if _TOO_MANY.search(message):
        return RateLimited(address=address, call=call, message=message)
    known = bool(_FORBIDDEN.search(message))
    if known or _WRONG_KEY.search(message):
        return Unauthorized(
            address=address, call=call, status=status, message=message, key_sent=reply.key_sent, key_known=known
        )
    kind = NotFound if _NOT_THERE.search(message) else Refused
    return kind(address=address, call=call, status=status, message=message)


def _not_json(reply: Reply) -> BadAnswer:
    html = "html" in reply.content_type or reply.body.lstrip()[:1] == b"<"
    if not reply.body.strip():
        problem = "the answer is empty"
    else:
        problem = "the answer is a web page, not JSON" if html else "the answer is not JSON"
    return BadAnswer(
        address=reply.address,
        call=reply.call,
        problem=problem,
        found=excerpt(reply.body.lstrip()[:LARGEST_LOOK].decode("utf-8", "replace").strip()),
    )


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        read = from_json(body)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None

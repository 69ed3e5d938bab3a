"""From the bytes of an answer to a wire model, or to the error that says what is wrong with it."""

from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from variantlens.logs import redact
from variantlens.service.errors import BadAnswer, Refused
from variantlens.service.schema import JobAnswer
from variantlens.service.schema.base import Answer

AnswerT = TypeVar("AnswerT", bound=Answer)

# Enough of a wrong value to recognise it, too little to fill a screen.
LONGEST_EXCERPT = 80

# Of an answer that is none, only so many bytes are looked at for the excerpt.
LARGEST_LOOK = 1000


@dataclass(frozen=True)
class Reply:
    """What came back with a status below 300."""

    address: str
    call: str
    status: int
    content_type: str
    body: bytes


def answer(reply: Reply, model: type[AnswerT]) -> AnswerT:
    """The answer as a wire model.

    Raises:
        Refused: It says ``success: false``.
        BadAnswer: It is not JSON, lacks a field, or a field has the wrong type.
    """
    try:
        read = model.model_validate_json(reply.body)
    except ValidationError as error:
        problem = _bad_answer(reply, error)
    else:
        if not read.success:
            raise _refused(reply, read.error)
        return read
    # Raised outside of the handler: pydantic's error quotes the answer, and that may repeat the key.
    refuse_if_unsuccessful(reply)
    raise problem


def answer_or_job(reply: Reply, model: type[AnswerT]) -> AnswerT | JobAnswer:
    """The answer of a call that may answer with a job instead; told apart by content: a job has an id alone.

    Raises:
        Refused: It says ``success: false``.
        BadAnswer: It is neither.
    """
    try:
        return answer(reply, model)
    except BadAnswer:
        fields = _json_object(reply.body)
        if fields is None or "id" not in fields or fields.get("results") or fields.get("classifications"):
            raise
        return answer(reply, JobAnswer)


def refuse_if_unsuccessful(reply: Reply) -> None:
    """Raise Refused if the answer says ``success: false``, whatever else it holds."""
    fields = _json_object(reply.body)
    if fields is not None and fields.get("success") is False:
        raise _refused(reply, fields.get("error"))


def error_text(body: bytes, content_type: str) -> str:
    """The service's own words in an error's body: ``error``, else ``message`` or ``detail``, else short plain text."""
    fields = _json_object(body)
    if fields is not None:
        words = (fields.get(name) for name in ("error", "message", "detail"))
        return redact(next((word for word in words if isinstance(word, str) and word), ""))
    if "html" in content_type or body.lstrip().startswith((b"<", b"{", b"[")):
        return ""
    return _excerpt(body.decode("utf-8", "replace").strip())


def field_path(location: tuple[int | str, ...]) -> str:
    """A pydantic location as a path: ``("results", 0, "variant")`` is ``results[0].variant``."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _refused(reply: Reply, words: object) -> Refused:
    message = redact(words) if isinstance(words, str) else ""
    return Refused(address=reply.address, call=reply.call, status=reply.status, message=message)


def _bad_answer(reply: Reply, error: ValidationError) -> BadAnswer:
    # A field of the wrong type says more than one that is missing.
    first = min(error.errors(include_url=False), key=lambda each: each["type"] == "missing")
    if first["type"] == "json_invalid":
        return _not_json(reply)
    missing = first["type"] == "missing"
    if missing:
        problem = "this field is missing"
    elif not first["loc"]:
        problem = "the answer is not a JSON object"
    else:
        problem = first["msg"][:1].lower() + first["msg"][1:]
    return BadAnswer(
        address=reply.address,
        call=reply.call,
        field=field_path(first["loc"]),
        problem=problem,
        found="" if missing else _excerpt(repr(first["input"])),
    )


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
        found=_excerpt(reply.body.lstrip()[:LARGEST_LOOK].decode("utf-8", "replace").strip()),
    )


def _json_object(body: bytes) -> dict[str, Any] | None:
    try:
        read = from_json(body)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None


def _excerpt(text: str) -> str:
    text = redact(text)
    return text if len(text) <= LONGEST_EXCERPT else text[:LONGEST_EXCERPT] + "…"

"""Logs hold no keys."""

import io
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from variantlens import logs


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """What these tests set up is taken back."""
    root = logging.getLogger()
    loggers = [root, *(each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger))]
    levels = [(logger, logger.level) for logger in loggers]
    handlers = [(each, each.formatter, list(each.filters)) for logger in loggers for each in logger.handlers]
    yield
    for logger, level in levels:
        logger.setLevel(level)
    for handler, formatter, filters in handlers:
        handler.setFormatter(formatter)
        handler.filters[:] = filters


@pytest.mark.parametrize(
    "text",
    [
        "x-api-key: SECRET",
        "X-API-Key=SECRET",
        "{'x-api-key': 'SECRET', 'accept': '*/*'}",
        '{"x-jwt-token": "SECRET"}',
        "[(b'x-api-key', b'SECRET')]",
        "Headers([('x-api-key', 'SECRET')])",
    ],
)
def test_headers_are_hidden(text: str) -> None:
    """The value of a header that carries a key is hidden, however the header is written."""
    redacted = logs.redact(text)
    assert "SECRET" not in redacted
    assert logs.HIDDEN in redacted


def test_what_looks_like_a_key_is_hidden() -> None:
    """A key of Edge Impulse is hidden wherever it stands, and the words around it stay."""
    assert logs.redact("key ei_0123456789abcdef is wrong") == f"key {logs.HIDDEN} is wrong"
    assert logs.redact("ei_x is a name") == "ei_x is a name"


@given(st.text(min_size=logs.SHORTEST_SECRET), st.text(), st.text())
def test_what_was_named_secret_is_hidden(secret: str, before: str, after: str) -> None:
    """A registered secret never survives, unless the text that stands for secrets contains it."""
    logs.hide(secret)
    try:
        assert secret not in logs.redact(before + secret + after).replace(logs.HIDDEN, "")
    finally:
        logs._secrets.discard(secret)  # noqa: SLF001  later tests log ordinary words


def test_redacting_twice_is_redacting_once() -> None:
    """What is hidden stays as it is when it passes the redaction again."""
    once = logs.redact("{'x-api-key': 'ei_0123456789abcdef'} x-jwt-token: a.b.c")
    assert logs.redact(once) == once
    assert once == "{'x-api-key': '[hidden]'} x-jwt-token: [hidden]"


@given(st.text(alphabet="abc \n", max_size=50))
def test_other_text_is_left_alone(text: str) -> None:
    """What holds no secret is not changed."""
    assert logs.redact(text) == text


def test_a_text_too_short_to_be_secret_is_not_hidden() -> None:
    """A key that somebody made up in jest would blot out ordinary words."""
    logs.hide("words")
    assert logs.redact("the words") == "the words"


class Handling(logging.Handler):
    """Keeps what a handler of somebody else would write, formatted in its own way."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Write without the formatter, as some handlers do."""
        self.lines.append(f"{record.getMessage()} {record.args} {record.exc_text} {record.stack_info}")


@pytest.fixture
def own_logger() -> Iterator[logging.Logger]:
    """A logger for one test, with the secret registered."""
    logs.hide("hunter2-hunter2")
    logger = logging.getLogger("own logger of a test")
    logger.propagate = False
    yield logger
    logger.handlers.clear()


def speak(logger: logging.Logger) -> None:
    """Log the secret in every way that there is."""
    logger.error("told %s and %s", "hunter2-hunter2", {"x-api-key": "hunter3"})
    try:
        raise ValueError("hunter2-hunter2")
    except ValueError:
        logger.exception("caught")
    logger.error("stack", stack_info=True)


def test_messages_arguments_and_tracebacks_are_redacted(own_logger: logging.Logger) -> None:
    """Neither the message nor its arguments nor an exception's text brings the secret out."""
    stream = io.StringIO()
    own_logger.addHandler(logging.StreamHandler(stream))
    logs.configure()
    speak(own_logger)
    text = stream.getvalue()
    assert "hunter" not in text.replace("hunter3\\", "")
    assert "Traceback" in text
    assert text.count(logs.HIDDEN) >= 3


def test_handlers_with_formats_of_their_own_are_redacted_too(own_logger: logging.Logger) -> None:
    """A handler that reads the record itself sees a redacted record."""
    handler = Handling()
    own_logger.addHandler(handler)
    logs.configure()
    speak(own_logger)
    assert len(handler.lines) == 3
    assert "hunter2" not in " ".join(handler.lines)


def test_formatters_that_take_arguments_apart_still_work(own_logger: logging.Logger) -> None:
    """Arguments stay a tuple of the same length, as the access log of the web server needs them."""

    class TakingApart(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            assert isinstance(record.args, tuple)
            _, path, status = record.args
            return f"{path} {status}"

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(TakingApart())
    own_logger.addHandler(handler)
    logs.configure()
    own_logger.error("%s %s %d", "GET", "/hunter2-hunter2", 200)
    assert stream.getvalue() == f"/{logs.HIDDEN} 200\n"


def test_configuring_twice_changes_nothing(own_logger: logging.Logger) -> None:
    """Handlers are guarded once, however often logging is set up."""
    handler = logging.StreamHandler(io.StringIO())
    own_logger.addHandler(handler)
    logs.configure()
    once = handler.formatter, list(handler.filters)
    logs.configure()
    assert (handler.formatter, handler.filters) == once

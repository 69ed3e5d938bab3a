"""Logging that never writes a key: every record, its arguments and its exception are redacted on the way out.

Keys are known in two ways: by their form (the headers ``x-api-key`` and ``x-jwt-token``, texts such as
``ei_1a2b…``), and by name: whoever takes a key in hand says so with :func:`hide`.
"""

import logging
import re
import threading

HIDDEN = "[hidden]"

# A shorter text would blot out ordinary words wherever it occurs.
SHORTEST_SECRET = 8

_HEADER = re.compile(
    r"""(x-(?:api-key|jwt-token)["']?\s*[:=,]\s*b?["']?)(?!\[hidden\])([^\s"',;)\]}]+)""",
    re.IGNORECASE,
)
_EDGE_IMPULSE_KEY = re.compile(r"\bei_[0-9A-Za-z]{8,}")

_secrets: set[str] = set()
_secrets_lock = threading.Lock()


def hide(secret: str) -> None:
    """Have a text blotted out of everything that is logged from now on; texts under eight characters are too common."""
    if len(secret) >= SHORTEST_SECRET:
        with _secrets_lock:
            _secrets.add(secret)


def redact(text: str) -> str:
    """The text without keys: neither those that :func:`hide` was told of nor what looks like one."""
    with _secrets_lock:
        known = sorted(_secrets, key=len, reverse=True)
    for secret in known:
        text = text.replace(secret, HIDDEN)
    text = _HEADER.sub(rf"\g<1>{HIDDEN}", text)
    return _EDGE_IMPULSE_KEY.sub(HIDDEN, text)


class RedactingFormatter(logging.Formatter):
    """Formats as another formatter does, then takes the keys out of the whole text, traceback included."""

    def __init__(self, inner: logging.Formatter):
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """One record as text, redacted."""
        return redact(self.inner.format(record))


class RedactingFilter(logging.Filter):
    """Redacts a record in place, so that handlers with formatters of their own never see a key."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, redacted; its arguments stay apart, since some formatters want them so."""
        if isinstance(record.msg, str):
            record.msg = redact(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_redacted(each) for each in record.args)
        elif record.args:
            record.args = {name: _redacted(each) for name, each in record.args.items()}
        message = record.getMessage()
        if redact(message) != message:
            record.msg, record.args = redact(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _PLAIN.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


def _redacted(argument: object) -> object:
    """An argument of a record: itself if its texts hold no key, else its redacted text."""
    text = str(argument)
    return argument if redact(text) == text and redact(repr(argument)) == repr(argument) else redact(text)


_PLAIN = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")


def configure(level: int = logging.INFO) -> None:
    """Set up logging to stderr, and put the redaction on every handler that the root logger and others have.

    May be called again, after another library has added handlers.
    """
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
        root.handlers[0].setFormatter(_PLAIN)
    root.setLevel(level)
    # One line per request, and the header lists of their debug level, say nothing that ours do not.
    for talkative in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    named = [logger for logger in logging.Logger.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    for logger in [root, *named]:
        for handler in logger.handlers:
            _guard(handler)


def _guard(handler: logging.Handler) -> None:
    if not any(isinstance(each, RedactingFilter) for each in handler.filters):
        handler.addFilter(RedactingFilter())
    if not isinstance(handler.formatter, RedactingFormatter):
        handler.setFormatter(RedactingFormatter(handler.formatter or _PLAIN))

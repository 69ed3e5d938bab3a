"""Which calls are sent again, how often, and how long all of that may take."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import stamina

from variantlens.service.errors import RateLimited, Refused, ServiceError, Silence, Unreachable

# The service, or what stands before it, is busy or just starting; the same call may succeed.
PASSING_STATUSES = frozenset({502, 503, 504})

# A call that breaks the connection twice may be what ends the service's process: it is not sent a third time.
MOST_BROKEN_OFF = 1

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Patience:
    """How long to wait for an answer, in seconds, and how often to ask again where that is safe."""

    connect_s: float = 5.0
    read_s: float = 60.0
    """Longest silence within an answer."""
    total_s: float = 120.0
    """Longest time for a call with all its repetitions."""
    attempts: int = 4
    first_wait_s: float = 0.2
    longest_wait_s: float = 5.0


PATIENCE = Patience()


def timed_out(error: Exception) -> bool:
    """Whether no answer came in time, so that the service may still be at work."""
    return isinstance(error, Unreachable) and error.reason is Silence.TIMED_OUT


def given_up(error: Exception) -> bool:
    """Whether nobody waited for the answer any more."""
    return isinstance(error, Unreachable) and error.reason is Silence.GIVEN_UP


def again(
    send: Callable[[], Answer],
    failed: ServiceError,
    deadline: float,
    patience: Patience,
    *,
    after_time_out: bool = True,
) -> Answer:
    """Send a call again that failed once, as often as is sensible.

    Args:
        send: Sends the call.
        failed: How it failed at first.
        deadline: When all repetitions must be over, on the monotonic clock.
        patience: How often it may be sent in all, and with which waits between.
        after_time_out: Whether it is sent again where no answer came in time, too.

    Raises:
        ServiceError: It failed for the last time, or in a way that will not pass.
    """
    failures = [failed]
    broken_off = 0

    def wait(error: Exception) -> bool | float:
        nonlocal broken_off
        broken_off += isinstance(error, Unreachable) and error.reason is Silence.BROKEN_OFF
        if broken_off > MOST_BROKEN_OFF or (timed_out(error) and not after_time_out):
            return False
        return _wait_before_repeat(error, deadline - time.monotonic(), patience)

    retries = stamina.retry_context(
        on=wait,
        attempts=patience.attempts,
        timeout=patience.total_s,
        wait_initial=patience.first_wait_s,
        wait_max=patience.longest_wait_s,
        wait_jitter=patience.first_wait_s,
    )
    for attempt in retries:
        with attempt:
            # The first attempt was made already: only what fails pays for the apparatus of repetition.
            if failures:
                raise failures.pop()
            return send()
    raise AssertionError("stamina returns or raises")


def _wait_before_repeat(error: Exception, left_s: float, patience: Patience) -> bool | float:
    """Whether to send the call again after this error; without a wait of its own where the pace makes it wait."""
    if isinstance(error, RateLimited) and error.retry_after_s is not None:
        # Everybody's pace is held already, and what waits there can be cancelled: no second wait.
        return 0.0 if error.retry_after_s < left_s else False
    if given_up(error):
        return False
    passing = isinstance(error, Unreachable | RateLimited) or (
        isinstance(error, Refused) and error.status in PASSING_STATUSES
    )
    return passing and left_s > patience.longest_wait_s

"""Nobody asks twice for the same; failures are not remembered."""

import threading
from collections.abc import Iterator

import pytest

from variantlens.service.memory import Memory, Pending


def test_a_second_question_joins_the_first() -> None:
    """While a call is on its way, the same question waits for it instead of asking again."""
    memory, release, calls = Memory(), threading.Event(), []

    def call(_: Pending[int]) -> int:
        calls.append(1)
        release.wait(5)
        return 42

    first = memory.ask(("key",), call)
    second = memory.ask(("key",), call)
    release.set()
    assert (first.future.result(60), second.future.result(5), len(calls)) == (42, 42, 1)
    assert memory.ask(("key",), call) is first


def test_another_key_is_another_question() -> None:
    """What one person may see is not shown to somebody whose key differs."""
    memory = Memory()
    assert memory.ask(("service", "mine"), lambda _: 1).future.result(60) == 1
    assert memory.ask(("service", "yours"), lambda _: 2).future.result(60) == 2


def test_a_failure_is_asked_again() -> None:
    """An error reaches whoever waits, and the next question is a new call."""
    memory = Memory()
    answers: Iterator[Exception | int] = iter([ValueError("broken"), 7])

    def call(_: Pending[int]) -> int:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ValueError, match="broken"):
        memory.ask(("key",), call).future.result(60)
    assert memory.ask(("key",), call).future.result(60) == 7


def test_what_was_given_up_is_asked_again() -> None:
    """A call that somebody cancelled does not answer the next question."""
    memory = Memory()
    first = memory.ask(("key",), lambda pending: pending.cancelled.wait(5))
    first.cancelled.set()
    assert memory.ask(("key",), lambda _: "new").future.result(60) == "new"


def test_forgotten_answers_are_asked_again() -> None:
    """*Ask again* brings a fresh answer."""
    memory = Memory()
    memory.ask(("key",), lambda _: 1).future.result(60)
    memory.forget(("key",))
    assert memory.ask(("key",), lambda _: 2).future.result(60) == 2


def test_calls_that_hang_at_one_service_hold_up_no_other() -> None:
    """However many calls hang at one service, another one is asked at once."""
    memory, release = Memory(), threading.Event()
    hanging = [memory.ask(("slow", at), lambda _: release.wait(20)) for at in range(40)]
    try:
        assert memory.ask(("quick", 0), lambda _: "here").future.result(20) == "here"
    finally:
        release.set()
    assert all(each.future.result(20) for each in hanging)


def test_sixteen_calls_to_one_service_are_on_their_way_at_once() -> None:
    """Fifteen calls that hang do not hold up the sixteenth."""
    memory, together = Memory(), threading.Barrier(16)
    meeting = [memory.ask(("service", at), lambda _: together.wait(20)) for at in range(16)]
    assert sorted(each.future.result(20) for each in meeting) == list(range(16))

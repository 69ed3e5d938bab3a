"""Brief work is done where the call came in; nobody waits for long work."""

import asyncio
import threading
import time

import pytest

from studio.api.turns import BRIEF_S, KINDS, Turns
from tests.studio.conftest import Studio


def here() -> int:
    """The thread that does this."""
    return threading.get_ident()


def always() -> bool:
    """There is room."""
    return True


def busy(seconds: float) -> int:
    """Compute for a while."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
    return here()


def test_work_of_which_nothing_is_known_keeps_nobody_waiting() -> None:
    """The first of a kind goes to a thread; once it has shown to be brief, the next is done at once."""

    async def calls() -> list[int]:
        turns = Turns(always)
        return [await turns.take("brief", 100, here) for _ in range(3)]

    first, *others = asyncio.run(calls())
    assert first != here()
    assert others == [here(), here()]


def test_long_work_stays_in_threads() -> None:
    """Work that took long is expected to take long again."""

    async def calls() -> list[int]:
        turns = Turns(always)
        return [await turns.take("long", 100, lambda: busy(2 * BRIEF_S)) for _ in range(3)]

    assert here() not in asyncio.run(calls())


def test_brief_work_that_would_have_to_wait_goes_to_a_thread() -> None:
    """While models of others run, a brief call waits for its turn where it holds up nobody."""
    room = iter([True, False, True])

    async def calls() -> list[int]:
        turns = Turns(lambda: next(room))
        await turns.take("brief", 100, here)
        return [await turns.take("brief", 100, here) for _ in range(3)]

    first, second, third = asyncio.run(calls())
    assert (first, third) == (here(), here())
    assert second != here()


def test_time_goes_with_size() -> None:
    """What is brief for a small file is not for one a thousand times as large; and each kind has a pace of its own."""

    async def calls() -> Turns:
        turns = Turns(always)
        await turns.take("some", 1000, lambda: busy(BRIEF_S / 5))
        return turns

    turns = asyncio.run(calls())
    assert turns.brief("some", 1000)
    assert not turns.brief("some", 1_000_000)
    assert not turns.brief("others", 1)


def test_a_wait_for_others_is_no_work() -> None:
    """A thread that only waited, for the disk or for other threads, was not busy."""

    async def calls() -> Turns:
        turns = Turns(always)
        await turns.take("waits", 1, lambda: time.sleep(4 * BRIEF_S))
        return turns

    assert asyncio.run(calls()).brief("waits", 1)


def test_failed_work_says_nothing_of_its_pace() -> None:
    """An error reaches the caller, and what fails at once does not pass for brief."""

    def fails() -> None:
        raise ValueError("no")

    async def calls() -> Turns:
        turns = Turns(always)
        with pytest.raises(ValueError, match="no"):
            await turns.take("fails", 1, fails)
        return turns

    assert not asyncio.run(calls()).brief("fails", 1)


def test_few_kinds_are_remembered() -> None:
    """Callers who ask for ever other things do not fill the memory: the oldest kind is forgotten."""

    async def calls() -> Turns:
        turns = Turns(always)
        for kind in range(KINDS + 1):
            await turns.take(kind, 1, here)
        return turns

    turns = asyncio.run(calls())
    assert not turns.brief(0, 1)
    assert turns.brief(1, 1)
    assert turns.brief(KINDS, 1)


def test_answers_are_the_same_at_once_and_in_a_thread(studio: Studio) -> None:
    """The first answer comes from a thread, the third at once, and nobody can tell."""
    answers = [studio.classify(1) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]

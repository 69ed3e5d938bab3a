"""What calls may take in memory, all together."""

import asyncio
import functools
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.memory import Room, needed_bytes

LONGEST_S = 60.0


def in_a_thread(test: Callable[[], None]) -> Callable[[], None]:
    """Run a test where no event loop runs: tests of the browser keep one in the main thread."""

    @functools.wraps(test)
    def run() -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(test).result()

    return run


def test_as_many_are_let_in_as_have_room() -> None:
    """Two of 40 bytes share 100; the third waits until one of them is done."""
    room, third = Room(100), threading.Event()

    def waits() -> None:
        with room.of(40):
            third.set()

    with room.of(40):
        with room.of(40):
            thread = threading.Thread(target=waits)
            thread.start()
            while not room.waiting:
                pass
            assert not third.is_set()
        assert third.wait(LONGEST_S)
    thread.join()


def test_what_needs_more_than_there_is_runs_alone() -> None:
    """A picture that is larger than the room is read all the same, while nothing else is."""
    room = Room(100)
    with room.of(1000):
        assert room.taken == 1000
    with room.of(10):
        assert room.taken == 10


@in_a_thread
def test_calls_come_in_in_their_order() -> None:
    """A small call that asked after a large one does not overtake it, so that the large one's turn comes."""
    room, order = Room(100), list[str]()

    async def call(name: str, needed: int) -> None:
        async with room.of_call(needed):
            order.append(name)

    async def calls() -> None:
        async with room.of_call(60):
            waiting = [asyncio.create_task(call(name, needed)) for name, needed in (("large", 90), ("small", 10))]
            while room.waiting < len(waiting):
                await asyncio.sleep(0)
            assert order == []
        await asyncio.gather(*waiting)

    asyncio.run(calls())
    assert order == ["large", "small"]


@in_a_thread
def test_a_call_that_was_given_up_takes_no_room() -> None:
    """Whoever waits and is cancelled leaves the queue; those behind come in."""
    room = Room(100)

    async def call(needed: int) -> None:
        async with room.of_call(needed):
            pass

    async def calls() -> None:
        async with room.of_call(60):
            given_up, behind = asyncio.create_task(call(90)), asyncio.create_task(call(50))
            while room.waiting < 2:
                await asyncio.sleep(0)
            given_up.cancel()
            with pytest.raises(asyncio.CancelledError):
                await given_up
        await behind

    asyncio.run(calls())
    assert (room.taken, room.waiting) == (0, 0)


def test_a_photograph_needs_what_its_pixels_take(tmp_path: Path) -> None:
    """Its file's first bytes tell, however small it is; a sound or table needs a multiple of its file."""
    Image.new("L", (4000, 3000)).save(tmp_path / "black.png")
    assert needed_bytes(tmp_path / "black.png") > 4000 * 3000 * 8
    (tmp_path / "a.csv").write_bytes(b"a\n" + b"1\n" * 999)
    assert needed_bytes(tmp_path / "a.csv") == 16 * 2000


def test_values_that_are_sent_need_more(tmp_path: Path) -> None:
    """No more of them than the file can hold, nor than are sent."""
    (tmp_path / "a.csv").write_bytes(b"a\n" + b"1\n" * 999)
    assert needed_bytes(tmp_path / "a.csv", 10_000) == 16 * 2000 + 128 * 1000
    assert needed_bytes(tmp_path / "a.csv", 10) == 16 * 2000 + 128 * 10
    Image.new("RGB", (40, 50)).save(tmp_path / "a.png")
    assert needed_bytes(tmp_path / "a.png", 10_000) >= 128 * 40 * 50


def test_a_film_needs_what_all_its_frames_take(tmp_path: Path) -> None:
    """A second of film is 25 pictures."""
    noise = np.random.default_rng(0).integers(0, 256, (25, 40, 50), dtype=np.uint8)
    frames = [Image.fromarray(each) for each in noise]
    frames[0].save(tmp_path / "film.gif", save_all=True, append_images=frames[1:])
    assert needed_bytes(tmp_path / "film.gif") >= 25 * 40 * 50 * 4


def test_what_cannot_be_read_needs_nothing(tmp_path: Path) -> None:
    """Whoever reads it says what is wrong."""
    (tmp_path / "text.png").write_text("no picture")
    assert needed_bytes(tmp_path / "gone.csv") == 0
    assert needed_bytes(tmp_path / "text.png") == len("no picture")

"""Odd answers for as long as is wanted: ``make soak``, or ``python -m benchmarks.odd``.

So many answers go to figures and sentences, and until the time is over more to the value objects alone. They come in
rounds, each with a seed of its own, so that a round can be repeated. What is done is written down after each: a run
that was stopped goes on with the next.
"""

import argparse
import json
import sys
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from benchmarks.odd import promises
from benchmarks.odd.answers import answers

DRAWN = 20_000
"""Answers that go to figures and sentences."""
ROUND = 500
MINUTES = 60.0
DONE = Path(".hypothesis") / "odd-answers.json"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status is 0 if every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.odd", description="Odd answers, read to the page.")
    parser.add_argument("--drawn", type=int, default=DRAWN, help="answers that go to figures and sentences")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long it may take in all")
    parser.add_argument("--seed", type=int, default=1, help="of the first round; the next rounds count on")
    parser.add_argument("--done", type=Path, default=DONE, help="where the rounds that are done are written down")
    parser.add_argument("--again", action="store_true", help="begin anew")
    chosen = parser.parse_args(arguments)
    warnings.simplefilter("error")
    if chosen.again:
        chosen.done.unlink(missing_ok=True)
    ends = time.monotonic() + chosen.minutes * 60
    done = rounds_done(chosen.done, chosen.seed)
    while time.monotonic() < ends:
        drawn = done * ROUND < chosen.drawn
        one_round(chosen.seed + done, to_the_page if drawn else to_value_objects)
        done += 1
        chosen.done.parent.mkdir(exist_ok=True)
        chosen.done.write_text(json.dumps({"seed": chosen.seed, "rounds": done}))
        print(f"{done * ROUND:,} odd answers, {min(done * ROUND, chosen.drawn):,} of them to figures", flush=True)
    if done * ROUND < chosen.drawn:
        print("The time is over: run it again to go on.")
    return 0


def rounds_done(path: Path, first: int) -> int:
    """How many rounds of a run that begins with this seed are done."""
    try:
        held = json.loads(path.read_text())
        return int(held["rounds"]) if held["seed"] == first else 0
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def one_round(number: int, tried: Callable[[str], None], examples: int = ROUND) -> None:
    """Some answers, always the same for the same number; what fails is told in its smallest form.

    Raises:
        Exception: A promise is not kept.
    """
    seed(number)(
        settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))(
            given(answers())(tried)
        )
    )()


def to_value_objects(text: str) -> None:
    """Reading, comparing, sentences, tables, what a sweep keeps and its verdict."""
    read = promises.read(text)
    if read is not None:
        promises.value_objects(read)
        promises.sweep(read, unit=promises.UNITS[len(text) % len(promises.UNITS)])


def to_the_page(text: str) -> None:
    """The same, and all figures."""
    to_value_objects(text)
    read = promises.read(text)
    if read is not None:
        ways = promises.both_ways(read)
        promises.figures(ways[len(text) % len(ways)])


if __name__ == "__main__":
    sys.exit(main())

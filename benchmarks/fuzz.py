"""Thousands of conversations made up at random, each turn of which is held to what the bot promises.

In the one half customers write as people do, with slips, bursts, old buttons, photos and days between;
in the other, understanding itself is thrown together at random. A broken promise ends the run with the
turn that broke it; the same seed makes it again.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor

from benchmarks.tables import show
from tests.dialogue import test_invariants
from tests.dialogue.conversations import Tally, converse_many
from tests.dialogue.customers import Goal

WRITTEN, THROWN = 20_000, 4_000
SHARES = 40


def run() -> None:
    began = time.perf_counter()
    tally = Tally()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for part in pool.map(_written, range(SHARES)):
            tally.add(part)
        for _ in pool.map(_thrown, range(SHARES)):
            pass
    count = tally.wanted.total()
    seconds = time.perf_counter() - began
    show(
        f"{count} conversations as people write, {THROWN} of random frames, in {seconds:.0f} s: all in order",
        ("wanted", "conversations", "reached", "share"),
        [(one.value, tally.wanted[one], tally.reached[one], _reached(tally, one)) for one in Goal],
    )
    show(
        "What became of them",
        ("", "share of conversations"),
        [(kind, _share(number, count)) for kind, number in tally.ended.most_common()],
    )
    show(
        "What they took",
        ("turns each", "messages each", "replies each", "replies over 320 characters"),
        [(*(f"{one / count:.1f}" for one in (tally.turns, tally.messages, tally.replies)), tally.long)],
    )


def _written(seed: int) -> Tally:
    return converse_many(seed, WRITTEN // SHARES)


def _thrown(seed: int) -> None:
    test_invariants.converse_many(seed, THROWN // SHARES)


def _reached(tally: Tally, goal: Goal) -> str:
    return _share(tally.reached[goal], tally.wanted[goal])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}"

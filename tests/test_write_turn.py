import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from booking_bot.write_turn import WriteTurn

HOLD = """
import sys
from pathlib import Path
from booking_bot.write_turn import WriteTurn
with WriteTurn(Path(sys.argv[1])).taken():
    print("taken", flush=True)
    sys.stdin.readline()
"""


def test_another_process_waits_until_the_turn_is_given_back_even_by_dying(tmp_path: Path) -> None:
    database = tmp_path / "booking.db"
    turn = WriteTurn(database)
    got_it = threading.Event()

    def wait() -> None:
        with turn.taken():
            got_it.set()

    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout
        assert other.stdout.readline() == "taken\n"
        waiting = threading.Thread(target=wait)
        waiting.start()
        early = got_it.wait(0.2)
        other.kill()
        waiting.join(timeout=10)

    assert (early, got_it.is_set()) == (False, True)


def test_a_turn_inside_a_turn_is_an_error_and_no_endless_wait() -> None:
    turn = WriteTurn(None)

    with turn.taken(), pytest.raises(RuntimeError, match="opened inside another"), turn.taken():
        pass
    with turn.taken():
        pass  # given back all the same


def test_threads_take_turns_also_where_there_is_no_file() -> None:
    turn = WriteTurn(None)
    inside: list[int] = []
    most: list[int] = []

    def write() -> None:
        for _ in range(50):
            with turn.taken():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(most), max(most)) == (200, 1)


def order_of(turn: WriteTurn, *pressing: bool) -> list[int]:
    """The order in which threads write that asked one after another while somebody wrote."""
    order: list[int] = []

    def write(number: int) -> None:
        with turn.taken(pressing=pressing[number]):
            order.append(number)

    threads = [threading.Thread(target=write, args=[number]) for number in range(len(pressing))]
    with turn.taken():
        for before, thread in enumerate(threads):
            thread.start()
            while turn.waiting <= before:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    return order


def test_who_asked_first_writes_first_though_another_asks_again_and_again() -> None:
    assert order_of(WriteTurn(None), *[False] * 5) == [0, 1, 2, 3, 4]


def test_who_presses_writes_before_the_others_but_does_not_keep_them_out() -> None:
    assert order_of(WriteTurn(None), False, False, *[True] * 6) == [2, 3, 4, 5, 0, 6, 7, 1]

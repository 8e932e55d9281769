"""A whole request within a time: the time-outs of sockets count from byte to byte."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """What `call` gives, or TimeoutError after `seconds`; it then goes on alone and nobody listens.

    Resolving a name, for one, has no time-out at all.
    """
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=run, name="request", daemon=True).start()
    return outcome.result(timeout=seconds)

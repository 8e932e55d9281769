"""Where SQLite keeps its file, and disks that it cannot be kept on: its locks end at the machine."""

from pathlib import Path

from booking_bot.db import Database

MOUNTS = Path("/proc/self/mounts")
OVER_THE_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "lustre"}
)


def file_of(database: Database) -> Path | None:
    """Where SQLite keeps it; None elsewhere."""
    name = database.engine.url.database
    return Path(name) if database.is_sqlite and name and name != ":memory:" else None


def network_disk(file: Path, mounts: str | None = None) -> str | None:
    """The kind of network disk that `file` lies on; None where it is none, or the system does not tell.

    `mounts` is what the system says of its disks: device, place, kind … a line each.
    """
    if mounts is None:
        mounts = MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else ""
    kinds = {
        Path(place.replace("\\040", " ")): kind for _, place, kind, *_ in map(str.split, mounts.splitlines())
    }
    for folder in file.resolve().parents:
        if folder in kinds:
            return kinds[folder] if kinds[folder] in OVER_THE_NETWORK else None
    return None

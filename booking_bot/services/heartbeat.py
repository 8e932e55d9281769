"""Which machines have a worker at this database: each writes now and then that it is alive."""

from datetime import datetime, timedelta
from pathlib import Path
from platform import node

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.models import Watch
from booking_bot.services import sightings

EVERY = timedelta(minutes=1)
FRESH = 5 * EVERY  # whoever was silent for longer is at work no more
FORGOTTEN = timedelta(days=2)
_PREFIX = "worker:"
# Of the running system, so that containers of one machine have it in common.
_BOOT = Path("/proc/sys/kernel/random/boot_id")


def this_machine() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return node()


def beat(session: Session, machine: str, now: datetime) -> None:
    """Note that this machine has a worker, and forget those that have had none for long."""
    silent = sa.and_(col(Watch.name).startswith(_PREFIX), col(Watch.at) < now - FORGOTTEN)
    session.exec(sa.delete(Watch).where(silent).execution_options(synchronize_session=False))
    sightings.note(session, _PREFIX + machine, now)


def leave(session: Session, machine: str) -> None:
    """This machine ends its work; another worker of it is heard of again soon."""
    mine = col(Watch.name) == _PREFIX + machine
    session.exec(sa.delete(Watch).where(mine).execution_options(synchronize_session=False))


def machines(session: Session, now: datetime) -> set[str]:
    """Those that have a worker at work."""
    alive = select(Watch.name).where(col(Watch.name).startswith(_PREFIX), col(Watch.at) > now - FRESH)
    return {name.removeprefix(_PREFIX) for name in session.exec(alive)}


def last(session: Session) -> datetime | None:
    """When any worker was last seen."""
    newest = select(Watch.at).where(col(Watch.name).startswith(_PREFIX)).order_by(col(Watch.at).desc())
    return session.exec(newest.limit(1)).first()


def last_of_others(session: Session, machine: str) -> datetime | None:
    """When a worker of another machine was last seen."""
    others = col(Watch.name).startswith(_PREFIX), col(Watch.name) != _PREFIX + machine
    return session.exec(select(Watch.at).where(*others).order_by(col(Watch.at).desc()).limit(1)).first()

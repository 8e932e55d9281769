"""By which ways this process can send: what its settings allow, carried by every session."""

from dataclasses import dataclass, field

from sqlmodel import Session

from booking_bot.db import Database


@dataclass(frozen=True, slots=True)
class Ways:
    """`account` is the one that templates belong to; `sandbox`: WhatsApp goes from Twilio's.

    `pages` is the address below which customers reach pages of ours; "" where they reach none. Links to
    something of theirs are signed with `signing_key`.
    """

    whatsapp: bool = True
    sms: bool = False
    mail: bool = False
    account: str = ""
    sandbox: bool = False
    pages: str = ""
    signing_key: str = field(default="", repr=False)


def set_ways(database: Database, ways: Ways) -> None:
    database.info[Ways] = ways


def ways_of(session: Session) -> Ways:
    """Where nobody said otherwise: WhatsApp alone."""
    found = session.info.get(Ways)
    return found if isinstance(found, Ways) else Ways()

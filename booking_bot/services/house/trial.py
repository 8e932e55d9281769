"""A text of the shop sent to its owner, to be seen where customers will see it."""

from datetime import datetime

from sqlmodel import Session

from booking_bot.services import staff_messages, team
from booking_bot.services.house.preview import preview


def send(session: Session, actor: str, name: str, text: str, *, now: datetime) -> bool:
    """Send `actor` the text of a made-up appointment by chat, once a minute; whether there is a way now.

    Raises as `preview` does.
    """
    member = next((one for one in team.team(session) if one.actor == actor), None)
    if member is None:
        return False
    written = preview(session, name, text, now=now)
    key = f"trial:{name}:{int(now.timestamp()) // 60}"
    return staff_messages.tell(session, member, written.text, key=key, now=now, mail=False)

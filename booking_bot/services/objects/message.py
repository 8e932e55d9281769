from collections.abc import Callable
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlmodel import Session

from booking_bot.models import Direction
from booking_bot.services import message_list
from booking_bot.services.message_list import Listed
from booking_bot.services.objects.base import Moment, Phone, Shown, shown

Progress = Literal["queued", "sending", "sent", "delivered", "read", "failed", "cancelled", "received"]


class File(Shown):
    url: str
    type: str


class Message(Shown):
    id: str
    direction: Direction
    phone: Phone | None
    kind: str = Field(
        description="Of outgoing messages reply, reminder, survey, order, manual, waitlist or notice; "
        "of incoming ones Twilio's MessageType."
    )
    body: str
    media: list[File]
    at: Moment
    status: Progress
    error: str | None = Field(description="Why it did not arrive or was not sent.")


def as_kept(url: str) -> str:
    return url


def of(listed: Listed, zone: ZoneInfo, address: Callable[[str], str] = as_kept) -> Message:
    """`address` says where a file of the shop's own is to be had."""
    return Message(
        id=str(listed.id),
        direction=listed.direction,
        phone=listed.phone,
        kind=listed.kind,
        body=listed.body,
        media=[File(url=address(one["url"]), type=one["type"]) for one in listed.media],
        at=shown(listed.at, zone),
        status=listed.status,
        error=listed.error,
    )


def find(session: Session, message_id: int, zone: ZoneInfo) -> Message | None:
    found = message_list.one(session, message_id)
    return of(found, zone) if found else None

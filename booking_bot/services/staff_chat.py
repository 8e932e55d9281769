"""The agenda by chat, for the shop's own people: staff see their own day, owners everybody's.

Whoever else asks the same is a customer, and so are the shop's people in whatever else they write: they book
for themselves as anybody does.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.dialogue import staff
from booking_bot.dialogue.staff import Line, Page, Topic
from booking_bot.dialogue.state import State
from booking_bot.dialogue.talk import Heard, Understand
from booking_bot.models import Conversation, Identity, IdentityKind, Resource
from booking_bot.services import team
from booking_bot.services.agenda_day import Day, agenda_day
from booking_bot.services.alert_words import who
from booking_bot.services.identities import number_of
from booking_bot.services.place import place_of
from booking_bot.services.staff_messages import CHATS
from booking_bot.services.team import Member


def answer(
    session: Session,
    conversation: Conversation,
    heard: Sequence[Heard],
    understand: Understand,
    *,
    now: datetime,
) -> str | None:
    """What they asked of the agenda; None where it is none of this, or not for them."""
    text = "\n".join(one.text for one in heard if one.text and not one.button)
    topic = staff.asked(text)
    if topic is None:
        return None
    if topic is Topic.GAPS and State.from_json(conversation.state).wish is not None:
        return None  # they are about to book for themselves
    member = member_of(session, conversation)
    if member is None or not (member.is_owner or member.staff_id):
        return None
    frame = understand(text, None)
    if topic is Topic.GAPS and frame.service:
        return None
    today = now.astimezone(place_of(session).zone).date()
    asked = staff.days(topic, text, frame, today)
    if not asked:
        return None
    only = _only(session, member, frame.staff)
    pages = [page(agenda_day(session, day, now=now), only) for day in asked]
    return staff.answer(
        topic,
        pages,
        today=today,
        now=now,
        alone=only is not None or _works_alone(session),
    )


def page(day: Day, only: int | None = None) -> Page:
    """A day as it is written in a message; `only` that member's."""
    columns = [column for column in day.columns if only in (None, column.staff_id)]
    return Page(
        day=day.day,
        is_open=any(column.works for column in columns),
        lines=tuple(
            Line(one.start, one.service, who(one.person, one.beneficiary), one.staff, one.status)
            for column in columns
            for one in column.entries
        ),
        gaps=tuple(
            (column.name, gap.start.time(), gap.end.time()) for column in columns for gap in column.gaps
        ),
    )


def written(session: Session, day: Day, only: int | None = None) -> str:
    """A day in words, of all or of one member; it is told as today."""
    alone = only is not None or _works_alone(session)
    return staff.agenda(page(day, only), today=day.now.date(), alone=alone)


def member_of(session: Session, conversation: Conversation) -> Member | None:
    """Whose line that is: by the number it comes from, which WhatsApp vouches for."""
    if conversation.channel not in CHATS or conversation.disowned_at is not None:
        return None
    phone = number_of(conversation.address)
    if phone is None:  # WhatsApp's own id stands there
        phone = session.exec(
            select(Identity.value)
            .where(
                col(Identity.customer_id) == conversation.customer_id,
                col(Identity.kind) == IdentityKind.PHONE,
            )
            .order_by(col(Identity.id).desc())
        ).first()
    return team.by_phone(session, phone) if phone else None


def _only(session: Session, member: Member, named: str | None) -> int | None:
    """Whose day: of staff their own, of an owner that of whom they name, or of all."""
    if not member.is_owner:
        return member.staff_id
    return session.exec(select(Resource.id).where(col(Resource.slug) == named)).first() if named else None


def _works_alone(session: Session) -> bool:
    return len(session.exec(select(Resource.id).where(col(Resource.active)).limit(2)).all()) < 2

"""On which conversation an answer comes: that of the way by which a message goes."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from booking_bot.models import ChannelName, Conversation


def answered_on(
    session: Session, conversation: Conversation, channel: ChannelName, recipient: str, *, now: datetime
) -> Conversation:
    """The conversation that whoever answers by that channel writes on; by SMS it is one of its own.

    Who has been told already who we are is not told again there.
    """
    if channel is not ChannelName.SMS or conversation.channel is ChannelName.SMS:
        return conversation
    found = of_sms(session, recipient)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            made = Conversation(
                customer_id=conversation.customer_id,
                channel=ChannelName.SMS,
                address=recipient,
                introduced_at=conversation.introduced_at,
                created_at=now,
            )
            session.add(made)
    except IntegrityError:  # it was made at this moment
        return of_sms(session, recipient) or conversation
    return made


def takes_sms(session: Session, phone: str, customer_id: int) -> bool:
    """Whether an SMS may be tried there: nothing is known against it, and nobody else writes from there."""
    line = of_sms(session, phone)
    return line is None or (line.customer_id == customer_id and line.unreachable_at is None)


def of_sms(session: Session, phone: str) -> Conversation | None:
    return session.exec(
        select(Conversation).where(
            col(Conversation.channel) == ChannelName.SMS, col(Conversation.address) == phone
        )
    ).first()

"""Whether what was planned is still to be said: everything is looked at again when it is due."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.notices import NoticeKind
from booking_bot.models import Appointment, Conversation, Notice

FIRM = frozenset({Status.BOOKED, Status.CONFIRMED})
# Of these states each kind speaks.
_SPEAKS_OF = {
    NoticeKind.REMINDER: FIRM,
    NoticeKind.CONFIRMATION: FIRM,
    NoticeKind.MOVED: FIRM,
    NoticeKind.CANCELLED: frozenset({Status.CANCELLED}),
    NoticeKind.SURVEY: FIRM | {Status.COMPLETED},
    NoticeKind.FOLLOW_UP: frozenset({Status.NO_SHOW}),
    NoticeKind.RECALL: frozenset({Status.COMPLETED}),
}
_BEFORE_IT_BEGINS = frozenset({NoticeKind.REMINDER, NoticeKind.CONFIRMATION, NoticeKind.MOVED})

OUTDATED = "La cita cambió antes de que saliera."
TOO_LATE = "Ya era tarde para enviarlo."
SUPERSEDED = "Sale otro más cercano a la cita."
AFTER_THE_LAST = "Se le pregunta cuando acabe la visita entera."
SURVEYED = "Ya se le preguntó en los últimos 30 días."
COMES_AGAIN = "Ya tiene otra cita."
CAME_AGAIN = "Ya vino después por lo mismo."
NOT_OFFERED = "El servicio ya no avisa de que toca volver."
NOT_THE_CUSTOMER = "Quien escribe desde ese número dice que no es el cliente."


def holds(notice: Notice, appointment: Appointment, now: datetime) -> bool:
    """Whether the appointment is still what the notice speaks of."""
    return (
        notice.revision == appointment.revision
        and appointment.status in _SPEAKS_OF[notice.kind]
        and (notice.kind not in _BEFORE_IT_BEGINS or appointment.starts_at > now)
    )


def is_theirs(conversation: Conversation, appointment: Appointment) -> bool:
    """What was booked before they said that they are not the customer is another's."""
    return conversation.disowned_at is None or appointment.created_at >= conversation.disowned_at


def is_outdated(session: Session, message_id: int, now: datetime) -> bool:
    """Whether the message is of an appointment that is not as it says any more."""
    return not all(holds(notice, appointment, now) for notice, appointment in told_by(session, message_id))


def told_by(session: Session, message_id: int) -> Sequence[tuple[Notice, Appointment]]:
    """What that message says, and of what, as both are now."""
    return session.exec(
        select(Notice, Appointment)
        .join(Appointment, col(Appointment.id) == col(Notice.appointment_id))
        .where(col(Notice.message_id) == message_id)
        .execution_options(populate_existing=True)
    ).all()

"""What goes to the people of the shop, and what is kept of who writes."""

from collections.abc import Mapping

from booking_bot.dialogue.desk import Booked, Handover, Note, Reason
from booking_bot.models import Attention, AttentionKind, row_id
from booking_bot.services import attachments, consents, handovers, house_questions, promises
from booking_bot.services.customer_facts import remember_answers
from booking_bot.services.front_desk.seat import Seat
from booking_bot.services.house import own_texts
from booking_bot.services.quotes import asking

# Told once a conversation, until somebody has looked.
ONLY_FOR_PEOPLE = frozenset({Note.VOICE, Note.PHOTO, Note.DOCUMENT, Note.CONTACT, Note.TOO_BIG})


class People(Seat):
    """Handing over, noting, remembering, and what they allow."""

    def hand_over(self, reason: Reason, summary: str) -> Handover:
        if reason is Reason.NOT_THE_CUSTOMER:
            self._conversation.disowned_at = self._conversation.disowned_at or self._now
            self._changed()
        given = promises.promise(self._session, now=self._now)
        case = handovers.open_case(
            self._session,
            self._conversation,
            reason=reason.value,
            summary=summary,
            now=self._now,
            promised_at=given.due,
        )
        own = own_texts.AWAY if given.reopens else own_texts.HANDED_OVER
        zone = self.shop.zone
        return Handover(
            case=str(row_id(case)),
            open_until=given.open_until.astimezone(zone) if given.open_until else None,
            reopens=given.reopens.astimezone(zone) if given.reopens else None,
            own=own_texts.one(self._session, own),
        )

    def note(self, kind: Note, text: str, *, appointment: Booked | None = None) -> None:
        if kind is Note.PHOTO and asking.show(self._session, row_id(self._conversation)):
            return  # of what they wait to be told the price of
        if kind in ONLY_FOR_PEOPLE:
            attachments.ask_a_person(
                self._session, row_id(self._conversation), reason=kind.value, summary=text, now=self._now
            )
            return
        self._session.add(
            Attention(
                kind=AttentionKind.LATE if kind is Note.LATE else AttentionKind.NOTE,
                conversation_id=row_id(self._conversation),
                appointment_id=appointment.id if appointment else None,
                reason=kind.value,
                summary=text,
                at=self._now,
            )
        )

    def remember(self, answers: Mapping[str, str]) -> None:
        remember_answers(self._session, self._customer_id, answers, now=self._now)
        self._changed()

    def rename(self, name: str) -> None:
        if self._conversation.disowned_at is not None:
            return  # the customer noted here is somebody else
        self._person.name = name
        self._changed()

    def stop(self, said: str, *, notices: bool) -> None:
        consents.stop(self._session, self._customer_id, notices=notices, now=self._now, said=said)
        self._changed()

    def resume(self, said: str) -> None:
        consents.resume(self._session, self._customer_id, now=self._now, said=said)
        self._changed()

    def answer(self, text: str) -> str | None:
        return house_questions.answer(self._session, text)

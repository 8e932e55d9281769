"""What the owner or a deposit must still say yes to."""

from collections.abc import Sequence

from booking_bot import models
from booking_bot.dialogue.desk import Booked, Deposit, Proposal
from booking_bot.dialogue.visits import moved_by
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.models import DepositStatus, row_id
from booking_bot.services import awaited, granting
from booking_bot.services.front_desk.seat import Seat


class Requests(Seat):
    """Times that the owner proposes, and deposits paid by hand."""

    def proposal(self, number: int) -> Proposal:
        found, appointment = granting.find(self._session, number)
        meant = self.find(row_id(appointment))
        by = found.starts_at - appointment.starts_at
        return Proposal(number, meant, moved_by(meant, by))

    def agree(self, proposal: Proposal) -> Booked:
        self.find(proposal.appointment.id)  # only one's own
        self._changed()
        granting.agree(
            self._session,
            proposal.number,
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )
        return self.find(proposal.appointment.id)

    def refuse(self, proposal: Proposal) -> None:
        self.find(proposal.appointment.id)  # only one's own
        granting.refuse(self._session, proposal.number, now=self._now)

    def deposits(self) -> tuple[Deposit, ...]:
        return tuple(map(self._deposit, awaited.deposits_of(self._session, self._customer_id)))

    def released(self) -> Deposit | None:
        row = awaited.released_of(self._session, self._customer_id, now=self._now)
        try:
            return self._deposit(row) if row else None
        except NoSuchAppointment:  # of whoever had this number before
            return None

    def _deposit(self, row: models.Deposit) -> Deposit:
        return Deposit(
            self.find(row.appointment_id),
            row.amount_cents,
            row.how,
            row.due_at.astimezone(self.shop.zone),
            claimed=row.status is DepositStatus.CLAIMED,
        )

    def claim_late(self, deposit: Deposit, messages: Sequence[int]) -> None:
        row = awaited.released_of(self._session, self._customer_id, now=self._now)
        if row is None:
            return
        if messages:
            self.attach(row.appointment_id, messages)
        awaited.claim_late(
            self._session, row, messages, now=self._now, conversation_id=row_id(self._conversation)
        )

    def claim(self, deposit: Deposit, messages: Sequence[int]) -> None:
        appointment_id = deposit.appointment.id
        if messages:
            self.attach(appointment_id, messages)
        awaited.claim(
            self._session,
            appointment_id,
            messages,
            by=self._by,
            now=self._now,
            conversation_id=row_id(self._conversation),
        )

"""Prices of what has none, named by the owner."""

from collections.abc import Sequence
from datetime import timedelta

from booking_bot.dialogue.desk import Booked, Handover, Quote
from booking_bot.domain.quotes import QuoteOver
from booking_bot.models import Quote as QuoteRow
from booking_bot.models import row_id
from booking_bot.services.front_desk.seat import Seat
from booking_bot.services.quotes import answering, asking

_LAST = timedelta(microseconds=1)  # before midnight is still that day


class Quotes(Seat):
    """What something costs before it is done."""

    def ask_price(self, text: str, messages: Sequence[int]) -> Handover:
        given = asking.ask(self._session, self._conversation, text, messages, by=self._by, now=self._now)
        zone = self.shop.zone
        return Handover(
            case="",
            open_until=given.open_until.astimezone(zone) if given.open_until else None,
            reopens=given.reopens.astimezone(zone) if given.reopens else None,
        )

    def quote(self, number: int) -> Quote:
        return self._told(self._quote(number))

    def accept_quote(self, quote: Quote, message: int) -> Quote:
        self._quote(quote.number)  # only one's own
        self._changed()
        try:
            taken = answering.accept(self._session, quote.number, message, by=self._by, now=self._now)
        except QuoteOver:
            if quote.instead is None:
                answering.came_late(self._session, quote.number, message, now=self._now)
            raise
        return self._told(taken)

    def decline_quote(self, quote: Quote, said: str) -> None:
        self._quote(quote.number)  # only one's own
        answering.decline(self._session, quote.number, said, by=self._by, now=self._now)

    def keep_quote(self, number: int, booked: Booked) -> None:
        self._quote(number)  # only one's own
        answering.book(self._session, number, booked.id, by=self._by, now=self._now)

    def _quote(self, number: int) -> QuoteRow:
        return answering.find(self._session, number, self._customer_id, since=self._conversation.disowned_at)

    def _told(self, row: QuoteRow) -> Quote:
        appointment = answering.open_appointment(self._session, row)
        return Quote(
            number=row_id(row),
            status=row.status.value,
            amount_cents=row.amount_cents or 0,
            until=((row.expires_at or row.created_at) - _LAST).astimezone(self.shop.zone),
            work=row.work,
            service=self._services.get(row.service_id or 0, ""),
            appointment=self.find(row_id(appointment)) if appointment else None,
            instead=answering.instead_of(self._session, row),
        )

"""What the shop says at the last moment is told as it is: nobody took what was closed."""

import pytest

from booking_bot.dialogue.desk import Booked, Offer
from booking_bot.domain.refusals import (
    BeyondHorizon,
    ClosedDay,
    NoSuchService,
    OutsideHours,
    Refused,
    SlotTaken,
    StaffAway,
    TooSoon,
)
from booking_bot.language.frame import Act
from tests.dialogue.chat import WEDNESDAY, Chat, proposed
from tests.dialogue.fake import FakeDesk

FIRST_WORDS = [
    (SlotTaken(WEDNESDAY), "Lo siento, esa hora la acaban de coger."),
    (TooSoon(WEDNESDAY, WEDNESDAY), "Lo siento, es demasiado pronto y no nos da tiempo."),
    (BeyondHorizon(WEDNESDAY, WEDNESDAY), "Lo siento, todavía no puedo apuntar con tanta antelación."),
    (ClosedDay(WEDNESDAY, "Fiesta"), "Lo siento, a esa hora no atendemos."),
    (OutsideHours(WEDNESDAY), "Lo siento, a esa hora no atendemos."),
    (StaffAway(WEDNESDAY), "Lo siento, esa hora ya no puede ser."),
    (NoSuchService(1), "Lo siento, esa hora ya no puede ser."),
]


class Refusing(FakeDesk):
    """Takes back what it offered."""

    refusal: Refused | None = None

    def hold(self, offer: Offer, *, moving: Booked | None = None) -> None:
        self._refuse()
        super().hold(offer, moving=moving)

    def _check(self, offer: Offer, moving: Booked | None) -> None:
        self._refuse()
        super()._check(offer, moving)

    def _refuse(self) -> None:
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise refusal


@pytest.mark.parametrize(("refusal", "words"), FIRST_WORDS, ids=lambda value: type(value).__name__)
def test_a_time_that_is_not_to_be_had_is_refused_with_the_true_reason(refusal: Refused, words: str) -> None:
    told = proposed()
    desk = Refusing()
    chat = Chat(desk, told.state)
    desk.refusal = refusal
    chat.waits(minutes=1)

    reply = chat.says("sí", Act.AFFIRM)

    assert reply.split("\n")[0] == words
    assert desk.log == []
    assert len(chat.options) == 3

"""What the shop says at the last moment is told as it is: nobody took what was closed."""

from datetime import time

import pytest

from booking_bot.dialogue.desk import Booked, Offer, Reason
from booking_bot.domain.refusals import (
    BeyondHorizon,
    ClosedDay,
    NeedsTheOwner,
    NoSuchService,
    OutsideHours,
    Refused,
    SlotTaken,
    StaffAway,
    TooManyOpen,
    TooSoon,
)
from booking_bot.language.frame import Act
from tests.dialogue.chat import WEDNESDAY, Chat, on, proposed
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


@pytest.mark.parametrize(
    ("refusal", "reason", "told"),
    [
        (
            TooManyOpen(3, stranger=True),
            Reason.TOO_MANY_OPEN,
            "Con más citas te ayuda el equipo; se lo paso.\nTe contestará por aquí en cuanto pueda.",
        ),
        (
            NeedsTheOwner(1),
            Reason.BEYOND_THE_BOT,
            "Eso te lo tiene que decir una persona del equipo; se lo paso.\n"
            "Te contestará por aquí en cuanto pueda.",
        ),
    ],
)
def test_what_the_team_has_to_see_to_is_passed_on_without_a_reproach(
    refusal: Refused, reason: Reason, told: str
) -> None:
    desk = Refusing()
    desk.refusal = refusal
    chat = Chat(desk)

    reply = chat.says("corte el jueves a las 5", Act.BOOK, service=("corte",), when=(on(14, time(17)),))

    assert reply == told
    assert [why for why, _ in desk.handed] == [reason]
    assert desk.booked == []

"""Which texts a turn tells that it made nothing of."""

import pytest

from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import Flow, Pending, State, Wish
from booking_bot.dialogue.talk import Heard, Media, Missed
from booking_bot.language.frame import Act, Asked, Expecting, Frame
from tests.dialogue.chat import proposed
from tests.dialogue.fake import NOW, FakeDesk

OTHER = Frame(frozenset({Act.OTHER}))


def missed(
    message: Heard, state: State | None = None, frame: Frame = OTHER, *, held: bool = False
) -> Missed | None:
    return turn([message], state or State(), FakeDesk(), lambda *_: frame, now=NOW, held=held).missed


def test_a_text_is_told_with_what_it_might_have_answered_and_what_was_understood() -> None:
    table = proposed().state

    alone = missed(Heard("asdf qwer"))
    asked = missed(Heard("asdf qwer"), table)

    assert alone == Missed("asdf qwer", None, OTHER)
    assert asked == Missed("asdf qwer", Expecting(Asked.CONFIRM), OTHER)


@pytest.mark.parametrize("pending", [Pending.NAME, Pending.NAMES, Pending.SUBJECT, Pending.QUESTION])
def test_what_answers_a_question_about_a_person_is_told_to_nobody(pending: Pending) -> None:
    state = State(pending=pending, wish=Wish(Flow.BOOK, services=("corte",)))
    table = missed(Heard("123 456"), State(pending=Pending.SERVICE, wish=Wish(Flow.BOOK)))

    assert missed(Heard("123 456"), state) is None
    assert table is not None


@pytest.mark.parametrize(
    "message",
    [
        Heard("jajaja"),
        Heard("ok"),
        Heard("?"),
        Heard("¿hay parking?"),
        Heard(media=Media.STICKER),
        Heard("así lo quiero", media=Media.IMAGE, number=1),
    ],
)
def test_what_needs_no_understanding_was_not_missed(message: Heard) -> None:
    assert missed(message) is None


def test_what_a_person_hears_was_not_missed() -> None:
    assert missed(Heard("asdf qwer"), held=True) is None

"""Which of several open questions a bare answer is for."""

from dataclasses import replace
from datetime import timedelta

from booking_bot.dialogue.desk import Offer, Place
from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import Flow
from booking_bot.dialogue.talk import Heard, OpenQuestion
from booking_bot.domain.questions import QuestionKind
from booking_bot.language.frame import Act, Asked, Frame
from tests.dialogue.chat import WEDNESDAY, Chat, on, with_appointment
from tests.dialogue.fake import NOW

FRIDAY = WEDNESDAY + timedelta(days=2)
REMINDER = OpenQuestion(QuestionKind.REMINDER, 1, 3, asked_at=NOW - timedelta(hours=5), number=1)
PLACE = OpenQuestion(QuestionKind.WAITLIST, 1, asked_at=NOW - timedelta(minutes=5), number=2)


def asked() -> Chat:
    """A reminder of Wednesday's cut this morning, and a place on Friday just now."""
    chat = with_appointment()
    chat.desk.places[1] = Place(1, Offer("corte", "leo", FRIDAY, FRIDAY + timedelta(minutes=30)))
    return chat


def test_the_newest_that_an_answer_fits_is_the_one_meant() -> None:
    chat = asked()

    chat.turn([Heard("sí")], Frame(frozenset({Act.AFFIRM})), PLACE, REMINDER)

    assert chat.desk.log == ["booked corte 2026-05-22 17:00 Ana"]
    assert chat.answered == (PLACE,)


def test_an_answer_that_only_the_older_fits_is_for_that() -> None:
    chat = asked()

    chat.turn([Heard("3")], Frame(frozenset({Act.OTHER})), PLACE, REMINDER)

    assert chat.answered == (REMINDER,)
    assert chat.titles == ["Sí, anular", "No, mantener", "Cambiar la hora"]


def test_a_quoted_question_wins_over_a_newer_one() -> None:
    chat = asked()

    chat.turn([Heard("sí", quoted=REMINDER)], Frame(frozenset({Act.AFFIRM})), PLACE, REMINDER)

    assert chat.desk.log == ["confirmed 1"]


def test_a_yes_to_two_that_came_together_is_asked_about() -> None:
    chat = asked()
    reminder = replace(REMINDER, asked_at=NOW - timedelta(minutes=20))

    reply = chat.turn([Heard("sí")], Frame(frozenset({Act.AFFIRM})), PLACE, reminder)
    undecided = list(chat.desk.log)
    chat.taps("mié 20 may, 17:00")

    assert reply == (
        "Te pregunté por el hueco libre (vie 22 may, 17:00) y por tu cita (mié 20 may, 17:00). "
        "¿A cuál me dices que sí?"
    )
    assert undecided == []
    assert chat.desk.log == ["confirmed 1"]


def test_a_no_to_a_place_leaves_the_reminder_open() -> None:
    chat = asked()

    chat.turn([Heard("no")], Frame(frozenset({Act.DENY})), PLACE, REMINDER)

    assert (chat.desk.log, chat.answered) == (["declined 1"], (PLACE,))


def test_what_the_conversation_asked_since_goes_first() -> None:
    chat = asked()
    chat.says("corte el jueves", Act.BOOK, service=("corte",), when=(on(14),))

    chat.turn([Heard("sí")], Frame(frozenset({Act.AFFIRM})), PLACE, REMINDER)

    assert (chat.desk.log, chat.answered) == ([], ())


def test_what_was_asked_since_the_conversation_s_own_question_goes_first_but_not_for_a_number() -> None:
    chat = asked()
    chat.says("corte el jueves", Act.BOOK, service=("corte",), when=(on(14),))
    place = replace(PLACE, asked_at=NOW + timedelta(minutes=1))
    chat.waits(minutes=2)

    chat.turn([Heard("sí")], Frame(frozenset({Act.AFFIRM})), place)
    by_word = list(chat.desk.log)
    chat.turn([Heard("1")], Frame(frozenset({Act.OTHER})), replace(place, number=3))

    assert by_word == ["booked corte 2026-05-22 17:00 Ana"]
    assert chat.desk.log[1] == "booked corte 2026-05-14 9:00 Ana".replace(" 9:", " 09:")


def test_a_thumb_among_words_is_no_word() -> None:
    chat = asked()
    thumb = Heard("👍", quoted=REMINDER, reaction=True)

    reply = chat.turn([thumb, Heard("gracias")], Frame(frozenset({Act.THANKS})), REMINDER)

    assert chat.desk.log == ["confirmed 1"]
    assert chat.answered == (REMINDER,)
    assert "miércoles 20 de mayo" in reply


def test_a_heart_on_the_reminder_is_not_answered() -> None:
    chat = asked()

    reply = chat.turn([Heard("❤️", quoted=REMINDER, reaction=True)], Frame(), REMINDER)

    assert (reply, chat.desk.log, chat.answered) == ("", [], ())


def test_a_button_of_the_reminder_closes_its_question() -> None:
    chat = asked()

    chat.turn([Heard("Confirmo", button="confirm:1:3")], Frame(), REMINDER)

    assert chat.answered == (REMINDER,)


def test_a_yes_to_a_place_that_is_gone_gets_the_truth() -> None:
    chat = asked()
    chat.desk.busy.add(FRIDAY)

    reply = chat.turn([Heard("sí")], Frame(frozenset({Act.AFFIRM})), PLACE)

    assert reply == "Lo siento, ese hueco ya lo han cogido. Sigues en la lista de espera."
    assert (chat.desk.log, chat.answered) == ([], (PLACE,))


def test_a_question_or_a_grumble_is_no_yes_to_the_reminder() -> None:
    chat = with_appointment()

    chat.says("¿y eso por qué lo preguntas?", Act.AFFIRM, question=REMINDER)
    chat.says("genial, otra vez sin hora", Act.AFFIRM, question=REMINDER)

    assert chat.desk.log == []


def test_a_wish_for_another_time_moves_what_the_reminder_is_about() -> None:
    """While a yes is expected, "cambiar" is understood as a change of what a yes would be to."""
    chat = asked()
    other = Frame(frozenset({Act.OTHER}))
    told = {Asked.CONFIRM: other, None: Frame(frozenset({Act.RESCHEDULE}))}

    outcome = turn(
        [Heard("cambiar la hora")],
        chat.state,
        chat.desk,
        lambda _, expecting: told[expecting.kind if expecting else None],
        now=NOW,
        asked=[REMINDER],
    )

    assert outcome.answered == (REMINDER,)
    assert outcome.state.wish is not None
    assert (outcome.state.wish.flow, outcome.state.wish.appointment) == (Flow.RESCHEDULE, 1)

"""Answers to reminders, and buttons old, strange or pressed twice."""

from datetime import timedelta

from booking_bot.dialogue.talk import OpenQuestion
from booking_bot.domain.questions import QuestionKind
from booking_bot.language.frame import Act
from tests.dialogue.chat import THE_APPOINTMENT, WEDNESDAY, Chat, on, proposed, with_appointment


def reminder(revision: int) -> OpenQuestion:
    return OpenQuestion(QuestionKind.REMINDER, 1, revision)


def test_a_yes_to_the_reminder_confirms_and_again_says_so() -> None:
    chat = with_appointment()
    question = reminder(3)

    first = chat.says("sí", Act.AFFIRM, question=question)
    again = chat.presses("confirm:1:3")

    assert (
        first == "¡Gracias por confirmar! Te esperamos el miércoles 20 de mayo a las 17:00 (Corte con Leo)."
    )
    assert again == f"Ya la teníamos con tu confirmación: {THE_APPOINTMENT}. ¡Te esperamos!"
    assert chat.desk.log == ["confirmed 1"]


def test_a_one_answers_the_open_question() -> None:
    chat = with_appointment()

    chat.says("1", Act.OTHER, question=reminder(3))

    assert chat.desk.log == ["confirmed 1"]


def test_a_no_to_the_reminder_asks_before_undoing() -> None:
    chat = with_appointment()

    reply = chat.says("no", Act.DENY, question=reminder(3))
    undone = list(chat.desk.log)
    chat.taps("Anular")

    assert reply == (
        "Gracias por avisar. ¿Quieres cambiar tu cita del miércoles 20 de mayo a las 17:00 "
        "a otra hora o anularla?"
    )
    assert undone == []
    assert chat.desk.log == ["cancelled 1"]


def test_a_button_of_an_older_revision_tells_the_present_truth() -> None:
    chat = with_appointment()

    replies = [chat.presses(f"{verb}:1:2") for verb in ("confirm", "cancel", "move")]

    assert replies == [f"Tu cita es {THE_APPOINTMENT}."] * 3
    assert chat.desk.log == []


def test_a_button_on_what_is_cancelled_or_over_says_so() -> None:
    chat = with_appointment()
    chat.presses("cancel:1:3")
    cancelled = chat.presses("cancel:1:3")
    over = with_appointment(now=WEDNESDAY + timedelta(days=1)).presses("cancel:1:3")
    strange = with_appointment().presses("cancel:77:1")

    assert cancelled == (
        "Tu cita (Corte con Leo, miércoles 20 de mayo a las 17:00) ya está sin efecto: se anuló antes."
    )
    assert over == "Tu cita (Corte con Leo, miércoles 20 de mayo a las 17:00) ya ha pasado."
    assert strange == "No encuentro ninguna cita a tu nombre para entonces."


def test_a_button_pressed_twice_acts_once() -> None:
    chat = proposed()
    payload = chat.options[0].payload

    chat.presses(payload)
    again = chat.presses(payload)

    assert chat.desk.log == ["booked corte 2026-05-14 17:00 Ana"]
    assert again == "Ya está: tu cita es Corte con Marta, el jueves 14 de mayo a las 17:00."


def test_a_button_of_an_earlier_question_changes_nothing() -> None:
    chat = Chat()
    chat.says("tinte el jueves", Act.BOOK, service=("tinte",), when=(on(14),))
    old = chat.options[0].payload
    chat.says("mejor el lunes", when=(on(18),))

    reply = chat.presses(old)

    assert reply.startswith("Ese botón era de una pregunta anterior; ahora estamos aquí:\nPara Tinte, ¿cuál")
    assert chat.desk.log == []


def test_a_quoted_reminder_is_answered_even_in_the_middle_of_a_booking() -> None:
    chat = with_appointment()
    chat.says("tinte mañana", Act.BOOK, service=("tinte",), when=(on(13),))

    reply = chat.quotes("sí", reminder(3), Act.AFFIRM)

    assert reply.startswith("¡Gracias por confirmar!")
    assert chat.desk.log == ["confirmed 1"]


def test_a_reminder_moved_since_gets_the_present_truth() -> None:
    chat = with_appointment()

    reply = chat.says("sí", Act.AFFIRM, question=reminder(2))

    assert reply == f"Tu cita es {THE_APPOINTMENT}."
    assert chat.desk.log == []


def test_the_words_of_an_option_do_what_it_does() -> None:
    chat = with_appointment()
    chat.says("cancelar", Act.CANCEL)

    reply = chat.says("no, mantener", Act.OTHER)

    assert reply.startswith("De acuerdo, no anulo nada")


def test_a_foreign_button_is_read_by_its_words() -> None:
    chat = with_appointment()

    reply = chat.says("Mis citas", Act.MY_APPOINTMENTS)
    foreign = chat.presses("template-17")

    assert reply.startswith("Tu cita:")
    assert foreign.startswith("Perdona, no te he entendido.")

"""Moving an appointment."""

from datetime import datetime, time, timedelta

from booking_bot.language.frame import Act
from tests.dialogue.chat import WEDNESDAY, at, on, with_appointment
from tests.dialogue.fake import MADRID


def test_the_same_hour_on_another_day() -> None:
    chat = with_appointment()

    asked = chat.says(
        "cambia mi cita al jueves a la misma hora", Act.RESCHEDULE, when=(on(14),), same_time=True
    )
    chat.says("sí", Act.AFFIRM)

    assert asked == (
        "Cambio tu cita de Corte con Leo del miércoles 20 de mayo a las 17:00 "
        "al jueves 14 de mayo a las 17:00. ¿De acuerdo?"
    )
    assert chat.desk.log == ["moved 1 to 2026-05-14 17:00"]


def test_half_an_hour_later_than_it_is() -> None:
    chat = with_appointment()

    chat.says("¿la podéis retrasar media hora?", Act.RESCHEDULE, shift=timedelta(minutes=30))
    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["moved 1 to 2026-05-20 17:30"]


def test_a_little_later_reads_out_times_of_that_day() -> None:
    chat = with_appointment()

    chat.says("¿puede ser un poco más tarde?", Act.RESCHEDULE, later=True)

    assert chat.titles[0] == "mié 20 may, 17:15"


def test_a_move_to_a_taken_time_leaves_the_appointment() -> None:
    chat = with_appointment()
    chat.says("pásala al jueves a las 5", Act.RESCHEDULE, when=(on(14, time(17)),))
    chat.desk.busy.add(datetime(2026, 5, 14, 17, tzinfo=MADRID))

    reply = chat.says("sí", Act.AFFIRM)

    assert reply.startswith("Lo siento, esa hora la acaban de coger.\n")
    assert chat.desk.log == []
    assert chat.desk.appointments()[0].start == WEDNESDAY


def test_a_no_with_another_day_at_the_cancel_question_moves() -> None:
    chat = with_appointment()
    chat.says("cancelar", Act.CANCEL)

    reply = chat.says("no, mejor pásala al jueves", Act.DENY, when=(on(14),))

    assert reply.startswith("Puedo cambiar tu cita de Corte con Leo del miércoles 20 de mayo a las 17:00")


def test_a_booking_asked_for_in_the_middle_of_a_move_waits() -> None:
    chat = with_appointment()
    chat.says("pásala al jueves a las 5", Act.RESCHEDULE, when=(on(14, time(17)),))

    reply = chat.says(
        "y dame un tinte el viernes a las 12", Act.BOOK, service=("tinte",), when=(on(15, time(12)),)
    )
    chat.says("sí", Act.AFFIRM)
    chat.says("sí", Act.AFFIRM)

    assert reply.startswith("Eso lo vemos enseguida; primero esto:\n")
    assert chat.desk.log == ["moved 1 to 2026-05-14 17:00", "booked tinte 2026-05-15 12:00 Ana"]


def test_other_times_after_a_list_of_several_days_are_later_ones() -> None:
    chat = with_appointment()
    chat.says("quiero cambiar mi cita", Act.RESCHEDULE)
    chat.says("ninguna", Act.DENY)

    chat.taps("Ver otras horas")

    assert chat.titles == ["vie 15 may, 9:00", "sáb 16 may, 9:00", "lun 18 may, 9:00"]


def test_a_bare_hour_is_meant_on_the_day_it_has() -> None:
    chat = with_appointment()

    chat.says("cámbiamela a las 6", Act.RESCHEDULE, when=(at(18),))
    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["moved 1 to 2026-05-20 18:00"]

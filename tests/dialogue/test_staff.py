"""What of a text is about the agenda, which days it means, and how a day is told."""

from datetime import UTC, date, datetime, time

import pytest

from booking_bot.dialogue import staff
from booking_bot.dialogue.staff import Line, Page, Topic
from booking_bot.domain.appointments import Status
from booking_bot.language.frame import Frame, Window

TODAY = date(2026, 11, 23)  # a Monday
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def line(clock: str, who: str, *, staff: str = "Lucía", status: Status = Status.CONFIRMED) -> Line:
    return Line(datetime.fromisoformat(f"2026-11-23T{clock}Z"), "Corte", who, staff, status)


def page(*lines: Line, day: date = TODAY, is_open: bool = True) -> Page:
    gaps = (("Lucía", time(11), time(14)), ("Lucía", time(17), time(20)), ("Marcos", time(10), time(14)))
    return Page(day, is_open, lines, gaps if is_open else ())


def told(topic: Topic, *pages: Page, alone: bool = False) -> str:
    return staff.answer(topic, pages, today=TODAY, now=NOW, alone=alone)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("agenda de hoy", Topic.AGENDA),
        ("Pásame la agenda", Topic.AGENDA),
        ("¿Cómo viene mañana?", Topic.AGENDA),
        ("¿a quién tengo a las 5?", Topic.AGENDA),
        ("qué tengo el jueves", Topic.DAY),
        ("¿qué turnos hay el viernes?", Topic.DAY),
        ("citas de mañana", Topic.DAY),
        ("huecos del viernes", Topic.GAPS),
        ("¿qué huecos me quedan hoy?", Topic.GAPS),
        ("qué tengo libre el viernes", Topic.GAPS),
        ("quién falta por confirmar", Topic.UNCONFIRMED),
        ("¿Quién no ha confirmado mañana?", Topic.UNCONFIRMED),
    ],
)
def test_questions_about_the_agenda_are_known(text: str, topic: Topic) -> None:
    assert staff.asked(text) is topic


@pytest.mark.parametrize(
    "text",
    [
        "agenda una cita mañana",
        "agéndame un corte",
        "¿tienes hueco mañana?",
        "dame un hueco hoy",
        "quiero un hueco para el viernes",
        "qué tengo que llevar",
        "¿cuánto cuesta un corte?",
        "sí, confirmo",
        "hola",
    ],
)
def test_what_customers_write_is_none_of_them(text: str) -> None:
    assert staff.asked(text) is None


@pytest.mark.parametrize(
    ("topic", "frame", "days"),
    [
        (Topic.AGENDA, Frame(), [23]),
        (Topic.GAPS, Frame(), [23]),
        (Topic.UNCONFIRMED, Frame(), [23, 24]),
        (Topic.DAY, Frame(), []),  # "qué hay" greets
        (Topic.DAY, Frame(when=(Window(date(2026, 11, 26), date(2026, 11, 26)),)), [26]),
        (Topic.AGENDA, Frame(which=(Window(date(2026, 11, 24), date(2026, 11, 24)),)), [24]),
        (
            Topic.AGENDA,
            Frame(when=(Window(date(2026, 11, 23), date(2026, 12, 23), weekdays=(2, 4)),)),
            [24, 26],
        ),
        (Topic.AGENDA, Frame(when=(Window(weekdays=(1,)),)), [23]),
    ],
)
def test_a_week_is_as_much_as_is_told_at_once(topic: Topic, frame: Frame, days: list[int]) -> None:
    assert [day.day for day in staff.days(topic, "", frame, TODAY)] == days


def test_a_day_is_told_by_member_with_what_is_not_certain() -> None:
    today = page(
        line("12:00", "Marta", status=Status.BOOKED),
        line("10:30", "Ana"),
        line("11:00", "Eva", staff="Marcos", status=Status.REQUESTED),
        line("13:00", "Rosa", status=Status.CANCELLED),
    )

    assert told(Topic.AGENDA, today) == (
        "Hoy, lunes 23 de noviembre: 3 en agenda, 2 sin confirmar.\n"
        "\n*Lucía*\n10:30 Corte · Ana\n12:00 Corte · Marta (sin confirmar)\n"
        "\n*Marcos*\n11:00 Corte · Eva (por aceptar)"
    )


def test_who_works_alone_needs_no_names() -> None:
    assert told(Topic.AGENDA, page(line("10:30", "Ana")), alone=True) == (
        "Hoy, lunes 23 de noviembre: 1 en agenda.\n10:30 Corte · Ana"
    )


def test_an_empty_day_and_a_closed_one_are_two_things() -> None:
    tuesday, sunday = page(day=date(2026, 11, 24)), page(day=date(2026, 11, 29), is_open=False)

    assert told(Topic.AGENDA, tuesday, sunday) == (
        "Mañana, martes 24 de noviembre: nada apuntado.\n\nDomingo 29 de noviembre: cerrado."
    )


def test_of_days_far_ahead_nobody_had_to_say_that_they_come() -> None:
    thursday = Page(
        date(2026, 11, 26),
        True,
        (
            Line(datetime(2026, 11, 26, 10, tzinfo=UTC), "Corte", "Ana", "Lucía", Status.BOOKED),
            Line(datetime(2026, 11, 26, 11, tzinfo=UTC), "Corte", "Eva", "Lucía", Status.REQUESTED),
        ),
        (),
    )

    assert told(Topic.AGENDA, thursday, alone=True) == (
        "Jueves 26 de noviembre: 2 en agenda, 1 sin confirmar.\n10:00 Corte · Ana\n"
        "11:00 Corte · Eva (por aceptar)"
    )


def test_of_a_week_each_day_is_a_line() -> None:
    sunday = page(day=date(2026, 11, 29), is_open=False)

    assert told(Topic.AGENDA, page(line("10:30", "Ana")), page(day=date(2026, 11, 24)), sunday) == (
        "Hoy, lunes 23 de noviembre: 1 en agenda.\nMañana, martes 24 de noviembre: nada apuntado.\n"
        "Domingo 29 de noviembre: cerrado."
    )


def test_the_week_is_what_is_left_of_it() -> None:
    thursday = date(2026, 11, 26)

    found = staff.days(Topic.AGENDA, "¿cómo viene la semana?", Frame(), thursday)

    assert [day.day for day in found] == [26, 27, 28, 29]


def test_gaps_are_told_by_member() -> None:
    assert told(Topic.GAPS, page()) == (
        "Hoy, lunes 23 de noviembre, huecos:\nLucía: 11:00–14:00, 17:00–20:00\nMarcos: 10:00–14:00"
    )


def test_who_has_been_in_need_not_confirm() -> None:
    today = page(line("09:30", "Ana", status=Status.BOOKED), line("12:00", "Eva", status=Status.BOOKED))

    assert told(Topic.UNCONFIRMED, today, alone=True) == (
        "Hoy, lunes 23 de noviembre, por confirmar: 1.\n12:00 Corte · Eva (sin confirmar)"
    )


def test_nobody_left_to_confirm_is_said() -> None:
    assert told(Topic.UNCONFIRMED, page(line("12:00", "Eva"))) == (
        "No falta nadie por confirmar (hoy, lunes 23 de noviembre)."
    )


def test_what_does_not_go_into_one_message_is_counted() -> None:
    text = told(Topic.AGENDA, page(*(line(f"10:{minute:02}", "A" * 40) for minute in range(60))))

    assert len(text) <= staff.LONGEST
    assert text.splitlines()[-1] == "… y 35 líneas más en la página."

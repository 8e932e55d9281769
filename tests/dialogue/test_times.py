"""No time as wished: taken, closed, past, refused, or another one rather."""

from datetime import date, datetime, time, timedelta

from booking_bot.language.frame import Act, Daypart, Refusal, Window
from tests.dialogue.chat import Chat, on, proposed
from tests.dialogue.fake import MADRID, NOW, FakeDesk


def test_a_time_taken_before_the_yes_is_apologised_for() -> None:
    chat = proposed()
    chat.desk.busy.add(datetime(2026, 5, 14, 17, tzinfo=MADRID))

    reply = chat.says("sí", Act.AFFIRM)

    assert reply == (
        "Lo siento, esa hora la acaban de coger.\n"
        "Lo más cercano que tengo para Corte es esto. ¿Te va bien alguna?"
    )
    assert len(chat.titles) == 3
    assert chat.desk.log == []


def test_a_day_that_does_not_exist_is_said_to_be_none() -> None:
    chat = Chat()

    reply = chat.says(
        "corte el 31 de febrero",
        Act.BOOK,
        service=("corte",),
        refusals=((Refusal.NO_SUCH_DATE, "31 de febrero"),),
    )

    assert reply.startswith("Ese día no existe (31 de febrero).\n")


def test_a_day_gone_by_is_never_silently_next_years() -> None:
    chat = Chat()
    next_year = date(2027, 5, 3)

    reply = chat.says(
        "corte el 3 de mayo",
        Act.BOOK,
        service=("corte",),
        when=(Window(next_year, next_year),),
        refusals=((Refusal.ROLLED_TO_NEXT_YEAR, "3 de mayo"),),
    )

    assert reply.startswith(
        "Ese día (3 de mayo) ya ha pasado este año, así que miro el año que viene.\n"
        "Todavía no puedo apuntar con tanta antelación.\n"
    )


def test_a_closed_day_names_the_day_and_offers_both_sides() -> None:
    chat = Chat()

    reply = chat.says("corte el domingo a las 12", Act.BOOK, service=("corte",), when=(on(17, time(12)),))

    assert reply.startswith("El domingo 17 de mayo estamos cerrados.\n")
    assert chat.titles == ["sáb 16 may, 18:30", "sáb 16 may, 19:30", "lun 18 may, 9:00"]


def test_an_hour_of_the_lunch_break_is_met_from_both_sides() -> None:
    chat = Chat()

    reply = chat.says("corte mañana a las 3", Act.BOOK, service=("corte",), when=(on(13, time(15)),))

    assert reply.startswith(
        "A esa hora no atendemos: el miércoles 13 de mayo abrimos de 9:00 a 14:00 y de 16:00 a 20:00.\n"
    )
    assert chat.titles == ["mié 13 may, 13:30", "mié 13 may, 16:00", "mié 13 may, 17:00"]


def test_a_time_already_past_today_gets_the_next_ones() -> None:
    chat = Chat(FakeDesk(now=NOW.replace(hour=19, minute=50)))

    chat.says("corte esta tarde", Act.BOOK, service=("corte",), when=(on(12, daypart=Daypart.AFTERNOON),))

    assert chat.titles == ["mié 13 may, 9:00", "mié 13 may, 10:00", "mié 13 may, 11:00"]


def test_as_soon_as_possible_is_the_first_three() -> None:
    chat = Chat()

    chat.says("corte lo antes posible", Act.BOOK, service=("corte",), asap=True)

    assert chat.titles == ["mar 12 may, 10:00", "mar 12 may, 10:15", "mar 12 may, 10:30"]


def test_half_an_hour_earlier_than_proposed() -> None:
    chat = proposed()

    chat.says("media hora antes", shift=timedelta(minutes=-30))
    chat.says("sí", Act.AFFIRM)

    assert chat.desk.log == ["booked corte 2026-05-14 16:30 Ana"]


def test_somebody_on_holiday_is_named_and_others_offered() -> None:
    chat = Chat(FakeDesk(away={("marta", date(2026, 5, 14))}))

    reply = chat.says(
        "¿tenéis hueco con Marta el jueves para corte?",
        Act.AVAILABILITY,
        staff="marta",
        service=("corte",),
        when=(on(14),),
    )
    chat.says("1")

    assert reply.startswith(
        "Marta no está el jueves 14 de mayo.\nCon Leo sí tengo hueco para Corte (30 min, 16 €)."
    )
    assert [one.staff for one in chat.desk.booked] == ["leo"]


def test_a_no_asks_for_another_time_and_a_second_no_leaves_it() -> None:
    chat = proposed()

    first = chat.says("no", Act.DENY)
    second = chat.says("no", Act.DENY)

    assert first == "De acuerdo. ¿Qué otro día u hora te viene bien, o lo dejamos?"
    assert second == "De acuerdo, lo dejo. Aquí estoy cuando me necesites."
    assert chat.desk.held is None
    assert chat.state.wish is None


def test_other_times_are_not_the_one_refused() -> None:
    chat = proposed()
    chat.says("no", Act.DENY)

    chat.taps("Ver otras horas")

    assert chat.titles == ["jue 14 may, 16:15", "jue 14 may, 16:45", "jue 14 may, 17:15"]

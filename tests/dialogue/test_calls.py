"""What is said of telephones, told from the rest, and when somebody is rung."""

from datetime import datetime, time, timedelta

import pytest

from booking_bot.dialogue.call_times import ringing
from booking_bot.dialogue.calls import Matter, number_in, said, still_to_come
from booking_bot.dialogue.desk import Ringing
from booking_bot.language.frame import Act, Daypart, Window
from tests.dialogue.chat import Chat, proposed
from tests.dialogue.fake import MADRID, NOW, FakeDesk


@pytest.mark.parametrize(
    ("text", "matter", "clause", "rest"),
    [
        ("llamadme", Matter.WANTED, "llamadme", ""),
        ("me podéis llamar?", Matter.WANTED, "me podéis llamar?", ""),
        ("prefiero hablar por teléfono", Matter.WANTED, "prefiero hablar por teléfono", ""),
        ("dadme un toque a las 6", Matter.WANTED, "dadme un toque a las 6", ""),
        ("can you call me back at 5?", Matter.WANTED, "can you call me back at 5?", ""),
        ("no me habéis llamado", Matter.WANTED, "no me habéis llamado", ""),
        ("sí, y llámame luego", Matter.WANTED, "llámame luego", "sí"),
        ("llamadme ya, es urgente", Matter.WANTED, "llamadme ya, es urgente", ""),
        ("llamadme. A partir de las 5", Matter.WANTED, "llamadme.  A partir de las 5", ""),
        ("llamame a las 5 y reserva para las 6", Matter.WANTED, "llamame a las 5", "reserva para las 6"),
        ("llamadme entre las 4 y las 6", Matter.WANTED, "llamadme entre las 4 y las 6", ""),
        (
            "un corte mañana a las 11, y llamadme para lo del tinte",
            Matter.WANTED,
            "llamadme para lo del tinte",
            "un corte mañana a las 11",
        ),
        ("os he llamado y no lo cogéis", Matter.IN_VAIN, "os he llamado y no lo cogéis", ""),
        ("nadie contesta al teléfono", Matter.IN_VAIN, "nadie contesta al teléfono", ""),
        ("tengo una llamada perdida vuestra", Matter.MISSED, "tengo una llamada perdida vuestra", ""),
        ("hola, me habéis llamado?", Matter.MISSED, "me habéis llamado?", "hola"),
        ("no me llaméis, prefiero por aquí", Matter.NEVER, "no me llaméis", "prefiero por aquí"),
        ("llámame si hay algún problema", Matter.PERHAPS, "llámame si hay algún problema", ""),
        ("si puedes llámame", Matter.WANTED, "si puedes llámame", ""),
        ("¿puedo llamaros?", Matter.THEMSELVES, "¿puedo llamaros?", ""),
        ("¿qué teléfono tenéis?", Matter.THEMSELVES, "¿qué teléfono tenéis?", ""),
    ],
)
def test_what_is_said_of_a_call_is_told_from_the_rest(
    text: str, matter: Matter, clause: str, rest: str
) -> None:
    found = said(text)

    assert found is not None
    assert (found.matter, found.clause, found.rest) == (matter, clause, rest)


@pytest.mark.parametrize(
    "text",
    [
        "mi hija se llama Sara", "me llamo Ana", "me llaman Pepi", "llámame Pepe", "llamo para pedir cita",
        "¿me coges mañana a las 5?", "no puedo coger cita el lunes", "no contestáis",
        "¿se puede pedir cita por teléfono?", "12/05/2026 a las 10:30",
    ],
)  # fmt: skip
def test_look_alikes_are_left_alone(text: str) -> None:
    assert said(text) is None


def test_a_number_beside_it_is_the_one_to_ring() -> None:
    found = said("llámame al 612 34 56 78 a las 6")

    assert found is not None
    assert number_in(found.number, "ES") == "+34612345678"
    assert (found.clause.split(), found.rest) == (["llámame", "al", "a", "las", "6"], "")
    assert number_in("el 12-05-2026 a las 10", "ES") is None


@pytest.mark.parametrize(
    ("clause", "ahead"),
    [
        ("os llamé el martes a las 9", ""),
        ("tengo una llamada perdida vuestra de las 10", ""),
        ("os he llamado a las 9, llamadme a las 6", " llamadme a las 6"),
        ("tengo una llamada perdida. A partir de las 5", " A partir de las 5"),
        ("llamadme el martes", "llamadme el martes"),
    ],
)
def test_when_they_rang_is_not_when_they_want_to_be_rung(clause: str, ahead: str) -> None:
    assert still_to_come(clause) == ahead


def at(clock: str, day: int = 12) -> datetime:
    return datetime.combine(NOW.date().replace(day=day), time.fromisoformat(clock), MADRID)


SPANS = sorted(
    [
        *((at("09:00", day), at("14:00", day)) for day in (12, 13, 15)),
        *((at("16:00", day), at("20:00", day)) for day in (12, 13)),
    ]
)


@pytest.mark.parametrize(
    ("wanted", "now", "ring", "as_wished"),
    [
        ((), at("10:05"), at("10:05"), True),
        ((), at("14:30"), at("16:00"), True),
        ((Window(earliest=time(17)),), at("10:00"), at("17:00"), True),
        ((Window(earliest=time(17, 20), latest=time(17, 20)),), at("10:00"), at("17:20"), True),
        ((Window(latest=time(13)),), at("10:05"), at("10:05"), True),
        ((Window(daypart=Daypart.AFTERNOON),), at("10:00"), at("16:00"), True),
        ((Window(earliest=time(15), latest=time(15)),), at("10:00"), at("16:00"), False),
        ((Window(earliest=time(22), latest=time(22)),), at("10:00"), at("09:00", 13), False),
        ((Window(at("10:00", 14).date(), at("10:00", 14).date()),), at("10:00"), at("09:00", 15), False),
    ],
)
def test_they_are_rung_as_they_wish_or_when_the_shop_opens_next(
    wanted: tuple[Window, ...], now: datetime, ring: datetime, as_wished: bool
) -> None:
    found = ringing(wanted, SPANS, now, country="ES")

    assert isinstance(found, Ringing)
    assert (found.at, found.as_wished) == (ring, as_wished)


def test_nobody_is_rung_where_the_shop_does_not_open() -> None:
    assert ringing((), [], NOW, country="ES") is None


def test_a_booking_under_way_is_gone_on_with() -> None:
    chat = proposed()

    reply = chat.says("llámame luego", Act.HUMAN)

    assert reply == (
        "Te llamamos en cuanto podamos, hoy hasta las 14:00. Mientras tanto, aquí me tienes.\n"
        "Corte con Marta el jueves 14 de mayo a las 17:00 (30 min, 16 €). ¿Te la reservo?"
    )
    assert chat.desk.handed == []


def test_a_number_is_asked_for_once_where_none_is_known() -> None:
    chat = Chat(FakeDesk(has_number=False))

    asked = chat.says("llamadme", Act.HUMAN)
    told = chat.says("al 612 34 56 78", Act.OTHER)

    assert asked.endswith("\n¿A qué número te llamamos?")
    assert told == "Apuntado, te llamamos al +34612345678."
    assert chat.desk.log[-1] == "to be rung on +34612345678"


def test_who_says_something_else_is_not_asked_again() -> None:
    chat = Chat(FakeDesk(has_number=False))
    chat.says("llamadme", Act.HUMAN)

    assert "número" not in chat.says("¿dónde estáis?", Act.ASK_LOCATION)


def test_an_hour_said_much_later_is_not_of_the_call() -> None:
    chat = Chat()
    chat.says("llamadme", Act.HUMAN)
    chat.desk.now += timedelta(hours=2)

    chat.says("a las 6", Act.OTHER, when=(Window(earliest=time(18), latest=time(18)),))

    assert [one for one in chat.desk.log if "18:00" in one] == []


def test_whoever_is_upset_gets_a_person_as_well() -> None:
    chat = Chat()

    chat.says("llevo una hora esperando, llamadme", Act.COMPLAINT)

    assert [one.split(" at ")[0] for one in chat.desk.log] == ["to be rung", "handed over: complaint"]
    assert [reason.value for reason, _ in chat.desk.handed] == ["complaint"]

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Customer, Message, MessageKind, row_id
from booking_bot.services import privacy, retention
from booking_bot.services.chats import notes, search
from booking_bot.services.chats.search import Part
from tests.services.chats.people import add, session, talk
from tests.shop import NOW, Shop

__all__ = ["session"]

SAID = (
    "¿Puedo cambiar la cita de MAÑANA?",
    "Quería un café y uñas de acrílico",
    "cafe\u0301 con acento suelto",
    "Mi correo es ana.perez@example.com y el precio 16,50 €",
    "😀hola😀 ¿qué tal?",
    "El niño-grande_pequeño, O'Brien",
    "a" * 4000 + " final",
    "Я хочу записаться",
    "<b>negrita</b> & 'comillas' \"dobles\" %_ \\",
)


def found(session: Session, query: str) -> list[int]:
    """Which of SAID, by place."""
    texts = [row.body for row in session.exec(select(Message).order_by(Message.id))]  # type: ignore[arg-type]
    told = search.find(session, query, country="ES")
    return sorted(texts.index(session.get_one(Message, hit.message_id).body) for hit in told.messages)


@pytest.fixture
def said(session: Session) -> Session:
    rosa = talk(session, "Rosa Núñez", 1, SAID[0])
    for number, text in enumerate(SAID[1:], 1):
        add(session, rosa, text, NOW + timedelta(minutes=number))
    return session


QUERIES: dict[str, list[int]] = {
    "manana": [0],
    "MAÑÁNA": [0],
    "cita cambiar": [0],
    "cita café": [],
    "cafe": [1, 2],
    "acril": [1],
    "crilico": [],
    "perez": [3],
    "ana.perez@example.com": [3],
    "16,50": [3],
    "hola": [4],
    "que tal": [4],
    "pequeno": [5],
    "nino grande": [5],
    "o'brien": [5],
    "a" * 60: [6],
    "final": [6],
    "хочу": [7],
    "negrita": [8],
    "comillas dobles": [8],
    "": [],
    "¿?": [],
    "\" OR 1=1 --": [],
    "cita* OR NOT": [],
    "'": [],
    "😀": [],
}  # fmt: skip


def test_the_same_words_are_found_whichever_the_database(said: Session) -> None:
    assert {query: found(said, query) for query in QUERIES} == QUERIES


def test_people_are_found_by_name_and_by_number(said: Session) -> None:
    lines = {
        query: [line.person.name for line in search.find(said, query, country="ES").lines]
        for query in ("nunez", "600 11 12 21", "1221", "nadie")
    }

    assert lines == {
        "nunez": ["Rosa Núñez"],
        "600 11 12 21": ["Rosa Núñez"],
        "1221": ["Rosa Núñez"],
        "nadie": [],
    }


def test_what_is_said_aloud_changed_and_noted_is_found_too(session: Session) -> None:
    rosa = talk(session, "Rosa", 1, "")
    spoken = session.exec(select(Message)).one()
    spoken.transcript = "Quiero mechas"
    notes.add(session, row_id(rosa), "Alérgica al látex", by="owner:1", now=NOW)
    session.flush()

    told = search.find(session, "mechas", country="ES")
    noted = search.find(session, "latex", country="ES")

    assert [hit.message_id for hit in told.messages] == [spoken.id]
    assert [(hit.message_id, hit.passage[-1]) for hit in noted.notes] == [(None, Part("látex", True))]


def test_what_is_told_to_the_shops_own_people_is_not_found(session: Session) -> None:
    rosa = talk(session, "Rosa", 1, "Hola")
    add(session, rosa, "Agenda de mañana", NOW, kind=MessageKind.STAFF, out=True)

    assert search.find(session, "agenda", country="ES").is_nothing


def test_older_ones_come_by_page(session: Session) -> None:
    rosa = talk(session, "Rosa", 1, "hola")
    for _ in range(search.PAGE + 4):
        add(session, rosa, "hola otra vez", NOW)

    first = search.find(session, "hola", country="ES")
    second = search.find(session, "hola", country="ES", before=first.before)

    numbers = [hit.message_id for hit in (*first.messages, *second.messages)]
    assert numbers == sorted(numbers, key=lambda number: -(number or 0))
    assert (len(numbers), second.before) == (search.PAGE + 5, None)


@pytest.mark.parametrize(
    ("text", "words", "parts"),
    [
        ("La mañana\nes fría", ["manana"], [("La ", False), ("mañana", True), (" es fría", False)]),
        ("cafe\u0301s", ["cafe"], [("cafe\u0301", True), ("s", False)]),
        ("<b>no</b>", ["b"], [("<", False), ("b", True), (">no</", False), ("b", True), (">", False)]),
        ("nada", ["otra"], [("nada", False)]),
    ],
)
def test_a_passage_marks_what_was_looked_for(
    text: str, words: list[str], parts: list[tuple[str, bool]]
) -> None:
    assert search.passage(text, words) == tuple(Part(*part) for part in parts)


def test_of_a_long_text_what_stands_around_it_is_shown() -> None:
    told = search.passage("antes " * 100 + "aquí " + "luego " * 100, ["aqui"])

    assert (told[0].text, told[2], told[-1].text[-1]) == ("…", Part("aquí", True), "…")
    assert len("".join(part.text for part in told)) < 200


def test_whoever_is_forgotten_is_not_found_and_not_in_the_files(sqlite: Database, sqlite_url: str) -> None:
    with sqlite.transaction() as session:
        Shop(session)
        rosa = talk(session, "Rosa", 1, "Soy Quiteriana")
        for number in range(50):
            add(session, rosa, f"Xilografista{number} quiteriana", NOW)
        notes.add(session, row_id(rosa), "Yuxtapuesta", by="owner:1", now=NOW)
        customer = rosa.customer_id

    with sqlite.transaction() as session:
        privacy.erase(session, customer, by="owner:1", now=NOW)
    sqlite.forget()

    with sqlite.reading() as session:
        assert session.get_one(Customer, customer).name is None
        for word in ("quiteriana", "xilografista", "yuxtapuesta"):
            assert search.find(session, word, country="ES").is_nothing
    content = files_of(sqlite_url)
    assert [word for word in (b"quiterian", b"xilografist", b"yuxtapuest") if word in content] == []


def test_what_is_kept_no_longer_is_not_found(database: Database) -> None:
    with database.transaction() as session:
        Shop(session)
        rosa = talk(session, "Rosa", 1, "Quiteriana")
        notes.add(session, row_id(rosa), "Yuxtapuesta", by="owner:1", now=NOW)
        rosa.last_inbound_at = NOW + timedelta(days=2)  # they wrote since, and stay known

    later = NOW + timedelta(days=30)
    with database.transaction() as session:
        while retention.forget_some(session, NOW + timedelta(days=1), later).rows:
            pass
    database.forget_words()

    with database.reading() as session:
        for word in ("quiteriana", "yuxtapuesta"):
            assert search.find(session, word, country="ES").is_nothing
        if database.is_sqlite:
            integrity = "INSERT INTO message_search (message_search) VALUES ('integrity-check')"
            session.connection().execute(sa.text(integrity))


def files_of(url: str) -> bytes:
    """All that stands in the files of a database, in small letters."""
    files = Path(url.removeprefix("sqlite:///")).parent.glob("booking.db*")
    return b"".join(file.read_bytes() for file in files).lower()

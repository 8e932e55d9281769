"""The turn with a reader beside it, over the real tables."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.language.frame import Act, Asked, Expecting, Frame, Window
from booking_bot.models import Appointment, Conversation, Faq, Message, row_id
from booking_bot.services import misses, turns
from booking_bot.services.second_looks import Look, Question
from tests.services.test_turns import LATER, replies, say, write
from tests.shop import NOW, Shop

ODD = "un apaño en la melena, que ando hecha un cristo"
TUESDAY = Window(date(2026, 11, 24), date(2026, 11, 24), earliest=time(11), latest=time(11))
WISH = Frame(frozenset({Act.BOOK}), service=("corte",), when=(TUESDAY,))


@dataclass
class Looks:
    """Answers what it was asked when told to; `database` shows that no transaction is open meanwhile."""

    database: Database
    hands: int = 4
    asked: list[Question] = field(default_factory=list)
    under_way: set[int] = field(default_factory=set)
    done: dict[int, Look] = field(default_factory=dict)

    def is_under_way(self, conversation_id: int) -> bool:
        return conversation_id in self.under_way

    def take(self, conversation_id: int) -> Look | None:
        return self.done.pop(conversation_id, None)

    def begin(self, conversation_id: int, question: Question) -> bool:
        with self.database.transaction() as session:  # on SQLite nobody else may be writing
            session.get_one(Conversation, conversation_id).unread += 0
        if len(self.under_way) >= self.hands:
            return False
        self.asked.append(question)
        self.under_way.add(conversation_id)
        return True

    def answer(self, frame: Frame | None) -> None:
        for conversation_id in self.under_way:
            self.done[conversation_id] = Look(self.asked[-1], frame)
        self.under_way = set()


@pytest.fixture
def salon(sqlite: Database) -> Database:
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")], price_cents=1600, aliases=["cortarme"])
        session.add(Faq(position=1, questions=["¿aceptáis perros pequeños?"], answer="Sí, claro."))
    return sqlite


def missed(database: Database) -> list[tuple[str, int]]:
    with database.reading() as session:
        return [(one.text, one.count) for one in misses.listed(session)]


def booked(database: Database) -> int:
    with database.reading() as session:
        return len(session.exec(select(Appointment)).all())


def looked_at(database: Database, text: str, frame: Frame | None, *, now: datetime = NOW) -> str:
    """What is answered to `text` where the reader makes `frame` of it."""
    looks, before = Looks(database), replies(database)
    write(database, text, now=now)
    turns.run_due(database, now=now + timedelta(seconds=20), looks=looks)
    assert replies(database) == before, "answered before it was looked at"
    looks.answer(frame)
    turns.run_due(database, now=now + timedelta(seconds=21), looks=looks)
    assert len(looks.asked) == 1
    return replies(database)[-1]


def test_what_the_reader_made_of_it_is_proposed_and_needs_the_customers_yes(salon: Database) -> None:
    proposal = looked_at(salon, ODD, WISH)
    before = booked(salon)

    receipt = say(salon, "sí", now=NOW + timedelta(minutes=1))

    assert "martes 24 de noviembre a las 11:00" in proposal
    assert proposal.endswith("?")
    assert before == 0
    assert booked(salon) == 1
    assert receipt.startswith("¡Listo!")
    assert missed(salon) == []


def test_the_reader_is_asked_with_the_words_of_the_shop_and_the_customers_hour(salon: Database) -> None:
    looks = Looks(salon)
    write(salon, ODD)

    turns.run_due(salon, now=LATER, looks=looks)

    with salon.reading() as session:
        number = row_id(session.exec(select(Message)).one())
    (question,) = looks.asked
    assert (question.text, question.now, question.expecting, question.upto) == (
        ODD,
        datetime.fromisoformat("2026-11-23T10:00"),
        None,
        number,
    )
    assert [term.id for term in question.vocabulary.services] == ["corte"]


def test_what_was_asked_is_told_to_the_reader(salon: Database) -> None:
    say(salon, "quiero cortarme mañana a las 11")
    looks = Looks(salon)
    write(salon, "buf, qué galimatías", now=NOW + timedelta(minutes=1))

    turns.run_due(salon, now=NOW + timedelta(minutes=2), looks=looks)

    assert [one.expecting for one in looks.asked] == [Expecting(Asked.CONFIRM)]


def test_a_reader_that_finds_nothing_changes_nothing(salon: Database) -> None:
    told = looked_at(salon, ODD, None)

    assert "no te he entendido" in told
    assert missed(salon) == [(ODD, 1)]


def test_while_it_is_looked_at_others_are_answered_and_it_is_asked_once(salon: Database) -> None:
    looks = Looks(salon)
    write(salon, ODD)

    ran = [turns.run_due(salon, now=LATER + timedelta(seconds=n), looks=looks) for n in range(3)]

    assert ran == [0, 0, 0]
    assert len(looks.asked) == 1
    assert missed(salon) == []


def test_where_no_hand_is_free_the_grammars_word_stands_at_once(salon: Database) -> None:
    write(salon, ODD)

    ran = turns.run_due(salon, now=LATER, looks=Looks(salon, hands=0))

    assert ran == 1
    assert missed(salon) == [(ODD, 1)]


def test_an_answer_to_what_is_no_longer_all_that_was_said_comes_too_late(salon: Database) -> None:
    looks = Looks(salon)
    write(salon, ODD)
    turns.run_due(salon, now=LATER, looks=looks)
    write(salon, "bueno, da lo mismo lo que digo", now=LATER)
    looks.answer(WISH)

    turns.run_due(salon, now=LATER + timedelta(seconds=20), looks=looks)

    assert len(replies(salon)) == 1
    assert "11:00" not in replies(salon)[0]
    assert len(looks.asked) == 1


@pytest.mark.parametrize(
    "text",
    [
        "quiero cortarme mañana a las 11",
        "¿aceptáis perros pequeños?",
        "¿dónde estáis?",
        "gracias",
        "jajaja",
        "😂😂",
        "hola",
        "ok",
        "quiero hablar con una persona",
        "baja",
    ],
)
def test_what_is_understood_or_needs_no_understanding_is_neither_put_to_a_reader_nor_kept(
    salon: Database, text: str
) -> None:
    looks = Looks(salon)
    write(salon, text)

    turns.run_due(salon, now=LATER, looks=looks)

    assert looks.asked == []
    assert missed(salon) == []


def test_what_is_said_while_a_person_holds_the_conversation_goes_to_nobody_else(salon: Database) -> None:
    say(salon, "quiero hablar con una persona")
    looks = Looks(salon)
    write(salon, ODD)

    turns.run_due(salon, now=LATER + timedelta(seconds=20), looks=looks)

    assert looks.asked == []
    assert missed(salon) == []


def test_a_turn_that_was_looked_at_leaves_what_a_turn_leaves(salon: Database) -> None:
    looked_at(salon, ODD, WISH)

    with salon.reading() as session:
        conversation = session.exec(select(Conversation)).one()
        answered = session.exec(select(Message.answered_at).where(col(Message.direction) == "in")).all()
    assert (conversation.turn_due_at, conversation.turn_failures) == (None, 0)
    assert list(answered) == [NOW + timedelta(seconds=21)]

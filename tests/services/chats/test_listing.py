from datetime import datetime, timedelta

from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import ConversationLabel, Customer, MessageKind, row_id
from booking_bot.services import handovers
from booking_bot.services.chats import listing
from booking_bot.services.chats.listing import Tab
from tests.agenda.test_statements import counted
from tests.services.chats.people import add, by_hand, session, talk
from tests.shop import NOW, Shop

__all__ = ["session"]


def names(session: Session, tab: Tab, now: datetime = NOW, label: str | None = None) -> list[str | None]:
    return [chat.person.name for chat in listing.page(session, tab, now=now, label=label).chats]


def minutes(number: int) -> datetime:
    return NOW + timedelta(minutes=number)


def test_each_conversation_stands_where_it_belongs(session: Session) -> None:
    rosa, marta, ana, eva = (
        talk(session, name, at, minutes=at) for at, name in enumerate(("Rosa", "Marta", "Ana", "Eva"))
    )
    handovers.open_case(session, rosa, reason="complaint", summary="", now=NOW)
    ana.snoozed_until = minutes(60)
    eva.resolved_at = minutes(4)
    session.flush()

    found = {tab: names(session, tab, minutes(10)) for tab in Tab}

    assert found == {
        Tab.WAITING: ["Rosa"],
        Tab.BOT: ["Marta"],
        Tab.SNOOZED: ["Ana"],
        Tab.DONE: ["Eva"],
        Tab.ALL: ["Eva", "Ana", "Marta", "Rosa"],
    }
    assert names(session, Tab.BOT, minutes(60)) == ["Ana", "Marta"]
    assert row_id(marta) == listing.page(session, Tab.BOT, now=NOW).chats[0].id


def test_who_waits_longest_stands_first_and_who_was_answered_last(session: Session) -> None:
    late, soon, answered = talk(session, "Late", 1), talk(session, "Soon", 2), talk(session, "Answered", 3)
    for number, one in enumerate((answered, late, soon)):
        handovers.open_case(session, one, reason="complaint", summary="", now=minutes(number))
    by_hand(session, answered, "Ahora lo miro", minutes(3))

    assert names(session, Tab.WAITING, minutes(5)) == ["Late", "Soon", "Answered"]
    assert listing.count_waiting(session, now=minutes(5)) == 2

    add(session, answered, "¿Y bien?", minutes(6))
    add(session, answered, "¿Hola?", minutes(9))

    asked = {
        one.person.name: one.waiting_since for one in listing.page(session, Tab.WAITING, now=minutes(9)).chats
    }
    assert asked == {"Late": minutes(1), "Soon": minutes(2), "Answered": minutes(6)}


def test_it_is_late_when_more_time_has_passed_than_was_promised(session: Session) -> None:
    promised, patient = talk(session, "Rosa", 1), talk(session, "Marta", 2)
    handovers.open_case(session, promised, reason="complaint", summary="", now=NOW, promised_at=minutes(10))
    handovers.open_case(session, patient, reason="complaint", summary="", now=NOW)

    def late(now: datetime) -> set[str | None]:
        return {chat.person.name for chat in listing.page(session, Tab.WAITING, now=now).chats if chat.late}

    assert [late(minutes(number)) for number in (9, 10, 30)] == [set(), {"Rosa"}, {"Rosa", "Marta"}]


def test_the_last_thing_said_is_no_word_to_the_shops_own_people(session: Session) -> None:
    marta = talk(session, "Marta", 1, "Hola")
    add(session, marta, "Buenas", minutes(1), kind=MessageKind.REPLY, out=True)
    add(session, marta, "Agenda de mañana", minutes(2), kind=MessageKind.STAFF, out=True)

    (chat,) = listing.page(session, Tab.ALL, now=minutes(3)).chats

    assert (chat.last_body, chat.last_out, chat.closes_at) == ("Buenas", True, minutes(24 * 60 - 5))


def test_a_page_goes_on_where_the_last_one_ended(session: Session) -> None:
    for number in range(listing.PAGE + 3):
        say_at = number // 2  # two of each minute: the second is told apart by its number
        talk(session, f"N{number}", number, minutes=say_at)

    first = listing.page(session, Tab.ALL, now=NOW)
    second = listing.page(session, Tab.ALL, now=NOW, after=first.after)

    told = [chat.person.name for chat in (*first.chats, *second.chats)]
    assert told == [f"N{number}" for number in reversed(range(listing.PAGE + 3))]
    assert second.after is None


def test_the_list_can_be_narrowed_to_a_label(session: Session) -> None:
    talk(session, "Marta", 1)
    boda = talk(session, "Boda", 2)
    session.add(ConversationLabel(conversation_id=row_id(boda), label="boda"))
    session.flush()

    assert names(session, Tab.ALL, label="boda") == ["Boda"]
    assert listing.page(session, Tab.ALL, now=NOW, label="boda").chats[0].labels == ("boda",)


def test_a_longer_list_costs_no_statement_more(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)
    costs = []
    for many in (1, 2, 12):  # the first one reads what is kept from then on
        with sqlite.transaction() as session:
            for number in range(many):
                one = talk(session, f"N{many}-{number}", 100 * many + number)
                handovers.open_case(session, one, reason="complaint", summary="", now=NOW)
                session.get_one(Customer, one.customer_id).blocked = bool(number % 2)
        with counted(sqlite) as statements, sqlite.reading() as session:
            listing.page(session, Tab.WAITING, now=NOW)
        costs.append(len(statements))

    assert costs[1] == costs[2] <= 8

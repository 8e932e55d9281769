"""Tomorrow's appointments by e-mail at closing time: when it goes, to whom, and what stands in it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Customer
from booking_bot.services import tomorrow_list
from tests.services.team_shop import MAIL, People, open_shop, told, with_mail, wrote
from tests.shop import at

CLOSES = at("2026-11-24 20:00")  # a Tuesday
SATURDAY = at("2026-11-28 14:00")


def booked(session: Session, people: People) -> None:
    ana = people.shop.customer("Ana Ruiz", phone="+34600111001")
    people.shop.book(people.cut, "2026-11-25 10:00", people.lucia, customer=ana, note="trae el color")
    people.shop.book(people.cut, "2026-11-25 17:30", people.marcos, customer=ana, subject="Luna")
    nameless = people.shop.customer("x")
    session.get_one(Customer, nameless).name = None
    people.shop.book(people.cut, "2026-11-30 10:00", people.lucia, customer=nameless)


def evening(database: Database, now: datetime = CLOSES) -> list[tuple[str, str, str]]:
    tomorrow_list.run_due(database, now=now)
    return told(database)


def test_it_goes_at_closing_time_with_hours_names_and_telephones(sqlite: Database) -> None:
    with_mail(sqlite)
    with sqlite.transaction() as session:
        booked(session, open_shop(session))

    before = evening(sqlite, CLOSES - timedelta(minutes=1))
    sent = evening(sqlite)
    again = evening(sqlite, CLOSES + timedelta(minutes=1))

    assert before == []
    assert again == sent
    assert sent == [
        (
            "email",
            MAIL,
            "Citas del miércoles 25 de noviembre: 2\n\n"
            "Lucía\n10:00  Ana Ruiz · 600 11 10 01 · Corte · trae el color\n\n"
            "Marcos\n17:30  Ana Ruiz (Luna) · 600 11 10 01 · Corte",
        )
    ]


def test_on_saturday_it_is_mondays(sqlite: Database) -> None:
    with_mail(sqlite)
    with sqlite.transaction() as session:
        booked(session, open_shop(session))

    sent = evening(sqlite, SATURDAY)

    assert [body for _, _, body in sent] == [
        "Citas del lunes 30 de noviembre: 1\n\nLucía\n10:00  Sin nombre · Corte"
    ]


def test_it_goes_by_mail_alone(sqlite: Database) -> None:
    with_mail(sqlite)
    with sqlite.transaction() as session:
        people = open_shop(session)
        booked(session, people)
        wrote(people.shop, "+34600000001", when=CLOSES - timedelta(hours=1))

    assert [way for way, _, _ in evening(sqlite)] == ["email"]


def test_nobody_hears_of_a_day_on_which_nobody_comes(sqlite: Database) -> None:
    with_mail(sqlite)
    with sqlite.transaction() as session:
        people = open_shop(session)
        people.shop.book(people.cut, "2026-11-26 10:00", people.lucia)

    assert evening(sqlite) == []


def test_it_stays_away_where_the_owner_does_not_want_it(sqlite: Database) -> None:
    with_mail(sqlite)
    with sqlite.transaction() as session:
        booked(session, open_shop(session, tomorrow_by_email=False))

    assert evening(sqlite) == []


def test_a_shop_that_closes_after_midnight_has_it_then(sqlite: Database) -> None:
    with_mail(sqlite)
    late = {day: ["20:00-02:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    with sqlite.transaction() as session:
        people = open_shop(session, hours=late)
        people.shop.book(people.cut, "2026-11-25 21:00", people.lucia)

    early, sent = evening(sqlite, at("2026-11-25 01:59")), evening(sqlite, at("2026-11-25 02:00"))

    assert (len(early), len(sent)) == (0, 1)
    assert sent[0][2].startswith("Citas del miércoles 25 de noviembre: 1")

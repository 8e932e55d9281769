from datetime import date

from sqlalchemy import text
from sqlmodel import col, select, update

from booking_bot.db import Database
from booking_bot.models import (
    Business,
    Resource,
    ResourceKind,
    Service,
    ServiceResource,
    SpecialHours,
)
from booking_bot.services import catalogue
from tests.agenda.test_statements import counted
from tests.shop import Shop, every_day


def open_shop(database: Database) -> None:
    with database.transaction() as session:
        shop = Shop(session, every_day("09:00-20:00"))
        shop.service("Corte", minutes=30, by=[shop.staff("Lucía")])


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [service.name for service in catalogue.read(session).services]


def test_what_has_not_changed_is_looked_at_and_not_read_again(database: Database) -> None:
    open_shop(database)
    names(database)

    with counted(database) as statements:
        again = names(database)

    assert again == ["Corte"]
    assert len(statements) == 1


def test_a_change_by_whatever_way_is_seen_at_once(database: Database) -> None:
    open_shop(database)
    seen = [names(database)]

    with database.transaction() as session:
        session.exec(update(Service).values(name="Corte y peinado"))
    seen.append(names(database))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE service SET name = 'Peinado'"))
    seen.append(names(database))
    with database.transaction() as session:
        session.exec(select(Business)).one().name = "Otra casa"
    with database.reading() as session:
        house = catalogue.read(session).business.name

    assert seen == [["Corte"], ["Corte y peinado"], ["Peinado"]]
    assert house == "Otra casa"


def test_special_days_and_the_rooms_that_a_service_needs_are_of_it(database: Database) -> None:
    open_shop(database)
    with database.transaction() as session:
        before = catalogue.read(session)
        session.add(Resource(kind=ResourceKind.ROOM, slug="cabina", name="Cabina"))
        session.flush()
        room = session.exec(select(Resource.id).where(Resource.slug == "cabina")).one() or 0
        service = session.exec(select(Service.id)).one() or 0

    with database.transaction() as session:
        session.add(ServiceResource(service_id=service, resource_id=room))
    with database.reading() as session:
        needed = catalogue.read(session).needs
    with database.transaction() as session:
        session.add(SpecialHours(first_day=date(2026, 12, 24), last_day=date(2026, 12, 26)))
    with database.reading() as session:
        closed = [one.first_day for one in catalogue.read(session).specials]
    with database.engine.begin() as connection:
        connection.execute(text("DELETE FROM special_hours"))
    with database.reading() as session:
        open_again = catalogue.read(session).specials

    assert (before.needs, before.specials) == ([], [])
    assert needed == [(service, room)]
    assert closed == [date(2026, 12, 24)]
    assert open_again == []


def test_what_is_rolled_back_was_never_there(database: Database) -> None:
    open_shop(database)
    with database.transaction() as session:
        session.exec(select(Service)).one().name = "Tinte"
        within = [service.name for service in catalogue.read(session).services]
        session.rollback()

    assert within == ["Tinte"]
    assert names(database) == ["Corte"]


def test_a_change_under_way_is_not_lost_by_looking(database: Database) -> None:
    open_shop(database)

    with database.transaction() as session:
        service = session.exec(select(Service).where(col(Service.name) == "Corte")).one()
        catalogue.read(session)
        service.name = "Corte corto"

    assert names(database) == ["Corte corto"]

"""What was filled in becomes a shop, whatever the trade and wherever it is."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Audit, Business, Draft, Resource, Service, SpecialHours
from booking_bot.services.first_run import building, draft
from booking_bot.services.first_run.building import AlreadyOpen
from booking_bot.services.first_run.draft import Line, Plan
from booking_bot.services.first_run.places import SPOTS
from booking_bot.services.first_run.trades import TRADES
from tests.shop import NOW

SALON = Plan(
    trade="peluqueria",
    name="Pelu Ana",
    spot="ES/VC",
    closed=[date(2027, 3, 19)],
    staff=["Ana", "Ana", "any", "山"],
)


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_is_a_shop_as_it_stands(trade: str) -> None:
    file = building.file_of(Plan(trade=trade, name="La mía", spot="ES/MD", staff=["Eva"]))

    assert file.services
    assert any(file.hours.by_day().values())


@pytest.mark.parametrize("spot", SPOTS)
def test_every_place_has_its_clock_and_its_holidays(spot: str) -> None:
    file = building.file_of(Plan(trade="dentista", name="La mía", spot=spot, staff=["Eva"]))

    place = SPOTS[spot]
    told = file.business
    assert (told.country, told.timezone, told.subdivision) == (place.country, place.zone, place.part)


def test_a_trade_is_polite_but_not_against_its_country() -> None:
    tones = {
        spot: building.file_of(Plan(trade="dentista", name="La mía", spot=spot, staff=["Eva"])).business.tone
        for spot in ("ES/MD", "AR/America/Argentina/Buenos_Aires")
    }

    assert tones == {"ES/MD": "usted", "AR/America/Argentina/Buenos_Aires": "vos"}


def test_the_shop_is_what_was_filled_in(sqlite: Database) -> None:
    lines = SALON.lines()
    lines[0] = lines[0].model_copy(update={"minutes": 50, "price": "22.50"})
    lines[1] = lines[1].model_copy(update={"offered": False})
    plan = SALON.model_copy(update={"services": [*lines[:2], Line(name="Ceja & labio", minutes=10)]})
    with sqlite.transaction() as session:
        draft.keep(session, plan, now=NOW)

    with sqlite.transaction() as session:
        building.open_shop(session, by="owner:1", now=NOW)

    with sqlite.reading() as session:
        shop = session.exec(select(Business)).one()
        services = session.exec(select(Service).order_by(col(Service.position))).all()
        assert (shop.name, shop.subdivision, shop.holidays, shop.cancel_notice) == (
            "Pelu Ana", "VC", True, timedelta(hours=3),
        )  # fmt: skip
        assert [(one.slug, one.length, one.price_cents) for one in services] == [
            ("corte-mujer", timedelta(minutes=50), 2250),
            ("ceja-labio", timedelta(minutes=10), None),
        ]
        assert services[0].aliases
        assert [one.slug for one in session.exec(select(Resource).order_by(col(Resource.position)))] == [
            "ana", "ana-2", "any-2", "uno",
        ]  # fmt: skip
        assert [one.first_day for one in session.exec(select(SpecialHours))] == [date(2027, 3, 19)]
        assert session.exec(select(Draft)).all() == []
        assert [(one.object_kind, one.verb) for one in session.exec(select(Audit))] == [
            ("business", "opened")
        ]


def test_of_two_who_finish_one_opens_the_shop(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        draft.keep(session, SALON, now=NOW)
        building.open_shop(session, by="owner:1", now=NOW)

    with sqlite.transaction() as session:
        draft.keep(session, SALON, now=NOW)
    with pytest.raises(AlreadyOpen), sqlite.transaction() as session:
        building.open_shop(session, by="owner:2", now=NOW)


def test_nothing_filled_in_opens_nothing(sqlite: Database) -> None:
    with pytest.raises(AlreadyOpen), sqlite.transaction() as session:
        building.open_shop(session, by="owner:1", now=NOW)

"""The owner talks to the bot as a customer would, and the shop knows nothing of it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from booking_bot.db import Database
from booking_bot.models import Business, Resource, metadata
from booking_bot.services import preview
from tests.shop import NOW
from tests.web.house import House, Visitor

PAGE = "/admin/probar/"
BEGAN = NOW.isoformat()


@pytest.fixture(autouse=True)
def plain_ids(sqlite: Database) -> None:
    """As the pages and files of a shop write them."""
    with sqlite.transaction() as session:
        session.exec(sa.update(Resource).where(col(Resource.name) == "Lucía").values(slug="lucia"))


def bodies(page: str) -> list[str]:
    return re.findall(r"</span>([^<]+)</p>\s*(?:<div|</li>)", page)


def contents(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return [[*connection.execute(sa.select(table))] for table in metadata.tables.values()]


def test_it_answers_with_the_shops_own_services_and_leaves_no_trace(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    before = contents(sqlite)

    page = carmen.post(PAGE, page=PAGE, desde=BEGAN, texto="Hola, un corte mañana a las 11").text
    told = bodies(page)
    again = carmen.client.post(
        PAGE,
        data={
            "csrf_token": carmen.token(PAGE),
            "desde": BEGAN,
            "dicho": "Hola, un corte mañana a las 11",
            "toque": "Sí",
        },
    ).text

    assert told[0] == "Hola, un corte mañana a las 11"
    assert "11:00" in told[1]
    assert len(bodies(again)) == 4
    assert 'name="dicho" value="Sí"' in again
    assert contents(sqlite) == before


@pytest.mark.parametrize("began", ["ayer", (NOW - timedelta(days=1)).isoformat(), "2026-11-23T09:00:00"])
def test_a_talk_of_long_ago_begins_anew(carmen: Visitor, began: str) -> None:
    page = carmen.client.post(
        PAGE, data={"csrf_token": carmen.token(PAGE), "desde": began, "dicho": "Hola", "texto": "Hola"}
    ).text

    assert page.count('name="dicho"') == 1


def test_a_talk_without_end_ends(carmen: Visitor) -> None:
    lines = ["Hola"] * preview.MOST_LINES
    token = carmen.token(PAGE)

    answer = carmen.client.post(
        PAGE, data={"csrf_token": token, "desde": BEGAN, "dicho": lines, "texto": "Hola"}
    )

    assert answer.status_code == 303


def test_without_a_shop_there_is_nothing_to_talk_to(carmen: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        session.exec(sa.delete(Business))

    assert carmen.get(PAGE).location == "/admin/empezar/"


def test_a_shop_in_which_nobody_works_is_not_tried(carmen: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        session.exec(sa.update(Resource).values(active=False))

    answer = carmen.post(PAGE, page=PAGE, desde=BEGAN, texto="Hola")

    assert answer.location == "/admin/ajustes/"
    assert "le falta algo" in carmen.get("/admin/ajustes/").text

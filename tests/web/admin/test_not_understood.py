"""The page of what the bot did not understand, and of teaching it."""

import re

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import NotUnderstood, Resource
from booking_bot.services import misses
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor

LIST = "/admin/no-entendido/"


@pytest.fixture
def missed(sqlite: Database, house: House) -> int:
    """The number of a text that came twice."""
    with sqlite.transaction() as session:
        lucia = session.get_one(Resource, house.lucia)
        lucia.slug = "lucia"  # as the business file writes it
        for text in ("hacéis moldeado", "ponme un rapado", "ponme un rapado"):
            misses.record(session, text, name=None, now=NOW)
        return misses.listed(session)[0].id or 0


def listed(session: Session) -> list[str]:
    return [one.text for one in misses.listed(session)]


def texts(page: str) -> list[tuple[str, str]]:
    return re.findall(r"<h2[^>]*>«(.*?)»</h2>\s*<p class=\"facts\"><span>(.*?)</span>", page)


def test_the_most_frequent_comes_first_with_how_often_it_came(carmen: Visitor, missed: int) -> None:
    assert texts(carmen.get(LIST).text) == [("ponme un rapado", "2 veces"), ("hacéis moldeado", "Una vez")]


def test_where_nothing_was_missed_the_page_says_so_and_where_to_go_on(carmen: Visitor) -> None:
    page = carmen.get(LIST).text

    assert "El bot ha entendido todo" in page
    assert 'href="/admin/conversaciones/"' in page


def test_the_owner_teaches_and_is_told_what_the_bot_understands_now(
    carmen: Visitor, sqlite: Database, missed: int
) -> None:
    path = f"{LIST}{missed}"

    answer = carmen.post(path, page=path, palabras="rapado", sentido="services:corte")

    assert (answer.status_code, answer.location) == (303, LIST)
    assert "El bot ya entiende «ponme un rapado»: es «Corte»." in carmen.get(LIST).text
    with sqlite.reading() as session:
        assert listed(session) == ["hacéis moldeado"]


def test_what_does_not_help_is_said_and_stays_in_the_form(
    carmen: Visitor, sqlite: Database, missed: int
) -> None:
    path = f"{LIST}{missed}"

    answer = carmen.post(path, page=path, palabras="al cero", sentido="services:corte")

    assert answer.status_code == 422
    assert "sigue sin entender" in answer.text
    assert 'value="al cero"' in answer.text
    assert '<option value="services:corte" selected>' in answer.text
    with sqlite.reading() as session:
        assert listed(session) == ["ponme un rapado", "hacéis moldeado"]


def test_the_form_suggests_the_words_without_what_stands_for_a_name(
    carmen: Visitor, sqlite: Database, missed: int
) -> None:
    with sqlite.transaction() as session:
        session.get_one(NotUnderstood, missed).text = "¿soy [nombre], hacéis rapado?"

    assert 'value="soy , hacéis rapado"' in carmen.get(f"{LIST}{missed}").text


def test_what_is_ignored_leaves_the_list(carmen: Visitor, sqlite: Database, missed: int) -> None:
    answer = carmen.post(f"{LIST}{missed}/ignorar", page=LIST)

    assert (answer.status_code, answer.location) == (303, LIST)
    assert texts(carmen.get(LIST).text) == [("hacéis moldeado", "Una vez")]
    assert carmen.get(f"{LIST}{missed}").status_code == 404


def test_staff_teach_nothing(stranger: Visitor, sqlite: Database, missed: int) -> None:
    stranger.sign_in(STAFF)

    assert stranger.get(LIST).status_code == 403
    assert stranger.post(f"{LIST}{missed}/ignorar").status_code == 403
    with sqlite.reading() as session:
        assert all(one.settled_at is None for one in session.exec(select(NotUnderstood)))

"""What was not understood is taught, tried on the very text, and kept only if that helps."""

import tomllib

import pytest
from sqlmodel import Session, select

from booking_bot.db import Database
from booking_bot.models import Audit, Resource
from booking_bot.services import business_file, house_questions, misses, teaching
from booking_bot.services.file_form.reading import parse
from booking_bot.services.teaching import Kind, Meaning, NoSuchMiss, NotTaught
from tests.shop import NOW

TEXT = "¿hacéis alisado japonés?"
SHOP = """
[business]
name = "Peluquería Carmen"
timezone = "Europe/Madrid"
[hours]
mon = ["10:00-14:00"]
[[faq]]
questions = ["¿Hay parking?"]
answer = "En la plaza."
[[services]]
id = "corte"
name = "Corte"
minutes = 30
[[services]]
id = "keratina"
name = "Keratina"
minutes = 90
[[staff]]
id = "lucia"
name = "Lucía"
[[staff]]
id = "marcos"
name = "Marcos"
"""


@pytest.fixture
def taught(sqlite: Database) -> Database:
    """A shop that cuts and straightens, and two texts that were not understood."""
    with sqlite.transaction() as session:
        business_file.load(session, parse(SHOP), now=NOW)
        misses.record(session, TEXT, name=None, now=NOW)
        misses.record(session, "tenéis sitio para la furgo", name=None, now=NOW)
        misses.record(session, "quiero ir con el chico rubio", name=None, now=NOW)
    return sqlite


def number(session: Session, text: str) -> int:
    return next(one.id or 0 for one in misses.listed(session) if one.text == text)


def teach(database: Database, text: str, words: str, kind: str, meant: str) -> Meaning:
    with database.transaction() as session:
        return teaching.teach(session, number(session, text), words, kind, meant, by="owner:1", now=NOW)


def left(database: Database) -> set[str]:
    with database.reading() as session:
        return {one.text for one in misses.listed(session)}


def said(database: Database, table: str) -> list[dict[str, object]]:
    with database.reading() as session:
        found: list[dict[str, object]] = tomllib.loads(business_file.dump(session))[table]
        return found


def test_what_is_taught_is_understood_from_then_on_and_leaves_the_list(taught: Database) -> None:
    with taught.reading() as session:
        (before,) = teaching.read(session, [TEXT], now=NOW)

    meaning = teach(taught, TEXT, " alisado  japonés ", "services", "keratina")

    with taught.reading() as session:
        (after,) = teaching.read(session, [TEXT], now=NOW)
        events = [(one.object_kind, one.verb, one.detail) for one in session.exec(select(Audit)).all()]
    assert meaning == Meaning(Kind.SERVICE, "keratina", "Keratina")
    assert (before.services, after.services) == ((), ("keratina",))
    assert said(taught, "services")[1]["aliases"] == ["alisado japonés"]
    assert TEXT not in left(taught)
    assert events == [("business", "services_changed", {}), ("miss", "taught", {})]


def test_a_person_and_a_question_can_be_meant_too(taught: Database) -> None:
    teach(taught, "quiero ir con el chico rubio", "chico rubio", "staff", "marcos")
    teach(taught, "tenéis sitio para la furgo", "sitio para la furgo", "faq", "¿Hay parking?")

    assert said(taught, "staff")[1]["aliases"] == ["chico rubio"]
    assert said(taught, "faq") == [
        {"questions": ["¿Hay parking?", "sitio para la furgo"], "answer": "En la plaza."}
    ]
    with taught.reading() as session:
        assert house_questions.answer(session, "¿Tenéis sitio para la furgo?") == "En la plaza."


def test_what_does_not_help_or_does_harm_is_not_kept(taught: Database) -> None:
    tried = {
        ("queratina brasileña", "services", "keratina"): teaching.STILL_NOT,
        ("corte", "services", "keratina"): teaching.TAKEN.format(name="Corte"),
        ("lucía", "staff", "marcos"): teaching.TAKEN.format(name="Lucía"),
        ("parking", "faq", "¿Hay parking?"): teaching.STILL_NOT,
        ("  ", "services", "keratina"): teaching.NOTHING_SAID,
        ("x" * 81, "services", "keratina"): teaching.TOO_LONG,
        ("alisado", "services", "peinado"): teaching.NO_SUCH_MEANING,
        ("alisado", "business", "keratina"): teaching.NO_SUCH_MEANING,
        ("alisado\x00", "services", "keratina"): teaching.REFUSED,
    }
    with taught.reading() as session:
        before = business_file.dump(session)

    refused = {}
    for told in tried:
        with pytest.raises(NotTaught) as refusal:
            teach(taught, TEXT, *told)
        refused[told] = str(refusal.value)

    assert refused == tried
    with taught.reading() as session:
        assert business_file.dump(session) == before
    assert TEXT in left(taught)


def test_a_shop_that_no_file_can_say_is_left_as_it_is(taught: Database) -> None:
    with taught.transaction() as session:
        session.exec(select(Resource).where(Resource.slug == "lucia")).one().slug = "Lucía"

    with pytest.raises(NotTaught, match=teaching.REFUSED):
        teach(taught, TEXT, "alisado japonés", "services", "keratina")


def test_what_was_seen_to_is_taught_no_more(taught: Database) -> None:
    with taught.transaction() as session:
        miss = number(session, TEXT)
        assert [teaching.ignore(session, miss, by="owner:1", now=NOW) for _ in range(2)] == [True, False]
        assert [one.verb for one in session.exec(select(Audit))] == ["ignored"]

        with pytest.raises(NoSuchMiss):
            teaching.teach(session, miss, "alisado", "services", "keratina", by="owner:1", now=NOW)

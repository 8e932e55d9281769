import re

import pytest
from markupsafe import escape
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import Audit, Conversation, Delivery, Holder, Message, row_id
from booking_bot.services.chats import labels, notes
from booking_bot.services.chats.thread import PAGE
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import House, Visitor, answer, customer, say

HOSTILE = (
    "</textarea><script>alert(1)</script>",
    "\" onmouseover=alert(1) x='<img src=x onerror=alert(1)>",
    "\u202eoidua ed aton\u202c \u2066aislado",
    "🙃🏽👩‍👩‍👧‍👦" * 40,
    "larga" * 800,
)


def holder(database: Database, conversation_id: int) -> Holder:
    with database.reading() as session:
        return session.get_one(Conversation, conversation_id).holder


@pytest.mark.parametrize(
    ("view", "shown", "hidden"),
    [
        ("", {"Rosa Pineda"}, {"Marta Gil"}),  # whoever waits
        ("?ver=esperan", {"Rosa Pineda"}, {"Marta Gil"}),
        ("?ver=bot", {"Marta Gil"}, {"Rosa Pineda"}),
        ("?ver=todas", {"Marta Gil", "Rosa Pineda"}, set()),
        ("?ver=resueltas", set(), {"Marta Gil", "Rosa Pineda"}),
    ],
)
def test_the_list_shows_a_part_at_a_time(
    carmen: Visitor, view: str, shown: set[str], hidden: set[str]
) -> None:
    page = carmen.get(f"/admin/conversaciones/{view}").text

    assert {name for name in shown | hidden if name in page} == shown


def test_where_nobody_waits_the_list_shows_all(carmen: Visitor, house: House) -> None:
    carmen.post(f"/admin/conversaciones/{house.with_person}/bot")

    page = carmen.get("/admin/conversaciones/").text

    assert page.index("Rosa Pineda") > 0 < page.index("Marta Gil")
    assert "Nadie espera" in carmen.get("/admin/conversaciones/?ver=esperan").text


@pytest.mark.parametrize("place", ["ayer", "2026-11-23T09:00:00_1", "2026-11-23T09:00:00+00:00_99999999999"])
def test_a_page_of_the_list_that_does_not_exist_is_none(carmen: Visitor, place: str) -> None:
    assert carmen.client.get("/admin/conversaciones/", query_string={"desde": place}).status_code == 404


def test_what_has_not_changed_is_not_sent_again(carmen: Visitor, house: House) -> None:
    paths = ("/admin/conversaciones/ahora", f"/admin/conversaciones/{house.with_person}/ahora")
    tags = {path: carmen.get(path).headers["ETag"] for path in paths}

    again = {
        path: carmen.client.get(path, headers={"If-None-Match": tag}).status_code
        for path, tag in tags.items()
    }
    carmen.post(f"/admin/conversaciones/{house.with_person}/bot")
    after = {
        path: carmen.client.get(path, headers={"If-None-Match": tag}).status_code
        for path, tag in tags.items()
    }

    assert (again, after) == (dict.fromkeys(paths, 304), dict.fromkeys(paths, 200))


def test_a_thread_tells_what_was_said_and_how_far_it_got(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    with sqlite.transaction() as session:
        answer(session, house.with_bot, "Hoy a las 10:30", Delivery.READ)
        answer(session, house.with_bot, "¿Algo más?", Delivery.FAILED, error="Ese número no tiene WhatsApp.")

    page = carmen.get(f"/admin/conversaciones/{house.with_bot}").text

    assert "Hola, ¿a qué hora tengo la cita?" in page
    assert "Hoy a las 10:30" in page
    assert "Leído" in page
    assert "No se pudo enviar: <bdi>Ese número no tiene WhatsApp.</bdi>" in page
    assert "+34 600 11 12 22" in page


def test_a_thread_shows_the_pin_that_was_sent(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        answer(session, house.with_bot, "Estamos en la calle Mayor 3.", Delivery.READ)
        sent = session.exec(select(Message).where(Message.body == "Estamos en la calle Mayor 3.")).one()
        sent.location = "40.4203,-3.7058|calle Mayor 3"

    page = carmen.get(f"/admin/conversaciones/{house.with_bot}").text

    assert '<a href="geo:40.4203,-3.7058?q=40.4203,-3.7058"><bdi>calle Mayor 3</bdi></a>' in page


def test_a_conversation_is_given_back_to_the_bot(carmen: Visitor, sqlite: Database, house: House) -> None:
    here = f"/admin/conversaciones/{house.with_person}"

    answered = carmen.post(f"{here}/bot", page=here, volver=here)

    assert (answered.status_code, answered.location) == (303, here)
    assert holder(sqlite, house.with_person) is Holder.BOT
    assert "Devuelta al bot" in carmen.get(here).text


def test_a_person_takes_a_conversation_and_is_named_in_the_book(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    carmen.post(f"/admin/conversaciones/{house.with_bot}/persona")

    assert holder(sqlite, house.with_bot) is Holder.PERSON
    assert "La lleva una persona" in carmen.get("/admin/").text
    with sqlite.reading() as session:
        taken = session.exec(
            select(Audit).where(Audit.object_kind == "conversation", Audit.verb == "taken")
        ).one()
    assert (taken.actor, taken.object_id) == ("owner:1", house.with_bot)


def test_older_messages_stand_on_pages_of_their_own(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        for number in range(PAGE + 5):
            answer(session, house.with_bot, f"mensaje {number:03}", Delivery.READ)

    newest = carmen.get(f"/admin/conversaciones/{house.with_bot}").text
    older = re.search(r"hasta=(\d+)", newest)
    assert older
    before = carmen.get(f"/admin/conversaciones/{house.with_bot}?hasta={older[1]}").text

    def said(page: str) -> list[int]:
        return [int(number) for number in re.findall(r"mensaje (\d{3})", page)]

    assert said(newest) == list(range(5, PAGE + 5))
    assert said(before) == list(range(5))
    assert "data-live" not in before


def test_a_conversation_of_many_messages_costs_no_statement_more(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    costs = []
    for many in (1, 1, 30):  # the first one reads what is kept from then on
        with sqlite.transaction() as session:
            for _ in range(many):
                answer(session, house.with_person, "hola", Delivery.READ)
                notes.add(session, house.with_person, "una nota", by="owner:1", now=NOW)
        with counted(sqlite) as statements:
            carmen.get(f"/admin/conversaciones/{house.with_person}")
        costs.append(len(statements))

    assert costs[1] == costs[2] <= 24


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_customers_write_is_text(carmen: Visitor, sqlite: Database, house: House, text: str) -> None:
    with sqlite.transaction() as session:
        mallory = customer(session, text[:200], "+34600111444")
        chat = row_id(say(session, mallory, "+34600111444", text))
        notes.add(session, chat, text, by="owner:1", now=NOW)
        labels.add(session, chat, text, by="owner:1", now=NOW)

    paths = (f"/admin/conversaciones/{chat}", "/admin/conversaciones/?ver=todas")
    pages = "".join(carmen.get(path).text for path in paths)

    assert str(escape(text[:20])) in pages
    assert "<script>alert" not in pages
    assert "<img src=x" not in pages


def test_a_conversation_can_be_taken_along(carmen: Visitor, house: House) -> None:
    text, data = (carmen.get(f"/admin/conversaciones/{house.with_bot}/{kind}") for kind in ("txt", "json"))

    assert text.text == "[23/11/2026 10:00] Marta Gil: Hola, ¿a qué hora tengo la cita?\n"
    assert [one["body"] for one in data.get_json()["messages"]] == ["Hola, ¿a qué hora tengo la cita?"]
    assert text.headers["Content-Disposition"] == (
        f'attachment; filename="conversacion-{house.with_bot}.txt"'
    )


def test_what_customers_write_is_shown_and_never_run(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        mallory = customer(session, "<img src=x onerror=alert(1)>", "+34600111444")
        chat = say(session, mallory, "+34600111444", "{{7*7}} <script>alert(1)</script>")

    paths = (f"/admin/conversaciones/{chat.id}", "/admin/conversaciones/?ver=todas")
    page = "".join(carmen.get(path).text for path in paths)

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}} &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_form_leads_back_to_pages_of_ours_only(carmen: Visitor, house: House) -> None:
    answered = carmen.post(f"/admin/conversaciones/{house.with_bot}/persona", volver="https://evil.example/")

    assert answered.location == "/admin/"


def test_words_are_found_and_marked_and_lead_to_where_they_were_said(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    with sqlite.transaction() as session:
        answer(session, house.with_bot, "<script>alert(1)</script> mañana", Delivery.READ)
        said = session.exec(select(Message).order_by(col(Message.id).desc())).first()
        number = row_id(said) if said else 0

    page = carmen.get("/admin/conversaciones/buscar?q=manana").text
    there = carmen.get(f"/admin/conversaciones/{house.with_bot}?hasta={number}").text

    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>mañana</mark>" in page
    assert f"/admin/conversaciones/{house.with_bot}?hasta={number}#m{number}" in page
    assert f'id="m{number}"' in there


@pytest.mark.parametrize("query", ["", "%00", "nadie", "%22%20OR%20*"])
def test_a_search_that_finds_nothing_says_what_to_do(carmen: Visitor, query: str) -> None:
    answered = carmen.get(f"/admin/conversaciones/buscar?q={query}")

    assert answered.status_code == 200
    assert "<mark>" not in answered.text

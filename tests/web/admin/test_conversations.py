import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Audit, Conversation, Delivery, Holder, Message
from tests.web.house import House, Visitor, answer, customer, say


def holder(database: Database, conversation_id: int) -> Holder:
    with database.reading() as session:
        return session.get_one(Conversation, conversation_id).holder


def test_the_list_begins_with_who_waits_for_a_person(carmen: Visitor) -> None:
    page = carmen.get("/admin/conversaciones/").text

    assert page.index("Rosa Pineda") < page.index("Marta Gil")


@pytest.mark.parametrize(
    ("tab", "shown", "hidden"),
    [("persona", "Rosa Pineda", "Marta Gil"), ("bot", "Marta Gil", "Rosa Pineda")],
)
def test_the_list_can_be_narrowed(carmen: Visitor, tab: str, shown: str, hidden: str) -> None:
    page = carmen.get(f"/admin/conversaciones/?con={tab}").text

    assert shown in page
    assert hidden not in page


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
    assert "No se pudo enviar: Ese número no tiene WhatsApp." in page
    assert "+34 600 11 12 22" in page


def test_a_thread_shows_the_pin_that_was_sent(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        answer(session, house.with_bot, "Estamos en la calle Mayor 3.", Delivery.READ)
        sent = session.exec(select(Message).where(Message.body == "Estamos en la calle Mayor 3.")).one()
        sent.location = "40.4203,-3.7058|calle Mayor 3"

    page = carmen.get(f"/admin/conversaciones/{house.with_bot}").text

    assert '<a href="geo:40.4203,-3.7058?q=40.4203,-3.7058">calle Mayor 3</a>' in page


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


def test_what_customers_write_is_shown_and_never_run(carmen: Visitor, sqlite: Database, house: House) -> None:
    with sqlite.transaction() as session:
        mallory = customer(session, "<img src=x onerror=alert(1)>", "+34600111444")
        chat = say(session, mallory, "+34600111444", "{{7*7}} <script>alert(1)</script>")

    page = carmen.get(f"/admin/conversaciones/{chat.id}").text + carmen.get("/admin/conversaciones/").text

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}} &lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_form_leads_back_to_pages_of_ours_only(carmen: Visitor, house: House) -> None:
    answered = carmen.post(f"/admin/conversaciones/{house.with_bot}/persona", volver="https://evil.example/")

    assert answered.location == "/admin/"

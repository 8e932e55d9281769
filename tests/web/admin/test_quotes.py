from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.models import (
    Attachment,
    Attention,
    Conversation,
    Message,
    MessageKind,
    Quote,
    QuoteStatus,
)
from booking_bot.services.quotes import answering, asking
from tests.shop import NOW
from tests.web.house import STAFF, House, Visitor


def ask(database: Database, house: House, said: str = "¿Cuánto por arreglar esto?") -> None:
    with database.transaction() as session:
        conversation = session.get_one(Conversation, house.with_bot)
        asking.ask(session, conversation, said, by="bot", now=NOW)


def quotes(database: Database) -> list[tuple[QuoteStatus, int | None, str]]:
    with database.reading() as session:
        rows = session.exec(select(Quote).order_by(col(Quote.id)))
        return [(one.status, one.amount_cents, one.work) for one in rows]


def sent(database: Database, house: House) -> list[tuple[str, str]]:
    with database.reading() as session:
        out = select(Message.kind, Message.body).where(
            col(Message.conversation_id) == house.with_bot, col(Message.direction) == "out"
        )
        return list(session.exec(out))


def form(house: House) -> str:
    return f"/admin/conversaciones/{house.with_bot}/presupuesto"


def test_who_asks_stands_on_today_with_a_way_to_answer(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    ask(sqlite, house)

    today = carmen.get("/admin/").text
    chat = carmen.get(f"/admin/conversaciones/{house.with_bot}").text
    page = carmen.get(form(house)).text

    assert "Quiere saber cuánto cuesta:" in today
    assert f'href="{form(house)}"' in today
    assert f'href="{form(house)}"' in chat
    assert "¿Cuánto por arreglar esto?" in page


def test_a_price_is_named_with_two_fields_and_a_tap(carmen: Visitor, sqlite: Database, house: House) -> None:
    ask(sqlite, house)

    answer = carmen.post(form(house), page=form(house), precio="85,50 €", trabajo="Peluca <b>")

    assert answer.status_code == 303
    assert quotes(sqlite) == [(QuoteStatus.OFFERED, 8550, "Peluca <b>")]
    assert sent(sqlite, house)[-1][1].startswith("Presupuesto: Peluca <b>, 85,50 €. ¿Lo hacemos?")
    assert "Peluca &lt;b&gt;" in carmen.get(f"/admin/conversaciones/{house.with_bot}").text
    assert "Quiere saber cuánto cuesta:" not in carmen.get("/admin/").text


def test_the_same_form_twice_names_it_once(carmen: Visitor, sqlite: Database, house: House) -> None:
    for _ in range(2):
        carmen.post(form(house), page=form(house), precio="85", vez="igual")

    assert quotes(sqlite) == [(QuoteStatus.OFFERED, 8500, "")]


def test_what_is_no_price_or_no_day_is_said_beside_what_was_written(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    wrong = [
        carmen.post(form(house), page=form(house), trabajo="Peluca", **told)
        for told in ({"precio": "mucho"}, {"precio": "0"}, {"precio": "9", "hasta": "2026-11-22"},
                     {"precio": "9", "hasta": "mañana"})
    ]  # fmt: skip

    assert [one.status_code for one in wrong] == [422] * 4
    assert "Escribe cuánto cuesta, en números" in wrong[0].text
    assert "Elige hasta qué día vale" in wrong[2].text
    assert all('value="Peluca"' in one.text for one in wrong)
    assert quotes(sqlite) == []


def test_a_message_that_names_a_price_is_never_silently_one(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    chat, text = f"/admin/conversaciones/{house.with_bot}", "240 €, ¿lo hacemos?"

    asked = carmen.post(f"{chat}/mensajes", page=chat, texto=text, vez="uno")
    before = (quotes(sqlite), sent(sqlite, house))
    carmen.post(f"{chat}/mensajes", page=chat, texto=text, vez="uno", mensaje="si")

    assert "¿Lo envío como presupuesto?" in asked.text
    assert 'name="precio" value="240"' in asked.text
    assert before == ([], [])
    assert quotes(sqlite) == []
    assert sent(sqlite, house) == [(MessageKind.MANUAL, text)]


def test_what_they_said_is_shown_with_its_time_and_what_was_told_otherwise_too(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    carmen.post(form(house), page=form(house), precio="240", si=f"cita:{house.appointment}")
    with sqlite.transaction() as session:
        yes = session.exec(
            select(Message.id).where(
                col(Message.conversation_id) == house.with_bot, col(Message.direction) == "in"
            )
        ).one()
        answering.accept(session, 1, yes, by="customer:1", now=NOW)

    shown = [
        carmen.get(path).text
        for path in (f"/admin/conversaciones/{house.with_bot}", f"/admin/citas/{house.appointment}")
    ]

    for page in shown:
        assert 'Aceptado el lunes 23 de noviembre a las 10:00: <q dir="auto">Hola, ¿a qué hora' in page
        assert "240 €" in page


def test_a_price_is_taken_back_or_answered_by_word_of_mouth(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    chat = f"/admin/conversaciones/{house.with_bot}"
    carmen.post(form(house), page=form(house), precio="240")
    carmen.post("/admin/presupuestos/1/retirar", page=chat)
    carmen.post(form(house), page=form(house), precio="200")
    carmen.post("/admin/presupuestos/2/si", page=chat)
    carmen.post("/admin/presupuestos/2/no", page=chat)

    page = carmen.get(chat).text

    assert [status for status, _, _ in quotes(sqlite)] == [QuoteStatus.WITHDRAWN, QuoteStatus.ACCEPTED]
    assert "(sin mensaje guardado)" in page
    assert "Ese presupuesto ya no está pendiente." in page


def test_a_photo_of_another_conversation_is_not_taken(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    with sqlite.transaction() as session:
        other = session.exec(
            select(Message.id).where(col(Message.conversation_id) == house.with_person)
        ).one()
        session.add(Attachment(message_id=other or 0, url="x", created_at=NOW))

    carmen.post(form(house), page=form(house), precio="240", foto="1")

    with sqlite.reading() as session:
        assert session.exec(select(Quote)).one().attachment_id is None
        assert session.exec(select(Attention).where(col(Attention.reason) == "quote_asked")).all() == []


def test_staff_may_name_a_price_too(stranger: Visitor, sqlite: Database, house: House) -> None:
    stranger.sign_in(STAFF)
    stranger.post(form(house), page=form(house), precio="240")

    with sqlite.reading() as session:
        assert (session.exec(select(Quote)).one().actor or "").startswith("staff:")

"""Forgetting a customer, and showing them what is held: over every table there is."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.models import (
    Attachment,
    Attention,
    AttentionKind,
    ConnectionKind,
    Conversation,
    Customer,
    Delivery,
    HookTelling,
    IdempotentAnswer,
    Identity,
    IdentityKind,
    Import,
    ImportKind,
    ImportStatus,
    Message,
    MessageKind,
    Outbox,
    ShopConnection,
    ShopEvent,
    metadata,
)
from booking_bot.services import inbound, media_files, misses, outbox, privacy
from booking_bot.services.hooks import subscribing
from tests.services.archive.filled import FAR, SAMPLES, fill
from tests.services.waiting_salon import Salon
from tests.shop import NOW, Shop

# Texts that stay: ids of the provider and of ourselves, words of the shop's own, and reasons in ours.
KEPT = {
    "appointment.visit", "attachment.type", "attention.reason",
    "customer_order.currency", "customer_order.external_id", "customer_order.number",
    "customer_order.number_key", "customer_order.shop_status",
    "deposit.how", "message.kind", "message.provider_sid", "notice.lead", "notice.reason",
    "outbox.content_sid", "outbox.dedupe_key", "outbox.error_code", "outbox.lease_token", "outbox.template",
    "order_event.actor", "order_event.silent",
    "quote.actor", "standing.clock", "standing_exception.reason",
    "wait_entry.windows",
}  # fmt: skip
PHONE, NAME = "+34600111222", "Quiteria"


def told(database: Database) -> set[str]:
    """The columns that hold a text, of whatever is about customers."""
    tables = [metadata.tables[str(kind.__tablename__)] for kind in privacy._held(FAR)]
    texts: set[str] = set()
    with database.reading() as session:
        for table in tables:
            for row in session.connection().execute(sa.select(table)).mappings():
                texts |= {f"{table.name}.{name}" for name, value in row.items() if _is_text(value)}
    return texts


def _is_text(value: Any) -> bool:
    return value == SAMPLES[str] or (isinstance(value, dict | list) and bool(value))


def test_of_an_erased_customer_only_figures_and_ids_are_left(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path / "media")

    with database.transaction() as session:
        paths = privacy.erase(session, FAR, by="owner:1", now=NOW)

    assert told(database) == KEPT
    assert len(paths) == 1


def test_all_that_is_held_is_shown(sqlite: Database, tmp_path: Path) -> None:
    fill(sqlite, tmp_path / "media")

    with sqlite.reading() as session:
        shown = privacy.export(session, FAR)
        nobody = privacy.export(session, FAR + 1)

    assert {name for name, rows in shown.items() if len(rows) != 1} == {"occupancy"}
    assert shown["customer"] == [
        {"id": FAR, "name": SAMPLES[str], "email": SAMPLES[str], "blocked": True,
             "personal": True, "allergies": SAMPLES[str], "note": SAMPLES[str],
         "created_at": (NOW + timedelta(microseconds=17)).isoformat()}
    ]  # fmt: skip
    assert not any(nobody.values())


def test_every_table_that_leads_to_a_customer_is_known_here() -> None:
    """By foreign keys, but for what belongs to no customer or to several."""
    known = {str(kind.__tablename__) for kind in privacy._held(FAR)}
    leads = {"customer"}
    while (
        more := {
            table.name
            for table in metadata.tables.values()
            for key in table.foreign_keys
            if key.column.table.name in leads
        }
        - leads
    ):
        leads |= more

    assert leads - known == {"freed_place"}


def wrote(database: Database, text: str, *, phone: str = PHONE, name: str = NAME, sid: str = "SM1") -> None:
    with database.transaction() as session:
        said = Inbound(
            sid=sid, address=f"whatsapp:{phone}", at=NOW, phone=phone, profile_name=name, body=text,
            raw={"From": f"whatsapp:{phone}", "ProfileName": name}, whatsapp_id=f"ES.{phone[1:]}",
        )  # fmt: skip
        inbound.receive(session, said, NOW)


def test_nothing_of_them_is_left_in_the_files_of_the_database(sqlite: Database, sqlite_url: str) -> None:
    with sqlite.transaction() as session:
        Shop(session)
    for number in range(30):
        wrote(sqlite, f"soy {NAME}, mi número es {PHONE}", sid=f"SM{number}")
        wrote(sqlite, "hola", phone="+34600333444", name="Olga", sid=f"SM-{number}")
    with sqlite.transaction() as session:
        misses.record(session, f"pregunta por {NAME}", name=None, now=NOW)
        customer = session.exec(select(Identity.customer_id).where(Identity.value == PHONE)).one()
        session.connection().execute(
            metadata.tables["api_token"].insert(),
            {"id": 1, "name": "till", "token_hash": "x", "created_at": NOW},
        )
        session.add(
            IdempotentAnswer(
                token_id=1, key="k", request_hash="h", status=201, created_at=NOW,
                body={"customer": {"phone": PHONE, "name": NAME}},
            )
        )  # fmt: skip

    with sqlite.transaction() as session:
        privacy.erase(session, customer, by="owner:1", now=NOW)
    sqlite.forget()

    files = [*Path(sqlite_url.removeprefix("sqlite:///")).parent.glob("booking.db*")]
    content = b"".join(file.read_bytes() for file in files).lower()
    assert [word for word in (PHONE[3:], NAME.lower()) if word.encode() in content] == []
    assert b"34600333444" in content


def test_what_the_shops_people_were_told_of_them_is_forgotten(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)
    wrote(sqlite, "hola")
    wrote(sqlite, "agenda de hoy", phone="+34600000001", name="Carmen", sid="SM2")
    texts = (f"{NAME} espera a una persona.", f"Nueva: {PHONE}", "Hoy: nada apuntado.")
    with sqlite.transaction() as session:
        owner = session.exec(select(Conversation).where(Conversation.address.like("%001"))).one()  # type: ignore[attr-defined]
        for text in texts:
            outbox.queue(session, owner, body=text, kind=MessageKind.STAFF, now=NOW)

    with sqlite.transaction() as session:
        privacy.erase(session, 1, by="owner:1", now=NOW)

    with sqlite.reading() as session:
        told = select(Message.body, Outbox.status).join(Outbox).order_by(Message.id)  # type: ignore[arg-type]
        assert session.exec(told).all() == [
            ("", Delivery.CANCELLED), ("", Delivery.CANCELLED), ("Hoy: nada apuntado.", Delivery.QUEUED),
        ]  # fmt: skip


def test_who_writes_again_is_somebody_new(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)
    wrote(sqlite, "hola")
    with sqlite.transaction() as session:
        first = session.exec(select(Customer.id)).one() or 0
        privacy.erase(session, first, by="owner:1", now=NOW)

    wrote(sqlite, "hola otra vez", sid="SM2")
    wrote(sqlite, "hola", sid="SM1")

    with sqlite.reading() as session:
        lines = session.exec(select(Conversation.customer_id, Conversation.address)).all()
        said = session.exec(select(Message.body).order_by(Message.id)).all()  # type: ignore[arg-type]
    assert lines == [(first, "gone:1"), (first + 1, f"whatsapp:{PHONE}")]
    assert said == ["", "hola otra vez"]


def test_a_file_that_somebody_else_sent_too_stays(sqlite: Database, tmp_path: Path) -> None:
    fill(sqlite, tmp_path)
    wrote(sqlite, "mira", phone="+34600333444")
    with sqlite.transaction() as session:
        path = session.exec(select(Attachment.path)).one()
        other = session.exec(select(Message).where(Message.body == "mira")).one()
        session.add(Attachment(message_id=other.id or 0, url="x", path=path, created_at=NOW))

    with sqlite.transaction() as session:
        paths = privacy.erase(session, FAR, by="owner:1", now=NOW)

    assert paths == []
    assert media_files.locate(tmp_path, path or "") is not None


def test_what_a_shop_told_of_them_and_nobody_has_read_yet_is_forgotten(sqlite: Database) -> None:
    bodies = (
        '{"phone": "600 111-222"}', '{"email": "REME@example.com"}', '{"name": "Remedios Mu\\u00f1oz"}',
        '{"name": "Remedios", "phone": "600111333"}', "no JSON",
    )  # fmt: skip
    with sqlite.transaction() as session:
        gone = Shop(session).customer("Remedios Muñoz", phone="+34600111222")
        session.get_one(Customer, gone).email = "reme@example.com"
        session.add(ShopConnection(kind=ConnectionKind.GENERIC, name="Caja", secret="x", created_at=NOW))
        session.flush()
        session.add_all(
            ShopEvent(connection_id=1, delivery_id=str(n), topic="order", body=body, received_at=NOW)
            for n, body in enumerate(bodies)
        )

    with sqlite.transaction() as session:
        privacy.erase(session, gone, by="owner:1", now=NOW)

    with sqlite.reading() as session:
        left = [(one.body, one.error) for one in session.exec(select(ShopEvent).order_by(col(ShopEvent.id)))]
    assert left == [(None, privacy.ERASED)] * 3 + [(body, None) for body in bodies[3:]]


def test_a_list_that_was_brought_in_keeps_no_line_of_theirs(sqlite: Database) -> None:
    def listed(line: str) -> Import:
        return Import(
            kind=ImportKind.CUSTOMERS, name="lista.csv", text=f"Nombre;Teléfono;Correo\n{line}", lines=1,
            status=ImportStatus.DONE, faults=[{"line": "2", "fault": "«x» no es un correo."}], line=1,
            actor="owner:1", created_at=NOW,
        )  # fmt: skip

    with sqlite.transaction() as session:
        shop = Shop(session)
        gone = shop.customer("Remedios", phone="+34600111222")
        session.add_all([listed("Reme;600 111-222;x"), listed("REMEDIOS;;x"), listed("Ana;600111333;x")])

    with sqlite.transaction() as session:
        privacy.erase(session, gone, by="owner:1", now=NOW)

    with sqlite.reading() as session:
        left = [(row.text, len(row.faults)) for row in session.exec(select(Import).order_by(col(Import.id)))]
    assert left == [(None, 0), (None, 0), ("Nombre;Teléfono;Correo\nAna;600111333;x", 1)]


def test_the_story_of_a_place_that_somebody_gave_up_names_them_no_more(sqlite: Database) -> None:
    salon = Salon(sqlite).open()
    salon.put_on_the_list("Ana", "Luis")
    salon.place_comes_free()
    with sqlite.reading() as session:
        (before,) = session.exec(select(Attention.summary).where(Attention.kind == AttentionKind.WAITLIST))

    with sqlite.transaction() as session:
        ana = session.exec(select(Customer.id).where(Customer.name == "Ana")).one()
        privacy.erase(session, ana or 0, by="owner:1", now=salon.now)

    with sqlite.reading() as session:
        (after,) = session.exec(select(Attention.summary).where(Attention.kind == AttentionKind.WAITLIST))
    assert before.splitlines()[1:] == ["Se lo he ofrecido a Ana y Luis."]
    assert after.splitlines() == before.splitlines()[:1]


def test_what_other_programs_were_told_of_them_is_forgotten(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        Shop(session)
        subscribing.add(
            session, "ERP", "https://erp.example/", ["message.received"], secret_key="k" * 40, private=False,
            by="owner:1", now=NOW,
        )  # fmt: skip
    wrote(sqlite, "hola")
    wrote(sqlite, f"¿ha llamado {NAME}?", phone="+34600333444", name="Olga", sid="SM2")
    wrote(sqlite, "hola", phone="+34600333444", name="Olga", sid="SM3")

    with sqlite.transaction() as session:
        customer = session.exec(select(Identity.customer_id).where(Identity.value == PHONE)).one()
        privacy.erase(session, customer, by="owner:1", now=NOW)

    with sqlite.reading() as session:
        bodies = session.exec(select(HookTelling.body)).all()
    assert [json.loads(body)["data"]["id"] for body in bodies] == ["3"]


def test_what_was_answered_and_told_of_others_with_a_like_name_stays(sqlite: Database) -> None:
    others: tuple[dict[str, Any], ...] = (
        {"phone": "+34600333444", "name": "Anabel Ruizal"}, {"phone": "+34600333444", "name": "Ana Gil"},
        {"body": "Ruiz & Gil"},
    )  # fmt: skip
    theirs: tuple[dict[str, Any], ...] = (
        {"phone": PHONE, "name": None}, {"email": "ana@example.com"}, {"id": "ES.600111222"},
        {"body": "Para mañana:\nAna Ruiz\nCorte"},
    )  # fmt: skip
    with sqlite.transaction() as session:
        gone = Shop(session).customer("Ana Ruiz", phone=PHONE)
        session.get_one(Customer, gone).email = "ana@example.com"
        session.add(
            Identity(customer_id=gone, kind=IdentityKind.WHATSAPP_ID, value="ES.600111222", created_at=NOW)
        )
        subscribing.add(
            session, "ERP", "https://erp.example/", ["message.received"], secret_key="k" * 40, private=False,
            by="owner:1", now=NOW,
        )  # fmt: skip
        session.connection().execute(
            metadata.tables["api_token"].insert(),
            {"id": 1, "name": "till", "token_hash": "x", "created_at": NOW},
        )
        for n, body in enumerate(others + theirs):
            session.add(
                IdempotentAnswer(
                    token_id=1, key=str(n), request_hash="h", status=201, created_at=NOW, body=body
                )
            )
            session.add(
                HookTelling(
                    subscription_id=1, event="message.received", event_id=str(n), body=json.dumps(body),
                    due_at=NOW, created_at=NOW,
                )
            )  # fmt: skip

    with sqlite.transaction() as session:
        privacy.erase(session, gone, by="owner:1", now=NOW)

    with sqlite.reading() as session:
        answers = session.exec(select(IdempotentAnswer.body).order_by(col(IdempotentAnswer.key))).all()
        bodies = session.exec(select(HookTelling.body).order_by(col(HookTelling.id))).all()
    assert (answers, [json.loads(body) for body in bodies]) == (list(others), list(others))

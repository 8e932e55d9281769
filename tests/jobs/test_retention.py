from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from booking_bot.channels.base import Inbound
from booking_bot.db import Database
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.jobs.retention import Retention
from booking_bot.models import (
    Appointment,
    Attachment,
    Attention,
    AttentionKind,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    Customer,
    CustomerAnswer,
    Delivery,
    HookTelling,
    Identity,
    Message,
    MessageKind,
    Notice,
    NoticeStatus,
    NotUnderstood,
    OpenQuestion,
    Order,
    Outbox,
    QuestionKind,
    Quote,
    QuoteStatus,
    row_id,
)
from booking_bot.services import inbound, media_files, misses, outbox
from booking_bot.services.customer_book import finding
from booking_bot.services.hooks import subscribing
from booking_bot.services.orders import storing
from booking_bot.wiring import Wiring
from tests.shop import NOW, Shop
from tests.web.test_webhooks import settings_with

DAY = timedelta(days=1)
LATER = NOW + 40 * DAY


def forget(database: Database, media: Path, *, now: datetime = LATER, days: int | None = 30) -> int:
    settings = settings_with(retention_days=days, media_dir=media)
    return Retention(Wiring(settings=settings, database=database, clock=lambda: now)).run()


def hear(database: Database, text: str, at: datetime, *, phone: str = "+34600111222") -> None:
    with database.transaction() as session:
        said = Inbound(
            sid=f"SM{text}{phone}", address=f"whatsapp:{phone}", phone=phone, body=text, at=at,
            profile_name="Ana", raw={"Body": text},
        )  # fmt: skip
        inbound.receive(session, said, at)


def bodies(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Message.body).order_by(col(Message.id))))


def test_what_was_said_long_ago_is_gone_with_its_files_and_what_is_younger_stays(
    database: Database, tmp_path: Path
) -> None:
    media = tmp_path / "media"
    hear(database, "hola", NOW)
    hear(database, "hola de nuevo", NOW + 20 * DAY)
    with database.transaction() as session:
        conversation = session.exec(select(Conversation)).one()
        conversation.turn_due_at = None
        asked = outbox.queue(
            session, conversation, body="¿Vienes?", kind=MessageKind.REMINDER, now=NOW, dedupe_key="a"
        )
        session.exec(select(Outbox)).one().status = Delivery.READ
        first, second, *_ = session.exec(select(Message).order_by(col(Message.id))).all()
        for message, content in ((first, b"old"), (first, b"both"), (second, b"both")):
            path = media_files.store(media, content)
            position = len(session.exec(select(Attachment.id)).all())
            session.add(
                Attachment(message_id=row_id(message), position=position, url="u", path=path, created_at=NOW)
            )
            session.flush()
        session.add(
            OpenQuestion(
                conversation_id=row_id(conversation), kind=next(iter(QuestionKind)), object_id=1,
                message_id=asked.id, asked_at=NOW, expires_at=NOW,
            )
        )  # fmt: skip

    forgotten = [forget(database, media), forget(database, media)]

    with database.reading() as session:
        assert session.exec(select(OpenQuestion.message_id)).all() == [None]
        assert session.exec(select(Outbox)).all() == []
        assert session.exec(select(Customer.name)).all() == ["Ana"]
    assert bodies(database) == ["hola de nuevo"]
    assert [file.read_bytes() for file in media.rglob("*") if file.is_file()] == [b"both"]
    assert forgotten == [2, 0]


def test_a_message_that_is_still_to_be_sent_is_kept(database: Database, tmp_path: Path) -> None:
    hear(database, "hola", NOW)
    with database.transaction() as session:
        line = session.exec(select(Conversation)).one()
        outbox.queue(session, line, body="Espera", kind=MessageKind.NOTICE, now=NOW, send_at=LATER + DAY)

    forget(database, tmp_path)

    assert bodies(database) == ["Espera"]


def test_who_has_not_come_for_long_is_erased_and_their_appointments_stay_as_figures(
    database: Database, tmp_path: Path
) -> None:
    hear(database, "hola", NOW)
    with database.transaction() as session:
        customer = session.exec(select(Customer.id)).one() or 0
        shop = Shop(session)
        shop.book(
            shop.service("Corte", by=[shop.staff()]), "2026-11-24 10:00", customer=customer, note="alergia",
            beneficiary="su hijo",
        )  # fmt: skip
        session.add(
            Attention(kind=AttentionKind.NOTE, conversation_id=1, summary="llámale", at=NOW, resolved_at=NOW)
        )
        misses.record(session, "tiene mala letra", name=None, now=NOW)

    forget(database, tmp_path)

    with database.reading() as session:
        appointment = session.exec(select(Appointment)).one()
        left = [
            len(session.exec(select(kind)).all()) for kind in (Identity, Attention, NotUnderstood, Message)
        ]
        assert session.exec(select(Customer.name)).all() == [None]
        assert session.exec(select(Conversation.address, Conversation.state)).all() == [("gone:1", "")]
    assert (appointment.note, appointment.beneficiary, appointment.customer_id) == (None, None, customer)
    assert left == [0, 0, 0, 0]


def test_what_was_said_of_an_appointment_is_kept_until_it_is_over(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        shop = Shop(session, survey_after=timedelta(hours=2))
        cut = shop.service("Corte", by=[shop.staff()])
        _, ahead = (row_id(shop.book(cut, start)) for start in ("2026-11-24 10:00", "2027-02-01 10:00"))
        for notice in session.exec(select(Notice)):
            notice.status, notice.ended_at = NoticeStatus.DROPPED, NOW

    forget(database, tmp_path)

    with database.reading() as session:
        assert set(session.exec(select(Notice.appointment_id))) == {ahead}


def test_who_comes_again_or_wants_no_messages_or_is_left_alone_stays_known(
    database: Database, tmp_path: Path
) -> None:
    for number in range(4):
        hear(database, "hola", NOW, phone=f"+3460011122{number}")
    with database.transaction() as session:
        comes, refuses, blocked, friend = session.exec(select(Customer).order_by(col(Customer.id))).all()
        shop = Shop(session)
        shop.book(shop.service("Corte", by=[shop.staff()]), "2027-02-01 10:00", customer=comes.id)
        session.add(
            Consent(
                customer_id=row_id(refuses), kind=ConsentKind.SERVICE, granted=False,
                source=ConsentSource.INBOUND, at=NOW,
            )
        )  # fmt: skip
        blocked.blocked = friend.personal = True

    forget(database, tmp_path)

    with database.reading() as session:
        assert len(session.exec(select(Identity)).all()) == 4
    assert bodies(database) == []


def test_a_car_is_still_found_by_its_plate_where_its_owner_comes_again(
    sqlite: Database, tmp_path: Path
) -> None:
    hear(sqlite, "¿cuánto por los frenos?", NOW)
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.book(shop.service("Frenos", by=[shop.staff()]), "2027-02-01 10:00", customer=1)
        session.add(CustomerAnswer(customer_id=1, question="matricula", answer="1234 BCD", at=NOW))
        message = session.exec(select(Message.id)).one()
        session.add(
            Quote(
                conversation_id=1, customer_id=1, work="Pastillas", amount_cents=24000, created_at=NOW,
                status=QuoteStatus.ACCEPTED, answered_at=NOW, accepted_message_id=message,
            )
        )  # fmt: skip

    forget(sqlite, tmp_path)

    with sqlite.reading() as session:
        quote = session.exec(select(Quote)).one()
        for written in ("1234bcd", "1234-BCD", "1234 BCD"):
            assert finding.meant(session, written, {1: "Ana"}, country="ES") == {1}
    assert (quote.amount_cents, quote.work, quote.accepted_message_id) == (24000, "", None)


def test_without_the_setting_nothing_is_forgotten(database: Database, tmp_path: Path) -> None:
    hear(database, "hola", NOW)

    assert (forget(database, tmp_path, days=None), bodies(database)) == (0, ["hola"])


def test_it_is_done_once_a_day(database: Database, tmp_path: Path) -> None:
    moments = iter([LATER, LATER + DAY / 2, LATER + DAY])
    settings = settings_with(retention_days=30, media_dir=tmp_path)
    job = Retention(Wiring(settings=settings, database=database, clock=lambda: next(moments)))
    done = []

    for number in range(3):
        hear(database, f"hola {number}", NOW + number * timedelta(seconds=1), phone=f"+3460011122{number}")
        done.append(job.run() > 0)

    assert done == [True, False, True]


def test_an_order_is_kept_as_a_figure_and_its_customer_as_long_as_it_is_young(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        Shop(session)
        for number, name, at in (("1", "Ana", NOW), ("2", "Eva", NOW + 20 * DAY)):
            draft = OrderDraft(
                number, OrderStatus.RECEIVED, name=name, items=(Item("Champú", 1, 900),), note="Frágil",
                total_cents=900,
            )  # fmt: skip
            storing.put(session, draft, by="api:1", now=at, notify=False)
        session.exec(select(Customer).where(Customer.name == "Eva")).one().created_at = NOW

    forget(database, tmp_path)

    with database.reading() as session:
        kept = [(one.number, one.total_cents, one.note, one.items) for one in session.exec(select(Order))]
        names = session.exec(select(Customer.name).order_by(col(Customer.id))).all()
    assert sorted(kept)[0] == ("1", 900, None, [])
    assert sorted(kept)[1][2] == "Frágil"
    assert names == [None, "Eva"]


def test_what_other_programs_were_told_long_ago_is_gone(sqlite: Database, tmp_path: Path) -> None:
    with sqlite.transaction() as session:
        Shop(session)
        subscribing.add(
            session, "ERP", "https://erp.example/", ["message.received"], secret_key="k" * 40, private=False,
            by="owner:1", now=NOW,
        )  # fmt: skip
    hear(sqlite, "hola", NOW)
    hear(sqlite, "otra vez", NOW + 20 * DAY)

    forget(sqlite, tmp_path)

    with sqlite.reading() as session:
        assert session.exec(select(HookTelling.created_at)).all() == [NOW + 20 * DAY]

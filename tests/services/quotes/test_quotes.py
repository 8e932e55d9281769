"""Ana asks what her brakes cost; the owner names a price, and she answers it."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking_bot.db import Database
from booking_bot.domain.quotes import QuoteOver
from booking_bot.models import (
    Appointment,
    Attachment,
    Attention,
    Audit,
    Conversation,
    Customer,
    CustomerAnswer,
    Delivery,
    Holder,
    Message,
    Outbox,
    Quote,
    QuoteStatus,
    Resource,
    ResourceKind,
    Service,
    ServiceStaff,
    Source,
    row_id,
)
from booking_bot.services import bookings, digest, handovers, privacy
from booking_bot.services.quotes import answering, offering, watching
from booking_bot.services.quotes.offering import NotToBeSent
from tests.services.quotes.garage import OWNER, Garage, open_garage
from tests.shop import NOW, at

OFFERED, ACCEPTED = QuoteStatus.OFFERED, QuoteStatus.ACCEPTED
PHOTO = "https://api.twilio.com/photo/1"


@pytest.fixture
def garage(sqlite: Database) -> Garage:
    return open_garage(sqlite)


@pytest.fixture
def any_garage(database: Database) -> Garage:
    """The same, on both databases."""
    return open_garage(database)


def test_who_asks_with_a_photo_is_told_who_looks_and_the_owner_sees_all_of_it(garage: Garage) -> None:
    reply = garage.writes("¿cuánto me costaría arreglar esto? 1234-bcd", photo=PHOTO)

    assert "alguien" in reply.lower()
    assert "hoy estamos hasta las 14:00" in reply
    assert garage.asked() == ["quote_asked"]
    with garage.database.reading() as session:
        quote, file = session.exec(select(Quote)).one(), session.exec(select(Attachment)).one()
        plate = session.exec(select(CustomerAnswer.answer)).one()
        concern = session.exec(select(Attention)).one()
    assert (quote.status, quote.attachment_id, plate) == (QuoteStatus.ASKED, file.id, "1234 BCD")
    assert concern.summary == "¿cuánto me costaría arreglar esto? 1234-bcd"
    assert concern.promised_at == at("2026-11-23 12:01:15")


def test_the_photo_that_comes_after_the_question_belongs_to_it(garage: Garage) -> None:
    garage.writes("¿me hacéis un presupuesto para arreglar la puerta?")
    garage.writes(photo=PHOTO)
    garage.writes("¿cuánto sería arreglarlo?")

    assert garage.asked() == ["quote_asked"]
    with garage.database.reading() as session:
        assert session.exec(select(Quote)).one().attachment_id == session.exec(select(Attachment.id)).one()


def test_a_fixed_price_is_told_and_nobody_is_bothered(garage: Garage) -> None:
    with garage.database.transaction() as session:
        session.get_one(Service, garage.brakes).price_cents = 9000

    reply = garage.writes("¿cuánto cuesta arreglar los frenos?", photo=PHOTO)

    assert "90 €" in reply
    assert garage.quotes() == []


def test_a_yes_is_kept_with_its_words_and_its_time_and_acts_once(any_garage: Garage) -> None:
    any_garage.writes("hola")
    number = any_garage.offers()
    said_at = any_garage.now + timedelta(minutes=1)

    offered = any_garage.writes("vale, adelante")
    again = any_garage.writes("sí", button=f"accept:{number}:0")

    assert offered.startswith("Perfecto, queda aceptado: Pastillas, 240 €.\nFrenos.")
    assert again.startswith("Ya está aceptado: Pastillas, 240 €.")
    assert any_garage.asked() == ["quote_accepted"]
    with any_garage.database.reading() as session:
        quote = session.get_one(Quote, number)
        accepted = select(Audit).where(col(Audit.verb) == "accepted")
        assert len(session.exec(accepted).all()) == 1
        assert session.get_one(Message, quote.accepted_message_id).body == "vale, adelante"
    assert (quote.status, quote.answered_at) == (ACCEPTED, said_at)


def test_what_is_booked_after_a_yes_has_the_price_that_was_agreed_to(garage: Garage) -> None:
    garage.writes("hola")
    number = garage.offers(24035)

    garage.writes("sí, el jueves a las 10")
    garage.writes("sí")
    garage.writes("1234 BCD")
    garage.writes("Ana Gil")

    with garage.database.reading() as session:
        appointment, quote = session.exec(select(Appointment)).one(), session.get_one(Quote, number)
    assert (appointment.price_cents, appointment.starts_at) == (24035, at("2026-11-26 10:00"))
    assert quote.appointment_id == appointment.id


def test_who_agreed_to_a_price_is_not_told_that_it_is_still_to_be_named(garage: Garage) -> None:
    garage.writes("hola")
    garage.offers()

    reply = garage.writes("sí, adelante con el presupuesto")

    assert reply.startswith("Perfecto, queda aceptado: Pastillas, 240 €.\nFrenos. ¿Qué día")


def test_where_the_car_is_there_already_its_appointment_gets_the_price(garage: Garage) -> None:
    garage.writes("hola")
    with garage.database.transaction() as session:
        made = bookings.book(
            session, customer_id=1, service_id=garage.brakes, start=at("2026-11-23 10:15"),
            source=Source.OWNER, by=OWNER, now=NOW,
        )  # fmt: skip
    garage.now += timedelta(minutes=30)
    garage.offers(appointment_id=made.id, service_id=None)

    reply = garage.writes("👍")

    assert reply.endswith("El equipo se pone con ello y te avisa cuando esté listo.")
    with garage.database.reading() as session:
        assert [one.price_cents for one in session.exec(select(Appointment))] == [24000]


def test_the_price_that_was_agreed_to_stays_whoever_does_the_work(garage: Garage) -> None:
    garage.writes("hola")
    with garage.database.transaction() as session:
        pepe = Resource(kind=ResourceKind.STAFF, slug="pepe", name="Pepe")
        session.add(pepe)
        session.flush()
        session.add(ServiceStaff(service_id=garage.brakes, staff_id=row_id(pepe)))
        made = bookings.book(
            session, customer_id=1, service_id=garage.brakes, start=at("2026-11-24 10:00"),
            source=Source.OWNER, by=OWNER, now=NOW,
        )  # fmt: skip
    garage.offers(appointment_id=made.id, service_id=None)
    garage.writes("sí, adelante")

    with garage.database.transaction() as session:
        start = at("2026-11-24 11:00")
        bookings.reschedule(session, row_id(made), start=start, staff_id=pepe.id, by=OWNER, now=garage.now)

    with garage.database.reading() as session:
        moved = session.exec(select(Appointment)).one()
    assert (moved.staff_id, moved.price_cents) == (pepe.id, 24000)


def test_a_no_is_told_to_the_owner_and_may_be_taken_back_while_the_price_holds(garage: Garage) -> None:
    garage.writes("hola")
    number = garage.offers()

    garage.writes("uf, es mucho")
    refused = (garage.quotes(), garage.asked())
    garage.writes("", button=f"accept:{number}:0")

    assert refused == ([(QuoteStatus.DECLINED, 24000)], ["quote_declined"])
    assert garage.quotes() == [(ACCEPTED, 24000)]
    assert garage.asked() == ["quote_accepted"]


def test_another_price_ends_the_older_one_and_an_old_button_tells_so(garage: Garage) -> None:
    garage.writes("hola")
    old = garage.offers(24000)
    garage.offers(20000)

    reply = garage.writes("", button=f"accept:{old}:0")
    garage.writes("sí")

    assert reply.startswith(
        "Ese precio ha cambiado; el que vale ahora es este:\nPresupuesto: Pastillas, 200 €."
    )
    assert garage.quotes() == [(QuoteStatus.WITHDRAWN, 24000), (ACCEPTED, 20000)]


def test_a_price_that_waits_for_a_hand_is_not_sent_any_more_once_it_changed(garage: Garage) -> None:
    garage.writes("hola")
    garage.now += timedelta(days=2)
    garage.offers(24000)
    garage.offers(20000)

    with garage.database.reading() as session:
        rows = session.exec(
            select(Message.body, Outbox.status)
            .join(Outbox, col(Outbox.message_id) == col(Message.id))
            .where(col(Message.body).contains("Pastillas"))
            .order_by(col(Message.id))
        ).all()
    assert [(body[14:30], status) for body, status in rows] == [
        ("astillas, 240 €.", Delivery.CANCELLED),
        ("astillas, 200 €.", Delivery.QUEUED),
    ]


def test_the_same_form_twice_names_one_price(garage: Garage) -> None:
    garage.writes("hola")
    garage.offers(token="once")
    garage.offers(token="once")

    assert garage.quotes() == [(OFFERED, 24000)]
    assert sum("Pastillas" in one for one in garage.heard()) == 1


def test_what_nobody_answers_ends_and_stands_in_the_digest_alone(any_garage: Garage) -> None:
    any_garage.writes("hola")
    number = any_garage.offers(days=7)
    any_garage.now += timedelta(days=7, minutes=1)

    ended = [watching.run_due(any_garage.database, now=any_garage.now) for _ in range(2)]
    late = any_garage.writes("sí")

    assert ended == [1, 0]
    assert any_garage.quotes() == [(QuoteStatus.EXPIRED, 24000)]
    assert late.startswith("Ese presupuesto ya no está en pie")
    assert any_garage.asked() == ["quote_late"]
    with any_garage.database.reading() as session:
        since = any_garage.now - timedelta(days=1)
        assert digest.gather(session, any_garage.now.date(), since=since).expired == 1
        assert session.get_one(Quote, number).accepted_message_id is None


def test_the_owner_is_reminded_of_who_waits_for_a_price(garage: Garage) -> None:
    garage.writes("¿cuánto cuesta arreglar la puerta?")

    early = watching.run_due(garage.database, now=garage.now + timedelta(hours=1))
    due = [watching.run_due(garage.database, now=garage.now + timedelta(hours=3, minutes=n)) for n in (0, 1)]

    assert (early, due) == (0, [1, 0])


def test_a_bare_yes_after_other_talk_is_asked_about_first(garage: Garage) -> None:
    garage.writes("hola")
    garage.offers()
    garage.writes("¿a qué hora abrís?")

    asked = garage.writes("vale")

    assert asked == "¿Te apunto el sí al presupuesto (Pastillas, 240 €)?"
    assert garage.quotes() == [(OFFERED, 24000)]


def test_naming_a_price_gives_the_conversation_back_to_the_bot(garage: Garage) -> None:
    garage.writes("hola")
    with garage.database.transaction() as session:
        handovers.take(session, 1, by=OWNER, now=garage.now)
    garage.offers()

    with garage.database.reading() as session:
        assert session.get_one(Conversation, 1).holder is Holder.BOT


def test_a_tap_while_a_person_has_the_conversation_is_kept_without_a_word(garage: Garage) -> None:
    garage.writes("hola")
    number = garage.offers()
    with garage.database.transaction() as session:
        handovers.take(session, 1, by=OWNER, now=garage.now)
    before = garage.heard()

    garage.writes("sí")
    unclear = garage.quotes()
    garage.writes("Sí, adelante", button=f"accept:{number}:0")

    assert unclear == [(OFFERED, 24000)]
    assert garage.quotes() == [(ACCEPTED, 24000)]
    assert garage.heard() == before


def test_a_question_about_the_price_is_for_a_person(garage: Garage) -> None:
    garage.writes("hola")
    garage.offers()

    garage.writes("¿pero eso incluye la mano de obra?")

    assert garage.quotes() == [(OFFERED, 24000)]
    assert garage.asked() == ["beyond_the_bot"]


def test_what_they_said_by_telephone_is_noted_by_the_owner_once(garage: Garage) -> None:
    garage.writes("hola")
    number = garage.offers()

    with garage.database.transaction() as session:
        answering.note(session, number, yes=True, by=OWNER, now=garage.now)
        answering.note(session, number, yes=True, by=OWNER, now=garage.now)
    with garage.database.transaction() as session, pytest.raises(QuoteOver):
        answering.note(session, number, yes=False, by=OWNER, now=garage.now)

    assert garage.quotes() == [(ACCEPTED, 24000)]
    assert garage.asked() == []


def test_what_is_taken_back_cannot_be_agreed_to(garage: Garage) -> None:
    garage.writes("hola")
    number = garage.offers()
    with garage.database.transaction() as session:
        first = offering.withdraw(session, number, by=OWNER, now=garage.now)
        second = offering.withdraw(session, number, by=OWNER, now=garage.now)

    reply = garage.writes("", button=f"accept:{number}:0")

    assert (first, second) == (True, False)
    assert reply.startswith("Ese presupuesto ya no está en pie")
    assert garage.quotes() == [(QuoteStatus.WITHDRAWN, 24000)]


def test_nobody_agrees_to_the_price_of_another(garage: Garage) -> None:
    garage.writes("hola")
    number = garage.offers()
    with garage.database.transaction() as session:
        rosa = Customer(name="Rosa", created_at=NOW)
        session.add(rosa)
        session.flush()
        session.get_one(Quote, number).customer_id = row_id(rosa)

    reply = garage.writes("", button=f"accept:{number}:0")

    assert reply.startswith("No encuentro ese presupuesto.")
    assert garage.quotes() == [(OFFERED, 24000)]


def test_where_nothing_can_be_sent_nothing_is_named(garage: Garage) -> None:
    garage.writes("¿cuánto cuesta arreglar la puerta?")
    with garage.database.transaction() as session:
        session.get_one(Conversation, 1).unreachable_at = NOW

    with pytest.raises(NotToBeSent):
        garage.offers()

    assert garage.quotes() == [(QuoteStatus.ASKED, None)]
    assert garage.asked() == ["quote_asked"]


def test_who_is_forgotten_leaves_no_words_of_what_they_wanted_done(garage: Garage) -> None:
    garage.writes("hola")
    garage.offers()

    with garage.database.transaction() as session:
        privacy.erase(session, 1, by=OWNER, now=garage.now)

    with garage.database.reading() as session:
        quote = session.exec(select(Quote)).one()
    assert (quote.status, quote.work) == (QuoteStatus.WITHDRAWN, "")

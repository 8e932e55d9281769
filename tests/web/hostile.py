"""A shop in which all exists that the pages show, and where every word that people wrote means harm.

A new table or column of words joins in by itself, unless `OURS` says that its words are the program's own.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import cycle
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from booking_bot.domain.appointments import Status
from booking_bot.domain.orders import OrderStatus
from booking_bot.language.frame import Window
from booking_bot.models import (
    Absence,
    Affected,
    AffectedStatus,
    ApiToken,
    Appointment,
    Attachment,
    Attention,
    AttentionKind,
    Business,
    CalendarFeed,
    CannedReply,
    ChannelName,
    ConnectionKind,
    Consent,
    ConsentKind,
    ConsentSource,
    Conversation,
    ConversationLabel,
    Customer,
    CustomerAnswer,
    CustomerTag,
    Delivery,
    Direction,
    Disruption,
    DisruptionKind,
    ExternalCalendar,
    Faq,
    HookTelling,
    Import,
    ImportKind,
    ImportStatus,
    MediaStatus,
    Message,
    MessageKind,
    NotUnderstood,
    Order,
    OrderEvent,
    Outbox,
    Quote,
    QuoteStatus,
    Rating,
    Resource,
    ResourceKind,
    Role,
    Service,
    ShopConnection,
    Source,
    SpecialHours,
    Subscription,
    TellingStatus,
    Template,
    TemplateStatus,
    User,
    metadata,
    row_id,
)
from booking_bot.services import awaited, bookings, invitations, waiting_list
from booking_bot.services.archive import form
from booking_bot.services.chats import notes
from booking_bot.services.house import own_texts
from booking_bot.services.secrets import seal
from booking_bot.services.standing import starting
from booking_bot.services.standing.terms import Terms
from tests.shop import NOW, at
from tests.web.house import House, customer, say

# Out of its place in the markup, an element of its own, the text after it turned around.
HARM = "\"'></textarea></title><harm harm=1 onload=alert(1)>{{7*7}}\u202e"
SECRET_KEY = "0123456789" * 4
DIARY = f"Jueves 26\n9:30 Eva {HARM}\n10:00 Eva corte ({HARM})\n11:00 comida {HARM}\n17:00 Pía corte 600111"
TURNED = "\u202e"
LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"
FORMULAS = ("=", "+", "-", "@", "\t=")  # what a table of numbers takes for the beginning of one
SCRIPT = "javascript:alert(1)//"  # of addresses that people may write
# Words of the program's own, of machines, or of which no other kind is let in.
OURS = frozenset(
    """
    api_token.token_hash audit.actor audit.verb audit.object_kind business.locale business.timezone
    business.appointment_word business.location business.country business.subdivision business.currency
    business.phone business.quiet_hours import.text customer_order.tracking_url content.account
    content.shape content.sid draft.id draft.text hook_subscription.secret import.actor
    login_failure.email login_failure.address own_text.name resource.slug resource.phone
    secret_setting.name secret_setting.value service.slug shop_connection.secret shop_connection.key
    template.account template.name template.language template.fingerprint template.sid watch.name
    account.email account.phone account.password_hash account.totp_secret appointment.visit
    appointment.idempotency_key calendar_feed.token_hash calendar_feed.token conversation.address
    conversation.state customer_answer.question customer_order.currency customer_order.number_key
    external_calendar.url external_calendar.etag hook_telling.event hook_telling.event_id
    idempotent_answer.key idempotent_answer.request_hash identity.value shop_event.topic
    shop_event.delivery_id invitation.token_hash message.kind message.provider_sid message.payload
    message.quoted_sid note.author recovery_code.code_hash attachment.claimed_type attachment.type
    attachment.path attention.reason notice.lead order_event.actor outbox.dedupe_key outbox.recipient
    outbox.lease_token outbox.content_sid outbox.template outbox.error_code customer_order.external_id
    customer.email invitation.email attachment.url disruption.token disruption.actor standing.clock
    quote.actor
    """.split()  # noqa: SIM905
)
ADDRESSES = frozenset(
    {"business.website", "business.privacy_url", "shop_connection.url", "hook_subscription.url"}
)
# What the owner alone writes, and reads again in lists and headings.
SHOPS = frozenset(
    """
    disruption business resource service faq canned_reply own_text special_hours account absence deposit
    api_token shop_connection hook_subscription hook_telling external_calendar
    """.split()  # noqa: SIM905
)
PLACES = frozenset({"message.location"})


def furnish(session: Session, house: House) -> None:
    """All that the house has none of yet, and then the harm."""
    fill(session, house)
    _poison(session)


def lengthen(session: Session) -> None:
    """Make every name as long as the longest that people have, and let it break nowhere."""
    for table, word in (("customer", LONG), ("resource", LONG), ("service", LONG), ("appointment", LONG)):
        column = metadata.tables[table].columns["beneficiary" if table == "appointment" else "name"]
        _write(session, metadata.tables[table], column, word)
    session.connection().execute(sa.update(Message).values(body=LONG * 5))


def fill(session: Session, house: House) -> None:
    """Something of everything."""
    _shop(session, house)
    _people(session, house)
    _diary(session, house)
    _who_comes_back(session, house)
    _chats(session, house)
    _orders(session, house)
    _programs(session, house)
    session.flush()


def _shop(session: Session, house: House) -> None:
    away = at("2026-11-25 10:00")
    session.add_all(
        [
            Absence(staff_id=house.lucia, starts_at=away, ends_at=away + timedelta(hours=1), reason="médico"),
            SpecialHours(first_day=date(2026, 12, 24), last_day=date(2026, 12, 24), hours=["10:00-14:00"],
                         reason="Nochebuena"),
            SpecialHours(first_day=NOW.date(), last_day=NOW.date(), hours=["10:00-20:00"], reason="Feria"),
            SpecialHours(first_day=date(2026, 12, 1), last_day=date(2026, 12, 2), reason="obras"),
            Resource(kind=ResourceKind.ROOM, slug="cabina", name="Cabina", capacity=2),
            Resource(kind=ResourceKind.STAFF, slug="eva", name="Eva", active=False, aliases=["Evita"]),
            Faq(questions=["¿Dónde aparco?"], answer="Al lado."),
            CannedReply(shortcut="parking", text="Al lado."),
            NotUnderstood(text="ponme un rapado", first_at=NOW, last_at=NOW),
            Template(account="AC1", name="survey", language="es", fingerprint="x", reason="No",
                     status=TemplateStatus.REJECTED, created_at=NOW),
        ]
    )  # fmt: skip
    session.exec(sa.update(Business).values(phone="+34963111222"))
    own_texts.keep(session, "reminder_ask", "¡{nombre}!", now=NOW)
    for resource in session.exec(select(Resource)):
        resource.slug = f"r{resource.id}"  # as the business file wants it


def _people(session: Session, house: House) -> None:
    session.add_all(
        [
            User(email="eva@example.com", password_hash="x", role=Role.STAFF, active=False, created_at=NOW),
            CustomerTag(customer_id=house.marta, tag="vip"),
            CustomerAnswer(customer_id=house.marta, question="alergia", answer="al látex", at=NOW),
            Consent(customer_id=house.marta, kind=ConsentKind.OFFERS, granted=True, said="sí",
                    source=ConsentSource.INBOUND, at=NOW),
        ]
    )  # fmt: skip
    invitations.for_account(session, Role.STAFF, by="owner:1", now=NOW, staff_id=house.lucia)
    marta = session.get_one(Customer, house.marta)
    marta.allergies, marta.note, marta.email = "al amoniaco", "prefiere a Lucía", "marta@example.com"
    for name, number, marks in (
        ("Blas", "+34600111444", {"blocked": True}),
        ("Papelería", "+34600111555", {"personal": True}),
    ):
        one = session.get_one(Customer, customer(session, name, number))
        one.blocked, one.personal = marks.get("blocked", False), marks.get("personal", False)


def _diary(session: Session, house: House) -> None:
    """A request, a deposit, somebody on the waiting list, and last week: who came, who did not."""
    cut = session.get_one(Service, house.cut)
    cut.price_cents, cut.preparation = 1500, "Ven sin productos"
    cut.questions = [{"id": "alergia", "ask": "¿Tienes alguna alergia?"}]
    cut.approval = True
    session.flush()
    for start, customer_id in (("2026-11-24 11:00", house.marta), ("2026-11-24 12:00", house.rosa)):
        _book(session, house, start, customer_id)
    cut.approval, cut.deposit = False, {"amount_cents": 2000, "how": "Por Bizum."}
    session.flush()
    paid = _book(session, house, "2026-11-25 12:00", house.marta)
    _bad_day(session, house, paid)
    awaited.claim(session, paid, (), by="bot", now=NOW, conversation_id=house.with_bot)
    cut.deposit = None
    session.flush()
    here = session.get_one(Appointment, house.appointment)
    here.beneficiary, here.subject, here.note = "Noa", "Toby", "Llega con prisa"
    _book(session, house, "2026-11-25 13:00", _nobody(session))
    friday = date(2026, 11, 27)
    waiting_list.join(
        session, session.get_one(Conversation, house.with_bot), service_id=house.cut, staff_id=house.lucia,
        windows=[Window(friday, friday)], beneficiary="Noa", now=NOW,
    )  # fmt: skip
    for number, status in enumerate((Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED)):
        begun = at("2026-11-16 11:00") + timedelta(days=number)
        row = Appointment(
            customer_id=house.marta, service_id=house.cut, staff_id=house.lucia, starts_at=begun,
            ends_at=begun + timedelta(minutes=30), status=status, source=Source.BOT, price_cents=1500,
            created_at=begun - timedelta(days=2),
        )  # fmt: skip
        session.add(row)
        session.flush()
        if status is Status.COMPLETED:
            session.add(Rating(appointment_id=row_id(row), rating=2, comment="Tardasteis", at=NOW))


def _who_comes_back(session: Session, house: House) -> None:
    """Noa, every Tuesday but one, and somebody at the till who may be asked for the next time."""
    terms = Terms(house.marta, house.cut, house.lucia, 1, date(2026, 11, 24), "18:00", beneficiary="Noa")
    starting.start(session, terms, tell=False, by="owner:1", now=NOW)
    session.add(
        Appointment(
            customer_id=customer(session, "Pilar", "+34600222333"), service_id=house.cut,
            staff_id=house.marcos, starts_at=NOW - timedelta(hours=1), ends_at=NOW - timedelta(minutes=30),
            status=Status.COMPLETED, source=Source.OWNER, created_at=NOW,
        )
    )  # fmt: skip


def _nobody(session: Session) -> int:
    """Somebody who came in without a name."""
    made = Customer(created_at=NOW)
    session.add(made)
    session.flush()
    return row_id(made)


def _book(session: Session, house: House, start: str, customer_id: int) -> int:
    made = bookings.book(
        session, customer_id=customer_id, service_id=house.cut, staff_id=house.lucia, start=at(start),
        source=Source.BOT, by="bot", now=NOW, conversation_id=house.with_bot,
    )  # fmt: skip
    return row_id(made)


def _bad_day(session: Session, house: House, appointment_id: int) -> None:
    """Lucía runs late, and Marta has not answered."""
    appointment = session.get_one(Appointment, appointment_id)
    late = Disruption(
        kind=DisruptionKind.LATE, staff_id=house.lucia, starts_at=NOW, ends_at=appointment.ends_at,
        delay=timedelta(minutes=30), reason="avería", token="late", actor="owner:1", created_at=NOW,
    )  # fmt: skip
    session.add(late)
    session.flush()
    session.add(
        Affected(
            disruption_id=row_id(late), appointment_id=appointment_id, first_id=appointment_id,
            revision=appointment.revision, from_starts_at=appointment.starts_at, from_staff_id=house.lucia,
            status=AffectedStatus.TO_CALL, at=NOW,
        )
    )  # fmt: skip


def _chats(session: Session, house: House) -> None:
    """Every kind of message and concern, and chats that were put aside, done with, and disowned."""
    for kind in AttentionKind:
        if kind is not AttentionKind.HANDOVER:
            session.add(Attention(kind=kind, conversation_id=house.with_bot, reason="", summary="Algo",
                                  appointment_id=house.appointment, at=NOW))  # fmt: skip
    session.add(Attention(kind=AttentionKind.NOTE, conversation_id=house.with_bot, reason=HARM, at=NOW))
    session.add(ConversationLabel(conversation_id=house.with_bot, label="queja"))
    notes.add(session, house.with_bot, "Ojo", by="owner:1", now=NOW)
    for sent in ("image/jpeg", "audio/ogg", "application/pdf"):
        said = _said(session, house.with_bot, Direction.IN, sent.partition("/")[0], transcript="Hola")
        session.add(Attachment(message_id=said, url="x", type=sent, claimed_type=sent, size=9, path=sent,
                               status=MediaStatus.STORED, created_at=NOW))  # fmt: skip
    _said(session, house.with_bot, Direction.IN, "location", location="40.4203,-3.7058|Prado")
    for answer in (QuoteStatus.ASKED, QuoteStatus.OFFERED, QuoteStatus.ACCEPTED, QuoteStatus.DECLINED):
        session.add(Quote(conversation_id=house.with_bot, customer_id=house.marta, service_id=house.cut,
                          appointment_id=house.appointment, work="Mechas", amount_cents=24000, status=answer,
                          attachment_id=1, offered_at=NOW, expires_at=NOW + timedelta(days=7),
                          answered_at=NOW, accepted_message_id=said, actor="owner:1",
                          created_at=NOW))  # fmt: skip
    for channel in (ChannelName.WHATSAPP, ChannelName.HAND):
        for status in (Delivery.QUEUED, Delivery.SENT, Delivery.FAILED):
            message = _said(session, house.with_bot, Direction.OUT, MessageKind.REMINDER,
                            options=[{"id": "yes", "title": HARM}])  # fmt: skip
            session.add(Outbox(message_id=message, channel=channel, recipient="whatsapp:+34600111222",
                               status=status, send_at=NOW, error="No pudo", claimed_at=NOW,
                               created_at=NOW))  # fmt: skip
    put_aside: Sequence[tuple[str, dict[str, Any]]] = (
        ("+34600111666", {"snoozed_until": NOW + timedelta(days=1)}),
        ("+34600111777", {"resolved_at": NOW}),
        ("+34600111888", {"disowned_at": NOW}),
    )
    for phone, marks in put_aside:
        talk = say(session, customer(session, "Ana", phone), phone, "Hola")
        talk.sqlmodel_update(marks)
        session.add(talk)


def _said(session: Session, conversation_id: int, direction: Direction, kind: str, **more: Any) -> int:
    message = Message(conversation_id=conversation_id, direction=direction, kind=kind, body="Hola", at=NOW,
                      answered_at=NOW, **more)  # fmt: skip
    session.add(message)
    session.flush()
    return row_id(message)


def _orders(session: Session, house: House) -> None:
    for status in OrderStatus:
        order = Order(
            number=f"#{status}", number_key=status.value, customer_id=house.marta, status=status,
            items=[{"name": HARM, "quantity": 1, "price_cents": 100}], total_cents=100, currency="EUR",
            tracking_url="https://example.com", note="Rápido", problem="No ha pagado", created_at=NOW,
            updated_at=NOW,
        )  # fmt: skip
        session.add(order)
        session.flush()
        session.add(OrderEvent(order_id=row_id(order), status=status, at=NOW, actor="owner:1", silent="No"))


def _programs(session: Session, house: House) -> None:
    """Who comes in by other ways: lists, calendars, shops, and programs."""
    sealed = seal(SECRET_KEY, "feed:1", "secret")
    for status in ImportStatus:
        session.add(Import(kind=ImportKind.CUSTOMERS, name="lista.csv",
                           text="Nombre;Teléfono\r\nEva;600111999",
                           columns={"name": "Nombre", "phone": "Teléfono"}, status=status, lines=1,
                           actor="owner:1",
                           faults=[{"line": "1", "fault": "No vale"}], created_at=NOW))  # fmt: skip
    for kind, text in ((ImportKind.DIARY, DIARY), (ImportKind.CONTACTS, f"{HARM} 600111888\nMamá 600111777")):
        session.add(Import(kind=kind, name="pegado", text=text, lines=1, actor="owner:1", created_at=NOW))
    for active in (True, False):
        session.add(ShopConnection(kind=ConnectionKind.GENERIC, name="Tienda", secret=sealed, active=active,
                                   url="https://example.com", error="No va", error_at=NOW, created_at=NOW,
                                   states={"hecho": "ready"}))  # fmt: skip
        session.add(Subscription(name="Contabilidad", url="https://example.com", secret=sealed, active=active,
                                 events=["appointment.booked"], created_at=NOW))  # fmt: skip
    session.flush()
    session.add_all(
        [
            ApiToken(name="Web", token_hash="x", created_at=NOW),
            HookTelling(subscription_id=1, event="appointment.booked", event_id="x", body="{}",
                        status=TellingStatus.FAILED, due_at=NOW, error="No va", created_at=NOW),
            CalendarFeed(token_hash="x", token=sealed, staff_id=house.lucia, created_at=NOW),
            ExternalCalendar(staff_id=house.lucia, name="Privado", url=seal(SECRET_KEY, "calendar:1", "https://example.com/a"),
                             error="No va", created_at=NOW),
        ]
    )  # fmt: skip


def _poison(session: Session) -> None:
    """Write harm into every word of people's that there is."""
    formulas = cycle(FORMULAS)
    for table in metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            if form.python_type(column) is str and not isinstance(column.type, sa.Enum) and name not in OURS:
                _write(session, table, column, _word(name, next(formulas)))
    for service in session.exec(select(Service)):
        service.aliases = [f"{HARM.replace(TURNED, '')}{service.id}"]
        service.questions = [{**one, "ask": HARM.replace(TURNED, "")} for one in service.questions]
    for resource in session.exec(select(Resource)):
        resource.aliases = [f"{HARM.replace(TURNED, '')}{resource.id}"]
    for faq in session.exec(select(Faq)):
        faq.questions = [HARM.replace(TURNED, "")]


def _word(name: str, formula: str) -> str:
    """Only others than the shop's own people would turn the text around."""
    harm = HARM.replace(TURNED, "") if name.partition(".")[0] in SHOPS else HARM
    if name in ADDRESSES:
        return SCRIPT
    if name == "own_text.text":  # whose braces are looked at when it is saved
        return "1" + HARM.replace("{{7*7}}", "")
    if name in PLACES:
        return f"40.4203,-3.7058|{harm}"
    return f"{formula}1{harm}{name.partition('.')[2]}"


def _write(session: Session, table: sa.Table, column: sa.Column[Any], word: str) -> None:
    """Another for each row, where no two may be the same."""
    (key,) = list(table.primary_key)[:1]
    number = sa.cast(key, sa.String) if "id" in table.columns else sa.literal("")
    session.connection().execute(
        sa.update(table).where(column.is_not(None)).values({column.name: sa.literal(word) + number})
    )

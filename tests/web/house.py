"""A shop with people in it, for tests of the pages: who works there, who wrote, and what was said."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlmodel import Session
from werkzeug.security import generate_password_hash
from werkzeug.test import TestResponse

from booking_bot.app import create_app
from booking_bot.channels.simulator import address_of
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import (
    ChannelName,
    Conversation,
    Customer,
    Delivery,
    Direction,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    Outbox,
    Role,
    Source,
    User,
    row_id,
)
from booking_bot.services import bookings, handovers
from booking_bot.wiring import Wiring
from tests.shop import NOW, Shop, at

OWNER, STAFF, PASSWORD = "carmen@example.com", "lucia@example.com", "una clave larga"


@dataclass(frozen=True)
class House:
    """Carmen's shop on Monday at ten. Marta has come to be combed at 10:30 and talks to the bot; Rosa
    complained and waits for a person."""

    lucia: int
    marcos: int
    cut: int
    marta: int
    rosa: int
    appointment: int
    with_bot: int
    with_person: int
    case: int


def furnish(session: Session) -> House:
    shop = Shop(session)
    lucia, marcos = shop.staff("Lucía"), shop.staff("Marcos")
    cut = shop.service("Corte", minutes=30, by=[lucia, marcos])
    for email, role in ((OWNER, Role.OWNER), (STAFF, Role.STAFF)):
        fast = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")
        session.add(User(email=email, password_hash=fast, role=role, created_at=NOW))
    marta = shop.customer("Marta Gil", phone="+34600111222")
    rosa = shop.customer("Rosa Pineda", phone="+34600111333")
    appointment = bookings.book(
        session,
        customer_id=marta,
        service_id=cut,
        staff_id=lucia,
        start=at("2026-11-23 10:30"),
        source=Source.BOT,
        by="bot",
        now=NOW - timedelta(days=3),
    )
    with_bot = say(session, marta, "+34600111222", "Hola, ¿a qué hora tengo la cita?")
    with_person = say(session, rosa, "+34600111333", "El tinte me ha quedado fatal")
    case = handovers.open_case(
        session, with_person, reason="complaint", summary="Se queja del tinte.", now=NOW
    )
    return House(
        lucia,
        marcos,
        cut,
        marta,
        rosa,
        row_id(appointment),
        row_id(with_bot),
        row_id(with_person),
        row_id(case),
    )


def customer(session: Session, name: str, phone: str) -> int:
    made = Customer(name=name, created_at=NOW)
    session.add(made)
    session.flush()
    session.add(Identity(customer_id=row_id(made), kind=IdentityKind.PHONE, value=phone, created_at=NOW))
    return row_id(made)


def say(session: Session, customer_id: int, phone: str, text: str, *, now: datetime = NOW) -> Conversation:
    """A conversation in which the customer has said this."""
    conversation = Conversation(
        customer_id=customer_id,
        channel=ChannelName.WHATSAPP,
        address=address_of(phone),
        last_inbound_at=now,
        created_at=now,
    )
    session.add(conversation)
    session.flush()
    session.add(
        Message(
            conversation_id=row_id(conversation), direction=Direction.IN, kind="text", body=text, at=now,
            provider_sid=f"SM{phone}", answered_at=now,
        )
    )  # fmt: skip
    session.flush()
    return conversation


def answer(
    session: Session, conversation_id: int, text: str, status: Delivery, *, error: str | None = None
) -> None:
    """What the shop said, and how far it got."""
    message = Message(
        conversation_id=conversation_id, direction=Direction.OUT, kind=MessageKind.REPLY, body=text, at=NOW
    )
    session.add(message)
    session.flush()
    session.add(
        Outbox(
            message_id=row_id(message), channel=ChannelName.WHATSAPP, recipient="x", status=status,
            send_at=NOW, error=error, created_at=NOW,
        )
    )  # fmt: skip


class Compiled(BytecodeCache):
    """Templates as they were compiled for an application before: most of the time of a test goes there."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def application(
    database: Database, *, demo: bool = False, clock: Callable[[], datetime] = lambda: NOW
) -> Flask:
    settings = Settings(_env_file=None, secret_key="0123456789" * 4, database_url=database.url)
    app = create_app(parts=Wiring(settings=settings, database=database, clock=clock), demo=demo)
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = COMPILED
    return app


class Visitor:
    """A browser without eyes: keeps its cookies, and sends the token of the page it last saw."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def token(self, path: str = "/admin/entrar") -> str:
        found = re.search(r'name="csrf[_-]token"[^>]*(?:value|content)="([^"]+)"', self.get(path).text)
        assert found, f"{path} has no form"
        return found.group(1)

    def post(self, path: str, *, page: str = "/admin/", **fields: str) -> TestResponse:
        """Post a form that stands on `page`."""
        return self.client.post(path, data={"csrf_token": self.token(page), **fields})

    def sign_in(
        self, email: str = OWNER, password: str = PASSWORD, *, path: str = "/admin/entrar"
    ) -> TestResponse:
        return self.post(path, page="/admin/entrar", email=email, password=password)

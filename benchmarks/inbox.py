"""What the chats of a shop of some years cost the server: 50,000 messages in 5,000 conversations.

Every page is asked for as a browser does, signed in, with everything from the route to the last byte counted.
"""

from datetime import timedelta

from benchmarks.agenda_data import sqlite_database
from benchmarks.pages import BAR, EMAIL, NOW, PASSWORD, row_of
from benchmarks.tables import show
from booking_bot.app import create_app
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import (
    AttentionKind,
    Delivery,
    Direction,
    Holder,
    IdentityKind,
    metadata,
)
from booking_bot.services import users
from booking_bot.wiring import Wiring
from tests.shop import Shop
from tests.web.house import Visitor

TALKS, SAID = 5_000, 10  # and so many messages in each
LONG, WAITING = 1, 40  # the first conversation is long; so many people wait
WORDS = (
    "Hola, ¿tenéis hora mañana por la tarde?",
    "Quería cambiar la cita",
    "Perfecto, muchas gracias",
    "Sí",
)
PAGES = {
    "who waits": "/admin/conversaciones/?ver=esperan",
    "all": "/admin/conversaciones/?ver=todas",
    "with the bot": "/admin/conversaciones/?ver=bot",
    "what of the list is fetched again": "/admin/conversaciones/ahora?ver=todas",
    "a conversation of 1,000 messages": f"/admin/conversaciones/{LONG}",
    "what of it is fetched again": f"/admin/conversaciones/{LONG}/ahora",
    "a rare word": "/admin/conversaciones/buscar?q=unicornio",
    "a word of every fourth message": "/admin/conversaciones/buscar?q=manana",
}


def fill(database: Database) -> None:
    with database.transaction() as session:
        Shop(session)
        users.add(session, EMAIL, PASSWORD, now=NOW)
        write = session.connection().execute
        numbers = range(1, TALKS + 1)
        last = {number: NOW - timedelta(minutes=7 * number) for number in numbers}
        write(
            metadata.tables["customer"].insert(),
            [
                {"id": n, "name": f"Cliente {n}", "blocked": False, "personal": False, "created_at": NOW}
                for n in numbers
            ],
        )
        write(
            metadata.tables["identity"].insert(),
            [
                {"customer_id": n, "kind": IdentityKind.PHONE, "value": f"+346{n:08}", "created_at": NOW}
                for n in numbers
            ],
        )
        write(
            metadata.tables["conversation"].insert(),
            [
                {
                    "id": n, "customer_id": n, "channel": "whatsapp", "address": f"whatsapp:+346{n:08}",
                    "holder": Holder.PERSON if n <= WAITING else Holder.BOT, "state": "", "unread": 1,
                    "last_inbound_at": last[n], "turn_failures": 0, "created_at": NOW,
                }
                for n in numbers
            ],
        )  # fmt: skip
        said: list[dict[str, object]] = [
            {
                "conversation_id": n if n != TALKS else LONG,
                "direction": Direction.OUT if turn % 2 else Direction.IN,
                "kind": "reply" if turn % 2 else "text",
                "body": WORDS[turn % len(WORDS)],
                "media": [],
                "options": [],
                "at": last[n] - timedelta(minutes=SAID - turn),
            }
            for n in numbers
            for turn in range(SAID)
        ]
        said += [{**said[0], "at": NOW - timedelta(minutes=5 * place)} for place in range(1000)]
        said[17] = {**said[17], "body": "un unicornio"}
        write(metadata.tables["message"].insert(), said)
        outgoing = metadata.tables["message"].c
        sent = write(
            outgoing.id.table.select()
            .with_only_columns(outgoing.id)
            .where(outgoing.direction == Direction.OUT)
        ).scalars()
        write(
            metadata.tables["outbox"].insert(),
            [
                {
                    "message_id": number, "channel": "whatsapp", "recipient": "x", "status": Delivery.READ,
                    "send_at": NOW, "attempts": 1, "lookups": 0, "as_template": False, "urgent": False,
                    "created_at": NOW,
                }
                for number in sent
            ],
        )  # fmt: skip
        write(
            metadata.tables["attention"].insert(),
            [
                {
                    "kind": AttentionKind.HANDOVER, "conversation_id": n, "reason": "asked_for",
                    "summary": "", "at": last[n], "promised_at": last[n] + timedelta(minutes=30),
                }
                for n in range(1, WAITING + 1)
            ],
        )  # fmt: skip


def run() -> None:
    database = sqlite_database()
    fill(database)
    settings = Settings(_env_file=None, secret_key="0123456789" * 4, database_url=database.url)
    visitor = Visitor(create_app(parts=Wiring(settings=settings, database=database, clock=lambda: NOW)))
    visitor.sign_in(EMAIL, PASSWORD)
    rows = [row_of(database, visitor, name, path) for name, path in PAGES.items()]
    head = ("page", "CPU", "median", "95 %", "statements", "KB")
    show(f"Chats with {TALKS * SAID:,} messages, milliseconds (the bar is {BAR})", head, rows)

"""The road to WhatsApp: what is told of it, the account that is entered, and what hangs in the window."""

from dataclasses import dataclass, field

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import select

from booking_bot.channels.base import ChannelError, Outbound
from booking_bot.channels.simulator import Simulator
from booking_bot.channels.twilio_examination import Trouble
from booking_bot.config import SANDBOX
from booking_bot.connection import Connection, connect
from booking_bot.db import Database
from booking_bot.models import Business, ChannelName, SecretSetting
from booking_bot.services.road import Stage
from booking_bot.web.admin.whatsapp_words import STAGES, TEST, TROUBLE
from booking_bot.wiring import EXTENSION, Wiring
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import House, Visitor, customer, say

PAGE = "/admin/whatsapp/"
ACCOUNT = "AC" + "a" * 32
KEYS = {"account": f" {ACCOUNT} ", "token": "t0ken-of-twilio", "sender": "+34 600 111 222"}


@dataclass
class Letters(Simulator):
    """A channel that remembers, or refuses."""

    error: ChannelError | None = None
    sent: list[Outbound] = field(default_factory=list)

    def send(self, outbound: Outbound) -> str:
        if self.error:
            raise self.error
        self.sent.append(outbound)
        return "SM1"


@pytest.fixture
def parts(app: Flask, sqlite: Database) -> Wiring:
    """As `build` puts them together, with a public address and without an account."""
    wired: Wiring = app.extensions[EXTENSION]
    wired.settings = wired.settings.model_copy(update={"public_url": "https://bot.example.com"})
    wired.examine = lambda _: []
    wired.refresh = Connection(wired).refresh
    connect(wired)
    return wired


def text(visitor: Visitor) -> str:
    return visitor.get(PAGE).text


def stage(visitor: Visitor) -> str:
    page = text(visitor)
    return next(one.title for one in STAGES.values() if f"<h2>{one.title}</h2>" in page)


def test_the_road_is_gone_from_hand_to_a_number_that_answers(
    carmen: Visitor, parts: Wiring, sqlite: Database, house: House
) -> None:
    stages = [stage(carmen)]
    carmen.post(PAGE, page=PAGE, **{**KEYS, "sender": SANDBOX})
    stages.append(stage(carmen))
    parts.clock = lambda: NOW.replace(hour=NOW.hour + 1)
    carmen.post(PAGE, page=PAGE, **KEYS)
    stages.append(stage(carmen))
    with sqlite.transaction() as session:
        say(session, customer(session, "Eva", "+34600999888"), "+34600999888", "Hola", now=parts.clock())
    stages.append(stage(carmen))
    carmen.post(f"{PAGE}quitar", page=PAGE)
    stages.append(stage(carmen))

    assert stages == [
        STAGES[one].title for one in (Stage.BY_HAND, Stage.SANDBOX, Stage.PENDING, Stage.LIVE, Stage.BY_HAND)
    ]


def test_an_account_is_in_use_as_soon_as_it_is_entered_and_its_token_is_not_shown(
    carmen: Visitor, parts: Wiring
) -> None:
    carmen.post(PAGE, page=PAGE, **KEYS)

    page = text(carmen)
    assert ChannelName.WHATSAPP in parts.channels
    assert parts.settings.twilio_whatsapp_from == "whatsapp:+34600111222"
    assert "https://bot.example.com/twilio/whatsapp" in page
    assert KEYS["token"] not in page
    assert ACCOUNT not in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"account": "SK123"}, "Empieza por AC"),
        ({"token": ""}, "Cópialo de la consola"),
        ({"sender": "mi móvil"}, "Escribe el número entero"),
    ],
)
def test_what_cannot_be_is_said_beside_it_and_not_kept(
    carmen: Visitor, parts: Wiring, sqlite: Database, wrong: dict[str, str], told: str
) -> None:
    answer = carmen.post(PAGE, page=PAGE, **{**KEYS, **wrong})

    assert told in answer.text
    with sqlite.reading() as session:
        assert session.exec(select(SecretSetting)).all() == []


@pytest.mark.parametrize("trouble", Trouble)
def test_what_twilio_says_is_told_and_what_is_hopeless_is_not_kept(
    carmen: Visitor, parts: Wiring, trouble: Trouble
) -> None:
    parts.examine = lambda _: [trouble]

    answer = carmen.post(PAGE, page=PAGE, **KEYS)

    told = answer.text if answer.status_code == 200 else text(carmen)
    assert TROUBLE[trouble] in told
    kept = trouble in {Trouble.NOT_ONLINE, Trouble.ELSEWHERE}
    assert (ChannelName.WHATSAPP in parts.channels) is kept


def test_the_environment_and_a_missing_address_are_said_and_nothing_is_taken(
    carmen: Visitor, parts: Wiring, sqlite: Database
) -> None:
    parts.connected_by_environment = True
    fixed = text(carmen)
    carmen.post(PAGE, **KEYS)
    parts.connected_by_environment = False
    parts.settings = parts.settings.model_copy(update={"public_url": None})
    nowhere = text(carmen)
    carmen.post(PAGE, **KEYS)

    assert "La puso quien instaló el programa" in fixed
    assert "PUBLIC_URL" in nowhere
    with sqlite.reading() as session:
        assert session.exec(select(SecretSetting)).all() == []


@pytest.mark.parametrize(
    ("phone", "error", "told"),
    [
        ("600 999 888", None, "Enviado: mira tu WhatsApp"),
        ("12", None, "Ese teléfono no existe"),
        (
            "600 999 888",
            ChannelError("x", permanent=True, explanation="Ese número no está."),
            "Ese número no está.",
        ),
    ],
)
def test_a_test_goes_to_the_owners_phone_at_once(
    carmen: Visitor, parts: Wiring, phone: str, error: ChannelError | None, told: str
) -> None:
    carmen.post(PAGE, page=PAGE, **KEYS)
    letters = Letters(error)
    parts.channels[ChannelName.WHATSAPP] = letters

    carmen.post(f"{PAGE}prueba", page=PAGE, phone=phone)

    assert told in text(carmen)
    wanted = [("whatsapp:+34600999888", TEST)] if told.startswith("Enviado") else []
    assert [(one.recipient, one.body) for one in letters.sent] == wanted


def test_the_window_leads_to_the_number_in_use(carmen: Visitor, parts: Wiring, sqlite: Database) -> None:
    without = text(carmen), carmen.get(f"{PAGE}cartel").text
    with sqlite.transaction() as session:
        session.exec(sa.update(Business).values(phone="+34963111222", appointment_word="turno"))
    by_phone = text(carmen)
    carmen.post(PAGE, page=PAGE, **KEYS)
    by_number = text(carmen), carmen.get(f"{PAGE}cartel").text

    assert "aquí saldrán el enlace" in without[0]
    assert "Aún no hay ningún número" in without[1]
    assert 'value="https://wa.me/34963111222?text=Hola%2C%20quiero%20pedir%20turno"' in by_phone
    assert "&lt;a href=&#34;https://wa.me/34600111222?text=" in by_number[0]
    assert "600 11 12 22" in by_number[1]


def test_the_page_costs_the_same_however_many_talk(carmen: Visitor, parts: Wiring, sqlite: Database) -> None:
    carmen.get(PAGE)
    with counted(sqlite) as few:
        carmen.get(PAGE)
    with sqlite.transaction() as session:
        for number in range(5):
            say(
                session,
                customer(session, f"C{number}", f"+3460099900{number}"),
                f"+3460099900{number}",
                "Hola",
            )

    with counted(sqlite) as many:
        carmen.get(PAGE)

    assert len(many) == len(few)


def test_today_tells_what_is_missing_until_nothing_is(
    carmen: Visitor, parts: Wiring, sqlite: Database, house: House
) -> None:
    told = [one for one in STAGES.values() if one.cannot]
    by_hand = carmen.get("/admin/").text
    parts.clock = lambda: NOW.replace(hour=NOW.hour + 1)
    carmen.post(PAGE, page=PAGE, **KEYS)
    pending = carmen.get("/admin/").text
    with sqlite.transaction() as session:
        say(session, customer(session, "Eva", "+34600999888"), "+34600999888", "Hola", now=parts.clock())
    live = carmen.get("/admin/").text

    assert 'href="/admin/whatsapp/">Conectarlo' in by_hand
    assert STAGES[Stage.PENDING].short in pending
    assert not any(one.short in live for one in told)
    assert "Conectarlo" not in live

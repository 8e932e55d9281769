"""The page that customers are led to: what it says follows from what the program does."""

from typing import Any

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlmodel import select

from booking_bot.app import create_app
from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import Business, Tone
from booking_bot.services.ways import Ways, set_ways
from booking_bot.wiring import Wiring
from tests.shop import NOW, Shop
from tests.web.house import Visitor


@pytest.fixture
def salon(sqlite: Database) -> Database:
    with sqlite.transaction() as session:
        Shop(session)
        business = session.exec(select(Business)).one()
        business.phone, business.address = "+34910000000", "Calle del Prado 3"
    return sqlite


def page(database: Database, **settings: Any) -> str:
    return str(Visitor(application(database, **settings)).get("/privacidad").text)


def application(database: Database, **settings: Any) -> Flask:
    values: dict[str, Any] = {"secret_key": "0123456789" * 4, "database_url": database.url, **settings}
    parts = Wiring(settings=Settings(_env_file=None, **values), database=database, clock=lambda: NOW)
    return create_app(parts=parts)


def test_a_stranger_reads_who_keeps_what(salon: Database) -> None:
    told = page(salon)

    assert "<h1>Tus datos en <bdi>Peluquería Carmen</bdi></h1>" in told
    assert "Calle del Prado 3" in told
    assert 'href="tel:+34910000000"' in told
    assert "WhatsApp (Meta) y Twilio" in told
    assert "Agencia Española de Protección de Datos" in told
    assert "Mientras seas cliente" in told
    assert "SMS" not in told


def test_what_is_set_up_changes_what_is_said(salon: Database) -> None:
    set_ways(salon, Ways(whatsapp=False, sms=True, mail=True))
    with salon.transaction() as session:
        session.exec(select(Business)).one().tone = Tone.USTED

    told = page(
        salon,
        retention_days=400,
        reader_url="https://model.example/v1",
        reader_model="m",
        reader_key=SecretStr("k"),
    )

    assert "<h1>Sus datos en" in told
    assert "se borran a los 400 días" in told
    assert "cuando un aviso va por SMS" in told
    assert "Un servicio que ayuda a entender" in told
    assert "WhatsApp (Meta)" not in told


def test_the_shops_own_page_is_what_counts(salon: Database) -> None:
    with salon.transaction() as session:
        session.exec(select(Business)).one().privacy_url = "https://carmen.example/privacidad"

    answer = Visitor(application(salon)).get("/privacidad")

    assert answer.location == "https://carmen.example/privacidad"


def test_without_a_shop_there_is_nothing_to_tell(sqlite: Database) -> None:
    assert Visitor(application(sqlite)).get("/privacidad").status_code == 404

"""Promises about every page of the owner's, whichever they are."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from booking_bot.db import Database
from booking_bot.models import Role, metadata
from booking_bot.web.admin import access, menu
from booking_bot.web.admin.roles import may_use
from tests.web.house import STAFF, House, Visitor

OPEN = access.OPEN_ENDPOINTS


def rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and method in (rule.methods or ()):
            yield rule


def address(rule: Rule, house: House) -> str:
    values = {
        "conversation_id": house.with_person,
        "attention_id": house.case,
        "entry_id": 1,
        "message_id": 1,
        "account_id": 2,
        "customer_id": house.marta,
        "invitation_id": 1,
        "token": "no-such-link",
        "appointment_id": house.appointment,
        "file_id": 999,
        "block_id": 1,
        "step": "llego",
        "slug": "corte",
        "number": 1,
        "template": "survey",
        "unknown": "no/existe",
        "note_id": 1,
        "reply_id": 1,
        "kind": "txt",
        "miss_id": 1,
        "report": "citas",
        "table": "citas",
        "marking": "personal",
        "subscription_id": 1,
        "token_id": 1,
        "telling_id": 1,
        "way": "sms",
        "connection_id": 1,
        "system": "woocommerce",
        "feed_id": 1,
        "calendar_id": 1,
        "import_id": 1,
        "disruption_id": 1,
        "affected_id": 1,
        "standing_id": 1,
        "day": "2026-11-24",
        "word": "no",
        "quote_id": 1,
        "answer": "si",
        "order_id": 1,
        "status": "ready",
        "what": "clientes",
        "name": "clientes",
    }
    _, path = rule.build({name: values[name] for name in rule.arguments})  # type: ignore[misc]
    return path


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.select(table))]
            for name, table in metadata.tables.items()
        }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_is_sent_to_the_door(app: Flask, house: House, stranger: Visitor, method: str) -> None:
    answers = {
        rule.rule: stranger.client.open(address(rule, house), method=method)
        for rule in rules(app, method)
        if rule.endpoint not in OPEN
    }

    assert answers
    assert {answer.status_code for answer in answers.values()} == {302}
    assert {(answer.location or "").partition("?")[0] for answer in answers.values()} == {"/admin/entrar"}


def test_staff_come_to_nothing_that_is_not_marked_for_them(
    app: Flask, house: House, stranger: Visitor, sqlite: Database
) -> None:
    stranger.sign_in(STAFF)
    token = stranger.token("/admin/")
    before = contents(sqlite)
    closed = {
        (rule.rule, method): stranger.client.open(
            address(rule, house), method=method, data={"csrf_token": token} if method == "POST" else None
        )
        for method in ("GET", "POST")
        for rule in rules(app, method)
        if rule.endpoint not in OPEN and not may_be_used_by_staff(app, rule)
    }

    assert closed
    assert {key: answer.status_code for key, answer in closed.items()} == dict.fromkeys(closed, 403)
    assert all("solo para quien lleva el negocio" in answer.text for answer in closed.values())
    assert contents(sqlite) == before


def test_settings_are_the_owners_but_for_ones_own_account_and_calendars(app: Flask) -> None:
    listed = {page.endpoint for pages in menu.PAGES.values() for page in pages}

    assert "admin.message_templates" in listed
    with app.app_context():
        assert {one for one in listed if may_use(Role.STAFF, one)} <= {
            "admin.my_account", "admin.calendars", "admin.orders",
        }  # fmt: skip


def may_be_used_by_staff(app: Flask, rule: Rule) -> bool:
    with app.app_context():
        return may_use(Role.STAFF, rule.endpoint)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_unsafe_is_done_without_a_token(
    app: Flask, house: House, carmen: Visitor, sqlite: Database, method: str
) -> None:
    before = contents(sqlite)

    answers = {
        rule.rule: carmen.client.open(address(rule, house), method=method) for rule in rules(app, method)
    }

    assert {rule: answer.status_code for rule, answer in answers.items()} == dict.fromkeys(answers, 400)
    assert contents(sqlite) == before


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_nothing_unsafe_is_done_for_another_site(
    house: House, carmen: Visitor, sqlite: Database, headers: dict[str, str]
) -> None:
    before = contents(sqlite)
    token = carmen.token("/admin/")

    answer = carmen.client.post(
        f"/admin/conversaciones/{house.with_person}/bot",
        data={"csrf_token": token},
        headers=headers,
    )

    assert answer.status_code == 400
    assert contents(sqlite) == before


def test_looking_changes_nothing(app: Flask, house: House, carmen: Visitor, sqlite: Database) -> None:
    before = contents(sqlite)

    statuses = {rule.endpoint: carmen.get(address(rule, house)).status_code for rule in rules(app, "GET")}

    assert set(statuses.values()) <= {200, 302, 404}
    assert statuses["admin.conversation"] == 200
    assert contents(sqlite) == before


@pytest.mark.parametrize(
    "path",
    [
        "/admin/no/existe",
        "/admin/conversaciones/999",
        "/admin/conversaciones/99999999999999999999",
        "/admin/?dia=ayer",
        "/admin/?dia=9999-12-31",
    ],
)
def test_what_does_not_exist_is_said_in_spanish(carmen: Visitor, path: str) -> None:
    answer = carmen.get(path)

    assert answer.status_code == 404
    assert "no existe" in answer.text


def test_the_bare_address_leads_to_today(stranger: Visitor) -> None:
    assert stranger.get("/").location == "/admin/"

"""A client of the API of Carmen's shop, and the shop itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.datastructures import Headers

from booking_bot.config import Settings
from booking_bot.db import Database
from booking_bot.models import ApiToken
from booking_bot.services.tokens import hash_of
from booking_bot.web import api
from booking_bot.wiring import Wiring
from tests.shop import NOW, Shop
from tests.web.api import promises

TOKEN = "token-of-the-web-site"
SECRET = "k9Qx" * 10


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str | None
    body: Any  # as JSON where it is JSON
    headers: Headers


@dataclass
class Caller:
    """Calls the API, with a token unless another is given."""

    app: Flask
    database: Database
    clock: Clock
    token: str = TOKEN

    def __call__(self, method: str, path: str, **more: Any) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        given = self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, **more)
        assert promises.keeps(self.app, method, given.request.path, given), "openapi.json does not say that"
        body = given.get_json() if given.is_json else given.text
        return Answer(given.status_code, given.mimetype, body, given.headers)

    def get(self, path: str, **query: Any) -> Answer:
        return self("GET", path, query_string=query)

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self("POST", path, json=body, headers=named)

    def put(self, path: str, body: Any) -> Answer:
        return self("PUT", path, json=body)

    def patch(self, path: str, body: Any) -> Answer:
        return self("PATCH", path, json=body)

    def without_limits(self) -> "Caller":
        """As often as it likes."""
        for limiter in self.app.extensions["limiter"]:
            limiter.enabled = False
        return self

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """The SQL statements that run meanwhile."""
        seen: list[str] = []

        def note(*event: Any) -> None:
            seen.append(event[2])

        sa.event.listen(self.database.engine, "before_cursor_execute", note)
        yield seen
        sa.event.remove(self.database.engine, "before_cursor_execute", note)


def caller_of(database: Database) -> Caller:
    """A caller of the API over `database`, which becomes Carmen's shop.

    Lucía and Marta cut hair in half an hour each; Lucía alone also dyes it.
    """
    with database.transaction() as session:
        shop = Shop(session)
        lucia, marta = shop.staff("Lucia"), shop.staff("Marta")
        shop.service("Corte", minutes=30, by=[lucia, marta])
        shop.service("Tinte", minutes=90, by=[lucia])
        session.add(ApiToken(name="web site", token_hash=hash_of(TOKEN), created_at=NOW))
    clock = Clock()
    app = Flask("booking_bot")
    app.config.update(SECRET_KEY=SECRET, MAX_CONTENT_LENGTH=1024 * 1024)
    settings = Settings(_env_file=None, secret_key=SECRET, database_url=database.url)
    Wiring(settings=settings, database=database, clock=clock).attach(app)
    api.register(app)
    return Caller(app, database, clock)


@pytest.fixture
def call(database: Database) -> Caller:
    """The API on each kind of database."""
    return caller_of(database)


@pytest.fixture
def ask(sqlite: Database) -> Caller:
    """The API on SQLite, for what does not depend on the kind."""
    return caller_of(sqlite)


def wish(start: str = "2026-11-24T10:00:00+01:00", **other: Any) -> dict[str, Any]:
    """The body of a POST that books Carla's hair cut."""
    customer = {"phone": "+34600111222", "name": "Carla"}
    return {"service": "corte", "start": start, "customer": customer, **other}

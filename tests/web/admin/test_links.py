"""Coming by a link, and asking for one: what works once, and what tells a stranger nothing."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import select

from booking_bot.channels.base import Outbound, Receipt, Sighting
from booking_bot.db import Database
from booking_bot.models import ChannelName, Role, User
from booking_bot.services import attempts, invitations
from booking_bot.wiring import EXTENSION, Wiring, utc_now
from tests.web.house import OWNER, PASSWORD, STAFF, House, Visitor, application

NEW = "tijeras azules"
FORM = {"name": "Ana Ruiz", "email": "ana@example.com", "phone": "600 999 888", "password": NEW, "again": NEW}


class Letterbox:
    """A mail channel that remembers, and tells when something came."""

    def __init__(self) -> None:
        self.letters: list[Outbound] = []
        self.came = threading.Event()

    def send(self, outbound: Outbound) -> str:
        self.letters.append(outbound)
        self.came.set()
        return outbound.marker

    def prepare(self, _outbound: Outbound) -> None:
        return None

    def typing(self, _message_sid: str) -> None:
        return None

    def find(self, _recipient: str, _since: Any) -> list[Sighting]:
        return []

    def status(self, sid: str) -> Receipt | None:
        return None


@pytest.fixture
def letters(app: Flask) -> Letterbox:
    box = Letterbox()
    parts: Wiring = app.extensions[EXTENSION]
    parts.channels[ChannelName.EMAIL] = box
    return box


def invited(sqlite: Database, role: Role = Role.STAFF, staff_id: int | None = None) -> str:
    with sqlite.transaction() as session:
        return invitations.for_account(session, role, staff_id=staff_id, by="owner:1", now=utc_now())


def link_for(sqlite: Database, account: int) -> str:
    with sqlite.transaction() as session:
        return f"/admin/clave/{invitations.for_password(session, account, by='owner:1', now=utc_now())}"


def account(sqlite: Database, email: str) -> User | None:
    with sqlite.reading() as session:
        return session.exec(select(User).where(User.email == email)).first()


def test_whoever_is_invited_makes_an_account_and_is_in(
    stranger: Visitor, sqlite: Database, house: House
) -> None:
    path = f"/admin/alta/{invited(sqlite, staff_id=house.lucia)}"

    answer = stranger.post(path, page=path, **FORM)

    made = account(sqlite, "ana@example.com")
    assert made
    assert (made.name, made.phone, made.role, made.staff_id) == (
        "Ana Ruiz",
        "+34600999888",
        Role.STAFF,
        house.lucia,
    )
    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert stranger.get("/admin/").status_code == 200
    assert stranger.get(path).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"password": "12345678", "again": "12345678"}, "de las primeras que prueba cualquiera"),
        ({"password": "corta", "again": "corta"}, "Pon al menos 8 caracteres."),
        ({"again": "otra cosa"}, "Las dos contraseñas no son iguales."),
        ({"password": "ana@example.com", "again": "ana@example.com"}, "no puede ser tu correo"),
        ({"email": "ana"}, "Esto no es un correo"),
        ({"email": OWNER}, "Ya hay una cuenta con ese correo."),
        ({"phone": "no tengo"}, "Esto no es un teléfono"),
        ({"name": ""}, "Escribe tu nombre."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_link_is_still_good(
    stranger: Visitor, sqlite: Database, wrong: dict[str, str], said: str
) -> None:
    path = f"/admin/alta/{invited(sqlite)}"

    answer = stranger.post(path, page=path, **FORM | wrong)

    assert said in answer.text
    assert NEW not in answer.text
    assert account(sqlite, "ana@example.com") is None
    assert stranger.post(path, page=path, **FORM).status_code == 303


def test_the_first_owner_comes_by_the_link_that_the_program_printed(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    visitor = Visitor(application(database))
    with database.transaction() as session:
        token = invitations.for_first_owner(session, now=utc_now())
    path = f"/admin/alta/{token}"
    lost = visitor.get("/admin/entrar").text

    visitor.post(path, page=path, **FORM | {"phone": "+34 600 999 888"})

    made = account(database, "ana@example.com")
    database.dispose()
    assert "Todavía no hay ninguna cuenta." in lost
    assert made
    assert made.role is Role.OWNER


def test_a_link_of_old_leads_nowhere(stranger: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        token = invitations.for_account(session, Role.OWNER, by="owner:1", now=utc_now() - timedelta(days=8))

    answer = stranger.get(f"/admin/alta/{token}")

    assert answer.status_code == 404
    assert "Este enlace ya no vale" in answer.text


def test_a_new_password_by_link_replaces_the_old_one_and_ends_every_session(
    app: Flask, carmen: Visitor, stranger: Visitor, sqlite: Database
) -> None:
    path = link_for(sqlite, 1)

    stranger.post(path, page=path, password=NEW, again=NEW)

    assert carmen.get("/admin/").status_code == 302
    assert Visitor(app).sign_in().status_code == 401
    assert Visitor(app).sign_in(password=NEW).status_code == 303
    assert stranger.get(path).status_code == 404


def test_of_two_who_use_a_link_at_once_one_does(app: Flask, sqlite: Database) -> None:
    path = f"/admin/alta/{invited(sqlite)}"
    two = [Visitor(app), Visitor(app)]
    tokens = [one.token(path) for one in two]
    barrier = threading.Barrier(2)
    statuses: list[int] = []

    def use(number: int) -> None:
        barrier.wait()
        data = {"csrf_token": tokens[number], **FORM, "email": f"ana{number}@example.com"}
        statuses.append(two[number].client.post(path, data=data).status_code)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [303, 404]


def test_who_forgot_their_password_gets_a_link_by_mail(
    app: Flask, stranger: Visitor, letters: Letterbox
) -> None:
    stranger.post("/admin/clave/", page="/admin/clave/", email=f" {OWNER.upper()} ")

    assert letters.came.wait(5)
    (letter,) = letters.letters
    path = re.search(r"http://localhost(/admin/clave/\S+)", letter.body)
    assert letter.recipient == OWNER
    assert path
    stranger.post(path[1], page=path[1], password=NEW, again=NEW)
    assert Visitor(app).sign_in(password=NEW).status_code == 303


def test_the_answer_tells_nobody_whether_there_is_such_an_account(app: Flask, letters: Letterbox) -> None:
    answers = []
    for email in (OWNER, "nadie@example.com"):
        visitor = Visitor(app)
        sent = visitor.post("/admin/clave/", page="/admin/clave/", email=email)
        shown = re.sub(r'value="[^"]{20,}"', "", visitor.get("/admin/entrar").text)
        answers.append((sent.status_code, sent.location, shown))

    assert letters.came.wait(5)
    assert answers[0] == answers[1]
    assert [one.recipient for one in letters.letters] == [OWNER]


def test_nobody_is_flooded_with_links(app: Flask, letters: Letterbox) -> None:
    for _ in range(attempts.LINKS_PER_ACCOUNT + 3):
        Visitor(app).post("/admin/clave/", page="/admin/clave/", email=OWNER)
    wait_for_threads()

    assert len(letters.letters) == attempts.LINKS_PER_ACCOUNT


def test_asking_for_links_keeps_nobody_out(app: Flask, letters: Letterbox) -> None:
    for _ in range(12):
        Visitor(app).post("/admin/clave/", page="/admin/clave/", email=OWNER)
    wait_for_threads()

    assert Visitor(app).sign_in().status_code == 303


def test_no_link_lies_in_the_database_or_its_history(
    stranger: Visitor, letters: Letterbox, sqlite: Database
) -> None:
    stranger.post("/admin/clave/", page="/admin/clave/", email=OWNER)
    assert letters.came.wait(5)
    token = letters.letters[0].body.partition("/admin/clave/")[2].split()[0]

    with sqlite.engine.connect() as connection:
        script = "".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]

    assert len(token) > 40
    assert token not in script
    with sqlite.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM outbox")).scalar() == 0


def test_without_mail_the_page_says_who_gives_a_link(stranger: Visitor) -> None:
    page = stranger.get("/admin/clave/").text

    assert "booking-bot owner link" in page
    assert "<form" not in page.partition("<main")[2]


def test_a_closed_account_gets_no_link(app: Flask, letters: Letterbox, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        session.exec(select(User).where(User.email == STAFF)).one().active = False

    Visitor(app).post("/admin/clave/", page="/admin/clave/", email=STAFF)
    wait_for_threads()

    assert letters.letters == []
    assert Visitor(app).sign_in(STAFF, PASSWORD).status_code == 401


def wait_for_threads() -> None:
    """Letters are written apart from the answer."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(5)

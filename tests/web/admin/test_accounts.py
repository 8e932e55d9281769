import re

import pytest
from flask import Flask
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Audit, Role, User
from booking_bot.services import audit
from tests.agenda.test_statements import counted
from tests.shop import NOW
from tests.web.house import OWNER, PASSWORD, STAFF, House, Visitor

PAGE = "/admin/cuentas/"
LUCIA = "/admin/cuentas/2"
NEW = "tijeras azules"


def link_on(visitor: Visitor) -> str:
    found = re.search(r'readonly value="http://localhost(/[^"]+)"', visitor.get(PAGE).text)
    return found[1] if found else ""


def of(sqlite: Database, email: str) -> User:
    with sqlite.reading() as session:
        return session.exec(select(User).where(User.email == email)).one()


def test_the_owner_hands_out_a_link_that_is_shown_once(
    app: Flask, carmen: Visitor, sqlite: Database, house: House
) -> None:
    carmen.post(PAGE, page=PAGE, role="staff", staff=str(house.marcos))

    path, again = link_on(carmen), link_on(carmen)
    marcos = Visitor(app)
    marcos.post(path, page=path, name="Marcos", email="marcos@example.com", password=NEW, again=NEW)

    assert again == ""
    made = of(sqlite, "marcos@example.com")
    assert (made.role, made.staff_id) == (Role.STAFF, house.marcos)
    assert marcos.get("/admin/").status_code == 200
    assert marcos.get(PAGE).status_code == 403


def test_the_link_may_go_by_whatsapp(carmen: Visitor) -> None:
    carmen.post(PAGE, page=PAGE, role="staff", staff="")

    assert re.search(r'href="https://wa\.me/\?text=[^"]*alta', carmen.get(PAGE).text)


def test_an_invitation_is_taken_back(app: Flask, carmen: Visitor) -> None:
    carmen.post(PAGE, page=PAGE, role="owner", staff="", email="eva@example.com")
    path = link_on(carmen)
    listed = "eva@example.com" in carmen.get(PAGE).text

    carmen.post("/admin/cuentas/invitaciones/1/quitar", page=PAGE)

    assert listed
    assert "eva@example.com" not in carmen.get(PAGE).text
    assert Visitor(app).get(path).status_code == 404


@pytest.mark.parametrize("wrong", [{"role": "king"}, {"staff": "999"}, {"email": "no es"}, {"email": OWNER}])
def test_what_makes_no_invitation_makes_no_link(carmen: Visitor, wrong: dict[str, str]) -> None:
    answer = carmen.post(PAGE, page=PAGE, **{"role": "staff", "staff": "", **wrong})

    assert answer.status_code == 200
    assert link_on(carmen) == ""


def test_a_closed_account_is_out_at_once_and_may_come_back(app: Flask, carmen: Visitor) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)

    carmen.post(f"{LUCIA}/cerrar", page=LUCIA)
    closed = lucia.get("/admin/").status_code, Visitor(app).sign_in(STAFF).status_code
    carmen.post(f"{LUCIA}/abrir", page=LUCIA)

    assert closed == (302, 401)
    assert lucia.get("/admin/").status_code == 302
    assert Visitor(app).sign_in(STAFF).status_code == 303


def test_the_last_owner_stays(carmen: Visitor, sqlite: Database) -> None:
    carmen.post("/admin/cuentas/1/cerrar", page="/admin/cuentas/1")
    carmen.post("/admin/cuentas/1", page="/admin/cuentas/1", role="staff", staff="")

    page = carmen.get("/admin/cuentas/1").text
    kept = of(sqlite, OWNER)
    assert "Es la única cuenta que lleva el negocio" in page
    assert (kept.active, kept.role) == (True, Role.OWNER)


def test_rights_hold_from_the_next_page_on(app: Flask, carmen: Visitor, house: House) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)
    before = lucia.get(PAGE).status_code

    carmen.post(LUCIA, page=LUCIA, role="owner", staff=str(house.lucia))

    assert (before, lucia.get(PAGE).status_code) == (403, 200)


def test_the_owner_ends_sessions_and_makes_a_link_for_a_password(app: Flask, carmen: Visitor) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)

    carmen.post(f"{LUCIA}/salir", page=LUCIA)
    carmen.post(f"{LUCIA}/enlace", page=LUCIA)
    path = link_on(carmen)

    assert lucia.get("/admin/").status_code == 302
    lucia.post(path, page=path, password=NEW, again=NEW)
    assert Visitor(app).sign_in(STAFF, PASSWORD).status_code == 401
    assert Visitor(app).sign_in(STAFF, NEW).status_code == 303


def test_the_owner_takes_a_lost_telephone_off_an_account_but_not_off_their_own(
    carmen: Visitor, sqlite: Database
) -> None:
    with sqlite.transaction() as session:
        for user in session.exec(select(User)):
            user.totp_secret = "sealed"

    carmen.post(f"{LUCIA}/sin-codigo", page=LUCIA)
    own = carmen.post("/admin/cuentas/1/sin-codigo", page=LUCIA)

    assert own.status_code == 404
    assert of(sqlite, STAFF).totp_secret is None
    assert of(sqlite, OWNER).totp_secret == "sealed"


def test_an_account_that_is_not_there_is_said_so(carmen: Visitor) -> None:
    answer = carmen.get("/admin/cuentas/99")

    assert (answer.status_code, "Esa cuenta no existe." in answer.text) == (404, True)


def test_whatever_is_done_to_accounts_is_kept(carmen: Visitor, sqlite: Database) -> None:
    carmen.post(PAGE, page=PAGE, role="staff", staff="")
    carmen.post(f"{LUCIA}/cerrar", page=LUCIA)

    with sqlite.reading() as session:
        kept = [(one.actor, one.verb) for one in session.exec(select(Audit)) if one.object_kind == "account"]
    assert kept == [("owner:1", "invited"), ("owner:1", "closed")]


def test_many_accounts_and_deeds_take_no_statement_more(carmen: Visitor, sqlite: Database) -> None:
    paths = (PAGE, "/admin/actividad/", "/admin/cuentas/1")

    def taken() -> list[int]:
        numbers = []
        for path in paths:
            with counted(sqlite) as statements:
                carmen.get(path)
            numbers.append(len(statements))
        return numbers

    few = taken()
    with sqlite.transaction() as session:
        for number in range(20):
            session.add(User(email=f"{number}@example.com", password_hash="x", created_at=NOW))
            audit.record(session, f"owner:{number}", "appointment.booked", number, now=NOW)

    assert taken() == few
    assert 0 < min(few) <= max(few) < 10

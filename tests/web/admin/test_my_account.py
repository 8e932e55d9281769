from flask import Flask
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import User
from booking_bot.services import attempts
from tests.web.house import OWNER, PASSWORD, STAFF, Visitor

PAGE, CHANGE = "/admin/cuenta/", "/admin/cuenta/clave"
NEW = "tijeras azules"


def change(visitor: Visitor, old: str = PASSWORD, new: str = NEW) -> int:
    return visitor.post(CHANGE, page=CHANGE, old=old, password=new, again=new).status_code


def test_everybody_keeps_their_own_name_and_number(stranger: Visitor, sqlite: Database) -> None:
    stranger.sign_in(STAFF)

    stranger.post(PAGE, page=PAGE, name="Lucía", phone="600 999 888")

    with sqlite.reading() as session:
        kept = session.exec(select(User).where(User.email == STAFF)).one()
    assert (kept.name, kept.phone) == ("Lucía", "+34600999888")


def test_a_number_that_is_none_is_pointed_out(carmen: Visitor) -> None:
    answer = carmen.post(PAGE, page=PAGE, name="Carmen", phone="no tengo")

    assert "Esto no es un teléfono" in answer.text


def test_a_changed_password_leaves_one_in_here_and_out_elsewhere(app: Flask, carmen: Visitor) -> None:
    elsewhere = Visitor(app)
    elsewhere.sign_in()

    status = change(carmen)

    assert status == 303
    assert carmen.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302
    assert Visitor(app).sign_in().status_code == 401
    assert Visitor(app).sign_in(OWNER, NEW).status_code == 303


def test_it_is_changed_by_whoever_knows_the_old_one_alone(app: Flask, carmen: Visitor) -> None:
    statuses = [change(carmen, old="otra") for _ in range(attempts.PER_ACCOUNT_AND_ADDRESS + 1)]

    assert statuses == [401] * attempts.PER_ACCOUNT_AND_ADDRESS + [429]
    assert change(carmen) == 429
    assert Visitor(app).sign_in().status_code == 303


def test_a_weak_one_changes_nothing(app: Flask, carmen: Visitor) -> None:
    answer = carmen.post(CHANGE, page=CHANGE, old=PASSWORD, password="12345678", again="12345678")

    assert "de las primeras que prueba cualquiera" in answer.text
    assert Visitor(app).sign_in().status_code == 303


def test_one_leaves_all_other_devices_and_stays_on_this_one(app: Flask, carmen: Visitor) -> None:
    elsewhere = Visitor(app)
    elsewhere.sign_in()

    carmen.post("/admin/cuenta/sesiones", page=PAGE)

    assert carmen.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302

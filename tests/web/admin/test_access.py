from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from flask import Flask
from werkzeug.security import generate_password_hash

from booking_bot.db import Database
from booking_bot.models import User
from booking_bot.services import attempts, sign_in
from tests.web.house import OWNER, PASSWORD, STAFF, Visitor

MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_right_password_opens_today(stranger: Visitor) -> None:
    answer = stranger.sign_in()

    assert (answer.status_code, answer.location) == (303, "/admin/")
    assert stranger.get("/admin/").status_code == 200


def test_a_hash_of_less_work_is_made_anew_by_whoever_signs_in(app: Flask, sqlite: Database) -> None:
    old = generate_password_hash(PASSWORD, method="scrypt:1024:8:1")
    with sqlite.transaction() as session:
        session.get_one(User, 1).password_hash = old

    Visitor(app).sign_in(password="otra")
    after_a_wrong_one = kept_hash(sqlite)
    statuses = [Visitor(app).sign_in().status_code for _ in range(2)]

    assert after_a_wrong_one == old
    assert kept_hash(sqlite).startswith("scrypt:32768:8:1$")
    assert statuses == [303, 303]


def kept_hash(sqlite: Database) -> str:
    with sqlite.reading() as session:
        return session.get_one(User, 1).password_hash


def test_staff_come_in_as_well(stranger: Visitor) -> None:
    stranger.sign_in(STAFF)

    assert stranger.get("/admin/conversaciones/").status_code == 200


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(app: Flask) -> None:
    wrong = Visitor(app).sign_in(password="otra")
    unknown = Visitor(app).sign_in("nadie@example.com", "otra")

    assert wrong.status_code == unknown.status_code == 401
    assert "El correo o la contraseña no son correctos." in wrong.text
    assert without_typed(wrong.text) == without_typed(unknown.text)


def without_typed(page: str) -> list[str]:
    """The page but for what is anybody's own: the token and the address they typed."""
    return [line for line in page.splitlines() if "csrf" not in line and 'type="email"' not in line]


def test_empty_fields_are_pointed_out_and_count_for_nothing(stranger: Visitor, sqlite: Database) -> None:
    answer = stranger.sign_in("", "")

    assert "Escribe tu correo." in answer.text
    assert "Escribe tu contraseña." in answer.text


def test_whoever_guesses_has_to_wait_and_the_right_password_with_them(stranger: Visitor) -> None:
    statuses = [stranger.sign_in(password="otra").status_code for _ in range(20)]
    late = stranger.sign_in()

    assert statuses == [401] * attempts.PER_ACCOUNT_AND_ADDRESS + [429] * 10
    assert late.status_code == 429
    assert 0 < int(late.headers["Retry-After"]) <= 15 * 60
    assert "Demasiados intentos" in late.text


def test_a_guesser_does_not_lock_the_owner_out_elsewhere(app: Flask) -> None:
    guesser, owner = Visitor(app), Visitor(app)
    guesser.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for _ in range(12):
        guesser.sign_in(password="otra")

    assert owner.sign_in().status_code == 303


def test_behind_a_proxy_a_guesser_does_not_lock_the_owner_out_of_a_browser_of_theirs(app: Flask) -> None:
    guesser, owner, new = Visitor(app), Visitor(app), Visitor(app)
    owner.sign_in()
    owner.post("/admin/salir")
    for _ in range(12):
        last = guesser.sign_in(password="otra")

    assert last.status_code == 429
    assert new.sign_in().status_code == 429
    assert owner.sign_in(password="otra").status_code == 401
    assert owner.sign_in().status_code == 303


def test_a_browser_of_one_account_counts_for_no_other(app: Flask) -> None:
    lucia = Visitor(app)
    lucia.sign_in(STAFF)
    lucia.post("/admin/salir")
    for _ in range(10):
        Visitor(app).sign_in(password="otra")

    assert lucia.sign_in(OWNER, "otra").status_code == 429


def test_a_guesser_may_claim_any_address_and_is_slowed_down_all_the_same(app: Flask) -> None:
    guesser = Visitor(app)
    answers = []
    for number in range(12):
        guesser.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}"
        guesser.client.set_cookie("booking-device", f"made-up-{number}")
        answers.append(guesser.sign_in(password="otra").status_code)

    assert answers == [401] * 10 + [429] * 2


def test_signing_out_ends_the_session_on_the_server(app: Flask, carmen: Visitor) -> None:
    stolen = Visitor(app)
    stolen.client.set_cookie("booking", carmen.client.get_cookie("booking").value)  # type: ignore[union-attr]
    before = stolen.get("/admin/").status_code

    answer = carmen.post("/admin/salir")

    assert before == 200
    assert answer.location == "/admin/entrar"
    assert stolen.get("/admin/").status_code == 302


def test_ending_all_sessions_shuts_every_door(carmen: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        sign_in.end_sessions(session, 1)

    assert carmen.get("/admin/").status_code == 302


@pytest.mark.parametrize(("days_between", "days", "inside"), [(3, 12, True), (5, 5, False), (3, 15, False)])
def test_a_session_ends_when_idle_and_at_the_latest_after_two_weeks(
    stranger: Visitor, days_between: int, days: int, inside: bool
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        stranger.sign_in()
        for _ in range(0, days, days_between):
            clock.shift(timedelta(days=days_between))
            last = stranger.get("/admin/")

    assert (last.status_code == 200) is inside


def test_a_sign_in_begins_a_new_session(stranger: Visitor) -> None:
    before = stranger.token()

    stranger.sign_in()

    assert stranger.client.post("/admin/salir", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/admin/conversaciones/", "/admin/conversaciones/"),
        ("/admin/?dia=2026-11-24", "/admin/?dia=2026-11-24"),
        ("//evil.example/admin/", "/admin/"),
        ("https://evil.example/admin/", "/admin/"),
        ("/\\evil.example", "/admin/"),
        ("/admin/\\..\\", "/admin/"),
        ("/admin/\r\nSet-Cookie: x=1", "/admin/"),
        ("\t//evil.example", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("/hooks/orders/1", "/admin/"),
        ("", "/admin/"),
    ],
)
def test_a_sign_in_leads_nowhere_but_to_our_pages(stranger: Visitor, target: str, lands: str) -> None:
    answer = stranger.sign_in(path=f"/admin/entrar?next={quote(target, safe='')}")

    assert answer.location == lands


def test_a_stranger_comes_back_to_the_page_they_wanted(stranger: Visitor) -> None:
    asked = stranger.get("/admin/?dia=2026-11-24")
    assert asked.location is not None

    answer = stranger.sign_in(path=asked.location)

    assert answer.location == "/admin/?dia=2026-11-24"


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: Visitor) -> None:
    cookie = stranger.sign_in().headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert OWNER not in cookie

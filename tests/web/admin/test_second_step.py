"""A code beside the password: how it is turned on, what it keeps out, and how one comes in without it."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine
from flask import Flask

from booking_bot.services import attempts
from booking_bot.web.admin import access
from tests.web.house import OWNER, PASSWORD, Visitor

PAGE, CODE = "/admin/cuenta/segundo-paso", "/admin/entrar/codigo"
MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


@pytest.fixture
def phone(clock: time_machine.Traveller, stranger: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    """Carmen's telephone, which reads the page and gives its first code; and the codes that she keeps."""
    stranger.sign_in()
    app = pyotp.parse_uri(html.unescape(re.search(r'href="(otpauth:[^"]+)"', stranger.get(PAGE).text)[1]))  # type: ignore[index]
    assert isinstance(app, pyotp.TOTP)
    stranger.post(PAGE, page=PAGE, code=app.now())
    codes = re.findall(r"<li><code>([^<]+)</code>", stranger.get(PAGE).text)
    clock.shift(timedelta(minutes=5))
    return app, codes


def halfway(app: Flask) -> Visitor:
    """Somebody who knows the password."""
    visitor = Visitor(app)
    answer = visitor.sign_in()
    assert (answer.status_code, answer.location) == (303, CODE)
    return visitor


def give(visitor: Visitor, code: str) -> int:
    return visitor.post(CODE, page=CODE, code=code).status_code


def test_the_code_lets_in(app: Flask, phone: tuple[pyotp.TOTP, list[str]]) -> None:
    visitor = halfway(app)

    status = give(visitor, phone[0].now())

    assert status == 303
    assert visitor.get("/admin/").status_code == 200


def test_the_password_alone_opens_no_page(app: Flask, phone: tuple[pyotp.TOTP, list[str]]) -> None:
    visitor = halfway(app)

    answers = [visitor.get(path).location for path in ("/admin/", "/admin/cuenta/", PAGE)]

    assert all((one or "").startswith("/admin/entrar?") for one in answers)


def test_no_code_lets_in_twice(app: Flask, phone: tuple[pyotp.TOTP, list[str]]) -> None:
    first, second = halfway(app), halfway(app)
    code = phone[0].now()

    statuses = give(first, code), give(second, code)

    assert statuses == (303, 401)


def test_a_code_asks_for_the_password_first(stranger: Visitor, clock: time_machine.Traveller) -> None:
    assert stranger.get(CODE).location == "/admin/entrar"


def test_a_kept_code_stands_in_for_the_telephone_once(
    app: Flask, phone: tuple[pyotp.TOTP, list[str]]
) -> None:
    _, codes = phone

    statuses = [give(halfway(app), codes[0]), give(halfway(app), codes[0]), give(halfway(app), codes[1])]

    assert len(codes) == 8
    assert statuses == [303, 401, 303]


def test_the_kept_codes_are_shown_once(stranger: Visitor, phone: tuple[pyotp.TOTP, list[str]]) -> None:
    page = stranger.get(PAGE).text

    assert phone[1]
    assert not [code for code in phone[1] if code in page]


def test_whoever_guesses_codes_has_as_few_tries_as_with_passwords(
    app: Flask, phone: tuple[pyotp.TOTP, list[str]]
) -> None:
    statuses = []
    for _ in range(3):
        visitor = halfway(app)
        statuses += [give(visitor, "000000") for _ in range(3)]
    last = give(visitor, phone[0].now())

    # Three passwords and seven codes: a password that was right does not begin the count anew.
    assert statuses == [401] * 7 + [429] * 2
    assert last == 429


def test_guessers_from_everywhere_share_one_count_of_codes(
    app: Flask, phone: tuple[pyotp.TOTP, list[str]]
) -> None:
    statuses = []
    for number in range(5):
        guesser = Visitor(app)
        guesser.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        guesser.sign_in()
        statuses += [give(guesser, "000000") for _ in range(5)]

    assert statuses == [401] * attempts.CODES_PER_ACCOUNT + [429] * 5


def test_the_code_has_to_come_soon(
    app: Flask, phone: tuple[pyotp.TOTP, list[str]], clock: time_machine.Traveller
) -> None:
    visitor = halfway(app)
    clock.shift(access.HALFWAY)

    assert visitor.get(CODE).location == "/admin/entrar"


def test_ending_all_sessions_ends_those_that_wait_for_a_code(
    app: Flask, stranger: Visitor, phone: tuple[pyotp.TOTP, list[str]]
) -> None:
    visitor = halfway(app)

    stranger.post("/admin/cuenta/sesiones", page="/admin/cuenta/")

    assert visitor.get(CODE).location == "/admin/entrar"


def test_the_session_before_the_code_is_not_the_one_behind_it(
    app: Flask, phone: tuple[pyotp.TOTP, list[str]]
) -> None:
    visitor = halfway(app)
    before = visitor.token(CODE)
    give(visitor, phone[0].now())

    refused = visitor.client.post("/admin/salir", data={"csrf_token": before})

    assert refused.status_code == 400


def test_a_wrong_first_code_turns_nothing_on_and_the_picture_stays(carmen: Visitor, app: Flask) -> None:
    before = re.search(r"otpauth:[^\"]+", carmen.get(PAGE).text)

    answer = carmen.post(PAGE, page=PAGE, code="000000")

    assert answer.status_code == 401
    assert before
    assert before[0] in answer.text
    assert Visitor(app).sign_in().location == "/admin/"


def test_it_is_turned_off_by_the_password(
    app: Flask, stranger: Visitor, phone: tuple[pyotp.TOTP, list[str]]
) -> None:
    wrong = stranger.post(f"{PAGE}/quitar", page=PAGE, password="otra").status_code
    still = Visitor(app).sign_in().location
    right = stranger.post(f"{PAGE}/quitar", page=PAGE, password=PASSWORD).status_code

    assert (wrong, still, right) == (401, CODE, 303)
    assert Visitor(app).sign_in(OWNER).location == "/admin/"

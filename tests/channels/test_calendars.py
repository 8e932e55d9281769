"""Calendars at addresses of others: a server of the tests' own stands for Google's."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from booking_bot.channels.calendars import (
    FORBIDDEN,
    GONE,
    LOST,
    NOT_NOW,
    Fetched,
    NoCalendar,
    WebCalendars,
    https,
)
from booking_bot.channels.outside import NO_ADDRESS, NO_ANSWER, TOO_BIG, Outside
from tests.loopback import Loopback

FILE = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class _Handler(BaseHTTPRequestHandler):
    asked: list[str | None]

    def do_GET(self) -> None:
        self.asked.append(self.headers["If-None-Match"])
        path = self.path.strip("/")
        status = int(path) if path.isdecimal() else {"calendar": 200, "cut": 200, "big": 200}.get(path, 302)
        if path == "calendar" and self.headers["If-None-Match"] == '"1"':
            status = 304
        body = b"x" * 2000 if path == "big" else FILE if status == 200 else b""
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body) + (9 if path == "cut" else 0)))
        if status == 302:
            self.send_header(
                "Location", {"moved": "/calendar", "round": "/round"}.get(path, "http://[::1]:1/")
            )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        return


@pytest.fixture
def google() -> Iterator[Loopback]:
    with Loopback(_Handler, {"asked": []}) as server:
        yield server


@pytest.fixture
def source() -> Iterator[WebCalendars]:
    outside = Outside(private=True, largest=1000)
    yield WebCalendars(outside)
    outside.close()


def test_it_is_fetched_once_and_then_only_where_it_has_changed(
    google: Loopback, source: WebCalendars
) -> None:
    first = source.fetch(f"{google.url}/calendar")
    second = source.fetch(f"{google.url}/calendar", first.etag)

    assert (first, second) == (Fetched(FILE, '"1"'), Fetched(None, '"1"'))


def test_it_is_followed_to_where_it_was_moved(google: Loopback, source: WebCalendars) -> None:
    assert source.fetch(f"{google.url}/moved").body == FILE


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("404", GONE), ("410", GONE), ("401", FORBIDDEN), ("403", FORBIDDEN), ("500", NOT_NOW),
        ("304", NOT_NOW),
        ("round", LOST), ("away", NO_ANSWER), ("big", TOO_BIG), ("cut", NO_ANSWER),
    ],
)  # fmt: skip
def test_whatever_is_no_calendar_is_refused_in_words(
    google: Loopback, source: WebCalendars, path: str, said: str
) -> None:
    with pytest.raises(NoCalendar) as refused:
        source.fetch(f"{google.url}/{path}")

    assert refused.value.explanation == said


@pytest.mark.parametrize("path", ["/calendar", "/moved"])
def test_no_private_address_is_asked(google: Loopback, path: str) -> None:
    with pytest.raises(NoCalendar) as refused:
        WebCalendars().fetch(google.url.replace("http:", "webcal:") + path)

    assert refused.value.explanation in {NO_ADDRESS, NO_ANSWER}
    assert google._server.RequestHandlerClass.asked == []  # type: ignore[attr-defined]


def test_an_address_may_be_written_as_calendars_write_it() -> None:
    written = (" webcal://a.es/b.ics ", "WEBCALS://a.es", "https://a.es", "a.es", "")

    assert [https(one) for one in written] == [
        "https://a.es/b.ics", "https://a.es", "https://a.es", "a.es", "",
    ]  # fmt: skip

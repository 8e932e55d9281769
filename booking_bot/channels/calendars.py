"""Calendars of the staff, read by their addresses: Google's secret one, iCloud's, Outlook's, or anybody's."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from urllib.parse import urljoin

from booking_bot.channels.outside import Answer, Outside, Unreachable

LARGEST = 5 * 1024 * 1024  # bytes
DEADLINE = timedelta(seconds=15)  # somebody may be waiting for the page on which it is tried
REDIRECTS = 3
MOVED = frozenset({301, 302, 303, 307, 308})

GONE = "En esa dirección ya no hay ningún calendario: mira si ha cambiado."
FORBIDDEN = "Esa dirección pide contraseña: hace falta la dirección secreta en formato iCal."
LOST = "Esa dirección lleva de una a otra sin llegar a ningún calendario."
NOT_NOW = "El servidor del calendario no puede contestar ahora."
_STATUSES = {401: FORBIDDEN, 403: FORBIDDEN, 404: GONE, 410: GONE}


class NoCalendar(Exception):
    """Nothing was read. `explanation` is for the owner, in Spanish."""

    def __init__(self, explanation: str) -> None:
        super().__init__(explanation)
        self.explanation = explanation


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` is None where it is what it was when it had the `etag` that was asked with."""

    body: bytes | None
    etag: str | None = None


class CalendarSource(Protocol):
    def fetch(self, url: str, etag: str | None = None) -> Fetched:
        """The whole file, unless it still has that tag. Raises NoCalendar."""


class WebCalendars:
    """Implements `CalendarSource`. Safe to share between threads."""

    def __init__(self, outside: Outside | None = None) -> None:
        self.outside = outside or Outside(largest=LARGEST, deadline=DEADLINE)

    def fetch(self, url: str, etag: str | None = None) -> Fetched:
        asked = {"Accept": "text/calendar, */*;q=0.1", **({"If-None-Match": etag} if etag else {})}
        try:
            answer = self._follow(https(url), asked)
        except Unreachable as error:
            raise NoCalendar(error.explanation) from None
        if answer.status == 304 and etag:
            return Fetched(None, etag)
        if answer.status != 200:
            raise NoCalendar(_STATUSES.get(answer.status, NOT_NOW))
        return Fetched(answer.body, answer.headers.get("etag"))

    def _follow(self, url: str, headers: dict[str, str]) -> Answer:
        """Each address on the way is one that may be asked, or none of them is."""
        for _ in range(REDIRECTS + 1):
            answer = self.outside.ask(url, headers=headers)
            if answer.status not in MOVED:
                return answer
            url = urljoin(url, answer.headers.get("location", ""))
        raise NoCalendar(LOST)


def https(url: str) -> str:
    """The address itself, where it is written as calendars like to: "webcal://…" """
    bare = url.strip()
    scheme, colon, rest = bare.partition(":")
    return f"https:{rest}" if colon and scheme.lower() in {"webcal", "webcals"} else bare

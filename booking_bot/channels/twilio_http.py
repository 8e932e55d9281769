"""How Twilio's library reaches Twilio: our own addresses, limits of time, and one reading of failures.

The library's own client waits for ever and knows no address but Twilio's. A POST that creates a message
is never repeated here, since Twilio has no key to recognise a repetition by.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http import HttpClient
from twilio.http.response import Response
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from booking_bot.channels.base import ChannelError, OutcomeUnknown
from booking_bot.channels.deadline import within
from booking_bot.channels.twilio_codes import explain, look_up

log = logging.getLogger(__name__)

CONNECT, READ = 3.0, 10.0  # seconds; the second is the longest silence, not the whole
CONNECTIONS = 32
NO_CONNECTION = (NewConnectionError, ConnectTimeoutError)  # names that do not resolve are among the first
LONGEST_RETRY_AFTER = timedelta(minutes=5)

# Its debug lines hold addresses with telephone numbers in their query.
logging.getLogger("urllib3").setLevel(logging.INFO)


class TwilioHttp(HttpClient):  # type: ignore[misc]
    """The library's HTTP client. Safe to share between threads: it keeps nothing of a request.

    `host_of` gives the base address of a product: "api", "content", "messaging". `deadline` is the time
    that one request may take in all, from the name's resolution to the last byte of the answer.
    """

    def __init__(self, host_of: Callable[[str], str], *, deadline: timedelta) -> None:
        super().__init__(log, is_async=False)
        self.host_of = host_of
        self.deadline = deadline.total_seconds()
        self.session = requests.Session()
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0))

    def close(self) -> None:
        self.session.close()

    def request(  # noqa: PLR0917 - the library's signature; the deadline stands in for its timeout
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send one request. Raises ChannelError or OutcomeUnknown for every answer that is not 2xx."""
        host = urlsplit(uri).netloc
        base = self.host_of(host.partition(".")[0])
        url = base + uri.partition(host)[2]
        is_json = (headers or {}).get("Content-Type") == "application/json"

        def ask() -> requests.Response:
            return self.session.request(
                method,
                url,
                params=params,
                headers={**(headers or {}), "X-Twilio-Host": host},
                auth=auth,
                timeout=(CONNECT, READ),
                allow_redirects=False,
                data=None if is_json else data,
                json=data if is_json else None,
            )

        started = time.monotonic()
        try:
            answer = within(self.deadline, ask)
        except TimeoutError:
            raise OutcomeUnknown("no answer within the deadline") from None
        except requests.RequestException as error:
            raise failure(error) from None
        log.info(
            "Twilio answered %s to %s in %.0f ms, request %s",
            answer.status_code,
            method,
            (time.monotonic() - started) * 1000,
            answer.headers.get("Twilio-Request-Id", "without id"),
        )
        if not answer.ok or answer.is_redirect:
            raise refusal(answer)
        return Response(answer.status_code, answer.text, dict(answer.headers))


def failure(error: requests.RequestException) -> ChannelError | OutcomeUnknown:
    """What a torn or refused connection means: without one nothing was accepted, else nobody knows."""
    cause: Any = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    name = type(reason or error).__name__
    if isinstance(reason, NO_CONNECTION):
        return ChannelError(f"no connection to Twilio: {name}", permanent=False, explanation=NO_ANSWER)
    return OutcomeUnknown(f"the connection to Twilio broke: {name}")


NO_ANSWER = "No hay conexión con Twilio; se sigue intentando."


def refusal(answer: requests.Response) -> ChannelError | OutcomeUnknown:
    """What an answer that is not 2xx means: a 429 or a 4xx with a code is no; the rest, nobody knows."""
    if answer.status_code == requests.codes.too_many_requests:
        return ChannelError(
            "Twilio is busy",
            permanent=False,
            code="20429",
            explanation=explain("20429"),
            retry_after=_retry_after(answer),
        )
    code = _code(answer)
    if not (400 <= answer.status_code < 500 and code):
        return OutcomeUnknown(f"Twilio answered {answer.status_code}")
    policy = look_up(code).policy
    return ChannelError(
        f"Twilio refused with {code}",
        permanent=policy.wait is None,
        code=code,
        explanation=explain(code),
        retry_after=policy.wait or timedelta(0),
        remedy=policy.remedy,
    )


def _code(answer: requests.Response) -> str | None:
    try:
        code = answer.json().get("code")
    except (ValueError, AttributeError):
        return None
    return str(code) if isinstance(code, int) else None


def _retry_after(answer: requests.Response) -> timedelta:
    """The header in seconds; its other form, a date, is not worth the reading and counts as none."""
    seconds = answer.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(seconds)), LONGEST_RETRY_AFTER) if seconds.isdecimal() else timedelta(0)

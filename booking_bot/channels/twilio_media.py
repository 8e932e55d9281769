"""Files of messages, from Twilio: with the account's credentials from its API, without from its store.

The API answers with a redirect to a signed address that is good for some hours. Redirects are followed
by hand: no address outside the lists below is ever asked, whatever a message or an answer names.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from booking_bot.channels.deadline import within
from booking_bot.channels.media import LARGEST, MediaError
from booking_bot.channels.twilio_http import CONNECT, READ
from booking_bot.config import TWILIO_API, Settings

log = logging.getLogger(__name__)

REDIRECTS = 3
DEADLINE = timedelta(seconds=30)
CHUNK = 64 * 1024
# Twilio, "Prevent Unauthorized Access to Your Media": the store's hosts, with and without signed addresses.
STORES = ("twiliocdn.com", "twilio.com")
BUCKET = ("s3-external-1.amazonaws.com", "/media.twiliocdn.com/")
# Not yet, or not now: everything else that Twilio answers stays as it is.
PASSING = frozenset({401, 404, 408, 425, 429})


def is_store(url: str) -> bool:
    """Whether that is where Twilio keeps files, which anybody may ask who has the address."""
    parts = _parts(url)
    scheme, host, port = _origin(parts)
    if (scheme, port) != ("https", 443):
        return False
    named = any(host == store or host.endswith(f".{store}") for store in STORES)
    return named or (host == BUCKET[0] and parts.path.startswith(BUCKET[1]))


class TwilioMedia:
    """Implements `channels.media.MediaSource`. Safe to share between threads."""

    def __init__(
        self,
        base: str,
        credentials: tuple[str, str],
        *,
        largest: int = LARGEST,
        deadline: timedelta = DEADLINE,
        is_store: Callable[[str], bool] = is_store,
    ) -> None:
        self.base = urlsplit(base)
        self.credentials = credentials
        self.largest = largest
        self.is_store = is_store
        self.deadline = deadline.total_seconds()
        self.session = requests.Session()
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=0))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """That of settings in which Twilio is enabled."""
        credentials = (str(settings.twilio_account_sid), settings.twilio_auth_tokens[0])
        return cls(settings.twilio_host("api"), credentials)

    def close(self) -> None:
        self.session.close()

    def fetch(self, url: str) -> bytes:
        until = time.monotonic() + self.deadline
        try:
            return within(self.deadline, lambda: self._follow(self._at_base(url), until))
        except TimeoutError:
            raise MediaError("it took too long") from None
        except ValueError:
            raise MediaError("it was redirected to no address", permanent=True) from None
        except (requests.RequestException, HTTPError, OSError) as error:
            raise MediaError(f"the connection broke: {type(error).__name__}") from None

    def _at_base(self, url: str) -> str:
        """Twilio's address at the base that is configured: another region, or a stand-in."""
        parts = _parts(url)
        if _origin(parts) == _origin(urlsplit(TWILIO_API)):
            base = self.base
            parts = parts._replace(scheme=base.scheme, netloc=base.netloc, path=base.path + parts.path)
        if _origin(parts) != _origin(self.base):
            raise MediaError("it is not at Twilio", permanent=True)
        return parts.geturl()

    def _follow(self, url: str, until: float) -> bytes:
        for _ in range(REDIRECTS + 1):
            parts = _parts(url)
            ours = _origin(parts) == _origin(self.base)
            if not (ours or self.is_store(url)):
                raise MediaError("it was redirected away from Twilio", permanent=True)
            with self.session.get(
                url,
                auth=self.credentials if ours else _nobody,
                headers={"Accept-Encoding": "identity"},  # what is counted is what comes
                timeout=(CONNECT, READ),
                allow_redirects=False,
                stream=True,
            ) as answer:
                if not answer.is_redirect:
                    return self._body(answer, until)
                url = urljoin(url, answer.headers["Location"])
        raise MediaError("it was redirected too often", permanent=True)

    def _body(self, answer: requests.Response, until: float) -> bytes:
        status = answer.status_code
        if status != requests.codes.ok:
            raise MediaError(f"Twilio answered {status}", permanent=status < 500 and status not in PASSING)
        length = answer.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > self.largest:
            raise MediaError("it is too big", too_big=True)
        body = bytearray()
        while chunk := answer.raw.read(CHUNK, decode_content=False):
            body += chunk
            if len(body) > self.largest:
                raise MediaError("it is too big", too_big=True)
            if time.monotonic() > until:
                raise MediaError("it took too long")
        if length.isdecimal() and len(body) < int(length):
            raise MediaError("it broke off")
        return bytes(body)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise MediaError("its address is none", permanent=True) from None
    if parts.username or parts.password:
        raise MediaError("its address holds credentials", permanent=True)
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or usual


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without it, the library looks for credentials in a .netrc."""
    return request

"""Addresses that the owner entered, asked over the open internet alone.

What only this machine can reach must not be read or pressed through it: an address is asked by https, where
its name leads to no private network, within a time and up to a size, and is never followed to another. Where
the name leads is looked at on the connection itself, before a byte is sent, so that a name which resolves
otherwise the second time gains nothing.
"""

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from booking_bot.channels.deadline import within

CONNECT, READ = 5.0, 15.0  # seconds; the second is the longest silence, not the whole
DEADLINE = timedelta(seconds=30)
LARGEST = 8 * 1024 * 1024
CHUNK = 64 * 1024

NO_ADDRESS = "La dirección no vale: tiene que empezar por https:// y ser pública."
NO_ANSWER = "No contesta nadie en esa dirección."
TOO_LATE = "Tarda demasiado en contestar."
TOO_BIG = "Contesta con demasiados datos de una vez."
NO_CERTIFICATE = "Su certificado de seguridad (https) no vale."


class Unreachable(Exception):
    """There is no answer; the same again would help nothing where it is `permanent`.

    `explanation` is for the owner, in Spanish.
    """

    def __init__(self, reason: str, explanation: str = NO_ANSWER, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.explanation = explanation
        self.permanent = permanent


class PrivateAddress(Exception):
    """The name leads to a network that is not the internet."""


# Addresses of the older kind written as ones of the newer, and all of the newer that were ever given out.
_TRANSLATED, _GIVEN_OUT = ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("2000::/3")


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` are by their names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the internet."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found in _TRANSLATED:
            found = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        else:
            found = found.ipv4_mapped or found.sixtofour or found
    if isinstance(found, ipaddress.IPv6Address) and found not in _GIVEN_OUT:
        return False
    return found.is_global and not found.is_multicast


class Outside:
    """Safe to share between threads. `private` admits http and any network: for stand-ins of tests."""

    def __init__(
        self, *, deadline: timedelta = DEADLINE, largest: int = LARGEST, private: bool = False
    ) -> None:
        self.deadline = deadline.total_seconds()
        self.largest = largest
        self.private = private
        self.session = requests.Session()
        self.session.trust_env = False  # neither a proxy, which would look where we cannot, nor a .netrc
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=0) if private else _Guarded(max_retries=0))

    def close(self) -> None:
        self.session.close()

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        data: bytes | None = None,
    ) -> Answer:
        """One request and its answer, whatever its status, a redirect too. Raises Unreachable."""
        self._check(url)
        until = time.monotonic() + self.deadline

        def ask() -> Answer:
            with self.session.request(
                method,
                url,
                params=params,
                headers={"Accept-Encoding": "identity", **(headers or {})},  # what is counted is what comes
                auth=auth,
                data=data,
                timeout=(CONNECT, READ),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return Answer(
                    answer.status_code,
                    {name.lower(): value for name, value in answer.headers.items()},
                    self._body(answer, until),
                )

        try:
            return within(self.deadline, ask)
        except TimeoutError:
            raise Unreachable("no answer within the deadline", TOO_LATE) from None
        except PrivateAddress:
            raise Unreachable("it leads to a private network", NO_ADDRESS, permanent=True) from None
        except requests.exceptions.SSLError as error:
            raise Unreachable(f"no safe connection: {type(error).__name__}", NO_CERTIFICATE) from None
        except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
            raise Unreachable(f"the connection broke: {type(error).__name__}") from None

    def _check(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError:
            raise Unreachable("its address is none", NO_ADDRESS, permanent=True) from None
        schemes = ("http", "https") if self.private else ("https",)
        if parts.scheme not in schemes or not parts.hostname or parts.username or parts.password:
            raise Unreachable("its address is not of the kind that is asked", NO_ADDRESS, permanent=True)

    def _body(self, answer: requests.Response, until: float) -> bytes:
        body = bytearray()
        while chunk := answer.raw.read(CHUNK, decode_content=False):
            body += chunk
            if len(body) > self.largest:
                raise Unreachable("its answer is too big", TOO_BIG)
            if time.monotonic() > until:
                raise TimeoutError
        return bytes(body)


class _Watching:
    """Looks at whom a connection reached, and hangs up on a private one."""

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        if not is_public(made.getpeername()[0]):
            made.close()
            raise PrivateAddress
        return made


class _Plain(_Watching, HTTPConnection):
    pass


class _Secure(_Watching, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Guarded(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

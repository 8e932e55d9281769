"""Files that the shop sends: the provider fetches them from us, at an address that opens for some hours.

Providers bring no credentials, so the address itself is the key: signed, and of no use once it is over.
A message names such a file by its number here, "own:12"; where it is becomes known when it is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

SCHEME = "own:"
PATH = "/media/"
# Twilio, "Message resource", ValidityPeriod: so long may a message wait there, which fetches when it goes.
OPEN_FOR = timedelta(hours=10)


class NotOpen(Exception):
    """The address was never given, or its time is over."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class OwnMedia:
    """`base` is PUBLIC_URL."""

    base: str
    secret_key: str
    clock: Callable[[], datetime] = _utc_now

    def address(self, url: str) -> str:
        """Where the provider fetches it; an address that is not ours stays as it is."""
        if not url.startswith(SCHEME):
            return url
        until = int((self.clock() + OPEN_FOR).timestamp())
        return f"{self.base}{PATH}{self._signer.dumps([int(url.removeprefix(SCHEME)), until])}"

    def number(self, token: str) -> int:
        """Which file that is. Raises NotOpen."""
        try:
            number, until = self._signer.loads(token)
        except BadSignature:
            raise NotOpen from None
        if self.clock().timestamp() >= until:
            raise NotOpen
        return int(number)

    @property
    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret_key, salt="booking_bot:media")

"""How shops sign what they post: an HMAC-SHA256 of the body, with a secret that both sides know.

| system      | header                       | of                   | written as     |
| WooCommerce | X-WC-Webhook-Signature       | the body             | base64         |
| Shopify     | X-Shopify-Hmac-SHA256        | the body             | base64         |
| others      | X-Signature, X-Timestamp     | timestamp "." body   | sha256=<hex>   |

Without a secret nothing is signed: who knows it is empty could sign anything.
"""

import base64
import hashlib
import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import Enum
from hmac import compare_digest, digest

# A copy that was taken on its way is worth nothing after this; clocks differ by less.
SKEW = timedelta(minutes=5)


# What a header of that name holds, "" where there is none; upper and lower case are the same.
Header = Callable[[str], str]


class Verdict(Enum):
    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    STALE = "stale"


def woocommerce(secret: str, raw: bytes, header: Header, now: datetime) -> Verdict:
    """The secret is signed with as it reads, though the shop's database may hold it with entities."""
    given = header("X-WC-Webhook-Signature")
    return _base64({secret, html.unescape(secret)}, raw, given)


def shopify(secret: str, raw: bytes, header: Header, now: datetime) -> Verdict:
    """Newer versions leave the "X-" out."""
    given = header("X-Shopify-Hmac-SHA256") or header("Shopify-Hmac-SHA256")
    return _base64({secret}, raw, given)


def generic(secret: str, raw: bytes, header: Header, now: datetime) -> Verdict:
    """The time is in whole seconds since 1970, and signed along."""
    given, stamp = header("X-Signature").strip(), header("X-Timestamp").strip()
    if not given or not stamp:
        return Verdict.MISSING
    signed = digest(secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256).hex()
    if not secret or not compare_digest(f"sha256={signed}".encode(), given.lower().encode()):
        return Verdict.WRONG
    if not re.fullmatch(r"\d{1,11}", stamp, re.ASCII):
        return Verdict.STALE
    late = abs(datetime.fromtimestamp(int(stamp), UTC) - now) > SKEW
    return Verdict.STALE if late else Verdict.RIGHT


def _base64(secrets: set[str], raw: bytes, given: str) -> Verdict:
    if not given.strip():
        return Verdict.MISSING
    wanted = [base64.b64encode(digest(secret.encode(), raw, hashlib.sha256)) for secret in secrets if secret]
    right = [compare_digest(one, given.strip().encode()) for one in wanted]
    return Verdict.RIGHT if any(right) else Verdict.WRONG

"""The shops that tell of orders: added, changed, and what they sign with and are asked with.

Each has a secret of its own, which is shown once and kept encrypted.
"""

import re
import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col, select

from booking_bot.domain.orders import OrderStatus
from booking_bot.domain.refusals import Refused
from booking_bot.models import ConnectionKind, Order, ShopConnection, ShopEvent, row_id
from booking_bot.services import audit
from booking_bot.services.secrets import Unreadable, seal, unseal
from booking_bot.services.shops import states

# WooCommerce signs with a secret as its database has it: of letters and figures nothing is encoded there.
_SIGNS, _LENGTH = string.ascii_letters + string.digits, 40
LONGEST_NAME = 80
_TWO_KEYS = re.compile(r"ck_\w+:cs_\w+", re.ASCII)
# Those that are asked, too. One that tells nothing by itself has to be.
ASKED = frozenset({ConnectionKind.WOOCOMMERCE, ConnectionKind.PRESTASHOP})
# Whoever sold something every few days and is silent for so long has probably stopped telling.
SILENT_AFTER = timedelta(days=7)
EVENTS = 30


class NoSuchConnection(Refused):
    """There is none with that id, or of that kind."""


class CannotConnect(Refused):
    """`field` is what is wrong with it: "name", "url" or "key"."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class State:
    """A word of the shop's, what it is to us, and what it usually is; `seen`: an order had it."""

    word: str
    status: str
    usual: str
    seen: bool


def add(
    session: Session,
    kind: ConnectionKind,
    name: str,
    *,
    secret_key: str,
    by: str,
    now: datetime,
    url: str = "",
    key: str = "",
    secret: str = "",
    opt_in: bool = False,
) -> tuple[ShopConnection, str]:
    """A new one and its secret, which some shops bring along. Raises CannotConnect."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise CannotConnect("name", "it wants a name to be told apart by")
    if kind is ConnectionKind.PRESTASHOP and not (url and key):
        raise CannotConnect(
            "key" if url else "url", "PrestaShop is asked, and wants both an address and a key"
        )
    row = ShopConnection(kind=kind, name=name, secret="", opt_in=opt_in, created_at=now)
    session.add(row)
    session.flush()
    _keep_way(row, url, key, secret_key)
    made = _keep_secret(row, secret, secret_key)
    audit.record(session, by, "shop.added", row_id(row), now=now)
    return row, made


def find(session: Session, connection_id: int, *kinds: ConnectionKind) -> ShopConnection:
    """Raises NoSuchConnection."""
    row = session.get(ShopConnection, connection_id)
    if row is None or (kinds and row.kind not in kinds):
        raise NoSuchConnection(f"there is no such connection {connection_id}")
    return row


def secret_of(row: ShopConnection, secret_key: str) -> str:
    """ "" where it cannot be read any more: then nothing is signed."""
    try:
        return unseal(secret_key, _use(row, "secret"), row.secret)
    except Unreadable:
        return ""


def is_readable(row: ShopConnection, secret_key: str) -> bool:
    """Whether what it signs with and is asked with can still be read: not after another SECRET_KEY."""
    return bool(secret_of(row, secret_key)) and (not row.key or bool(key_of(row, secret_key)))


def key_of(row: ShopConnection, secret_key: str) -> str:
    """ "" where there is none, or it cannot be read any more."""
    try:
        return unseal(secret_key, _use(row, "key"), row.key) if row.key else ""
    except Unreadable:
        return ""


def renew_secret(
    session: Session, connection_id: int, *, secret_key: str, by: str, now: datetime, secret: str = ""
) -> str:
    """Another secret, given or made; the one before is worth nothing from now on. Raises NoSuchConnection."""
    row = find(session, connection_id)
    made = _keep_secret(row, secret, secret_key)
    audit.record(session, by, "shop.secret_renewed", connection_id, now=now)
    return made


def describe(
    session: Session,
    connection_id: int,
    *,
    name: str,
    opt_in: bool,
    url: str,
    key: str,
    secret_key: str,
    by: str,
    now: datetime,
) -> None:
    """Change what it is called and how it is asked; an empty key stays as it was.

    Raises NoSuchConnection, or CannotConnect.
    """
    row = find(session, connection_id)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise CannotConnect("name", "it wants a name to be told apart by")
    if row.kind is ConnectionKind.PRESTASHOP and not url:
        raise CannotConnect("url", "PrestaShop is asked, and wants its address")
    row.name, row.opt_in = name, opt_in
    _keep_way(row, url, key or key_of(row, secret_key), secret_key)
    row.asked_at = row.error = row.error_at = None  # it is asked at once, with what is right now
    audit.record(session, by, "shop.described", connection_id, now=now)


def set_states(
    session: Session, connection_id: int, own: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """What its words are to us, where that is not the usual. Raises NoSuchConnection."""
    row = find(session, connection_id)
    known = {"", *OrderStatus}
    # Of a word whose meaning is guessed from more than itself, what the owner chose is kept whatever it is.
    row.states = {word: status for word, status in own.items() if status in known}
    audit.record(session, by, "shop.states_changed", connection_id, now=now)


def pause(session: Session, connection_id: int, *, by: str, now: datetime) -> None:
    """Orders are kept from now on without a word to anybody. Raises NoSuchConnection."""
    find(session, connection_id).active = False
    audit.record(session, by, "shop.paused", connection_id, now=now)


def resume(session: Session, connection_id: int, *, by: str, now: datetime) -> None:
    """What happened meanwhile is taken over without a word. Raises NoSuchConnection."""
    row = find(session, connection_id)
    row.active, row.asked_at, row.asked_until = True, None, None
    audit.record(session, by, "shop.resumed", connection_id, now=now)


def listing(session: Session) -> Sequence[ShopConnection]:
    return session.exec(select(ShopConnection).order_by(col(ShopConnection.id))).all()


def is_silent(row: ShopConnection, now: datetime) -> bool:
    """Whether it has told nothing for so long that somebody should look."""
    answered = row.asked_until if row.error is None else None
    last = max(one for one in (row.created_at, row.heard_at, answered) if one)
    return row.active and now - last > SILENT_AFTER


def states_of(session: Session, row: ShopConnection) -> list[State]:
    """The words that are usual or were seen, seen ones first."""
    word = col(Order.shop_status)
    mine = select(Order.shop_status).where(col(Order.connection_id) == row.id, word.is_not(None)).distinct()
    seen = {one for one in session.exec(mine) if one}
    usual = states.KINDS[row.kind].states
    words = sorted(seen) + [one for one in {**usual, **row.states} if one not in seen]
    return [
        State(one, row.states.get(one, states.usual(row.kind, one)), states.usual(row.kind, one), one in seen)
        for one in words
    ]


def events_of(session: Session, connection_id: int) -> Sequence[ShopEvent]:
    """The last things it told, the newest first."""
    mine = select(ShopEvent).where(col(ShopEvent.connection_id) == connection_id)
    return session.exec(mine.order_by(col(ShopEvent.id).desc()).limit(EVENTS)).all()


def faults(session: Session) -> dict[int, int]:
    """By connection, how many of its tellings could not be understood."""
    many = (
        select(ShopEvent.connection_id, sa.func.count())
        .where(col(ShopEvent.error).is_not(None))
        .group_by(col(ShopEvent.connection_id))
    )
    return dict(session.exec(many).all())


def address_of(text: str) -> str:
    """Where a shop is, without a slash at its end. Raises CannotConnect."""
    bare = text.strip().rstrip("/")
    try:
        parts = urlsplit(bare if "://" in bare else f"https://{bare}")
        whole = parts.scheme == "https" and parts.hostname and "." in parts.hostname and not parts.username
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment:
        raise CannotConnect("url", "this is not the address of a shop, such as https://shop.example.com")
    return parts.geturl()


def _keep_way(row: ShopConnection, url: str, key: str, secret_key: str) -> None:
    row.url = address_of(url) if url.strip() else None
    if row.kind is ConnectionKind.WOOCOMMERCE and key and not _TWO_KEYS.fullmatch(key.strip()):
        raise CannotConnect("key", "WooCommerce has two keys, written with a colon: ck_…:cs_…")
    row.key = seal(secret_key, _use(row, "key"), key.strip()) if key.strip() else None


def _keep_secret(row: ShopConnection, secret: str, secret_key: str) -> str:
    made = secret.strip() or "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    row.secret = seal(secret_key, _use(row, "secret"), made)
    return made


def _use(row: ShopConnection, what: str) -> str:
    return f"shop:{row_id(row)}:{what}"

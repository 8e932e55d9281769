"""What shops post to us: orders, signed, each connection with a secret of its own.

What came is stored and the answer given at once; the worker understands it after. Answers are JSON.

| status | when |
| ---    | --- |
| 200    | stored, known already, of no concern, or a ping |
| 401    | there is no signature |
| 403    | the signature is wrong, or too old |
| 404    | there is no such connection of that kind |
| 413    | the body is longer than a megabyte |
| 422    | of the form of our own: a field is wrong |
| 503    | no business is loaded yet |
"""

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from booking_bot.channels import shop_signatures
from booking_bot.channels.shop_signatures import Header, Verdict
from booking_bot.models import ConnectionKind, ShopConnection, row_id
from booking_bot.services.place import NoBusiness, place_of
from booking_bot.services.shops import connections, events, states
from booking_bot.services.shops.connections import NoSuchConnection
from booking_bot.services.shops.told import Place, Unreadable, moment
from booking_bot.wiring import wiring

log = logging.getLogger(__name__)

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")

LONGEST = 1024 * 1024  # bytes
SELDOM = timedelta(minutes=1)
LONGEST_HEADER = 100  # characters of one that is kept
UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Sender:
    """What to make of a request of that kind; `delivery` is the same text for the same thing said again."""

    is_signed: Callable[[str, bytes, Header, datetime], Verdict]
    topic: Callable[[Header], str]
    delivery: Callable[[Header, bytes], str]
    told_at: str = ""  # the header with the shop's own time
    checked: bool = False  # whoever wrote the program wants to know at once what is wrong


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b".".join(parts)).hexdigest()[:32]


def _woocommerce_delivery(header: Header, raw: bytes) -> str:
    # Its id is made of the webhook and the second: two orders of one second share it.
    return f"{header('X-WC-Webhook-Delivery-ID')[:LONGEST_HEADER]}.{_digest(raw)}"


def _shopify_delivery(header: Header, raw: bytes) -> str:
    return header("X-Shopify-Webhook-Id")[:LONGEST_HEADER] or _digest(raw)


SENDERS: dict[ConnectionKind, Sender] = {
    ConnectionKind.WOOCOMMERCE: Sender(
        shop_signatures.woocommerce,
        lambda header: header("X-WC-Webhook-Topic") or "order.updated",
        _woocommerce_delivery,
    ),
    ConnectionKind.SHOPIFY: Sender(
        shop_signatures.shopify,
        lambda header: header("X-Shopify-Topic") or "orders/updated",
        _shopify_delivery,
        told_at="X-Shopify-Triggered-At",
    ),
    ConnectionKind.GENERIC: Sender(
        shop_signatures.generic,
        lambda header: "order",
        lambda header, raw: _digest(header("X-Timestamp").encode(), raw),
        checked=True,
    ),
}
# How a connection of that kind is called in its address.
NAMES = {"woocommerce": ConnectionKind.WOOCOMMERCE, "shopify": ConnectionKind.SHOPIFY,
         "orders": ConnectionKind.GENERIC}  # fmt: skip
# Sent, unsigned, when a webhook is saved; without a 200 it is not.
PING = re.compile(rb"webhook_id=\d+")


def path_of(kind: ConnectionKind, connection_id: int) -> str | None:
    """Where it posts to; None for a kind that posts nothing."""
    name = next((name for name, one in NAMES.items() if one is kind), None)
    return f"{blueprint.url_prefix}/{name}/{connection_id}" if name else None


@blueprint.post("/<any(woocommerce, shopify, orders):name>/<int(max=999999999):connection_id>")
def receive(name: str, connection_id: int) -> Response | tuple[Response, int]:
    """The body is read as it came, before anything parses it: that is what was signed."""
    request.max_content_length = LONGEST
    raw = request.get_data(cache=True)
    parts, kind, now = wiring(), NAMES[name], wiring().clock()
    sender, secret_key = SENDERS[kind], parts.settings.secret_key.get_secret_value()
    with parts.database.reading() as session:
        row = connections.find(session, connection_id, kind)
        business = place_of(session)
    if kind is ConnectionKind.WOOCOMMERCE and PING.fullmatch(raw.strip()):
        _hear(row, now)
        return _answer("pong")
    verdict = sender.is_signed(connections.secret_of(row, secret_key), raw, _header, now)
    if verdict is not Verdict.RIGHT:
        log.warning("%s refused: the signature is %s", request.path, verdict.value)
        if row.error != _TOLD.get(verdict, row.error):
            with parts.database.transaction() as session:
                events.refuse(session, connection_id, _TOLD[verdict], now)
        return _problem(*_REFUSALS[verdict])
    topic = sender.topic(_header)[:LONGEST_HEADER]
    if not topic.startswith(states.KINDS[kind].topics):
        _hear(row, now)
        return _answer("ignored")
    body = raw.decode("utf-8", "replace").replace("\0", "")
    if sender.checked:
        states.KINDS[kind].read(events.payload_of(body), topic, Place(business.country, business.zone, "EUR"))
    is_new = _store(connection_id, sender.delivery(_header, raw), topic, body, sender.told_at)
    return _answer("received" if is_new else "known")


def _store(connection_id: int, delivery_id: str, topic: str, body: str, told_at: str) -> bool:
    """Whether it was new; then the worker is nudged."""
    parts = wiring()
    with parts.database.transaction(pressing=True) as session:
        is_new = events.receive(
            session,
            connections.find(session, connection_id),
            delivery_id=delivery_id,
            topic=topic,
            body=body,
            told_at=moment(_header(told_at), UTC) if told_at else None,
            now=parts.clock(),
        )
    if is_new:
        parts.wake()
    return is_new


@blueprint.errorhandler(NoSuchConnection)
def unknown(_error: NoSuchConnection) -> tuple[Response, int]:
    return _problem(404, "There is no such connection.")


@blueprint.errorhandler(Unreadable)
def unreadable(error: Unreadable) -> tuple[Response, int]:
    return _problem(422, str(error))


@blueprint.errorhandler(NoBusiness)
def no_business(_error: NoBusiness) -> tuple[Response, int]:
    return _problem(503, "No business is loaded yet.")


@blueprint.errorhandler(HTTPException)
def failed(error: HTTPException) -> tuple[Response, int]:
    return _problem(error.code or 500, error.description or "")


_REFUSALS = {
    Verdict.MISSING: (401, "The request is not signed."),
    Verdict.WRONG: (403, "The signature does not fit the body and the secret of this connection."),
    Verdict.STALE: (403, "X-Timestamp is more than five minutes away from now."),
}
# What the owner is told of it, so that a secret copied wrong is seen.
_TOLD = {Verdict.WRONG: events.NO_SIGNATURE, Verdict.STALE: events.CLOCK}


def _problem(status: int, detail: str) -> tuple[Response, int]:
    return jsonify(status=status, detail=detail), status


def _header(name: str) -> str:
    return request.headers.get(name, "")


def _answer(status: str) -> Response:
    return jsonify(status=status)


def _hear(row: ShopConnection, now: datetime) -> None:
    """Now and then: anybody may ping, and nobody is to keep the database busy by it."""
    if row.heard_at is None or now - row.heard_at > SELDOM:
        with wiring().database.transaction() as session:
            events.hear(connections.find(session, row_id(row)), now)

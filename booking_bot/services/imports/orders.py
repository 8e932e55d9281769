"""Orders from a shop's own list: one line each. Nobody is told of what is brought in."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.models import ConsentSource, ImportKind, Order
from booking_bot.services import introductions
from booking_bot.services.imports.columns import spoken, statuses
from booking_bot.services.imports.line import Done, Outcome, Row, Setting
from booking_bot.services.imports.values import Fault, cell, cents, email, line, moment, name, phone
from booking_bot.services.orders import finding, storing

LONGEST_NUMBER = 40
_STATUSES = {word: OrderStatus(state) for word, state in statuses(ImportKind.ORDERS).items()}
_BETWEEN_ITEMS = re.compile(r"[;|\n]")
_ITEM = re.compile(r"(?:(\d{1,4})\s*[x×*]\s+)?(.+)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_OUTCOME = {(True, True): Outcome.MADE, (False, True): Outcome.CHANGED, (False, False): Outcome.SAME}


def read(row: Row, setting: Setting) -> OrderDraft:
    """Raises Fault."""
    number = line(row["number"])
    if not number:
        raise Fault("Falta el número del pedido.")
    if len(number) > LONGEST_NUMBER:
        raise Fault("El número del pedido es demasiado largo.")
    address = line(row["tracking_url"])
    if address and not _ADDRESS.fullmatch(address):
        raise Fault("El enlace de seguimiento tiene que empezar por https://.")
    total = cents(row["total"], setting.currency)
    return OrderDraft(
        number=number,
        status=_status(line(row["status"])),
        phone=phone(row["phone"], setting.country),
        name=name(row["name"], row["surname"]) or None,
        email=email(row["email"]),
        items=_items(cell(row["items"])),
        total_cents=total,
        currency=None if total is None else setting.currency,
        tracking_url=address or None,
        tracking_number=line(row["tracking_number"]) or None,
        note=cell(row["note"]) or None,
        updated_at=moment(row["date"], "" if ":" in row["date"] else "0:00", setting.zone)
        if line(row["date"])
        else None,
    )


def put(session: Session, draft: OrderDraft, _number: int, setting: Setting) -> Done:
    known = finding.find(session, draft.number)
    if known is not None and draft.items is not None and _names(draft.items) == _kept(known):
        draft = replace(draft, items=None)  # those that are kept may have prices
    stored = storing.put(session, draft, by=setting.by, now=setting.now, notify=False)
    order = stored.order
    if setting.opt_in and draft.phone and order.customer_id is not None:
        introductions.vouch(session, order.customer_id, ConsentSource.IMPORT, now=setting.now)
    return Done(
        _OUTCOME[stored.made, stored.made or stored.moved or stored.changed],
        f"Pedido {order.number}" + (f" de {draft.name}" if draft.name else ""),
    )


def _status(said: str) -> OrderStatus | None:
    if not said:
        return None
    # WooCommerce's own files say "wc-processing".
    found = _STATUSES.get(spoken(said).removeprefix("wc "))
    if found is None:
        known = "recibido, en preparación, listo, enviado, entregado, cancelado o reembolsado"
        raise Fault(f"No sé qué estado es «{said[:40]}». Puede ser {known}.")
    return found


def _items(text: str) -> tuple[Item, ...] | None:
    found = [_ITEM.fullmatch(line(one)) for one in _BETWEEN_ITEMS.split(text) if line(one)]
    return tuple(Item(one[2], int(one[1] or 1), None) for one in found if one) or None


def _names(items: Sequence[Item]) -> list[tuple[str, int]]:
    return [(one.name, one.quantity) for one in items]


def _kept(order: Order) -> list[tuple[str, int]]:
    return [(one["name"], one["quantity"]) for one in order.items]

"""An order written down by hand, for who has no shop on the web."""

import re
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session, select
from werkzeug.wrappers import Response

from booking_bot.domain import money
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus
from booking_bot.models import Business, row_id
from booking_bot.services.diary import visitors
from booking_bot.services.diary.visitors import UnknownPhone, Visitor
from booking_bot.services.inbox import people
from booking_bot.services.orders import finding, storing
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.customers import NOT_A_PHONE
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

NEW = "nuevo"
WHO = "Escribe de quién es: su nombre o su teléfono."
NUMBER = "Ponle un número al pedido."
TAKEN = "Ya hay un pedido con ese número."
TOTAL = "El total es una cantidad, por ejemplo 24,90."
LONGEST_ITEMS = 2000
_ITEM = re.compile(r"^(?:(\d{1,4})\s*(?:x|×|uds?\.?|unidades(?: de)?)?\s+)?(.*\S)", re.IGNORECASE)


class _Taken(Exception):
    """The number is that of another order; nothing of the form may stay."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form says so far; `picked` is a customer's id, NEW, or nothing yet."""

    number: str
    query: str
    phone: str
    picked: str
    items: str
    total: str
    note: str
    ready: bool
    consents: bool

    @classmethod
    def read(cls, number: str) -> "Draft":
        told = request.values
        return cls(
            number=" ".join(told.get("numero", number).split())[: storing.LONGEST_NUMBER],
            query=" ".join(told.get("quien", "").split())[: visitors.LONGEST_NAME],
            phone=told.get("telefono", "").strip()[:30],
            picked=told.get("cliente", ""),
            items=told.get("que", "")[:LONGEST_ITEMS],
            total=told.get("total", "").strip()[:20],
            note=told.get("nota", "").strip()[: storing.LONGEST_NOTE],
            ready="listo" in told,
            consents="aviso" in told,
        )

    @property
    def customer_id(self) -> int | None:
        return int(self.picked) if self.picked.isdecimal() and len(self.picked) < 10 else None

    @property
    def visitor(self) -> Visitor:
        if self.customer_id is not None:
            return Visitor(self.customer_id, consents=self.consents)
        written = self.query if _is_number(self.query) else ""
        return Visitor(
            name="" if written else self.query, phone=self.phone or written, consents=self.consents
        )


@blueprint.get("/pedidos/nuevo")
@staff_too
def new_order() -> str:
    with wiring().database.reading() as looking:
        return _page(looking, Draft.read(finding.next_number(looking)))


@blueprint.post("/pedidos/nuevo")
@staff_too
def add_order() -> str | Response | tuple[str, int]:
    draft = Draft.read("")
    with wiring().database.reading() as looking:
        if request.form.get("accion") != "apuntar":  # only looking who that is
            return _page(looking, draft)
        if fault := _fault(looking, draft):
            return _page(looking, draft, fault=fault), 422
        country = place_of(looking).country
        if not draft.picked and visitors.find(looking, draft.query, country=country):
            return _page(looking, draft, choose=True), 409
    try:
        with wiring().database.transaction() as writing:
            number = _write_down(writing, draft, country)
    except UnknownPhone:
        with wiring().database.reading() as looking:
            return _page(looking, draft, fault=NOT_A_PHONE), 422
    except _Taken:
        with wiring().database.reading() as looking:
            return _page(looking, draft, fault=TAKEN), 422
    flash("Pedido apuntado.")
    wiring().wake()
    return redirect(url_for("admin.order", order_id=number), 303)


def items_of(text: str) -> tuple[Item, ...]:
    """One a line, "2 Champú", "3x Peine" or just "Peine"."""
    found = (_ITEM.match(line.strip()) for line in text.splitlines())
    return tuple(Item(one[2], int(one[1] or 1), None) for one in found if one)


def _write_down(writing: Session, draft: Draft, country: str) -> int:
    """Its id. Raises UnknownPhone, and _Taken where somebody else wrote that number down since we looked."""
    at, by = now(), actor()
    stored = storing.put(
        writing,
        _told(writing, draft),
        customer_id=visitors.settle(writing, draft.visitor, country=country, by=by, now=at),
        by=by,
        now=at,
    )
    if not stored.made:
        raise _Taken
    return row_id(stored.order)


def _told(writing: Session, draft: Draft) -> OrderDraft:
    return OrderDraft(
        draft.number,
        OrderStatus.READY if draft.ready else OrderStatus.RECEIVED,
        items=items_of(draft.items),
        total_cents=_cents(writing, draft.total) if draft.total else None,
        note=draft.note,
    )


def _fault(looking: Session, draft: Draft) -> str | None:
    """The first thing that is missing or wrong."""
    if not draft.number:
        return NUMBER
    if finding.find(looking, draft.number) is not None:
        return TAKEN
    if not (draft.query or draft.phone or draft.customer_id):
        return WHO
    try:
        _cents(looking, draft.total or "0")
    except ValueError:
        return TOTAL
    return None


def _cents(looking: Session, written: str) -> int:
    """Raises ValueError."""
    currency = looking.exec(select(Business.currency)).one()
    return money.parse(written.replace(",", ".").removesuffix("€").strip(), currency)


def _page(looking: Session, draft: Draft, *, fault: str = "", choose: bool = False) -> str:
    place = place_of(looking)
    known = people(looking, [draft.customer_id]).get(draft.customer_id) if draft.customer_id else None
    look_for = draft.query and draft.customer_id is None
    return render_template(
        "admin/order_new.html",
        draft=draft,
        known=known,
        found=visitors.find(looking, draft.query, country=place.country) if look_for else [],
        fault=fault,
        choose=choose,
        now=now(),
        zone=place.zone,
    )


def _is_number(text: str) -> bool:
    return sum(letter.isdecimal() for letter in text) >= 6 and not any(letter.isalpha() for letter in text)

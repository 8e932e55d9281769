"""`GET /orders`, `GET/PUT/PATCH /orders/{number}`: orders of a shop that has no connection of its own."""

from collections.abc import Sequence
from typing import Annotated, Any

from flask import Response
from pydantic import AfterValidator, Field, StrictBool, StrictInt, field_validator
from sqlmodel import Session, col, select

from booking_bot.domain import money
from booking_bot.domain.links import LONGEST as LONGEST_LINK
from booking_bot.domain.links import followable
from booking_bot.domain.orders import Item, OrderDraft, OrderStatus, number_key
from booking_bot.domain.phones import NotAPhone
from booking_bot.models import Business, Order, row_id
from booking_bot.services import order_list
from booking_bot.services.objects import order as shown
from booking_bot.services.orders import changing, finding, storing
from booking_bot.services.orders.storing import LONGEST_NUMBER, LONGEST_TEXT, MOST_ITEMS
from booking_bot.services.place import Place, place_of
from booking_bot.web.api.auth import actor
from booking_bot.web.api.identities import filter_by, parse_phone
from booking_bot.web.api.inputs import NUL, Input, one_line, read_body, read_query
from booking_bot.web.api.paging import Paged, page
from booking_bot.web.api.problems import answer, not_found, wrong
from booking_bot.wiring import wiring

LIST = "orders"


def link(text: str) -> str:
    if text and not followable(text):
        raise ValueError("must be an address that begins with https:// or http://")
    return text


Link = Annotated[str, Field(max_length=LONGEST_LINK), AfterValidator(link)]
Amount = Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,3})?$")]


class Filters(Paged):
    phone: str | None = None
    status: OrderStatus | None = None


class Buyer(Input):
    phone: str | None = None
    name: Annotated[str, Field(max_length=100), AfterValidator(one_line)] | None = None
    opt_in: StrictBool = False


class Line(Input):
    name: Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(one_line)]
    quantity: StrictInt = Field(default=1, ge=1, le=1_000_000)
    price: Amount | None = None


class OrderTold(Input):
    """The body of a PUT: what is left out, or null, stays as it is known."""

    number: str | None = Field(default=None, max_length=LONGEST_NUMBER)
    customer: Buyer | None = None
    status: OrderStatus | None = None
    items: list[Line] | None = Field(default=None, max_length=MOST_ITEMS)
    total: Amount | None = None
    currency: str | None = Field(default=None, description="ISO 4217; without it the shop's own.")
    tracking_url: Link | None = None

    @field_validator("currency")
    @classmethod
    def known(cls, currency: str | None) -> str | None:
        if currency is not None and currency not in money.DECIMALS:
            raise ValueError("must be a currency of ISO 4217, such as EUR")
        return currency


class OrderChange(Input):
    """The body of a PATCH: what is left out stays; an empty link takes the link away."""

    status: OrderStatus | None = None
    tracking_url: Link | None = None


def index() -> Response:
    query = read_query(Filters)
    after = query.after(LIST)
    with wiring().database.reading() as session:
        place = place_of(session)
        found = order_list.page(
            session,
            identity=filter_by(query.phone, place.country),
            status=query.status,
            after=after[0] if after else None,
            limit=query.limit + 1,
        )
    return page(
        LIST, found, query.limit, key=lambda one: [one.id], show=lambda one: shown.of(one, place.zone)
    )


def show(number: str) -> Response:
    with wiring().database.reading() as session:
        return answer(_read(session, row_id(_find(session, number)), place_of(session)))


def replace(number: str) -> Response:
    """PUT: make it, or take over what is said of it; what would take it back changes nothing."""
    told = read_body(OrderTold)
    _check_number(number, told.number)
    now = wiring().clock()
    with wiring().database.transaction() as session:
        place = place_of(session)
        draft = _draft(session, number, told, place)
        stored = storing.put(session, draft, by=actor(), now=now)
        body = _read(session, row_id(stored.order), place)
    wiring().wake()
    return answer(body, 201 if stored.made else 200)


def update(number: str) -> Response:
    wanted = read_body(OrderChange)
    now = wiring().clock()
    with wiring().database.transaction() as session:
        place = place_of(session)
        order = _find(session, number, lock=True)
        status = wanted.status or order.status
        changing.move(session, row_id(order), status, by=actor(), now=now, tracking_url=wanted.tracking_url)
        body = _read(session, row_id(order), place)
    wiring().wake()
    return answer(body)


def _check_number(number: str, said: str | None) -> None:
    if NUL in number or not number.strip() or len(number) > LONGEST_NUMBER:
        raise wrong({"number": f"must have 1 to {LONGEST_NUMBER} characters"})
    if said is not None and number_key(said) != number_key(number):
        raise wrong({"number": "is another than in the address"})


def _find(session: Session, number: str, *, lock: bool = False) -> Order:
    order = finding.find(session, number, lock=lock) if NUL not in number else None
    if order is None:
        raise not_found("order")
    return order


def _read(session: Session, order_id: int, place: Place) -> dict[str, Any]:
    found = shown.find(session, order_id, place.zone)
    if found is None:
        raise not_found("order")
    return found.to_json()


def _draft(session: Session, number: str, told: OrderTold, place: Place) -> OrderDraft:
    known = finding.find(session, number)
    currency = told.currency or (
        known.currency if known else session.exec(select(col(Business.currency))).one()
    )
    buyer = told.customer or Buyer()
    return OrderDraft(
        number=number,
        status=told.status,
        phone=_phone(buyer.phone, place.country),
        name=buyer.name,
        items=_items(told.items, currency),
        total_cents=_cents(told.total, currency, "total"),
        currency=told.currency,
        tracking_url=told.tracking_url,
        opt_in=buyer.opt_in or None,
    )


def _items(lines: Sequence[Line] | None, currency: str) -> tuple[Item, ...] | None:
    if lines is None:
        return None
    return tuple(
        Item(line.name, line.quantity, _cents(line.price, currency, f"items.{row}.price"))
        for row, line in enumerate(lines)
    )


def _phone(text: str | None, country: str) -> str | None:
    if not text:
        return None
    try:
        return parse_phone(text, country)
    except NotAPhone as error:
        raise wrong({"customer.phone": str(error)}) from None


def _cents(text: str | None, currency: str, field: str) -> int | None:
    if text is None:
        return None
    try:
        return money.parse(text, currency)
    except ValueError as error:
        raise wrong({field: str(error)}) from None

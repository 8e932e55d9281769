"""WooCommerce: its orders as the REST API (v3) writes them, which its webhooks send too.

    {"id": 727, "number": "727", "status": "processing", "currency": "USD", "total": "29.35",
     "date_modified_gmt": "2017-03-22T19:28:08", "customer_note": "",
     "billing": {"first_name": "John", "last_name": "Doe", "country": "US",
                 "email": "john.doe@example.com", "phone": "(555) 555-5555"},
     "shipping": {"first_name": "John", "city": "San Francisco"},
     "line_items": [{"id": 315, "name": "Woo Single #1", "quantity": 2, "total": "6.00", "price": 3}],
     "meta_data": []}

Of a deleted one there is only {"id": 727}. Plug-ins add states of their own, with and without "wc-" before.
"""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from booking_bot.domain.orders import Item, OrderDraft
from booking_bot.services.shops import values
from booking_bot.services.shops.told import Kind, Payload, Place, Told, Unreadable, moment

PREFIX = "wc-"
UTC = ZoneInfo("UTC")
DELETED = "La tienda ha borrado este pedido."
FAILED = "El pago ha fallado."
# An unfinished purchase; nobody has ordered anything.
DRAFTS = frozenset({"checkout-draft", "auto-draft", "draft", "new"})

STATES = {
    "pending": "",  # waits for the payment, which seldom comes
    "on-hold": "received",
    "processing": "received",
    "ready-for-pickup": "ready",
    "completed": "delivered",
    "cancelled": "cancelled",
    "refunded": "refunded",
    "failed": "",
    "trash": "",
    # Of plug-ins
    "preparing": "preparing",
    "packing": "preparing",
    "shipped": "shipped",
    "partial-shipped": "preparing",
    "out-for-delivery": "shipped",
    "driver-assigned": "shipped",
    "delivered": "delivered",
}
# Plug-ins for shipments: the key under which they keep a list, and what they call link and number in it.
_LINKS = ("custom_tracking_link", "tracking_link", "ast_tracking_link")
_TRACKING = {"_wc_shipment_tracking_items": (_LINKS, "tracking_number")}
# Others keep one value under a key.
_TRACKING_URLS = frozenset({"_tracking_url", "tracking_url", "_tracking_link", "ywot_tracking_url"})
_TRACKING_NUMBERS = frozenset({"_tracking_number", "tracking_number", "ywot_tracking_code"})


def read(payload: Payload, topic: str, place: Place) -> Told | None:
    external_id = values.clean(payload.get("id"))
    if not external_id:
        raise Unreadable("the order has no id")
    if "status" not in payload:
        if "line_items" in payload:
            raise Unreadable("the order has no status")
        gone = OrderDraft(number="", status=None, external_id=external_id, problem=DELETED)
        return Told(gone, state=None)
    state = values.clean(payload["status"]).lower().removeprefix(PREFIX)
    if state in DRAFTS:
        return None
    billing, shipping = values.part(payload.get("billing")), values.part(payload.get("shipping"))
    code = values.currency(payload.get("currency"), place.currency)
    url, number = _tracking(payload)
    draft = OrderDraft(
        number=values.clean(payload.get("number")) or external_id,
        status=None,
        phone=values.phone(
            ((one.get("phone"), one.get("country")) for one in (billing, shipping)), place.country
        ),
        name=values.full_name(billing) or values.full_name(shipping) or None,
        email=values.clean(billing.get("email")) or None,
        items=tuple(
            _item(one, code, with_tax=payload.get("prices_include_tax") is True)
            for one in values.rows(payload.get("line_items"))
        ),
        total_cents=values.cents(payload.get("total"), code),
        currency=code,
        tracking_url=url,
        tracking_number=number,
        note=values.clean(payload.get("customer_note"), 1000) or None,
        problem=FAILED if state == "failed" else "",
        external_id=external_id,
        shop_status=state,
        updated_at=moment(payload.get("date_modified_gmt"), UTC)
        or moment(payload.get("date_modified"), place.zone),
    )
    return Told(draft, state=state)


def _item(line: dict[str, Any], code: str, *, with_tax: bool) -> Item:
    """WooCommerce's own price of one is without tax, though the shop shows its prices with it."""
    price = line.get("price")
    if with_tax or price is None:
        tax = str(line.get("total_tax") or 0) if with_tax else "0"
        try:
            price = (Decimal(str(line.get("total"))) + Decimal(tax)) / values.quantity(line.get("quantity"))
        except ArithmeticError:
            price = None
    return values.item(line.get("name"), line.get("quantity"), price, code)


def _tracking(payload: Payload) -> tuple[str | None, str | None]:
    """Where the parcel is, by one of the plug-ins; the last one sent, where there are several."""
    url = number = None
    for meta in values.rows(payload.get("meta_data")):
        key, value = str(meta.get("key")), meta.get("value")
        if key in _TRACKING:
            links, code = _TRACKING[key]
            for one in values.rows(value):
                url = next((found for name in links if (found := values.link(one.get(name)))), url)
                number = values.clean(one.get(code)) or number
        elif key in _TRACKING_URLS:
            url = values.link(value) or url
        elif key in _TRACKING_NUMBERS:
            number = values.clean(value) or number
    return url, number


KIND = Kind(read, STATES, topics=("order.",))

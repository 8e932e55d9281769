"""Shopify: its orders and fulfilments as its webhooks send them.

    {"id": 820982911946154508, "name": "#9999", "test": true, "updated_at": "2019-06-04T13:53:06-04:00",
     "cancelled_at": null, "currency": "USD", "total_price": "403.00", "financial_status": "paid",
     "fulfillment_status": null, "phone": null, "contact_email": "jon@doe.ca",
     "line_items": [{"title": "IPod Nano - 8GB", "quantity": 1, "price": "199.00"}],
     "shipping_address": {"first_name": "Steve", "phone": "555-555-SHIP", "country_code": "US"},
     "customer": {"first_name": "John", "phone": null}, "fulfillments": []}

An order has no one word for its state; the one that tells most is taken: a cancellation, what the carrier
says of the parcel, how much of it is fulfilled, and only then how it stands with the money.
"""

from typing import Any

from booking_bot.domain.orders import OrderDraft
from booking_bot.services.shops import values
from booking_bot.services.shops.told import Kind, Payload, Place, Told, Unreadable, moment

STATES = {
    "cancelled": "cancelled",
    "refunded": "refunded",
    # Money
    "pending": "received",
    "authorized": "received",
    "partially_paid": "received",
    "paid": "received",
    "partially_refunded": "",
    "voided": "",
    "expired": "",
    # How much is fulfilled
    "partial": "preparing",
    "restocked": "",
    "fulfilled": "shipped",
    # The parcel
    "label_printed": "preparing",
    "label_purchased": "preparing",
    "confirmed": "preparing",
    "carrier_picked_up": "shipped",
    "in_transit": "shipped",
    "out_for_delivery": "shipped",
    "attempted_delivery": "",
    "delayed": "",
    "failure": "",
    "ready_for_pickup": "ready",
    "picked_up": "delivered",
    "delivered": "delivered",
}
PROBLEMS = {
    "voided": "El pago se ha anulado.",
    "expired": "El pago ha caducado.",
    "attempted_delivery": "El transportista no encontró a nadie en casa.",
    "delayed": "El envío va con retraso.",
    "failure": "El transportista no ha podido entregarlo.",
}
_SENT = frozenset({"success", "fulfilled"})


def read(payload: Payload, topic: str, place: Place) -> Told | None:
    if topic.startswith("fulfillments/") or "order_id" in payload:
        return _fulfilment(payload, place)
    external_id = values.clean(payload.get("id"))
    if not external_id:
        raise Unreadable("the order has no id")
    if topic == "orders/delete" or "line_items" not in payload:
        return None
    address, customer = values.part(payload.get("shipping_address")), values.part(payload.get("customer"))
    billing = values.part(payload.get("billing_address"))
    country = address.get("country_code") or billing.get("country_code")
    code = values.currency(payload.get("currency"), place.currency)
    sent = [one for one in values.rows(payload.get("fulfillments")) if one.get("status") in _SENT]
    url, number = _tracking(sent[-1]) if sent else (None, None)
    state = _state(payload, sent)
    draft = OrderDraft(
        number=values.clean(payload.get("name")) or values.clean(payload.get("order_number")) or external_id,
        status=None,
        phone=values.phone(
            (
                (address.get("phone"), country),
                (payload.get("phone"), country),
                (customer.get("phone"), country),
                (billing.get("phone"), billing.get("country_code")),
            ),
            place.country,
        ),
        name=values.full_name(customer) or values.full_name(address) or values.full_name(billing) or None,
        email=values.clean(payload.get("contact_email") or payload.get("email")) or None,
        items=tuple(
            values.item(one.get("title") or one.get("name"), one.get("quantity"), one.get("price"), code)
            for one in values.rows(payload.get("line_items"))
        ),
        total_cents=values.cents(payload.get("total_price"), code),
        currency=code,
        tracking_url=url,
        tracking_number=number,
        note=values.clean(payload.get("note"), 1000) or None,
        problem=PROBLEMS.get(state, ""),
        external_id=external_id,
        shop_status=state,
        updated_at=moment(payload.get("updated_at"), place.zone),
    )
    return Told(draft, state=state, test=bool(payload.get("test")))


def _state(payload: Payload, sent: list[dict[str, Any]]) -> str:
    money = values.clean(payload.get("financial_status")).lower()
    if payload.get("cancelled_at"):
        return "cancelled"
    if money in {"refunded", "voided", "expired"}:
        return money
    parcel = values.clean(sent[-1].get("shipment_status")).lower() if sent else ""
    fulfilled = values.clean(payload.get("fulfillment_status")).lower()
    # As long as a part is still to come, the parcel that arrived is not the order.
    if parcel and fulfilled != "partial":
        return parcel
    return (fulfilled if fulfilled not in {"", "unfulfilled", "null"} else money) or "pending"


def _fulfilment(payload: Payload, place: Place) -> Told | None:
    """One parcel of an order; other things that name one say nothing of their own."""
    external_id, status = values.clean(payload.get("order_id")), values.clean(payload.get("status"))
    if not external_id or "tracking_number" not in payload:
        return None
    state = values.clean(payload.get("shipment_status")).lower() or ("fulfilled" if status in _SENT else None)
    url, number = _tracking(payload)
    draft = OrderDraft(
        number="",
        status=None,
        tracking_url=url,
        tracking_number=number,
        problem=PROBLEMS.get(state or "", ""),
        external_id=external_id,
        shop_status=state,
        updated_at=moment(payload.get("updated_at"), place.zone),
    )
    return Told(draft, state=state)


def _tracking(parcel: Payload) -> tuple[str | None, str | None]:
    links = [parcel.get("tracking_url"), *(parcel.get("tracking_urls") or [])]
    numbers = [parcel.get("tracking_number"), *(parcel.get("tracking_numbers") or [])]
    return (
        next((found for one in links if (found := values.link(one))), None),
        next((found for one in numbers if (found := values.clean(one))), None),
    )


KIND = Kind(read, STATES, topics=("orders/", "fulfillments/"))

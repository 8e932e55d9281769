"""Any other system, in a form of our own: ten fields, of which only number and status are needed.

    {"number": "A-1041", "status": "ready", "phone": "600 111 222", "name": "Ana Ruiz",
     "items": [{"name": "Tarta de queso", "quantity": 1, "price": "24.50"}],
     "total": "24.50", "currency": "EUR", "tracking_url": "https://…",
     "updated_at": "2026-11-23T10:15:00+01:00", "opt_in": true}

What is left out stays as it was. An order is known again by its number.
"""

from booking_bot.domain.orders import OrderDraft, OrderStatus
from booking_bot.services.shops import values
from booking_bot.services.shops.told import Kind, Payload, Place, Told, Unreadable, moment

STATES = {
    **{status.value: status.value for status in OrderStatus},
    "paid": "received",
    "ready_pickup": "ready",
    "out_for_delivery": "shipped",
    "payment_failed": "",
    "problem": "",
}
PROBLEMS = {"payment_failed": "El pago ha fallado.", "problem": "La tienda avisa de un problema."}


def read(payload: Payload, topic: str, place: Place) -> Told | None:
    number, state = values.clean(payload.get("number")), values.clean(payload.get("status")).lower()
    if not number or not state:
        raise Unreadable("number and status are needed")
    code = values.currency(payload.get("currency"), place.currency)
    total, url = payload.get("total"), payload.get("tracking_url")
    items, at, opt_in = payload.get("items"), payload.get("updated_at"), payload.get("opt_in")
    draft = OrderDraft(
        number=number,
        status=None,
        phone=values.phone([(payload.get("phone"), "")], place.country),
        name=values.clean(payload.get("name")) or None,
        items=None
        if items is None
        else tuple(
            values.item(one.get("name"), one.get("quantity", 1), one.get("price"), code)
            for one in values.rows(items)
        ),
        total_cents=values.cents(total, code),
        currency=code if total is not None or "currency" in payload else None,
        tracking_url=values.link(url),
        problem=PROBLEMS.get(state, ""),
        external_id=number,
        shop_status=state,
        updated_at=moment(at, place.zone),
        opt_in=opt_in if isinstance(opt_in, bool) else None,
    )
    if at is not None and draft.updated_at is None:
        raise Unreadable("updated_at is no time such as 2026-11-23T10:15:00+01:00")
    if total is not None and draft.total_cents is None:
        raise Unreadable("total is no amount such as 24.50")
    return Told(draft, state=state)


KIND = Kind(read, STATES, topics=("",))

"""PrestaShop: what its web service says of an order, put together from several answers.

    {"order": {"id": 5, "reference": "XKBKNABJK", "current_state": "3", "total_paid_tax_incl": "58.66",
               "date_upd": "2026-11-23 10:15:00", "shipping_number": "",
               "associations": {"order_rows": [{"product_name": "Taza", "product_quantity": "2",
                                                "unit_price_tax_incl": "12.90"}]}},
     "address": {"phone_mobile": "600111222", "phone": "", "firstname": "Ana", "lastname": "Ruiz"},
     "customer": {"firstname": "Ana", "lastname": "Ruiz", "email": "ana@example.com"},
     "carrier": {"tracking_number": "PK123"},
     "state": {"name": "En preparación", "paid": "1", "shipped": "0", "delivery": "1", "template": "…"},
     "country": "ES", "currency": "EUR"}

The numbers of its states differ from shop to shop, and owners add their own: they are told apart by their
flags, and where those are the same, by template and name. Its times are by the shop's clock.
"""

import unicodedata
from typing import Any

from booking_bot.domain.orders import OrderDraft
from booking_bot.services.shops import values
from booking_bot.services.shops.told import Kind, Payload, Place, Told, Unreadable, moment

# By the beginnings of words in template or name, the first that fits; "" says nothing to a customer.
_WORDS = (
    ("", ("payment_error", "error", "fallid")),
    ("refunded", ("refund", "reembols", "devuel", "devol")),
    ("cancelled", ("order_canceled", "cancel", "anulad")),
)
# "Out for delivery" and "No entregado" have not arrived, and "Listo para enviar" is not to be fetched.
_ARRIVED = ("delivered", "entregad", "entregue", "livre", "consegnat")
_NOT_ARRIVED = ("no entreg", "not deliver", "undeliver", "non livre", "nao entreg", "non consegn")
_TO_FETCH = ("pickup", "recog", "listo", "ready")
_TO_SEND = ("enviar", "envio", "despach", "ship", "transport", "mensajer")
_ON_DELIVERY = ("cashondelivery", "cod", "contra reembolso", "contrareembolso")
FAILED = "El pago ha fallado."


def read(payload: Payload, topic: str, place: Place) -> Told | None:
    order = values.part(payload.get("order"))
    external_id, reference = values.clean(order.get("id")), values.clean(order.get("reference"))
    if not external_id:
        raise Unreadable("the order has no id")
    address, customer = values.part(payload.get("address")), values.part(payload.get("customer"))
    state = values.part(payload.get("state"))
    code = values.currency(payload.get("currency"), place.currency)
    lines = values.part(order.get("associations")).get("order_rows")
    carrier = values.part(payload.get("carrier"))
    word = values.clean(state.get("name")) or values.clean(order.get("current_state"))
    guess = guess_of(state)
    draft = OrderDraft(
        number=reference or external_id,
        status=None,
        phone=values.phone(
            ((address.get(name), payload.get("country")) for name in ("phone_mobile", "phone")), place.country
        ),
        name=values.full_name(customer) or values.full_name(address) or None,
        email=values.clean(customer.get("email")) or None,
        items=tuple(
            values.item(
                one.get("product_name"), one.get("product_quantity"), one.get("unit_price_tax_incl"), code
            )
            for one in values.rows(lines)
        ),
        total_cents=values.cents(order.get("total_paid_tax_incl"), code),
        currency=code,
        tracking_number=values.clean(carrier.get("tracking_number") or order.get("shipping_number")) or None,
        problem=FAILED if state.get("template") == "payment_error" else "",
        external_id=external_id,
        shop_status=word,
        updated_at=moment(order.get("date_upd"), place.zone),
    )
    return Told(draft, state=word, guess=guess)


def guess_of(state: dict[str, Any]) -> str:
    """What one of its states is to us, by what it is set to do."""
    words = _plain(f"{state.get('template') or ''} {state.get('name') or ''}")
    on_delivery = any(one in words for one in _ON_DELIVERY)
    for status, beginnings in () if on_delivery else _WORDS:
        if any(one in words for one in beginnings):
            return status
    if _flag(state, "shipped"):
        arrived = any(one in words for one in _ARRIVED) and not any(one in words for one in _NOT_ARRIVED)
        return "delivered" if arrived else "shipped"
    if any(one in words for one in _TO_FETCH) and not any(one in words for one in _TO_SEND):
        return "ready"
    if _flag(state, "paid") and _flag(state, "delivery"):
        return "preparing"
    return "received" if _flag(state, "paid") or on_delivery else ""


def _flag(state: dict[str, Any], name: str) -> bool:
    return str(state.get(name) or "0") not in {"0", "", "false", "False"}


def _plain(text: object) -> str:
    """Small letters without accents."""
    bare = unicodedata.normalize("NFKD", values.clean(text)).casefold()
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


KIND = Kind(read, {}, topics=("",))

"""What shops really send, shortened."""

import json
from typing import Any

WOO: dict[str, Any] = {
    "id": 727, "number": "727", "order_key": "wc_order_58d2d042d1d", "status": "processing",
    "currency": "EUR", "date_created_gmt": "2026-11-23T08:28:02", "date_modified_gmt": "2026-11-23T08:28:08",
    "total": "29.35", "customer_id": 0, "customer_note": "Sin lazo,\n por favor",
    "billing": {"first_name": "Ana", "last_name": "Ruiz", "country": "ES", "email": "ana@example.com",
                "phone": "600 11 12 22"},
    "shipping": {"first_name": "Ana", "city": "Madrid", "postcode": "28013"},
    "payment_method_title": "Transferencia", "date_paid_gmt": "2026-11-23T08:28:08",
    "line_items": [{"id": 315, "name": "Taza &ndash; azul", "product_id": 93, "quantity": 2,
                    "total": "19.35", "price": 9.675, "sku": ""}],
    "shipping_lines": [{"method_title": "Mensajero", "method_id": "flat_rate", "total": "10.00"}],
    "refunds": [], "meta_data": [],
}  # fmt: skip

SHOPIFY: dict[str, Any] = {
    "id": 820982911946154508, "name": "#9999", "order_number": 1234, "test": False,
    "created_at": "2026-11-23T09:53:06+01:00", "updated_at": "2026-11-23T09:55:06+01:00",
    "cancelled_at": None, "currency": "EUR", "total_price": "403.00", "financial_status": "paid",
    "fulfillment_status": None, "phone": None, "contact_email": "jon@example.com", "customer_locale": "es",
    "order_status_url": "https://apple.myshopify.com/690933842/orders/123456abcd/authenticate?key=abcdefg",
    "line_items": [{"id": 866550311766439020, "title": "IPod Nano - 8GB", "quantity": 1, "price": "199.00"}],
    "shipping_address": {"first_name": "Steve", "phone": "600 111 333", "country_code": "ES"},
    "customer": {"id": 115310627314723954, "first_name": "John", "phone": None},
    "fulfillments": [], "refunds": [],
}  # fmt: skip

FULFILMENT: dict[str, Any] = {
    "id": 1069019887, "order_id": 820982911946154508, "status": "success", "tracking_company": "TNT",
    "shipment_status": None, "tracking_number": "123456789", "tracking_numbers": ["123456789"],
    "tracking_url": "https://www.tnt.com/track?n=123456789", "name": "#9999.1",
    "updated_at": "2026-11-23T10:55:06+01:00", "line_items": [],
}  # fmt: skip

PRESTASHOP: dict[str, Any] = {
    "order": {
        "id": 5, "reference": "XKBKNABJK", "current_state": "3", "id_customer": "1",
        "id_address_delivery": "4", "id_currency": "1", "payment": "Transferencia",
        "total_paid_tax_incl": "58.660000", "date_upd": "2026-11-23 09:15:00", "valid": "1",
        "shipping_number": "",
        "associations": {"order_rows": [{"product_name": "Taza", "product_quantity": "2",
                                         "unit_price_tax_incl": "12.900000"}]},
    },
    "address": {"id": 4, "phone_mobile": "", "phone": "600111444", "firstname": "Ana", "lastname": "Ruiz"},
    "customer": {"id": 1, "firstname": "Ana", "lastname": "Ruiz", "email": "ana@example.com"},
    "carrier": {"id": 5, "id_order": "5", "tracking_number": "PK123"},
    "state": {"id": 3, "name": "Preparación en curso", "template": "preparation", "paid": "1", "shipped": "0",
              "delivery": "1", "logable": "1", "deleted": "0"},
    "country": "ES", "currency": "EUR",
}  # fmt: skip

GENERIC: dict[str, Any] = {
    "number": "A-1041", "status": "ready", "phone": "600 111 555", "name": "Ana Ruiz",
    "items": [{"name": "Tarta de queso", "quantity": 1, "price": "24.50"}], "total": "24.50",
    "currency": "EUR", "tracking_url": None, "updated_at": "2026-11-23T10:15:00+01:00", "opt_in": True,
}  # fmt: skip


def raw(payload: dict[str, Any]) -> bytes:
    return json.dumps(payload).encode()

"""What the pages say of shops that tell of orders: how each is connected, and how it is with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking_bot.domain.orders import OrderStatus
from booking_bot.models import ConnectionKind, ShopConnection
from booking_bot.services.shops import connections
from booking_bot.web.words import since


@dataclass(frozen=True, slots=True)
class Kind:
    """`telling`: how it is made to tell by itself; `asking`: how it is made to answer.

    `given`: the shop makes the secret, and it is pasted here.
    """

    title: str
    blurb: str
    telling: Sequence[str] = ()
    asking: Sequence[str] = ()
    given: str = ""


KINDS: Mapping[ConnectionKind, Kind] = {
    ConnectionKind.WOOCOMMERCE: Kind(
        "WooCommerce",
        "Tiendas hechas con WordPress.",
        telling=(
            "En tu WordPress, entra en WooCommerce, Ajustes, Avanzado, Webhooks, y pulsa «Añadir webhook».",
            "Estado: Activo. Tema: Pedido creado.",
            "URL de entrega y Secreto: los de aquí. Versión de la API: WP REST API v3.",
            "Guarda, y repítelo con el tema «Pedido actualizado».",
        ),
        asking=(
            "En WooCommerce, Ajustes, Avanzado, REST API, pulsa «Añadir clave», con permiso de lectura.",
            "Pega aquí las dos claves juntas, con dos puntos en medio: ck_…:cs_…",
        ),
    ),
    ConnectionKind.SHOPIFY: Kind(
        "Shopify",
        "Tiendas de Shopify.",
        telling=(
            "En Shopify, entra en Configuración, Notificaciones, Webhooks, y pulsa «Crear webhook».",
            "Evento: Creación de pedido. Formato: JSON. URL: la de aquí.",
            "Repítelo con «Actualización de pedido» y «Creación de preparación» (fulfillment).",
            "Debajo de la lista, Shopify enseña la clave con la que firma: pégala aquí.",
        ),
        given="La clave con la que firma Shopify",
    ),
    ConnectionKind.PRESTASHOP: Kind(
        "PrestaShop",
        "Tiendas de PrestaShop; le preguntamos nosotros cada tres minutos.",
        asking=(
            "En PrestaShop, entra en Parámetros avanzados, Webservice, y actívalo.",
            "Pulsa «Añadir nueva clave», genera una, y marca «Ver (GET)» en: orders, order_states, "
            "order_carriers, addresses, customers, countries y currencies.",
            "Pega aquí la dirección de la tienda y esa clave.",
        ),
    ),
    ConnectionKind.GENERIC: Kind(
        "Otro programa",
        "Un programa a medida, una caja o un automatismo que sepa llamar a una dirección.",
        telling=(
            "Dale a quien lo programe la dirección y el secreto de aquí.",
            "Por cada cambio de un pedido, manda un POST con número y estado, firmado; "
            "la documentación explica cómo.",
        ),
    ),
}
# What is asked as well, so that nothing is lost while the shop's telling fails.
ALSO_ASKED = frozenset({ConnectionKind.WOOCOMMERCE})

EXAMPLE = """\
{"number": "A-1041", "status": "ready",
 "phone": "+34600111222", "name": "Ana Ruiz",
 "items": [{"name": "Tarta de queso", "quantity": 1, "price": "24.50"}],
 "total": "24.50", "currency": "EUR",
 "tracking_url": null,
 "updated_at": "2026-11-23T10:15:00+01:00",
 "opt_in": true}"""

STATUS = {
    OrderStatus.RECEIVED: "Recibido",
    OrderStatus.PREPARING: "En preparación",
    OrderStatus.READY: "Listo para recoger",
    OrderStatus.SHIPPED: "Enviado",
    OrderStatus.DELIVERED: "Entregado",
    OrderStatus.CANCELLED: "Cancelado",
    OrderStatus.REFUNDED: "Reembolsado",
}
NO_STATUS = "No cambia nada"
# How a shop's own pages call a state; of others its word has to do.
WORDS: Mapping[ConnectionKind, Mapping[str, str]] = {
    ConnectionKind.WOOCOMMERCE: {
        "pending": "Pendiente de pago",
        "on-hold": "En espera",
        "processing": "Procesando",
        "ready-for-pickup": "Listo para recoger",
        "completed": "Completado",
        "cancelled": "Cancelado",
        "refunded": "Reembolsado",
        "failed": "Fallido",
        "trash": "En la papelera",
    },
    ConnectionKind.SHOPIFY: {
        "pending": "Pago pendiente",
        "authorized": "Pago autorizado",
        "paid": "Pagado",
        "partially_refunded": "Reembolsado en parte",
        "voided": "Pago anulado",
        "partial": "Preparado en parte",
        "fulfilled": "Preparado",
        "in_transit": "En tránsito",
        "out_for_delivery": "En reparto",
        "attempted_delivery": "Intento de entrega",
        "ready_for_pickup": "Listo para la recogida",
        "picked_up": "Recogido",
        "delivered": "Entregado",
        "cancelled": "Cancelado",
        "refunded": "Reembolsado",
    },
    ConnectionKind.GENERIC: {status.value: title for status, title in STATUS.items()},
}

FAULTS = {
    "name": "Ponle un nombre, para distinguirla.",
    "url": "Escribe la dirección de la tienda, como https://tutienda.com.",
    "key": "Pega la clave tal como sale en la tienda.",
}


@dataclass(frozen=True, slots=True)
class Health:
    """`bad`: somebody should look."""

    sentence: str
    bad: bool = False


def health(row: ShopConnection, secret_key: str, now: datetime) -> Health:
    """How it is with it, in a sentence."""
    if not connections.is_readable(row, secret_key):
        return Health(
            "Lo guardado de esta tienda ya no se puede leer: pon otra vez su secreto y su clave.", bad=True
        )
    if not row.active:
        return Health("En pausa: lo que llega se guarda sin avisar a nadie.")
    if row.error:
        ago = f" ({since(row.error_at, now)})" if row.error_at else ""
        return Health(f"{row.error}{ago}", bad=True)
    if connections.is_silent(row, now):
        last = (
            f"El último aviso llegó {since(row.heard_at, now)}"
            if row.heard_at
            else "No ha llegado nunca nada"
        )
        return Health(f"{last}. Mira en la tienda si el webhook sigue activo.", bad=True)
    if row.heard_at:
        return Health(f"Último aviso {since(row.heard_at, now)}.")
    if row.asked_until:
        return Health(f"Preguntada {since(row.asked_until, now)}; sin pedidos nuevos.")
    return Health("Aún no ha llegado nada.")

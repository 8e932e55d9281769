"""The tables that can be taken away: a statement each, read in parts, and what its columns are called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import col

from booking_bot.domain.appointments import Status
from booking_bot.domain.orders import OrderStatus
from booking_bot.models import (
    Appointment,
    Business,
    Consent,
    ConsentKind,
    Conversation,
    Customer,
    CustomerTag,
    Delivery,
    Direction,
    Identity,
    IdentityKind,
    Message,
    MessageKind,
    Order,
    Outbox,
    Rating,
    Resource,
    ResourceKind,
    Service,
    ServiceStaff,
    Source,
)
from booking_bot.services.exports.values import (
    CLOCK,
    DAY,
    LENGTH,
    LIST,
    MOMENT,
    MONEY,
    NUMBER,
    TEXT,
    TRUTH,
    Kind,
    words,
)


class Column(NamedTuple):
    """`key` is its name for programs; `of` takes the value from the row, which has it by that key."""

    key: str
    title: str
    kind: Kind = TEXT
    of: Callable[[Any], Any] | None = None

    def value(self, row: Any) -> Any:
        return self.of(row) if self.of else getattr(row, self.key)


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    blurb: str
    query: sa.Select[Any]
    columns: Sequence[Column]


_STATUS = words(
    {
        Status.REQUESTED: "Por aceptar",
        Status.BOOKED: "Reservada",
        Status.CONFIRMED: "Confirmada",
        Status.CANCELLED: "Anulada",
        Status.COMPLETED: "Atendida",
        Status.NO_SHOW: "No vino",
    }
)
_SOURCE = words(
    {Source.BOT: "WhatsApp", Source.OWNER: "A mano", Source.API: "Otro programa", Source.IMPORT: "Importada"}
)
_ORDER = words(
    {
        OrderStatus.RECEIVED: "Recibido",
        OrderStatus.PREPARING: "En preparación",
        OrderStatus.READY: "Listo",
        OrderStatus.SHIPPED: "Enviado",
        OrderStatus.DELIVERED: "Entregado",
        OrderStatus.CANCELLED: "Cancelado",
        OrderStatus.REFUNDED: "Reembolsado",
    }
)
_DIRECTION = words({Direction.IN: "Del cliente", Direction.OUT: "Del negocio"})
_KIND = words(
    {
        MessageKind.REPLY: "Respuesta del bot",
        MessageKind.REMINDER: "Recordatorio",
        MessageKind.SURVEY: "Encuesta",
        MessageKind.ORDER: "Pedido",
        MessageKind.MANUAL: "Escrito a mano",
        MessageKind.WAITLIST: "Hueco libre",
        MessageKind.NOTICE: "Aviso",
        MessageKind.RECALL: "Le toca volver",
    }
)
_DELIVERY = words(
    {
        Delivery.QUEUED: "En cola",
        Delivery.SENDING: "Enviando",
        Delivery.UNKNOWN: "No se sabe",
        Delivery.ACCEPTED: "Enviado",
        Delivery.SENT: "Enviado",
        Delivery.DELIVERED: "Entregado",
        Delivery.READ: "Leído",
        Delivery.FAILED: "No se pudo enviar",
        Delivery.UNDELIVERED: "No se pudo entregar",
        Delivery.EXPIRED: "Caducó",
        Delivery.CANCELLED: "No se envió",
    }
)


def _identity(kind: IdentityKind) -> Any:
    return (
        sa.select(sa.func.min(col(Identity.value)))
        .where(col(Identity.customer_id) == col(Customer.id), col(Identity.kind) == kind)
        .scalar_subquery()
    )


def _said(kind: ConsentKind) -> Any:
    return (
        sa.select(col(Consent.granted))
        .where(col(Consent.customer_id) == col(Customer.id), col(Consent.kind) == kind)
        .order_by(col(Consent.id).desc())
        .limit(1)
        .scalar_subquery()
    )


def _joined(column: Any, *theirs: Any) -> Any:
    return sa.select(sa.func.aggregate_strings(column, ", ")).where(*theirs).scalar_subquery()


_PHONE: Any = _identity(IdentityKind.PHONE).label("phone")
_NAME: Any = col(Customer.name).label("name")
_CURRENCY = sa.select(col(Business.currency)).limit(1).scalar_subquery().label("currency")
_WHO = (Column("name", "Nombre"), Column("phone", "Teléfono"))


def _price(key: str) -> Callable[[Any], Any]:
    return lambda row: (getattr(row, key), row.currency)


def _items(row: Any) -> str:
    return "; ".join(f"{one['quantity']} x {one['name']}" for one in row.items_)


_CUSTOMERS = Table(
    "Clientes",
    "Nombre, teléfono, notas, etiquetas y si quieren mensajes.",
    sa.select(
        _NAME,
        _PHONE,
        _identity(IdentityKind.WHATSAPP_ID).label("whatsapp_id"),
        col(Customer.email),
        col(Customer.note),
        col(Customer.allergies),
        _joined(col(CustomerTag.tag), col(CustomerTag.customer_id) == col(Customer.id)).label("tags"),
        _said(ConsentKind.SERVICE).label("opt_in"),
        _said(ConsentKind.OFFERS).label("offers"),
        col(Customer.blocked),
        col(Customer.personal),
        col(Customer.created_at),
    ).order_by(col(Customer.id)),
    (
        *_WHO,
        Column("email", "Correo"),
        Column("note", "Nota"),
        Column("allergies", "Alergias"),
        Column("tags", "Etiquetas"),
        Column("opt_in", "Quiere avisos", TRUTH),
        Column("offers", "Quiere encuestas y ofertas", TRUTH),
        Column("blocked", "Bloqueado", TRUTH),
        Column("personal", "Contacto personal", TRUTH),
        Column("whatsapp_id", "Id de WhatsApp"),
        Column("created_at", "Desde", MOMENT),
    ),
)
_APPOINTMENTS = Table(
    "Citas",
    "Todas, las pasadas y las que vienen, con su servicio y quién las atiende.",
    sa.select(
        col(Appointment.id),
        col(Appointment.starts_at).label("start"),
        col(Appointment.ends_at).label("end"),
        col(Service.name).label("service"),
        col(Resource.name).label("staff"),
        _NAME,
        _PHONE,
        col(Appointment.beneficiary),
        col(Appointment.subject),
        col(Appointment.status),
        col(Appointment.source),
        col(Appointment.note),
        col(Appointment.price_cents),
        col(Appointment.created_at),
        _CURRENCY,
    )
    .join(Service, col(Appointment.service_id) == col(Service.id))
    .join(Resource, col(Appointment.staff_id) == col(Resource.id))
    .join(Customer, col(Appointment.customer_id) == col(Customer.id))
    .order_by(col(Appointment.starts_at), col(Appointment.id)),
    (
        Column("start", "Fecha", DAY),
        Column("time", "Hora", CLOCK, lambda row: row.start),
        Column("end", "Hasta", CLOCK),
        Column("service", "Servicio"),
        Column("staff", "Con quién"),
        *_WHO,
        Column("beneficiary", "Para quién"),
        Column("subject", "Para qué"),
        Column("status", "Estado", _STATUS),
        Column("price", "Precio", MONEY, _price("price_cents")),
        Column("note", "Nota"),
        Column("source", "Apuntada por", _SOURCE),
        Column("created_at", "Apuntada el", MOMENT),
        Column("id", "Número", NUMBER),
    ),
)
_ORDERS = Table(
    "Pedidos",
    "Número, estado, artículos, total y seguimiento.",
    sa.select(
        col(Order.number),
        col(Order.status),
        _NAME,
        _PHONE,
        col(Order.items).label("items_"),
        col(Order.total_cents),
        col(Order.currency),
        col(Order.tracking_url),
        col(Order.tracking_number),
        col(Order.note),
        col(Order.created_at),
        col(Order.updated_at),
    )
    .outerjoin(Customer, col(Order.customer_id) == col(Customer.id))
    .order_by(col(Order.id)),
    (
        Column("number", "Pedido"),
        Column("status", "Estado", _ORDER),
        Column("name", "Cliente"),
        Column("phone", "Teléfono"),
        Column("items", "Artículos", TEXT, _items),
        Column("total", "Total", MONEY, _price("total_cents")),
        Column("currency", "Moneda"),
        Column("tracking_url", "Enlace de seguimiento"),
        Column("tracking_number", "Número de seguimiento"),
        Column("note", "Nota"),
        Column("created_at", "Creado", MOMENT),
        Column("updated_at", "Fecha del cambio", MOMENT),
    ),
)
_MESSAGES = Table(
    "Mensajes",
    "Todo lo que se ha dicho con cada cliente, con la transcripción de los audios.",
    sa.select(
        col(Message.id),
        col(Message.at),
        col(Message.direction),
        _NAME,
        _PHONE,
        col(Message.kind),
        col(Message.body),
        col(Message.transcript),
        col(Outbox.status),
        col(Outbox.error),
    )
    .join(Conversation, col(Message.conversation_id) == col(Conversation.id))
    .join(Customer, col(Conversation.customer_id) == col(Customer.id))
    .outerjoin(Outbox, col(Outbox.message_id) == col(Message.id))
    .where(col(Message.kind) != MessageKind.STAFF)  # what the shop's own people were told of all this
    .order_by(col(Message.id)),
    (
        Column("at", "Fecha", MOMENT),
        Column("direction", "De quién", _DIRECTION),
        *_WHO,
        Column("kind", "Tipo", _KIND),
        Column("body", "Texto"),
        Column("transcript", "Transcripción"),
        Column("status", "Envío", _DELIVERY),
        Column("error", "Por qué no salió"),
        Column("id", "Número", NUMBER),
    ),
)
_RATINGS = Table(
    "Opiniones",
    "La nota de cada visita y lo que dijeron.",
    sa.select(
        col(Rating.at),
        col(Rating.rating),
        col(Rating.comment),
        _NAME,
        _PHONE,
        col(Service.name).label("service"),
        col(Resource.name).label("staff"),
        col(Appointment.starts_at).label("start"),
    )
    .join(Appointment, col(Rating.appointment_id) == col(Appointment.id))
    .join(Service, col(Appointment.service_id) == col(Service.id))
    .join(Resource, col(Appointment.staff_id) == col(Resource.id))
    .join(Customer, col(Appointment.customer_id) == col(Customer.id))
    .order_by(col(Rating.id)),
    (
        Column("at", "Fecha", MOMENT),
        Column("rating", "Nota", NUMBER),
        Column("comment", "Comentario"),
        *_WHO,
        Column("service", "Servicio"),
        Column("staff", "Con quién"),
        Column("start", "Visita", MOMENT),
    ),
)
_SERVICES = Table(
    "Servicios",
    "Lo que se ofrece, cuánto dura, qué cuesta y quién lo hace.",
    sa.select(
        col(Service.slug).label("id"),
        col(Service.name),
        col(Service.length),
        col(Service.price_cents),
        _CURRENCY,
        col(Service.aliases),
        _joined(
            col(Resource.name),
            col(ServiceStaff.staff_id) == col(Resource.id),
            col(ServiceStaff.service_id) == col(Service.id),
        ).label("staff"),
        col(Service.preparation),
        col(Service.active),
    ).order_by(col(Service.position), col(Service.id)),
    (
        Column("name", "Servicio"),
        Column("length", "Minutos", LENGTH),
        Column("price", "Precio", MONEY, _price("price_cents")),
        Column("staff", "Quién lo hace"),
        Column("aliases", "También se llama", LIST),
        Column("preparation", "Preparación"),
        Column("active", "Se ofrece", TRUTH),
        Column("id", "Id"),
    ),
)
_STAFF = Table(
    "Personal",
    "Quién trabaja aquí y qué hace.",
    sa.select(
        col(Resource.slug).label("id"),
        col(Resource.name),
        col(Resource.phone),
        _joined(
            col(Service.name),
            col(ServiceStaff.service_id) == col(Service.id),
            col(ServiceStaff.staff_id) == col(Resource.id),
        ).label("services"),
        col(Resource.active),
    )
    .where(col(Resource.kind) == ResourceKind.STAFF)
    .order_by(col(Resource.position), col(Resource.id)),
    (
        Column("name", "Nombre"),
        Column("phone", "Teléfono"),
        Column("services", "Qué hace"),
        Column("active", "Trabaja aquí", TRUTH),
        Column("id", "Id"),
    ),
)
# By the name of the file.
TABLES = {
    "clientes": _CUSTOMERS,
    "citas": _APPOINTMENTS,
    "pedidos": _ORDERS,
    "mensajes": _MESSAGES,
    "opiniones": _RATINGS,
    "servicios": _SERVICES,
    "personal": _STAFF,
}

"""Where one can go: four tabs, and what lies behind the last of them.

A page of settings is one line of `PAGES`. A line whose view does not exist, or is not for whoever looks, is
not shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import request
from flask_login import current_user

from booking_bot.web.admin.roles import may_use


@dataclass(frozen=True, slots=True)
class Tab:
    """`below` is where its pages lie, but for those that lie nowhere else."""

    endpoint: str
    title: str
    symbol: str
    below: Sequence[str] = ()


TABS = (
    Tab(
        "admin.today", "Hoy", "day",
        ("agenda/", "citas/", "espera/", "pedidos/", "peticiones/", "por-enviar/", "mal-dia/"),
    ),
    Tab("admin.conversations", "Chats", "chat", ("conversaciones/", "archivos/")),
    Tab("admin.customers", "Clientes", "people", ("clientes/", "fijas/")),
    Tab("admin.settings", "Ajustes", "gear"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    endpoint: str
    title: str
    blurb: str


SHOP, MESSAGES, FIGURES, ACCOUNT = "Tu negocio", "Avisos y WhatsApp", "Números", "Cuenta"
PAGES: dict[str, tuple[Page, ...]] = {
    SHOP: (
        Page("admin.shop_hours", "Horario", "Cada semana, festivos y días especiales."),
        Page("admin.all_services", "Servicios", "Qué se ofrece, cuánto dura, qué cuesta y quién lo hace."),
        Page("admin.all_staff", "Personal", "Quién trabaja aquí, su horario y sus ausencias."),
        Page("admin.all_rooms", "Salas y puestos", "Cabinas, sillas o máquinas que ocupa un servicio."),
        Page("admin.all_questions", "Preguntas frecuentes", "Lo que preguntan y lo que contesta el bot."),
        Page("admin.calendars", "Calendarios", "Las citas en el móvil, y los calendarios del personal."),
        Page("admin.orders", "Pedidos", "Lo que te encargan: en qué estado está y qué sabe el cliente."),
        Page("admin.shop_facts", "Datos y reglas", "Dirección, teléfono, y con qué reglas se dan citas."),
    ),
    MESSAGES: (
        Page("admin.shop_notices", "Avisos y textos", "Recordatorios, encuesta, y cómo lo dice el bot."),
        Page("admin.canned_replies", "Respuestas guardadas", "Lo que escribes una y otra vez, con un toque."),
        Page("admin.personal_contacts", "Contactos personales", "A quién el bot no contesta nunca."),
        Page("admin.whatsapp", "WhatsApp", "Conectarlo, probarlo, y el cartel para el escaparate."),
        Page("admin.shop_connections", "Tiendas", "WooCommerce, Shopify o PrestaShop cuentan sus pedidos."),
        Page("admin.other_channels", "SMS y correo", "Por dónde avisar a quien WhatsApp no llega."),
        Page("admin.message_templates", "Plantillas", "Los textos que WhatsApp tiene que aprobar."),
    ),
    FIGURES: (
        Page("admin.reports", "Informes", "Cómo va el negocio: citas, ocupación, opiniones y mensajes."),
        Page("admin.not_understood", "No entendido", "Lo que el bot no entendió, para enseñárselo."),
        Page("admin.costs", "Costes", "Lo que cuestan los mensajes de cada mes."),
    ),
    ACCOUNT: (
        Page("admin.my_account", "Mi cuenta", "Tu nombre, tu contraseña y el segundo paso al entrar."),
        Page("admin.all_accounts", "Cuentas", "Quién puede entrar y qué puede hacer."),
        Page("admin.imports", "Importar", "Trae tu agenda de papel, tus contactos, o lo de otro programa."),
        Page("admin.exports", "Exportar", "Llévate todo lo que hay aquí, en archivos."),
        Page("admin.programs", "Programas", "Unir las citas con tu web, tu caja u otro programa."),
        Page("admin.activity", "Actividad", "Quién hizo qué, y cuándo."),
    ),
}  # fmt: skip


def tabs() -> Iterator[tuple[Tab, bool]]:
    """Those that whoever looks may use, each with whether they are there."""
    here = _tab_of(request.path)
    for tab in TABS:
        if may_use(current_user.role, tab.endpoint):
            yield tab, tab is here


def groups() -> list[tuple[str, list[Page]]]:
    """The pages of settings that whoever looks may use, by group; no group is empty."""
    found = (
        (title, [page for page in pages if may_use(current_user.role, page.endpoint)])
        for title, pages in PAGES.items()
    )
    return [(title, pages) for title, pages in found if pages]


def _tab_of(path: str) -> Tab:
    """Hoy's own address is that of all pages; what no other tab claims is a setting."""
    rest = path.removeprefix("/admin/")
    if not rest:
        return TABS[0]
    return next((tab for tab in TABS if rest.startswith(tuple(tab.below))), TABS[-1])

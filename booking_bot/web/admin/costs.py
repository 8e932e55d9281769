"""Costes: what the messages of a month come to, what is left of the balance, and the shop's own cap."""

from datetime import date, timedelta

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import abort, render_template, request
from sqlmodel import col, select

from booking_bot.models import Business, ChannelName, MessageKind
from booking_bot.services.costs.months import costs_of, sent_between, stretch
from booking_bot.services.costs.rates import MILLION, Category
from booking_bot.services.place import place_of
from booking_bot.services.watching import balance
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.wiring import wiring

CATEGORY = {
    Category.SERVICE: "Texto dentro de las 24 horas",
    Category.UTILITY: "Plantilla de aviso",
    Category.MARKETING: "Plantilla de encuesta u oferta",
}
KINDS = {
    MessageKind.REPLY: "Respuestas",
    MessageKind.REMINDER: "Recordatorios",
    MessageKind.NOTICE: "Avisos",
    MessageKind.MANUAL: "Escritos por ti",
    MessageKind.SURVEY: "Encuestas",
    MessageKind.WAITLIST: "Huecos ofrecidos",
    MessageKind.RECALL: "Toca volver",
    MessageKind.ORDER: "Pedidos",
    MessageKind.STAFF: "Para ti y tu equipo",
}
CHANNELS = {ChannelName.SMS: "SMS", ChannelName.EMAIL: "Correo", ChannelName.HAND: "A mano, desde tu móvil"}
YEARS = range(2000, 2101)
A_RATE, AN_AMOUNT = "0.0000", "0.00"


@blueprint.get("/costes/")
def costs() -> str:
    at = now()
    with wiring().database.reading() as session:
        zone = place_of(session).zone
        today = at.astimezone(zone).date()
        month = _asked_month() or today.replace(day=1)
        _, begin, end = stretch(session, month)
        after = (month + timedelta(days=31)).replace(day=1)
        return render_template(
            "admin/costs.html",
            costs=costs_of(session, month),
            sent=sent_between(session, begin, end),
            cap=session.exec(select(col(Business.monthly_cap))).one(),
            left=balance.left(session),
            before=(month - timedelta(days=1)).replace(day=1),
            after=after if after <= today else None,
            is_current=month == today.replace(day=1),
            category=CATEGORY,
            kinds=KINDS,
            channels=CHANNELS,
            month_name=month_name,
            dollars=dollars,
            rate=rate,
            number=number,
            now=at,
        )


def month_name(month: date) -> str:
    """ "noviembre de 2026"."""
    return format_date(month, "MMMM 'de' y", locale="es")


def dollars(millionths: int) -> str:
    return f"{format_decimal(millionths / MILLION, AN_AMOUNT, locale='es')} $"


def rate(millionths: int) -> str:
    """Some are parts of a cent."""
    return f"{format_decimal(millionths / MILLION, A_RATE, locale='es')} $"


def number(count: int) -> str:
    return format_decimal(count, locale="es")


def _asked_month() -> date | None:
    text = request.args.get("mes")
    if text is None:
        return None
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        abort(404)
    if month.year not in YEARS:
        abort(404)
    return month

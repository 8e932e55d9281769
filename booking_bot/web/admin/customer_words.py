"""How the pages of customers write days: as one says them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.words import clock


@blueprint.app_template_filter()
def month_and_year(day: date) -> str:
    """ "noviembre de 2026"."""
    return format_date(day, "MMMM 'de' y", locale="es")


@blueprint.app_template_filter()
def soon(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "hoy a las 10:00", "mañana a las 10:00", "ayer", "el jueves 26 nov", with the year if not this one."""
    wall, today = at.astimezone(zone), now.astimezone(zone).date()
    if wall.date() - today in (timedelta(0), timedelta(days=1)):
        hour = f"a la{'s' if wall.hour != 1 else ''} {clock(wall)}"
        return f"{'hoy' if wall.date() == today else 'mañana'} {hour}"
    if today - wall.date() == timedelta(days=1):
        return "ayer"
    pattern = "EEEE d MMM" if wall.year == today.year else "d MMM y"
    return f"el {format_date(wall, pattern, locale='es')}"

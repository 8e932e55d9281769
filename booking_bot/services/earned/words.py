"""The five lines, as the owner reads them and may send them on."""

from babel.dates import format_date
from babel.numbers import format_decimal

from booking_bot.dialogue.prices import price
from booking_bot.services.costs.rates import MILLION
from booking_bot.services.earned.comparing import FEWEST, NoShows, Showing
from booking_bot.services.earned.gaps import Gaps
from booking_bot.services.earned.month import Earned, Spent

_LOCALE = "es"


def title(found: Earned) -> str:
    """ "Lo que te ha dado el bot en octubre de 2026"."""
    month = format_date(found.first, "MMMM 'de' y", locale=_LOCALE)
    return f"Lo que te ha dado el bot en {month}{'' if found.is_over else ', hasta hoy'}"


def text(found: Earned) -> str:
    """All of it, to be sent on: no customer stands in it."""
    return "\n".join([title(found), *(f"- {line}" for line in lines(found))])


def lines(found: Earned) -> list[str]:
    return [
        _made(found),
        _while_closed(found),
        _gaps(found.gaps, found),
        _no_shows(found.no_shows),
        _spent(found.spent, found),
    ]


def _made(found: Earned) -> str:
    if not found.made:
        return "Ninguna cita apuntada."
    return f"{_many(found.made, 'cita apuntada', 'citas apuntadas')}: {_of_them(found)} por el bot."


def _of_them(found: Earned) -> str:
    if found.by_bot == found.made:
        return "todas" if found.made > 1 else "una"
    return _number(found.by_bot) if found.by_bot else "ninguna"


def _while_closed(found: Earned) -> str:
    if not found.while_closed:
        return "Ninguna apuntada con el negocio cerrado."
    return f"{_many(found.while_closed, 'cita del bot', 'citas del bot')} con el negocio cerrado."


def _gaps(gaps: Gaps, found: Earned) -> str:
    if not gaps.filled:
        return "Ningún hueco recuperado con la lista de espera."
    told = []
    if gaps.worth:
        worth = price(gaps.worth, found.currency, locale=found.locale)
        told.append(f"{'al menos ' if gaps.at_least else ''}{worth}")
    if gaps.unpriced:
        told.append(_many(gaps.unpriced, "cita sin precio", "citas sin precio"))
    if gaps.moved:
        told.append(_many(gaps.moved, "adelantando otra cita", "adelantando otras citas"))
    what = _many(gaps.filled, "hueco recuperado", "huecos recuperados")
    return f"{what}: {' y '.join(filter(None, (', '.join(told[:-1]), told[-1])))}." if told else f"{what}."


def _no_shows(found: NoShows) -> str:
    now, before = found.now, found.before
    if not now.ended:
        return "Aún no se ha cerrado ninguna cita: no se sabe quién no vino."
    told = f"No vino el {percent(now)} ({_number(now.missed)} de {_number(now.ended)})"
    if before is None:
        return f"{told}; todavía no hay con qué comparar."
    when = "antes del bot"
    if found.since is not None:
        when = f"en {format_date(found.since, 'MMMM', locale=_LOCALE)}, el primer mes completo"
    few = "" if now.ended >= FEWEST else " Son pocas para comparar."
    return f"{told}; {when}, el {percent(before)} ({_number(before.missed)} de {_number(before.ended)}).{few}"


def _spent(spent: Spent, found: Earned) -> str:
    if not spent.sent:
        return f"Ningún mensaje enviado: {price(0, found.currency, locale=found.locale)}."
    all_by_hand = spent.by_hand == spent.sent
    parts = ["a mano" if all_by_hand else f"{_number(spent.by_hand)} a mano"] if spent.by_hand else []
    what = ", ".join([_many(spent.sent, "mensaje", "mensajes"), *parts])
    told = f"{what}: {cost(spent, found)}"
    if spent.amount:
        told += " según las tarifas públicas"
    if spent.unknown:
        told += f", y {_number(spent.unknown)} de tarifa desconocida"
    if spent.by_sms:
        told += f", más {_number(spent.by_sms)} por SMS, que cobra Twilio aparte"
    return f"{told}."


def cost(spent: Spent, found: Earned) -> str:
    """Rates are in dollars; nothing is nothing in whatever money."""
    if not spent.amount:
        return price(0, found.currency, locale=found.locale)
    return f"{format_decimal(spent.amount / MILLION, '#,##0.00', locale=_LOCALE)} dólares"


def percent(showing: Showing) -> str:
    return f"{format_decimal(100 * (showing.share or 0), '0.#', locale=_LOCALE)} %"


def _number(number: int) -> str:
    return format_decimal(number, locale=_LOCALE)


def _many(number: int, one: str, many: str) -> str:
    return f"{_number(number)} {one if number == 1 else many}"

"""What comes from the pages of the first run: hours, services and names, with what is wrong in Spanish."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from booking_bot.domain import money
from booking_bot.domain.opening import WEEKDAYS
from booking_bot.services.file_form import hours, regions
from booking_bot.services.first_run.draft import Line, Plan
from booking_bot.services.first_run.places import SPOTS

Form = MultiDict[str, str]

WORKDAYS = WEEKDAYS[:5]
DAYS = dict(
    zip(WEEKDAYS, ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"), strict=True)
)
SPANS = (1, 2)  # a morning and an afternoon
OWN_LINES = 3
MOST_LINES, MOST_STAFF, MOST_CLOSED = 60, 12, 4
LONGEST, LONGEST_TEXT = 720, 80  # minutes; letters


class Wrong(Exception):
    """What was filled in cannot be; its text is a sentence for the owner."""


@dataclass(frozen=True, slots=True)
class Row:
    """A day, or several that are alike, as the page shows it."""

    key: str
    label: str
    spans: tuple[tuple[str, str], ...]
    closed: bool = False

    @property
    def differs(self) -> bool:
        """Of one of several days that are else alike: whether anything is said of it."""
        return self.closed or any(map(any, self.spans))


class Week(NamedTuple):
    """`days` stand on the page, `others` are days from Monday to Friday that differ."""

    days: tuple[Row, ...]
    others: tuple[Row, ...]

    @property
    def differs(self) -> bool:
        return any(row.differs for row in self.others)


def week_of(plan: Plan) -> Week:
    told = plan.week()
    usual = Counter(tuple(told[day]) for day in WORKDAYS if told[day]).most_common(1)
    alike = list(usual[0][0]) if usual else []
    return Week(
        (
            _row("week", "De lunes a viernes", alike),
            _row("sat", DAYS["sat"], told["sat"]),
            _row("sun", DAYS["sun"], told["sun"]),
        ),
        tuple(
            _row(
                day, DAYS[day], [] if told[day] == alike else told[day], closed=bool(alike) and not told[day]
            )
            for day in WORKDAYS
        ),
    )


def _row(key: str, label: str, told: list[str], *, closed: bool = False) -> Row:
    ends = [(one.partition("-")[0], one.partition("-")[2]) for one in told[: len(SPANS)]]
    return Row(key, label, (*ends, *[("", "")] * (len(SPANS) - len(ends))), closed)


def typed_week(form: Form) -> Week:
    """The page as it was sent, to show it again."""
    keys = [("week", "De lunes a viernes"), ("sat", DAYS["sat"]), ("sun", DAYS["sun"])]
    return Week(
        tuple(_typed(form, *one) for one in keys), tuple(_typed(form, day, DAYS[day]) for day in WORKDAYS)
    )


def _typed(form: Form, key: str, label: str) -> Row:
    spans = tuple(
        (form.get(f"{key}-{number}-desde", ""), form.get(f"{key}-{number}-hasta", "")) for number in SPANS
    )
    return Row(key, label, spans, f"{key}-cierra" in form)


def read_week(form: Form) -> dict[str, list[str]]:
    """Raises Wrong."""
    page = typed_week(form)
    usual, saturday, sunday = map(_spans, page.days)
    told = dict.fromkeys(WORKDAYS, usual) | {"sat": saturday, "sun": sunday}
    for row in page.others:
        if row.closed:
            told[row.key] = []
        elif row.differs:
            told[row.key] = _spans(row)
    if not any(told.values()):
        raise Wrong("Pon al menos un día en que abras.")
    if hours.overlaps_at_midnight(told):
        raise Wrong("Un día cierras después de la hora a la que abres el siguiente.")
    return told


def _spans(row: Row) -> list[str]:
    """Where a day is filled in by halves, which half is missing."""
    found = []
    for start, end in row.spans:
        if bool(start) != bool(end):
            raise Wrong(f"{row.label}: falta la hora {'a la que cierras' if start else 'a la que abres'}.")
        if start:
            found.append(f"{start}-{end}")
    try:
        return hours.day(found)
    except ValueError:
        raise Wrong(
            f"{row.label}: esas horas no cuadran. Mira que una no empiece antes de acabar la otra."
        ) from None


def read_closed(form: Form) -> list[date]:
    """Raises Wrong."""
    try:
        return sorted({date.fromisoformat(one) for one in form.getlist("cerrado")[:MOST_CLOSED] if one})
    except ValueError:
        raise Wrong("Una de las fechas no existe.") from None


def typed_lines(form: Form) -> list[Line]:
    """The services as they were sent, those without a name left out."""
    return list(_lines(form))


def _lines(form: Form) -> Iterator[Line]:
    for number in range(MOST_LINES):
        name = " ".join(form.get(f"nombre-{number}", "").split())[:LONGEST_TEXT]
        if name:
            minutes = form.get(f"minutos-{number}", "").strip()
            yield Line(
                id=form.get(f"id-{number}", ""),
                name=name,
                minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 5 else 0,
                price=form.get(f"precio-{number}", "").strip(),
                offered=f"si-{number}" in form,
            )


def read_lines(form: Form, spot: str) -> list[Line]:
    """Raises Wrong."""
    currency = regions.completed({"country": SPOTS[spot].country})["currency"]
    lines = [one.model_copy(update={"price": _price(one, currency)}) for one in _lines(form)]
    offered = [one for one in lines if one.offered]
    if not offered:
        raise Wrong("Marca al menos un servicio, o escribe uno tuyo.")
    for one in offered:
        if not 1 <= one.minutes <= LONGEST:
            raise Wrong(f"{one.name}: di cuántos minutos dura, hasta {LONGEST}.")
    names = Counter(one.name.casefold() for one in offered)
    for one in offered:
        if names[one.name.casefold()] > 1:
            raise Wrong(f"{one.name} está dos veces.")
    return lines


def _price(line: Line, currency: str) -> str:
    text = line.price.replace("€", "").replace("$", "").replace(" ", "").replace(",", ".")
    whole, dot, rest = text.rpartition(".")
    if dot and len(rest) == 3:  # a point that parts thousands
        text = whole.replace(".", "") + rest
    if not text or not line.offered:
        return text if line.offered else line.price
    try:
        money.parse(text, currency)
    except ValueError:
        raise Wrong(f"{line.name}: escribe el precio con cifras, como 25 o 25,50.") from None
    return text


def read_staff(form: Form) -> list[str]:
    """Raises Wrong."""
    names = [" ".join(one.split())[:LONGEST_TEXT] for one in form.getlist("nombre")[:MOST_STAFF]]
    names = [name for name in names if name]
    if not names:
        raise Wrong("Escribe al menos un nombre, aunque sea el tuyo.")
    if len({name.casefold() for name in names}) < len(names):
        raise Wrong("Dos personas se llaman igual: distínguelas, «Ana P.» y «Ana G.».")
    return names

"""Horario: the week, public holidays, and days on which the shop opens otherwise than usual or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import islice, zip_longest
from typing import Any

from babel.dates import format_date
from flask import render_template, request, url_for
from sqlmodel import Session

from booking_bot.domain import public_holidays
from booking_bot.domain.opening import WEEKDAYS
from booking_bot.domain.walltime import local_day
from booking_bot.services.house.changing import Raw, present
from booking_bot.services.house.parts import Part
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import blueprint, now
from booking_bot.web.admin.shop.saving import Answer, Change, Faults, Refused, Sentences, save
from booking_bot.wiring import wiring

DAYS = dict(
    zip(WEEKDAYS, ("Lunes", "Martes", "Miércoles", "Jueves", "Viernes", "Sábado", "Domingo"), strict=True)
)
SHOWN_HOLIDAYS = 8
HALF = "Falta una de las dos horas."
WRONG_DAY = "Revisa las horas: no pueden pisarse, ni con las del día siguiente."
WRONG_DAYS = "Revisa los días y las horas: el final va después del principio."
Spans = Sequence[tuple[str, str]]


@blueprint.get("/horario/")
def shop_hours() -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {})


@blueprint.post("/horario/semana")
def save_week() -> Answer:
    def edit(raw: Raw) -> None:
        raw["hours"] = week_read()

    return _save(
        Part.HOURS, edit, "Horario guardado.", {("hours", day): (day, WRONG_DAY) for day in WEEKDAYS}
    )


@blueprint.post("/horario/festivos")
def save_holidays() -> Answer:
    closes = "festivos" in request.form

    def edit(raw: Raw) -> None:
        raw["rules"]["holidays"] = closes

    done = "Los festivos se cierra." if closes else "Los festivos se trabaja como otro día."
    unknown = "No tenemos el calendario de festivos de tu país: apunta los días abajo, uno a uno."
    return _save(Part.HOLIDAYS, edit, done, {("rules", "holidays"): ("festivos", unknown)})


@blueprint.post("/horario/dias")
def add_days() -> Answer:
    told: dict[str, Any] = {"from": request.form.get("desde", ""), "reason": request.form.get("motivo", "")}
    told["to"] = request.form.get("hasta") or told["from"]

    def edit(raw: Raw) -> None:
        spans = spans_read("dias")
        if "cerrado" not in request.form and not spans:
            raise Refused({"dias": "Pon las horas de ese día, o marca que se cierra."})
        name, row = ("closed", told) if "cerrado" in request.form else ("special", {**told, "hours": spans})
        rows = raw.setdefault(name, [])
        if (told["from"], told["to"]) not in map(_ends, rows):  # a button that is tapped twice
            rows.append(row)

    wrong = ("dias", WRONG_DAYS)
    return _save(Part.DAYS, edit, "Apuntado.", {("closed",): wrong, ("special",): wrong})


@blueprint.post("/horario/dias/quitar")
def remove_days() -> Answer:
    first, last = request.form.get("desde"), request.form.get("hasta")

    def edit(raw: Raw) -> None:
        for name in ("closed", "special"):
            raw[name] = [one for one in raw.get(name, []) if _ends(one) != (first, last)]

    return _save(Part.DAYS, edit, "Quitado: esos días vuelven a ser como los demás.", {})


@blueprint.app_template_filter("short_day")
def short_day(day: date) -> str:
    """ "mar, 24 nov 2026"."""
    return format_date(day, "EEE, d MMM y", locale="es")


def week_read(prefix: str = "") -> dict[str, list[str]]:
    """The week that was typed. Raises Refused where half of a stretch is missing."""
    return {day: spans_read(prefix + day) for day in WEEKDAYS}


def spans_read(name: str) -> list[str]:
    """ "09:30-14:00" of each pair of fields, without those that are both empty. Raises Refused."""
    pairs = spans_typed(name)
    if any(bool(start) is not bool(end) for start, end in pairs):
        raise Refused({name: HALF})
    return [f"{start}-{end}" for start, end in pairs if start]


def spans_typed(name: str) -> list[tuple[str, str]]:
    form = request.form
    pairs = zip_longest(form.getlist(f"{name}-de"), form.getlist(f"{name}-a"), fillvalue="")
    return [(start.strip(), end.strip()) for start, end in pairs]


def week_shown(hours: Mapping[str, Sequence[str]] | None, prefix: str = "") -> dict[str, Spans]:
    """The fields of each day: what was typed, or else what holds, and one more to fill in."""
    if f"{prefix}mon-de" in request.form:
        return {day: spans_typed(prefix + day) for day in WEEKDAYS}
    return {day: spans_shown((hours or {}).get(day, ())) for day in WEEKDAYS}


def spans_shown(texts: Sequence[str]) -> Spans:
    """Midnight at the end of a day is a time that a field for times knows."""
    pairs = [(one[:5], one[6:].replace("24:00", "00:00")) for one in texts]
    return [*pairs, ("", "")]


def _save(part: Part, edit: Change, done: str, sentences: Sentences) -> Answer:
    return save(part, edit, done=done, to=url_for("admin.shop_hours"), page=_page, sentences=sentences)


def _ends(days: Any) -> tuple[str, str]:
    """Of an item of `closed`, perhaps a bare date, or of `special`."""
    first, last = (days["from"], days["to"]) if isinstance(days, dict) else (days, days)
    return first.isoformat(), last.isoformat()


def _page(reading: Session, faults: Faults) -> str:
    raw = present(reading)
    today = local_day(now(), place_of(reading).zone)
    business = raw["business"]
    return render_template(
        "admin/shop/hours.html",
        week=week_shown(raw["hours"]),
        hours=raw["hours"],
        days=_ahead(raw, today),
        holidays=_holidays(business["country"], business.get("subdivision"), today),
        closes=raw["rules"]["holidays"],
        faults=faults,
        DAYS=DAYS,
        today=today,
        typed=request.form,
    )


def _ahead(raw: Raw, today: date) -> list[dict[str, Any]]:
    """Days to come that are otherwise than usual, those that come first before the others."""
    found = []
    for one in (*raw.get("closed", []), *raw.get("special", [])):
        days = one if isinstance(one, dict) else {"from": one, "to": one}
        if days["to"] >= today:
            found.append({"first": days["from"], "last": days["to"], "reason": days.get("reason", ""),
                          "hours": days.get("hours", [])})  # fmt: skip
    return sorted(found, key=lambda days: (days["first"], days["last"]))


def _holidays(country: str, subdivision: str | None, today: date) -> list[tuple[date, str]]:
    """The next ones, none where there is no calendar."""
    try:
        years = [public_holidays.of_year(country, subdivision, today.year + ahead) for ahead in (0, 1)]
    except NotImplementedError:
        return []
    ahead = sorted((day, name) for year in years for day, name in year.items() if day >= today)
    return list(islice((one for one in ahead if one[0] < today + timedelta(days=366)), SHOWN_HOLIDAYS))

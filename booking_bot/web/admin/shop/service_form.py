"""A service of the business file as a form, and back: its values, who does it, where, and what it asks."""

from collections.abc import Sequence
from typing import Any

from booking_bot.services.house.changing import Raw
from booking_bot.services.house.naming import slug_of
from booking_bot.web.admin.shop import cells
from booking_bot.web.admin.shop.cells import LENGTH, PRICE, Table, Typed
from booking_bot.web.admin.shop.rows import Row, fields_of, typed_rows
from booking_bot.web.admin.shop.saving import Refused, sentences_of
from booking_bot.web.admin.shop.service_cells import CELLS

QUESTION, DOES, ROOMS = "pregunta", "hace", "sala"
ANOTHER = "Ya hay un servicio con ese nombre."
SENTENCES = {
    **sentences_of(CELLS, "services"),
    ("services", "processing"): ("processing-minutes", "La espera tiene que acabar antes que el servicio."),
    ("services", "questions"): (QUESTION, "Escribe la pregunta."),
    ("staff", "minutes"): (DOES, "Revisa cuánto tarda cada persona: minutos, y no menos que la espera."),
    ("staff", "price"): (DOES, "Revisa los precios de cada persona: en números, por ejemplo 28,50."),
}  # fmt: skip


def shown(raw: Raw, service: Table) -> Typed:
    typed = cells.shown(CELLS, service)
    typed.update(fields_of(QUESTION, [_question(row) for row in service.get("questions", [])]))
    typed.setlist(ROOMS, service.get("resources", []))
    doers = [one["id"] for one in raw["staff"] if service.get("id") in one["services"]]
    typed.setlist(DOES, doers if "id" in service else [one["id"] for one in raw["staff"]])
    for member in raw["staff"]:
        for name, kind, key in (("minutos", LENGTH, "minutes"), ("precio", PRICE, "price")):
            own = member.get(key, {}).get(service.get("id"))
            typed[f"{name}-{member['id']}"] = "" if own is None else kind.show(own)
    return typed


def questions(typed: Typed) -> list[Row]:
    """Those that are there and one more to fill in."""
    rows = typed_rows(typed, QUESTION, ("id", "ask", "required"))
    return [*(row for row in rows if row["ask"]), {"id": "", "ask": "", "required": "on"}]


def read(raw: Raw, service: Table, typed: Typed) -> None:
    """Make the service of `raw`, and what its staff do of it, what was typed. Raises Refused."""
    cells.read(CELLS, typed, service)
    if service.pop("active", True) is False:
        service["active"] = False
    if any(_same(one["name"], service.get("name", "")) for one in raw["services"] if one is not service):
        raise Refused({"name": ANOTHER})
    told: list[Table] = []
    for row in questions(typed)[:-1]:
        number = row["id"] or slug_of(row["ask"], {one["id"] for one in told})
        told.append({"id": number, "ask": row["ask"], "required": bool(row["required"])})
    service["questions"] = told
    service["resources"] = [one for one in typed.getlist(ROOMS) if one]
    for member in raw["staff"]:
        _read_member(member, service["id"], [one["id"] for one in raw["services"]], typed)


def _read_member(member: Table, service: str, order: Sequence[str], typed: Typed) -> None:
    does = {*member["services"]} - {service}
    if member["id"] in typed.getlist(DOES):
        does.add(service)
    member["services"] = [one for one in order if one in does]
    for name, kind, key in (("minutos", LENGTH, "minutes"), ("precio", PRICE, "price")):
        text = typed.get(f"{name}-{member['id']}", "").strip()
        own = member.setdefault(key, {})
        own.pop(service, None)
        if text and service in does:
            own[service] = kind.read(text)


def _question(row: dict[str, Any]) -> Row:
    return {"id": row["id"], "ask": row["ask"], "required": "on" if row.get("required", True) else ""}


def _same(name: str, other: str) -> bool:
    return " ".join(name.casefold().split()) == " ".join(other.casefold().split())

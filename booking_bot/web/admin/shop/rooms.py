"""Salas y puestos: rooms, chairs and machines that a service takes beside whoever does it."""

from flask import render_template, request, url_for
from sqlmodel import Session

from booking_bot.services.house.changing import Raw, present, taken_ids
from booking_bot.services.house.naming import slug_of
from booking_bot.services.house.parts import Part
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.admin.shop.cells import NUMBER, Table
from booking_bot.web.admin.shop.rows import Row, typed_rows
from booking_bot.web.admin.shop.saving import Answer, Faults, Refused, Sentences, save
from booking_bot.wiring import wiring

ROOM = "sala"
EMPTY: Row = {"id": "", "name": "", "capacity": "1", "whole_day": ""}
USED = "La ocupa un servicio: quítasela antes ahí."
SENTENCES: Sentences = {
    ("resources",): (ROOM, "Escribe cuántos caben a la vez, uno como mínimo."),
}


@blueprint.get("/salas/")
def all_rooms() -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {})


@blueprint.post("/salas/")
def save_rooms() -> Answer:
    with wiring().database.reading() as reading:
        taken = taken_ids(reading)

    def edit(raw: Raw) -> None:
        told: list[Table] = []
        for row in _typed():
            if not row["name"]:
                continue
            slug = row["id"] or slug_of(row["name"], {*taken, *(one["id"] for one in told)})
            told.append(_table(slug, row))
        kept = {one["id"] for one in told}
        if any(set(service.get("resources", [])) - kept for service in raw["services"]):
            raise Refused({ROOM: USED})
        raw["resources"] = told

    return save(
        Part.ROOMS, edit, done="Guardado.", to=url_for("admin.all_rooms"), page=_page, sentences=SENTENCES
    )


def _table(slug: str, row: Row) -> Table:
    told = {"id": slug, "name": row["name"], "capacity": NUMBER.read(row["capacity"] or "1")}
    return {**told, "whole_day": True} if row["whole_day"] else told


def _typed() -> list[Row]:
    return typed_rows(request.form, ROOM, ("id", "name", "capacity", "whole_day"))


def _page(reading: Session, faults: Faults) -> str:
    there = [
        {
            "id": one["id"],
            "name": one["name"],
            "capacity": str(one["capacity"]),
            "whole_day": "on" if one.get("whole_day") else "",
        }
        for one in present(reading).get("resources", [])
    ]
    rows = _typed() if request.method == "POST" else [*there, EMPTY]
    return render_template("admin/shop/rooms.html", rows=rows, faults=faults)

"""Servicios: what the shop offers, in which order, and everything about each."""

from functools import partial

from flask import abort, redirect, render_template, request, url_for
from sqlmodel import Session

from booking_bot.dialogue import prices
from booking_bot.domain import money
from booking_bot.services.house.changing import Raw, present, taken_ids
from booking_bot.services.house.naming import slug_of
from booking_bot.services.house.parts import Part
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.admin.shop import service_form
from booking_bot.web.admin.shop.cells import LENGTH, Table
from booking_bot.web.admin.shop.saving import Answer, Change, Faults, save
from booking_bot.web.admin.shop.service_cells import BASICS, GROUPS, ROOM
from booking_bot.wiring import wiring

STEPS = {"antes": -1, "despues": 1}


@blueprint.get("/servicios/")
def all_services() -> str:
    with wiring().database.reading() as reading:
        return _list(reading, {})


@blueprint.post("/servicios/<slug>/orden")
def move_service(slug: str) -> Answer:
    step = STEPS.get(request.form.get("hacia", ""))
    if step is None:
        return redirect(url_for("admin.all_services"), 303)

    def edit(raw: Raw) -> None:
        rows = raw["services"]
        here = rows.index(_find(raw, slug))
        there = here + step
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]

    return save(
        Part.SERVICES,
        edit,
        done="Cambiado de sitio.",
        to=url_for("admin.all_services"),
        page=_list,
        sentences={},
    )


@blueprint.get("/servicios/nuevo")
def new_service() -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {}, None)


@blueprint.post("/servicios/nuevo")
def add_service() -> Answer:
    with wiring().database.reading() as reading:
        taken = taken_ids(reading)

    def edit(raw: Raw) -> None:
        service: Table = {"id": slug_of(request.form.get("name", ""), taken)}
        raw["services"].append(service)
        service_form.read(raw, service, request.form)

    return _save(edit, None, "Añadido: el bot ya lo ofrece.")


@blueprint.get("/servicios/<slug>")
def one_service(slug: str) -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {}, slug)


@blueprint.post("/servicios/<slug>")
def save_service(slug: str) -> Answer:
    def edit(raw: Raw) -> None:
        service_form.read(raw, _find(raw, slug), request.form)

    return _save(edit, slug, "Servicio guardado.")


def _save(edit: Change, slug: str | None, done: str) -> Answer:
    return save(
        Part.SERVICES,
        edit,
        done=done,
        to=url_for("admin.all_services"),
        page=lambda reading, faults: _page(reading, faults, slug),
        sentences=service_form.SENTENCES,
    )


def _find(raw: Raw, slug: str) -> Table:
    found: Table | None = next((one for one in raw["services"] if one["id"] == slug), None)
    return found if found is not None else abort(404)


def _list(reading: Session, faults: Faults) -> str:
    raw = present(reading)
    who = {
        one["id"]: [member["name"] for member in raw["staff"] if one["id"] in member["services"]]
        for one in raw["services"]
    }
    return render_template(
        "admin/shop/services.html",
        services=raw["services"],
        who=who,
        faults=faults,
        LENGTH=LENGTH,
        price=partial(_price, raw["business"]),
    )


def _price(business: Table, amount: str) -> str:
    """ "32 €" of "32.00"."""
    currency = business["currency"]
    return prices.price(money.parse(amount, currency), currency, locale=business["locale"])


def _page(reading: Session, faults: Faults, slug: str | None) -> str:
    raw = present(reading)
    service: Table = _find(raw, slug) if slug else {}
    typed = request.form if request.method == "POST" else service_form.shown(raw, service)
    return render_template(
        "admin/shop/service.html",
        service=service,
        typed=typed,
        faults=faults,
        staff=raw["staff"],
        rooms=raw.get("resources", []),
        questions=service_form.questions(typed),
        basics=BASICS,
        groups=GROUPS,
        room=ROOM,
    )

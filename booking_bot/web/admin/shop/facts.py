"""Datos y reglas: what the shop says of itself, and the rules by which its appointments are given."""

from collections.abc import Sequence

from flask import render_template, request, url_for
from sqlmodel import Session

from booking_bot.services.house.changing import Raw, present
from booking_bot.services.house.parts import Part
from booking_bot.web.admin.blueprint import blueprint
from booking_bot.web.admin.shop import cells
from booking_bot.web.admin.shop.cells import Cell, Typed
from booking_bot.web.admin.shop.facts_cells import FACT_GROUPS, FACTS, RULE_GROUPS, RULES
from booking_bot.web.admin.shop.saving import Answer, Faults, save, sentences_of
from booking_bot.wiring import wiring

GENERAL = {
    ("business",): ("", "Revisa los datos: hay uno que no vale."),
    ("rules",): ("", "Revisa las reglas: hay una que no vale."),
    ("rules", "holidays"): ("country", "De ese país no hay festivos: quita antes «Los festivos cerramos»."),
}


@blueprint.get("/datos/")
def shop_facts() -> str:
    with wiring().database.reading() as reading:
        return _page(reading, {})


@blueprint.post("/datos/")
def save_facts() -> Answer:
    return _save(Part.FACTS, "business", FACTS, "Datos guardados.")


@blueprint.post("/datos/reglas")
def save_rules() -> Answer:
    return _save(Part.RULES, "rules", RULES, "Reglas guardadas.")


def _save(part: Part, table: str, some: Sequence[Cell], done: str) -> Answer:
    def edit(raw: Raw) -> None:
        cells.read(some, request.form, raw[table])

    return save(
        part,
        edit,
        done=done,
        to=url_for("admin.shop_facts"),
        page=_page,
        sentences={**GENERAL, **sentences_of(some, table)},
    )


def _page(reading: Session, faults: Faults) -> str:
    raw = present(reading)
    return render_template(
        "admin/shop/facts.html",
        facts=_typed(FACTS, raw["business"]),
        rules=_typed(RULES, raw["rules"]),
        fact_groups=FACT_GROUPS,
        rule_groups=RULE_GROUPS,
        faults=faults,
    )


def _typed(some: Sequence[Cell], table: dict[str, object]) -> Typed:
    """What was typed, where it was this form."""
    return request.form if some[0].name in request.form else cells.shown(some, table)

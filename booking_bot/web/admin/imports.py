"""Importar: a file is chosen, looked at, and brought in line by line. The owner's alone."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from booking_bot.domain import sheets
from booking_bot.models import Import, ImportKind, ImportStatus
from booking_bot.services.imports import beginning, listing, preview, report
from booking_bot.services.imports.beginning import MissingColumns, NoSuchImport, NotNow
from booking_bot.services.imports.kinds import KINDS as TABLES
from booking_bot.services.moving_in import keeping
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.contacts import one_contact_list
from booking_bot.web.admin.diary import one_diary
from booking_bot.web.admin.import_words import (
    GONE,
    KINDS,
    NO_FILE,
    NOT_A_TABLE,
    NOT_NOW,
    OUTCOME,
    PASTED,
    STATUS,
    WHAT,
)
from booking_bot.web.admin.live import fragment
from booking_bot.web.admin.uploads import takes_files
from booking_bot.wiring import wiring

GROUPS_SHOWN = 12
# What has a page of its own while it is looked at.
LOOKED_AT = {ImportKind.DIARY: one_diary, ImportKind.CONTACTS: one_contact_list}
FILE = "text/csv; charset=utf-8"


@blueprint.get("/importar/")
def imports() -> str:
    with wiring().database.reading() as session:
        found, zone = listing.listed(session), place_of(session).zone
    return render_template(
        "admin/imports.html",
        found=found,
        kinds=KINDS,
        pasted=PASTED,
        address=_address,
        WHAT=WHAT,
        STATUS=STATUS,
        now=now(),
        zone=zone,
    )


@blueprint.get("/importar/<any(clientes, citas, pedidos):what>")
def new_import(what: str) -> str:
    return _upload(KINDS[what], what)


@blueprint.post("/importar/<any(clientes, citas, pedidos):what>")
@takes_files(sheets.MOST_BYTES)
def bring_in(what: str) -> Answer | tuple[str, int]:
    file = request.files.get("archivo")
    if file is None or not file.filename:
        return _upload(KINDS[what], what, fault=NO_FILE), 422
    data = file.read(sheets.MOST_BYTES + 1)
    try:
        with wiring().database.transaction() as session:
            number = beginning.bring(session, KINDS[what], file.filename, data, by=actor(), now=now())
    except sheets.NotATable as refusal:
        return _upload(KINDS[what], what, fault=NOT_A_TABLE[refusal.why]), 422
    return redirect(url_for("admin.one_import", import_id=number), 303)


@blueprint.get("/importar/<any(clientes, citas, pedidos):what>/plantilla.csv")
def import_template(what: str) -> Response:
    columns = TABLES[KINDS[what]].columns
    lines = ([one.title for one in columns], [one.example for one in columns])
    return _file(sheets.BOM + b"".join(map(sheets.written, lines)), f"plantilla-{what}.csv")


@blueprint.get("/importar/<id:import_id>")
def one_import(import_id: int) -> str:
    with wiring().database.reading() as session:
        row, zone = listing.one(session, import_id), place_of(session).zone
    shown = {"row": listing.summary(row), "what": WHAT[row.kind], "now": now(), "zone": zone}
    if row.kind in LOOKED_AT and row.status in keeping.OPEN:
        return LOOKED_AT[row.kind](import_id)
    if row.status is ImportStatus.PREVIEW:
        return render_template(
            "admin/import_preview.html",
            look=preview.look(wiring().database, row, now=now()),
            columns=TABLES[row.kind].columns,
            chosen=row.columns,
            OUTCOME=OUTCOME,
            **shown,
        )
    return render_template("admin/import.html", **shown, **_faults(row))


@blueprint.get("/importar/<id:import_id>/ahora")
def import_now(import_id: int) -> Answer:
    with wiring().database.reading() as session:
        row = listing.one(session, import_id)
    return fragment(
        render_template(
            "admin/import_now.html", row=listing.summary(row), what=WHAT[row.kind], **_faults(row)
        )
    )


@blueprint.post("/importar/<id:import_id>/columnas")
def choose_columns(import_id: int) -> Answer:
    with wiring().database.transaction() as session:
        beginning.choose(session, import_id, request.form)
    return _to(import_id)


@blueprint.post("/importar/<id:import_id>/empezar")
def start_import(import_id: int) -> Answer:
    opt_in = request.form.get("permiso") == "si"
    try:
        with wiring().database.transaction() as session:
            beginning.start(session, import_id, opt_in=opt_in, by=actor(), now=now())
    except MissingColumns:
        flash("Antes di en qué columna está cada cosa.")
    return _to(import_id)


@blueprint.post("/importar/<id:import_id>/parar")
def stop_import(import_id: int) -> Answer:
    with wiring().database.transaction() as session:
        beginning.stop(session, import_id, by=actor(), now=now())
    flash("Parado. Lo que ya se ha traído se queda.")
    return _to(import_id)


@blueprint.post("/importar/<id:import_id>/descartar")
def drop_import(import_id: int) -> Answer:
    with wiring().database.transaction() as session:
        beginning.drop(session, import_id, by=actor(), now=now())
    flash("Descartado: no se ha traído nada.")
    return redirect(url_for("admin.imports"), 303)


@blueprint.get("/importar/<id:import_id>/lineas.csv")
def import_report(import_id: int) -> Response:
    with wiring().database.reading() as session:
        row = listing.one(session, import_id)
    return _file(b"".join(report.written(row)), f"lineas-con-fallos-{import_id}.csv")


@blueprint.errorhandler(NoSuchImport)
def no_import(_error: NoSuchImport) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence=GONE), 404


@blueprint.errorhandler(NotNow)
def not_now(_error: NotNow) -> Answer:
    flash(NOT_NOW)
    return redirect(url_for("admin.imports"), 303)


def _address(one: listing.Summary) -> str:
    """Where it is looked at, or what became of it."""
    looked_at = one.kind in LOOKED_AT and one.status in keeping.OPEN
    endpoint = LOOKED_AT[one.kind].__name__ if looked_at else "one_import"
    return url_for(f"admin.{endpoint}", import_id=one.id)


def _upload(kind: ImportKind, what: str, fault: str = "") -> str:
    return render_template(
        "admin/import_new.html", what=WHAT[kind], name=what, columns=TABLES[kind].columns, fault=fault
    )


def _to(import_id: int) -> Answer:
    return redirect(url_for("admin.one_import", import_id=import_id), 303)


def _faults(row: Import) -> dict[str, Any]:
    """Those that most lines have, and whether the lines themselves can still be had."""
    groups = report.grouped((int(one["line"]), one["fault"]) for one in row.faults)
    return {"faults": groups[:GROUPS_SHOWN], "more": len(groups) - GROUPS_SHOWN, "has_lines": bool(row.text)}


def _file(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, content_type=FILE, headers=headers)

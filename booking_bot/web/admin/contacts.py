"""Contactos del móvil: who of a telephone's contacts is a customer. The owner's alone."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from booking_bot.models import ImportKind
from booking_bot.services.moving_in import contacts, keeping
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.uploads import takes_files
from booking_bot.wiring import wiring

LARGEST = 20 * 1024 * 1024  # bytes: telephones put pictures into their lists
LONGEST = 300_000  # characters of what is left without them
EMPTY = "Elige el archivo de tus contactos, o pégalos uno en cada línea."
TOO_LONG = "Son demasiados de una vez: tráelos por partes."


@blueprint.get("/importar/contactos")
def new_contacts() -> str:
    return render_template("admin/contacts_new.html", fault="", text="")


@blueprint.post("/importar/contactos")
@takes_files(LARGEST)
def bring_contacts() -> Answer | tuple[str, int]:
    pasted = request.form.get("lista", "")
    file = request.files.get("archivo")
    data = file.read(LARGEST + 1) if file is not None and file.filename else b""
    text = "\n".join(filter(None, [contacts.plain(data), pasted])).strip()
    if not text or len(text) > LONGEST:
        fault = TOO_LONG if text else EMPTY
        return render_template("admin/contacts_new.html", fault=fault, text=pasted), 422
    with wiring().database.transaction() as session:
        number = keeping.bring(session, ImportKind.CONTACTS, text, by=actor(), now=now())
    return redirect(url_for("admin.one_contact_list", import_id=number), 303)


@blueprint.get("/importar/contactos/<id:import_id>")
def one_contact_list(import_id: int) -> str:
    with wiring().database.reading() as session:
        row = keeping.one(session, import_id, ImportKind.CONTACTS)
        found = contacts.look(session, row.text or "")
    return render_template("admin/contacts.html", number=import_id, found=found)


@blueprint.post("/importar/contactos/<id:import_id>/traer")
@takes_files(LARGEST)
def make_contacts(import_id: int) -> Answer:
    with wiring().database.transaction() as session:
        row = keeping.one(session, import_id, ImportKind.CONTACTS)
        made = contacts.make(
            session,
            row.text or "",
            frozenset(request.form.getlist("cliente")),
            frozenset(request.form.getlist("personal")),
            by=actor(),
            now=now(),
        )
        keeping.count(session, import_id, made=made.customers, same=0, now=now())
        keeping.end(session, import_id, ImportKind.CONTACTS, by=actor(), now=now())
    flash(said(made))
    return redirect(url_for("admin.customers"), 303)


@blueprint.post("/importar/contactos/<id:import_id>/descartar")
def drop_contacts(import_id: int) -> Answer:
    with wiring().database.transaction() as session:
        keeping.end(session, import_id, ImportKind.CONTACTS, by=actor(), now=now())
    flash("Descartado: no se ha traído a nadie.")
    return redirect(url_for("admin.imports"), 303)


def said(made: contacts.Made) -> str:
    new = {0: "Ningún cliente nuevo.", 1: "Un cliente nuevo."}.get(
        made.customers, f"{made.customers} clientes nuevos."
    )
    if not made.personal:
        return new
    return f"{new} {'Uno queda' if made.personal == 1 else f'{made.personal} quedan'} como personal."

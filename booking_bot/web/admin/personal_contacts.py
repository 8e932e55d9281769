"""Contactos personales: to whom the bot says nothing, whether they ever wrote or not."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from booking_bot.services import personal_contacts as contacts
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring

LONGEST = 200_000  # characters: a telephone's whole list, without the pictures


@blueprint.get("/contactos/")
def personal_contacts() -> str:
    return _page()


@blueprint.post("/contactos/")
def add_personal_contacts() -> str | Response | tuple[str, int]:
    text = request.form.get("lista", "")
    file = request.files.get("archivo")
    if file is not None and file.filename:
        text += "\n" + file.read(LONGEST).decode("utf-8", "replace")
    if not text.strip():
        return _page(fault="Escribe al menos un teléfono."), 422
    with wiring().database.transaction() as writing:
        country = place_of(writing).country
        added = contacts.add(writing, text[:LONGEST], country=country, by=actor(), now=now())
    if added.unread:
        return _page(added=added, text="\n".join(added.unread))
    flash(said(added.many))
    return redirect(url_for("admin.personal_contacts"), 303)


def said(many: int) -> str:
    if not many:
        return "Ya estaban todos en la lista."
    return "Añadido." if many == 1 else f"Añadidos {many} contactos."


def _page(*, fault: str = "", added: contacts.Added | None = None, text: str = "") -> str:
    with wiring().database.reading() as session:
        return render_template(
            "admin/personal_contacts.html",
            people=contacts.listed(session),
            fault=fault,
            added=added,
            said=said(added.many) if added else "",
            text=text,
        )

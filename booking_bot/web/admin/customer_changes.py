"""What is changed on a customer's card: what stands on it, what they allow, and who answers them."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField, TelField, TextAreaField
from wtforms.validators import Length

from booking_bot.models import ConsentKind
from booking_bot.services import catalogue, handovers, reassigned_numbers
from booking_bot.services.customer_book import card, changes, listing
from booking_bot.services.customer_book.changes import Details, PhoneTaken, WrongEmail
from booking_bot.services.customer_book.listing import Mark
from booking_bot.services.diary.visitors import LONGEST_NAME, UnknownPhone
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.customers import NOT_A_PHONE
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

NOT_AN_EMAIL = "Eso no es un correo."
TAKEN = "Ese teléfono ya es de otra ficha."
SETTLED = "Eso ya estaba decidido."
ANSWER = "respuesta:"  # in the form, before the id of the question
# The last part of the address: what is marked, whether it is, and what is said then.
MARKS = {
    "bloquear": (Mark.BLOCKED, True, "Bloqueado: no se le contesta ni se le envía nada."),
    "desbloquear": (Mark.BLOCKED, False, "Desbloqueado: el bot vuelve a atenderle."),
    "personal": (Mark.PERSONAL, True, "Hecho: el bot no le contesta. Le contestas tú."),
    "del-bot": (Mark.PERSONAL, False, "Hecho: el bot vuelve a atenderle."),
}


class CardForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nombre", validators=[Length(max=LONGEST_NAME)])
    phone = TelField("Añadir un teléfono", validators=[Length(max=30)])
    email = EmailField("Correo", validators=[Length(max=200)])
    allergies = TextAreaField("Alergias y cuidados", validators=[Length(max=changes.LONGEST_TEXT)])
    note = TextAreaField("Nota", validators=[Length(max=changes.LONGEST_TEXT)])
    tags = StringField("Etiquetas", validators=[Length(max=700)])
    subjects = TextAreaField("Mascotas, coches o personas que trae", validators=[Length(max=2500)])


@blueprint.route("/clientes/<id:customer_id>/datos", methods=["GET", "POST"])
@staff_too
def edit_customer(customer_id: int) -> str | Response | tuple[str, int]:
    with wiring().database.reading() as reading:
        form, page = _form(reading, customer_id)
    if not form.validate_on_submit():
        return render_template("admin/customer_edit.html", form=form, **page), 422 if form.errors else 200
    try:
        with wiring().database.transaction() as writing:
            changes.describe(
                writing,
                customer_id,
                _told(form),
                country=place_of(writing).country,
                by=actor(),
                now=now(),
            )
    except UnknownPhone:
        form.phone.errors = [NOT_A_PHONE]
    except WrongEmail:
        form.email.errors = [NOT_AN_EMAIL]
    except PhoneTaken as taken:
        form.phone.errors = [TAKEN]
        page["other"] = taken.customer_id
    else:
        flash("Guardado.")
        return redirect(url_for("admin.customer", customer_id=customer_id), 303)
    return render_template("admin/customer_edit.html", form=form, **page), 422


@blueprint.post("/clientes/<id:customer_id>/permiso")
@staff_too
def allow_customer(customer_id: int) -> Response:
    kind, word = request.form.get("que", ""), request.form.get("dice", "")
    if kind not in set(ConsentKind) or word not in ("si", "no"):
        abort(400)
    with wiring().database.transaction() as writing:
        changes.allow(writing, customer_id, ConsentKind(kind), granted=word == "si", by=actor(), now=now())
    flash("Anotado.")
    return redirect(url_for("admin.customer", customer_id=customer_id), 303)


@blueprint.post("/clientes/<id:customer_id>/<any(bloquear,desbloquear,personal,'del-bot'):marking>")
def mark_customer(customer_id: int, marking: str) -> Response:
    mark, on, said = MARKS[marking]
    with wiring().database.transaction() as writing:
        changes.mark(writing, customer_id, mark, on=on, by=actor(), now=now())
    flash(said)
    return back()


@blueprint.post("/conversaciones/<id:conversation_id>/es-otra-persona")
@staff_too
def detach_line(conversation_id: int) -> Response:
    with wiring().database.transaction() as writing:
        if handovers.locked(writing, conversation_id).disowned_at is None:
            flash(SETTLED)
            return back()
        line = reassigned_numbers.detach(writing, conversation_id, by=actor(), now=now())
        number = line.id
    flash("Hecho: quien escribe ahora tiene su propia ficha.")
    return redirect(url_for("admin.conversation", conversation_id=number), 303)


@blueprint.post("/conversaciones/<id:conversation_id>/es-la-misma")
@staff_too
def keep_line(conversation_id: int) -> Response:
    with wiring().database.transaction() as writing:
        if handovers.locked(writing, conversation_id).disowned_at is None:
            flash(SETTLED)
            return back()
        reassigned_numbers.keep(writing, conversation_id, by=actor(), now=now())
    flash("Hecho: vuelve a ver sus citas.")
    return back()


def _form(session: Session, customer_id: int) -> tuple[CardForm, dict[str, Any]]:
    """The form as the card stands, and what its page needs beside. Raises NoSuchCustomer."""
    customer = card.find(session, customer_id)
    subjects, answers = card.facts(session, customer_id)
    form = CardForm(
        name=customer.name,
        email=customer.email,
        allergies=customer.allergies,
        note=customer.note,
        tags=", ".join(listing.tags_of(session, [customer_id]).get(customer_id, ())),
        subjects="\n".join(subjects),
    )
    if subject := catalogue.read(session).business.subject:
        form.subjects.label.text = f"A quién o qué atendéis ({subject})"
    page = {
        "customer_id": customer_id,
        "answers": [(one, request.form.get(ANSWER + one.question, one.answer)) for one in answers],
        "known_tags": listing.tags(session),
        "prefix": ANSWER,
    }
    return form, page


def _told(form: CardForm) -> Details:
    return Details(
        name=form.name.data,
        email=form.email.data,
        allergies=form.allergies.data,
        note=form.note.data,
        phone=form.phone.data,
        tags=form.tags.data.split(","),
        subjects=form.subjects.data.splitlines(),
        answers={
            name.removeprefix(ANSWER): answer
            for name, answer in request.form.items()
            if name.startswith(ANSWER)
        },
    )

"""Clientes: everybody from A to Z, whom one looks for, and the card of one."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from sqlmodel import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField, TelField
from wtforms.validators import Length

from booking_bot.domain.orders import OPEN
from booking_bot.models import ConsentKind, ConsentSource
from booking_bot.services.customer_book import card, changes, listing, timeline
from booking_bot.services.customer_book.listing import Mark
from booking_bot.services.diary import visitors
from booking_bot.services.diary.visitors import UnknownPhone, Visitor
from booking_bot.services.orders import finding
from booking_bot.services.place import place_of
from booking_bot.services.standing import reading
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.roles import may_use, staff_too
from booking_bot.wiring import wiring

NOT_A_PHONE = "Eso no es un teléfono. Escríbelo entero, con prefijo si es de otro país."
NOBODY = "Escribe su nombre o su teléfono."
MARKS = {Mark.BLOCKED: "Bloqueados", Mark.PERSONAL: "Contactos personales"}
# Where a word on messages came from, as the card says it.
SAID_HOW = {
    ConsentSource.INBOUND: "por WhatsApp",
    ConsentSource.API: "por la web",
    ConsentSource.OWNER: "te lo dijo a ti",
    ConsentSource.IMPORT: "de la lista importada",
    ConsentSource.ORDER: "al pedir en la tienda",
}
ORDERS_SHOWN = 10  # of those under way
ALLOWS = {
    ConsentKind.SERVICE: "Avisos de sus citas y pedidos",
    ConsentKind.OFFERS: "Encuestas, huecos y ofertas",
}


class NewForm(FlaskForm):  # type: ignore[misc]
    name = StringField("Nombre", validators=[Length(max=visitors.LONGEST_NAME)])
    phone = TelField("Teléfono", validators=[Length(max=30)])
    consents = BooleanField("Me ha pedido que le avise por WhatsApp")


@blueprint.get("/clientes/")
@staff_too
def customers() -> str:
    asked = request.args
    text, tag = asked.get("q", "").strip()[:80], asked.get("etiqueta", "")
    mark = Mark(asked["ver"]) if asked.get("ver", "") in set(Mark) else None
    with wiring().database.reading() as session:
        zone, country = place_of(session)
        return render_template(
            "admin/customers.html",
            page=listing.page(
                session,
                country=country,
                now=now(),
                text=text,
                tag=tag,
                mark=mark,
                letter=asked.get("letra", ""),
                after=asked.get("desde", type=int),
            ),
            tags=listing.tags(session),
            marks=MARKS,
            text=text,
            tag=tag,
            mark=mark,
            page_length=listing.PAGE,
            now=now(),
            zone=zone,
        )


@blueprint.route("/clientes/nuevo", methods=["GET", "POST"])
@staff_too
def new_customer() -> str | Response | tuple[str, int]:
    form = NewForm()
    if not form.validate_on_submit():
        return render_template("admin/customer_new.html", form=form)
    if not (form.name.data.strip() or form.phone.data.strip()):
        form.name.errors = [NOBODY]
        return render_template("admin/customer_new.html", form=form), 422
    visitor = Visitor(name=form.name.data, phone=form.phone.data, consents=form.consents.data)
    try:
        with wiring().database.transaction() as writing:
            country = place_of(writing).country
            number, is_known = changes.add(writing, visitor, country=country, by=actor(), now=now())
    except UnknownPhone:
        form.phone.errors = [NOT_A_PHONE]
        return render_template("admin/customer_new.html", form=form), 422
    flash("Ese teléfono ya tenía ficha: es esta." if is_known else "Ficha creada.")
    return redirect(url_for("admin.customer", customer_id=number), 303)


@blueprint.get("/clientes/<id:customer_id>")
@staff_too
def customer(customer_id: int) -> str:
    with wiring().database.reading() as session:
        return render_template("admin/customer.html", **shown(session, customer_id))


def shown(session: Session, customer_id: int) -> dict[str, Any]:
    """What the card's page shows. Raises NoSuchCustomer."""
    at, zone = now(), place_of(session).zone
    return {
        "card": card.read(session, customer_id, zone=zone, now=at),
        "timeline": timeline.read(
            session, customer_id, zone=zone, now=at, before=_day(request.args.get("antes"))
        ),
        "orders": finding.listing(session, customer_id=customer_id, statuses=OPEN, limit=ORDERS_SHOWN),
        "fixed": reading.of_customer(session, customer_id, now=at),
        "allows": ALLOWS,
        "said_how": SAID_HOW,
        "may_decide": may_use(current_user.role, "admin.erase_customer"),
        "now": at,
        "zone": zone,
    }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

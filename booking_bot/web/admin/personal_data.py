"""What is held on a customer: handed over in one file, or forgotten. The owner's alone."""

from io import BytesIO

from flask import flash, redirect, render_template, send_file, url_for
from sqlmodel import Session, col, func, select
from werkzeug.wrappers import Response

from booking_bot.domain.appointments import OPEN
from booking_bot.models import Appointment, Customer
from booking_bot.services import data_copies, media_files, privacy
from booking_bot.services.data_copies import NoSuchCustomer
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring


@blueprint.get("/clientes/<id:customer_id>/exportar")
def export_customer(customer_id: int) -> Response:
    parts, target = wiring(), BytesIO()
    with parts.database.reading() as session:
        data_copies.write(session, customer_id, parts.settings.media_dir, target, now=now())
    target.seek(0)
    name = f"cliente-{customer_id}.zip"
    return send_file(target, mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.get("/clientes/<id:customer_id>/borrar")
def ask_to_erase(customer_id: int) -> str:
    with wiring().database.reading() as session:
        customer = _customer(session, customer_id)
        return render_template(
            "admin/erase.html",
            customer=customer,
            customer_id=customer_id,
            booked=_booked(session, customer_id),
        )


@blueprint.post("/clientes/<id:customer_id>/borrar")
def erase_customer(customer_id: int) -> Response:
    parts = wiring()
    with parts.database.transaction() as session:
        _customer(session, customer_id)
        paths = privacy.erase(session, customer_id, by=actor(), now=now())
    for path in paths:
        media_files.remove(parts.settings.media_dir, path)
    parts.database.forget()
    flash("Borrado: ya no queda nada que diga quién es.")
    return redirect(url_for("admin.today"), 303)


@blueprint.errorhandler(NoSuchCustomer)
def no_customer(_error: NoSuchCustomer) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Ese cliente no existe."), 404


def _customer(session: Session, customer_id: int) -> Customer:
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NoSuchCustomer(customer_id)
    return customer


def _booked(session: Session, customer_id: int) -> int:
    """How many appointments of theirs are still to come: they stay."""
    return session.exec(
        select(func.count()).where(
            col(Appointment.customer_id) == customer_id,
            col(Appointment.status).in_(OPEN),
            col(Appointment.starts_at) > now(),
        )
    ).one()

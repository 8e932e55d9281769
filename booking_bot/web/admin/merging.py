"""Two cards of one person: both are shown, and one is taken into the other. The owner's alone."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from booking_bot.services import merging
from booking_bot.services.customer_book import card, listing
from booking_bot.services.merging import SameCustomer
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.wiring import wiring

SHOWN = 8


@blueprint.get("/clientes/<id:customer_id>/juntar")
def ask_to_merge(customer_id: int) -> str:
    """First whom with, then what comes of it."""
    other, text = request.args.get("otra", type=int), request.args.get("q", "").strip()[:80]
    with wiring().database.reading() as session:
        zone, country = place_of(session)
        if other is not None:
            kept, gone = merging.sides(session, customer_id, other)
            return render_template(
                "admin/merge.html",
                kept=kept,
                gone=gone,
                clashes=merging.clashes(session, customer_id, other, now=now()),
                now=now(),
                zone=zone,
            )
        customer = card.find(session, customer_id)
        wanted = text or customer.name or ""
        found = listing.page(session, country=country, now=now(), text=wanted).rows if wanted else ()
        return render_template(
            "admin/merge_with.html",
            customer=customer,
            found=[one for one in found if one.person.id != customer_id][:SHOWN],
            text=text,
            now=now(),
            zone=zone,
        )


@blueprint.post("/clientes/<id:customer_id>/juntar")
def merge_customers(customer_id: int) -> Response:
    with wiring().database.transaction() as writing:
        other = request.form.get("otra", type=int) or 0
        merging.merge(writing, customer_id, other, by=actor(), now=now())
    flash("Hecho: las dos fichas son una.")
    return redirect(url_for("admin.customer", customer_id=customer_id), 303)


@blueprint.errorhandler(SameCustomer)
def same_customer(_error: SameCustomer) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Es la misma ficha: no hay nada que juntar."), 409

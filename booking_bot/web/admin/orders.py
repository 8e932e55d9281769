"""Pedidos: what is under way and what became of the rest, one order, and its next state in a tap."""

from collections.abc import Collection
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.orders import OPEN, OrderStatus
from booking_bot.models import Order, OrderEvent, row_id
from booking_bot.services.orders import changing, finding, reading
from booking_bot.services.orders.refusals import BackwardStatus, BadLink, NoSuchOrder
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, back, blueprint, now
from booking_bot.web.admin.order_words import STAGES
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

PAGE = 30
GONE = "Ese pedido ya no está."
BAD_LINK = "Ese enlace no se puede abrir: cópialo entero, desde https://."
UNDER_WAY, PROBLEMS, OVER, ALL = "en-marcha", "con-problemas", "terminados", "todos"
# What can be looked at besides a single state: its title, and which states those are.
VIEWS: dict[str, tuple[str, Collection[OrderStatus]]] = {
    UNDER_WAY: ("En marcha", OPEN),
    **{one.value: (STAGES[one].label, {one}) for one in OrderStatus if one in OPEN},
    PROBLEMS: ("Con problemas", ()),
    OVER: ("Terminados", set(OrderStatus) - OPEN),
    ALL: ("Todos", ()),
}
_UNDO = "order_undo"


@blueprint.get("/pedidos/")
@staff_too
def orders() -> str:
    asked = request.args
    text = asked.get("q", "").strip()[:80]
    view = asked.get("ver", "")
    view = view if view in VIEWS else ALL if text else UNDER_WAY
    after = asked.get("desde", "")
    with wiring().database.reading() as looking:
        found = finding.listing(
            looking,
            statuses=VIEWS[view][1],
            problems=view == PROBLEMS,
            text=text,
            after=int(after) if after.isdecimal() and len(after) < 10 else None,
            limit=PAGE + 1,
        )
        return render_template(
            "admin/orders.html",
            found=found[:PAGE],
            further=found[PAGE - 1].order.id if len(found) > PAGE else None,
            views=_views(looking, view),
            view=view,
            text=text,
            undo=_last_step(),
            **_place(looking),
        )


@blueprint.get("/pedidos/<id:order_id>")
@staff_too
def order(order_id: int) -> str:
    with wiring().database.reading() as looking:
        return _page(looking, order_id)


@blueprint.post("/pedidos/<id:order_id>/a/<status>")
@staff_too
def move_order(order_id: int, status: str) -> Response:
    """Its customer hears of it a moment later, so that the tap may be taken back."""
    if status not in set(OrderStatus):
        abort(404)
    try:
        with wiring().database.transaction() as writing:
            stored = changing.move(
                writing,
                order_id,
                OrderStatus(status),
                by=actor(),
                now=now(),
                tracking_url=request.form.get("enlace", "").strip() or None,
                after=changing.UNDO_WITHIN,
            )
            if stored.moved:
                step = reading.newest(writing, order_id)
                session[_UNDO] = {"order": order_id, "step": row_id(step), "said": _said(stored.order, step)}
    except NoSuchOrder:
        flash(GONE)
        return redirect(url_for("admin.orders"), 303)
    except BackwardStatus as refusal:
        flash(f"Ya está en «{STAGES[refusal.old].label}»: no puede volver atrás.")
    except BadLink:
        flash(BAD_LINK)
    return back()


@blueprint.post("/pedidos/deshacer")
@staff_too
def undo_order() -> Response:
    kept = session.pop(_UNDO, {"order": 0, "step": 0})
    try:
        with wiring().database.transaction() as writing:
            told = changing.undo(writing, kept["order"], kept["step"], by=actor(), now=now())
        flash("Deshecho, pero el mensaje ya había salido: avísale tú." if told else "Deshecho.")
    except NoSuchOrder:
        flash("Ya no se puede deshacer.")
    return back()


@blueprint.post("/pedidos/<id:order_id>/datos")
@staff_too
def describe_order(order_id: int) -> Response | tuple[str, int]:
    told = request.form
    try:
        with wiring().database.transaction() as writing:
            changing.describe(
                writing,
                order_id,
                tracking_url=told.get("enlace", ""),
                tracking_number=told.get("numero", ""),
                note=told.get("nota", ""),
                by=actor(),
                now=now(),
            )
        flash("Guardado.")
    except NoSuchOrder:
        flash(GONE)
    except BadLink:
        with wiring().database.reading() as looking:
            return _page(looking, order_id, fault=BAD_LINK), 422
    return back()


@blueprint.post("/pedidos/<id:order_id>/resuelto")
@staff_too
def settle_order(order_id: int) -> Response:
    with wiring().database.transaction() as writing:
        try:
            changing.settle(writing, order_id, by=actor(), now=now())
            flash("Hecho: el problema ya no sale en Hoy.")
        except NoSuchOrder:
            flash(GONE)
    return back()


def _page(looking: Session, order_id: int, *, fault: str = "") -> str:
    """Its card; with a `fault` of the link what was written stays in the fields."""
    card = reading.card(looking, order_id)
    if card is None:
        abort(404)
    kept = card.order
    beside = {"enlace": kept.tracking_url, "numero": kept.tracking_number, "nota": kept.note}
    return render_template(
        "admin/order.html",
        card=card,
        beside=request.form if fault else beside,
        fault=fault,
        undo=_last_step(),
        **_place(looking),
    )


def _views(looking: Session, view: str) -> list[tuple[str, str, int | None]]:
    """Name, title and how many there are; of most only where there are any."""
    many = finding.counts(looking)
    wrong = finding.troubled(looking)
    shown: list[tuple[str, str, int | None]] = []
    for name, (title, statuses) in VIEWS.items():
        count = wrong if name == PROBLEMS else sum(many.get(one, 0) for one in statuses)
        if name in (UNDER_WAY, ALL, view) or count:
            shown.append((name, title, None if name == ALL else count))
    return shown


def _said(order: Order, step: OrderEvent) -> str:
    told = "Se avisará al cliente enseguida." if step.silent is None else f"No se avisa: {step.silent}"
    return f"Pedido {order.number}: {STAGES[order.status].label.lower()}. {told}"


def _last_step() -> str | None:
    """What was tapped last, said once beside the button that takes it back."""
    kept = session.get(_UNDO)
    if kept is None or kept.get("told"):
        return None
    session[_UNDO] = {**kept, "told": True}
    return str(kept["said"])


def _place(looking: Session) -> dict[str, Any]:
    return {"now": now(), "zone": place_of(looking).zone}

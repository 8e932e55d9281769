"""A bad day: somebody is missing, the shop closes, all runs late. Who is hit, one tap, what came of it."""

from datetime import timedelta
from secrets import token_hex

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.walltime import instant, utc
from booking_bot.models import AffectedStatus, DisruptionKind, Role, row_id
from booking_bot.services import catalogue
from booking_bot.services.agenda_day import agenda_day
from booking_bot.services.disruptions import following, stories, troubles, words
from booking_bot.services.disruptions.carrying import carry_out
from booking_bot.services.disruptions.planning import Reach, survey
from booking_bot.services.disruptions.stories import NoSuchDisruption
from booking_bot.services.disruptions.troubles import Trouble
from booking_bot.services.place import place_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.live import fragment
from booking_bot.web.admin.moments import day_of
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

DELAYS = (15, 30, 60)
LONGEST_DELAY = 240
LONGEST = 366  # days
NO_LENGTH = "Revisa los días: el último tiene que ir después del primero, y no haber pasado."
WRITTEN = "Hecho. Aquí ves quién contesta y a quién hay que llamar."
NOBODY = "Apuntado: no había ninguna cita afectada, y el bot no da ninguna."
_DAY_MINUTES = 24 * 60


class NoSuchTrouble(Exception):
    """The form names no stretch that is still to come."""


@blueprint.get("/mal-dia/")
@staff_too
def bad_day() -> str:
    with wiring().database.reading() as session:
        return _choice(session)


@blueprint.get("/mal-dia/plan")
@staff_too
def bad_day_plan() -> str | tuple[str, int]:
    """Who is hit and what would be done; nothing is, yet."""
    with wiring().database.reading() as session:
        if "que" not in request.args:
            return _choice(session)
        try:
            plan = survey(session, _trouble(session), now=now())
        except NoSuchTrouble:
            return _choice(session, fault=NO_LENGTH), 422
        today = now().astimezone(plan.zone).date()
        return render_template(
            "admin/bad_day_plan.html",
            plan=plan,
            headline=words.headline(plan.trouble, plan.staff, zone=plan.zone, today=today),
            outcome=words.outcome(plan),
            hand=Reach.HAND,
            call=Reach.CALL,
            token=token_hex(8),
            now=now(),
            zone=plan.zone,
        )


@blueprint.post("/mal-dia/plan")
@staff_too
def carry_out_bad_day() -> Response | tuple[str, int]:
    seen, ticked = (
        {int(one) for one in request.form.getlist(name) if one.isdecimal()} for name in ("vista", "a")
    )
    with wiring().database.transaction() as session:
        try:
            trouble = _trouble(session)
        except NoSuchTrouble:
            return _choice(session, fault=NO_LENGTH), 422
        made = carry_out(
            session,
            trouble,
            without=seen - ticked,
            token=request.form.get("vez") or token_hex(8),
            by=actor(),
            now=now(),
        )
        number, ended = row_id(made), made.ended_at is not None
    flash(NOBODY if ended else WRITTEN)
    return redirect(url_for("admin.bad_day_story", disruption_id=number), 303)


@blueprint.get("/mal-dia/<id:disruption_id>")
@staff_too
def bad_day_story(disruption_id: int) -> str:
    with wiring().database.reading() as session:
        return _story(session, disruption_id, "admin/bad_day_story.html")


@blueprint.get("/mal-dia/<id:disruption_id>/ahora")
@staff_too
def bad_day_now(disruption_id: int) -> Response:
    """What of it changes by itself."""
    with wiring().database.reading() as session:
        return fragment(_story(session, disruption_id, "admin/bad_day_now.html"))


@blueprint.post("/mal-dia/hablado/<id:affected_id>")
@staff_too
def bad_day_seen_to(affected_id: int) -> Response:
    with wiring().database.transaction() as session:
        number = row_id(following.seen_to(session, affected_id, by=actor(), now=now()))
    flash("Apuntado: ya está hablado.")
    return redirect(url_for("admin.bad_day_story", disruption_id=number), 303)


@blueprint.errorhandler(NoSuchDisruption)
def no_bad_day(_error: NoSuchDisruption) -> tuple[str, int]:
    return render_template("admin/refused.html", sentence="Eso ya no existe."), 404


def _choice(session: Session, *, fault: str = "") -> str:
    zone = place_of(session).zone
    today = now().astimezone(zone).date()
    is_owner, own = _is_owner(), current_user.staff_id
    at_work = [
        column
        for column in agenda_day(session, today, now=now()).columns
        if (column.works or column.entries) and (is_owner or column.staff_id == own)
    ]
    staff = [one for one in catalogue.read(session).staff if one.active and (is_owner or one.id == own)]
    return render_template(
        "admin/bad_day.html",
        at_work=at_work,
        staff=staff,
        is_owner=is_owner,
        own=own,
        delays=DELAYS,
        today=today,
        under_way=titled(session),
        fault=fault,
    )


def titled(session: Session) -> list[tuple[stories.Story, str]]:
    """Those under way, each with its headline."""
    zone = place_of(session).zone
    today = now().astimezone(zone).date()
    return [
        (one, words.headline(one.trouble, one.staff, zone=zone, today=today))
        for one in stories.under_way(session)
    ]


def _story(session: Session, disruption_id: int, template: str) -> str:
    zone = place_of(session).zone
    told = stories.story(session, disruption_id)
    order = [AffectedStatus.TO_CALL, AffectedStatus.WRITTEN]
    lines = sorted(told.lines, key=lambda line: order.index(line.status) if line.waits else len(order))
    return render_template(
        template,
        story=told,
        lines=lines,
        headline=words.headline(told.trouble, told.staff, zone=zone, today=now().astimezone(zone).date()),
        now=now(),
        zone=zone,
    )


def _is_owner() -> bool:
    return bool(current_user.role is Role.OWNER)


def _trouble(session: Session) -> Trouble:
    """What the form or the address says. Who is no owner speaks of their own day alone."""
    told = request.values
    try:
        kind = DisruptionKind(told.get("que", ""))
    except ValueError:
        abort(404)
    who = told.get("quien", type=int)
    staff = {one.id for one in catalogue.read(session).staff if one.active}
    if who is not None and who not in staff:
        abort(404)
    if kind is DisruptionKind.AWAY and who is None:
        kind = DisruptionKind.CLOSED  # "todo el equipo"
    if not _is_owner() and (kind is DisruptionKind.CLOSED or who is None or who != current_user.staff_id):
        abort(403)
    if kind is DisruptionKind.LATE:
        delay = told.get("minutos", type=int) or 0
        if not 0 < delay <= LONGEST_DELAY:
            raise NoSuchTrouble
        return troubles.late(session, timedelta(minutes=delay), who, now=now())
    return _over_days(session, kind, None if kind is DisruptionKind.CLOSED else who)


def _over_days(session: Session, kind: DisruptionKind, who: int | None) -> Trouble:
    """From today on where no day is named; whole days, or from an hour on and until another."""
    told, zone = request.values, place_of(session).zone
    today = now().astimezone(zone).date()
    first = day_of(told.get("dia")) or today
    last = day_of(told.get("dia_fin")) or first
    if not first <= last or last < today or (last - first).days > LONGEST:
        raise NoSuchTrouble
    start, end = troubles.over_days(session, first, last, now=now())
    hour, until = told.get("hora", ""), told.get("hora_fin", "")
    if hour:
        start = max(start, utc(instant(first, _minutes(hour), zone)))
    if until:
        end = utc(instant(last, _minutes(until), zone))
    if end <= start:
        raise NoSuchTrouble
    reason = " ".join(told.get("motivo", "").split())[:80]
    return Trouble(kind, start, end, who, reason=reason)


def _minutes(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal()) or int(hours) * 60 + int(minutes) > _DAY_MINUTES:
        raise NoSuchTrouble
    return int(hours) * 60 + int(minutes)

"""A new appointment by hand, and somebody who came in without one."""

from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from booking_bot.domain.refusals import Refused, SlotTaken
from booking_bot.domain.walltime import instant, utc
from booking_bot.models import row_id
from booking_bot.services import catalogue
from booking_bot.services.availability import free_slots
from booking_bot.services.diary import booking, visitors
from booking_bot.services.diary.booking import Wanted
from booking_bot.services.diary.effects import Effects, Hindered
from booking_bot.services.diary.visitors import Candidate, UnknownPhone, Visitor
from booking_bot.services.inbox import Person, people
from booking_bot.services.place import Place, place_of
from booking_bot.web.admin.appointments import LONGEST_NOTE, sentence_of
from booking_bot.web.admin.blueprint import actor, blueprint, now
from booking_bot.web.admin.moments import day_of, moment_of
from booking_bot.web.admin.roles import staff_too
from booking_bot.wiring import wiring

NEW = "nuevo"
NOBODY_FREE = "A esa hora no hay nadie libre. Elige con quién, y verás con quién coincide."
WHO = "Escribe quién viene: su nombre o su teléfono."
WHEN = "Elige la hora."
WHAT = "Elige el servicio."


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form says so far; `picked` is a customer's id, NEW, or nothing yet."""

    services: tuple[int, ...]
    staff_id: int | None
    day: date
    clock: str
    other: str
    query: str
    phone: str
    picked: str
    consents: bool
    note: str
    token: str

    @classmethod
    def read(cls, today: date) -> "Draft":
        told = request.values
        return cls(
            services=tuple(int(one) for one in told.getlist("servicio") if one.isdecimal())[:4],
            staff_id=told.get("con", type=int),
            day=day_of(told.get("dia")) or today,
            clock=told.get("hora", ""),
            other=told.get("otra", ""),
            query=" ".join(told.get("quien", "").split())[: visitors.LONGEST_NAME],
            phone=told.get("telefono", "").strip()[:30],
            picked=told.get("es") or told.get("cliente", ""),
            consents="aviso" in told,
            note=told.get("nota", "").strip()[:LONGEST_NOTE],
            token=told.get("vez", "")[:40] or token_hex(12),
        )

    @property
    def customer_id(self) -> int | None:
        return int(self.picked) if self.picked.isdecimal() else None

    @property
    def visitor(self) -> Visitor:
        if self.customer_id is not None:
            return Visitor(self.customer_id, consents=self.consents)
        written = self.query if _is_number(self.query) else ""
        return Visitor(
            name="" if written else self.query, phone=self.phone or written, consents=self.consents
        )

    def start(self, zone: ZoneInfo) -> datetime | None:
        return moment_of(self.day, self.other or self.clock, zone)


@blueprint.get("/citas/nueva")
@staff_too
def new_appointment() -> str:
    with wiring().database.reading() as reading:
        place = place_of(reading)
        return _page(reading, Draft.read(now().astimezone(place.zone).date()), place)


@blueprint.post("/citas/nueva")
@staff_too
def book_appointment() -> str | Response | tuple[str, int]:
    with wiring().database.reading() as reading:
        place = place_of(reading)
        draft = Draft.read(now().astimezone(place.zone).date())
        if request.form.get("accion") != "apuntar" and "es" not in request.form:
            return _page(reading, draft, place)  # only looking: who that is, or when there is room
        if fault := _fault(draft, place):
            return _page(reading, draft, place, fault=fault), 422
        if not draft.picked and visitors.find(reading, draft.query, country=place.country):
            return _page(reading, draft, place, choose=True), 409
    try:
        with wiring().database.transaction() as writing:
            booking.book(writing, _wanted(draft, place), country=place.country, by=actor(), now=now())
    except Hindered as hindered:
        with wiring().database.reading() as reading:
            return _page(reading, draft, place, effects=hindered.effects), 409
    except (Refused, UnknownPhone) as refusal:
        fault = (
            NOBODY_FREE if draft.staff_id is None and isinstance(refusal, Refused) else sentence_of(refusal)
        )
        with wiring().database.reading() as reading:
            return _page(reading, draft, place, fault=fault), 422
    flash("Cita apuntada.")
    wiring().wake()
    return redirect(url_for("admin.agenda", dia=draft.day.isoformat()), 303)


@blueprint.get("/citas/sin-cita")
@staff_too
def walk_in() -> str:
    with wiring().database.reading() as reading:
        return _walk_in_page(reading)


@blueprint.post("/citas/sin-cita")
@staff_too
def begin_walk_in() -> str | Response | tuple[str, int]:
    """The second tap: service and member of staff in one button, "12:3"."""
    service, _, staff = request.form.get("que", "").partition(":")
    if not (service.isdecimal() and staff.isdecimal()):
        return redirect(url_for("admin.walk_in"), 303)
    try:
        with wiring().database.transaction() as writing:
            made = booking.walk_in(
                writing,
                int(service),
                int(staff),
                token=request.form.get("vez", "")[:40] or token_hex(12),
                knowing="sabiendo" in request.form,
                seen=_seen(),
                by=actor(),
                now=now(),
            )
            number = row_id(made)
    except Hindered as hindered:
        with wiring().database.reading() as reading:
            return _walk_in_page(reading, hindered.effects, f"{service}:{staff}"), 409
    flash("Apuntado ahora mismo: el bot ya no da esa hora.")
    return redirect(url_for("admin.appointment", appointment_id=number), 303)


def _walk_in_page(reading: Session, effects: Effects | None = None, wanted: str = "") -> str:
    return render_template(
        "admin/walk_in.html",
        free=booking.free_now(reading, now=now()),
        effects=effects,
        wanted=wanted,
        token=request.form.get("vez") or token_hex(12),
        now=now(),
        zone=place_of(reading).zone,
    )


def _fault(draft: Draft, place: Place) -> str | None:
    """The first thing that is missing."""
    if not draft.services:
        return WHAT
    if draft.start(place.zone) is None:
        return WHEN
    if not (draft.query or draft.phone or draft.customer_id):
        return WHO
    return None


def _wanted(draft: Draft, place: Place) -> Wanted:
    start = draft.start(place.zone)
    if start is None:
        raise SlotTaken(now())
    return Wanted(
        services=draft.services,
        start=start,
        token=draft.token,
        staff_id=draft.staff_id,
        visitor=draft.visitor,
        note=draft.note,
        knowing="sabiendo" in request.form,
        seen=_seen(),
    )


def _seen() -> frozenset[int] | None:
    """The appointments of which the page told that they are in the way: what came since then is news."""
    told = request.form.get("visto")
    if told is None:
        return None
    return frozenset(int(one) for one in told.split(",") if one.isdecimal())


def _page(
    reading: Session,
    draft: Draft,
    place: Place,
    *,
    fault: str = "",
    choose: bool = False,
    effects: Effects | None = None,
) -> str:
    kept = catalogue.read(reading)
    able = [staff for service, staff in kept.done_by if not draft.services or service == draft.services[0]]
    return render_template(
        "admin/new_appointment.html",
        draft=draft,
        services=[one for one in kept.services if one.active],
        staff=[one for one in kept.staff if one.active and one.id in able],
        free=_free(reading, draft, place),
        found=_candidates(reading, draft, place),
        known=_known(reading, draft),
        fault=fault,
        choose=choose,
        effects=effects,
        now=now(),
        zone=place.zone,
    )


def _free(reading: Session, draft: Draft, place: Place) -> list[datetime]:
    if not draft.services:
        return []
    begin, end = (utc(instant(draft.day, minutes, place.zone)) for minutes in (0, 24 * 60))
    try:
        slots = free_slots(
            reading,
            service_id=draft.services[0],
            staff_id=draft.staff_id,
            start=begin,
            end=end,
            now=now(),
            for_owner=True,
        )
    except Refused:
        return []
    return [slot.start.astimezone(place.zone) for slot in slots]


def _candidates(reading: Session, draft: Draft, place: Place) -> list[Candidate]:
    if not draft.query or draft.customer_id is not None:
        return []
    return visitors.find(reading, draft.query, country=place.country)


def _known(reading: Session, draft: Draft) -> Person | None:
    if draft.customer_id is None:
        return None
    return people(reading, [draft.customer_id]).get(draft.customer_id)


def _is_number(text: str) -> bool:
    return sum(letter.isdecimal() for letter in text) >= 6 and not any(letter.isalpha() for letter in text)

"""`GET/POST /appointments`, `GET/PATCH /appointments/{id}`.

The agenda's rules bind the API as they bind customers, but for the shop's notice for changes.
"""

import re
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from flask import Response, url_for
from pydantic import AfterValidator, Field, StrictBool, field_validator
from sqlmodel import Session

from booking_bot.domain.appointments import Status
from booking_bot.domain.phones import NotAPhone
from booking_bot.models import ConsentSource, Source, row_id
from booking_bot.services import appointment_list, bookings, introductions
from booking_bot.services.appointment_changes import Change, change
from booking_bot.services.objects import appointment as shown
from booking_bot.services.place import place_of
from booking_bot.web.api import catalogue
from booking_bot.web.api.auth import actor
from booking_bot.web.api.idempotency import perform
from booking_bot.web.api.identities import filter_by, parse_phone
from booking_bot.web.api.inputs import Input, one_line, read_body, read_query
from booking_bot.web.api.moments import Edge, Instant, begin_of, check_order, end_of
from booking_bot.web.api.paging import Paged, page
from booking_bot.web.api.problems import answer, not_found, wrong
from booking_bot.wiring import wiring

LIST = "appointments"
_ID = re.compile(r"[1-9][0-9]{0,8}")


class Filters(Paged):
    begin: Edge | None = Field(default=None, alias="from")
    end: Edge | None = Field(default=None, alias="to")
    phone: str | None = None
    status: Status | None = None


class Visitor(Input):
    phone: str
    name: Annotated[str, Field(max_length=100), AfterValidator(one_line)]
    opt_in: StrictBool = False


class NewAppointment(Input):
    """The body of a POST."""

    service: str
    start: Instant
    staff: str | None = None
    customer: Visitor
    note: str | None = Field(default=None, max_length=1000)


class AppointmentChange(Input):
    """The body of a PATCH: what is left out stays; only a note can be taken away."""

    start: Instant | None = None
    staff: str | None = None
    status: Status | None = None
    note: str | None = Field(default=None, max_length=1000)

    @field_validator("start", "staff", "status", mode="before")
    @classmethod
    def something(cls, value: object) -> object:
        if value is None:
            raise ValueError("must not be null")
        return value

    @property
    def new_note(self) -> str | None:
        return (self.note or "") if "note" in self.model_fields_set else None


def index() -> Response:
    query = read_query(Filters)
    after = query.after(LIST)
    with wiring().database.reading() as session:
        place = place_of(session)
        begin = begin_of(query.begin, place.zone) if query.begin else None
        end = end_of(query.end, place.zone) if query.end else None
        check_order(begin, end, query.end)
        found = appointment_list.page(
            session,
            begin=begin,
            end=end,
            identity=filter_by(query.phone, place.country),
            status=query.status,
            after=(datetime.fromisoformat(after[0]), after[1]) if after else None,
            limit=query.limit + 1,
        )
    return page(
        LIST,
        found,
        query.limit,
        key=lambda one: [one.starts_at.isoformat(), one.id],
        show=lambda one: shown.of(one, place.zone),
    )


def create() -> Response:
    wanted = read_body(NewAppointment)
    by = actor()
    status, body = perform(lambda session, now: (201, _book(session, wanted, by=by, now=now)), wanted)
    if status != 201:
        return answer(body, status)
    return answer(body, status, {"Location": url_for("api.appointments_show", appointment_id=body["id"])})


def _book(session: Session, wanted: NewAppointment, *, by: str, now: datetime) -> dict[str, Any]:
    place = place_of(session)
    try:
        phone = parse_phone(wanted.customer.phone, place.country)
    except NotAPhone as error:
        raise wrong({"customer.phone": str(error)}) from None
    service_id = catalogue.service_id(session, wanted.service)
    staff_id = catalogue.staff_id(session, wanted.staff)
    customer = introductions.introduce(session, phone, wanted.customer.name, now=now)
    if wanted.customer.opt_in:
        introductions.vouch(session, row_id(customer), ConsentSource.API, now=now)
    appointment = bookings.book(
        session,
        customer_id=row_id(customer),
        service_id=service_id,
        staff_id=staff_id,
        start=wanted.start,
        source=Source.API,
        by=by,
        now=now,
        note=wanted.note,
        beneficiary=introductions.beneficiary_of(customer, wanted.customer.name),
    )
    return _read(session, row_id(appointment), place.zone)


def show(appointment_id: str) -> Response:
    number = _number(appointment_id)
    with wiring().database.reading() as session:
        return answer(_read(session, number, place_of(session).zone))


def update(appointment_id: str) -> Response:
    number = _number(appointment_id)
    wanted = read_body(AppointmentChange)
    now = wiring().clock()
    with wiring().database.transaction() as session:
        zone = place_of(session).zone
        changed = Change(
            start=wanted.start,
            staff_id=catalogue.staff_id(session, wanted.staff),
            status=wanted.status,
            note=wanted.new_note,
        )
        change(session, number, changed, by=actor(), now=now)
        body = _read(session, number, zone)
    return answer(body)


def _number(text: str) -> int:
    if not _ID.fullmatch(text):
        raise not_found("appointment")
    return int(text)


def _read(session: Session, number: int, zone: ZoneInfo) -> dict[str, Any]:
    found = shown.find(session, number, zone)
    if found is None:
        raise not_found("appointment")
    return found.to_json()

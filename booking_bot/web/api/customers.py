"""`GET /customers`, `GET/PATCH/DELETE /customers/{phone or whatsapp_id}`, and what is held on them."""

from io import BytesIO
from typing import Annotated

from flask import Response, request
from pydantic import AfterValidator, Field, StrictBool, field_validator
from sqlmodel import Session

from booking_bot.domain.phones import NotAPhone
from booking_bot.models import Customer
from booking_bot.services import audit, customer_consents, customer_list, data_copies, media_files, privacy
from booking_bot.services.customer_list import Listed
from booking_bot.services.objects import customer as shown
from booking_bot.services.place import Place, place_of
from booking_bot.web.api.auth import actor
from booking_bot.web.api.identities import parse_identity
from booking_bot.web.api.inputs import Input, one_line, read_body, read_query
from booking_bot.web.api.paging import Paged, page
from booking_bot.web.api.problems import answer, not_found, wrong
from booking_bot.wiring import wiring

LIST = "customers"
ARCHIVE = "application/zip"


class CustomerChange(Input):
    """The body of a PATCH: what is left out stays."""

    name: Annotated[str, Field(max_length=100), AfterValidator(one_line)] | None = None
    opt_in: StrictBool | None = None
    opt_out: StrictBool | None = None

    @field_validator("*", mode="before")
    @classmethod
    def something(cls, value: object) -> object:
        if value is None:
            raise ValueError("must not be null")
        return value


def index() -> Response:
    query = read_query(Paged)
    after = query.after(LIST)
    with wiring().database.reading() as session:
        zone = place_of(session).zone
        found = customer_list.page(session, after=after[0] if after else None, limit=query.limit + 1)
    return page(LIST, found, query.limit, key=lambda one: [one.id], show=lambda one: shown.of(one, zone))


def show(who: str) -> Response:
    with wiring().database.reading() as session:
        place = place_of(session)
        return answer(shown.of(_find(session, who, place), place.zone).to_json())


def update(who: str) -> Response:
    wanted = read_body(CustomerChange)
    now, by = wiring().clock(), actor()
    with wiring().database.transaction() as session:
        place = place_of(session)
        number = _find(session, who, place).id
        customer = session.get_one(Customer, number, with_for_update=True)
        if wanted.name is not None and wanted.name != customer.name:
            customer.name = wanted.name
            audit.record(session, by, "customer.described", number, now=now)
        try:
            customer_consents.note(
                session, number, opt_in=wanted.opt_in, opt_out=wanted.opt_out, by=by, now=now
            )
        except ValueError as error:
            raise wrong({"opt_out": str(error)}) from None
        session.flush()
        body = shown.of(_find(session, who, place), place.zone).to_json()
    return answer(body)


def erase(who: str) -> Response:
    """DELETE: what tells who they are is gone; what is booked stays booked."""
    parts = wiring()
    with parts.database.transaction() as session:
        number = _find(session, who, place_of(session)).id
        paths = privacy.erase(session, number, by=actor(), now=parts.clock())
    for path in paths:
        media_files.remove(parts.settings.media_dir, path)
    parts.database.forget()
    return Response(status=204)


def export(who: str) -> Response:
    """The rows as JSON; as an archive, for whoever asks for one, with the files that they sent."""
    parts = wiring()
    best = request.accept_mimetypes.best_match(["application/json", ARCHIVE], "application/json")
    with parts.database.reading() as session:
        number = _find(session, who, place_of(session)).id
        if best != ARCHIVE:
            return answer(privacy.export(session, number))
        target = BytesIO()
        data_copies.write(session, number, parts.settings.media_dir, target, now=parts.clock())
    return Response(target.getvalue(), mimetype=ARCHIVE)


def _find(session: Session, who: str, place: Place) -> Listed:
    try:
        identity = parse_identity(who, place.country)
    except NotAPhone:
        raise not_found("customer") from None
    found = customer_list.one(session, *identity)
    if found is None:
        raise not_found("customer")
    return found

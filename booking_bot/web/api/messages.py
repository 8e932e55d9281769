"""`GET /messages`: what was said, newest first. `POST /messages`: say something within the 24 hours."""

from datetime import datetime
from typing import Annotated, Any

from flask import Response
from pydantic import AfterValidator, Field
from sqlmodel import Session

from booking_bot.domain.phones import NotAPhone
from booking_bot.models import row_id
from booking_bot.services import message_list, program_messages
from booking_bot.services.objects import message as shown
from booking_bot.services.place import place_of
from booking_bot.web import media
from booking_bot.web.api.auth import actor
from booking_bot.web.api.idempotency import perform
from booking_bot.web.api.identities import filter_by, parse_identity
from booking_bot.web.api.inputs import Input, read_body, read_query
from booking_bot.web.api.paging import Paged, page
from booking_bot.web.api.problems import answer, not_found, wrong
from booking_bot.wiring import wiring

LIST = "messages"


def text(said: str) -> str:
    told = said.replace("\r\n", "\n").strip()
    if not told:
        raise ValueError("must not be empty")
    return told


class Filters(Paged):
    phone: str | None = None


class NewMessage(Input):
    """The body of a POST; `phone` may be the whatsapp_id of who shares no number."""

    phone: str
    body: Annotated[str, Field(max_length=program_messages.LONGEST), AfterValidator(text)]


def index() -> Response:
    query = read_query(Filters)
    after, files = query.after(LIST), media.addresses(wiring().settings)
    with wiring().database.reading() as session:
        place = place_of(session)
        found = message_list.page(
            session,
            identity=filter_by(query.phone, place.country),
            after=after[0] if after else None,
            limit=query.limit + 1,
        )
    return page(
        LIST,
        found,
        query.limit,
        key=lambda one: [one.id],
        show=lambda one: shown.of(one, place.zone, files.address),
    )


def create() -> Response:
    wanted = read_body(NewMessage)
    by = actor()
    status, body = perform(lambda session, now: (202, _write(session, wanted, by=by, now=now)), wanted)
    wiring().wake()
    return answer(body, status)


def _write(session: Session, wanted: NewMessage, *, by: str, now: datetime) -> dict[str, Any]:
    place = place_of(session)
    try:
        identity = parse_identity(wanted.phone, place.country)
    except NotAPhone as error:
        raise wrong({"phone": str(error)}) from None
    message = program_messages.write(session, *identity, wanted.body, by=by, now=now)
    session.flush()
    found = shown.find(session, row_id(message), place.zone)
    if found is None:
        raise not_found("message")
    return found.to_json()

"""`GET /messages`: what was said, newest first."""

from flask import Response

from booking_bot.services import message_list
from booking_bot.services.objects import message as shown
from booking_bot.services.place import place_of
from booking_bot.web.api.identities import filter_by
from booking_bot.web.api.inputs import read_query
from booking_bot.web.api.paging import Paged, page
from booking_bot.wiring import wiring

LIST = "messages"


class Filters(Paged):
    phone: str | None = None


def index() -> Response:
    query = read_query(Filters)
    after = query.after(LIST)
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
        show=lambda one: shown.of(one, place.zone),
    )

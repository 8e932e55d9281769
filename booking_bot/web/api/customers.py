"""`GET /customers`, `GET /customers/{phone or whatsapp_id}`."""

from flask import Response

from booking_bot.domain.phones import NotAPhone
from booking_bot.services import customer_list
from booking_bot.services.objects import customer as shown
from booking_bot.services.place import place_of
from booking_bot.web.api.identities import parse_identity
from booking_bot.web.api.inputs import read_query
from booking_bot.web.api.paging import Paged, page
from booking_bot.web.api.problems import answer, not_found
from booking_bot.wiring import wiring

LIST = "customers"


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
        try:
            identity = parse_identity(who, place.country)
        except NotAPhone:
            raise not_found("customer") from None
        found = customer_list.one(session, *identity)
    if found is None:
        raise not_found("customer")
    return answer(shown.of(found, place.zone).to_json())

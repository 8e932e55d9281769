"""`GET /availability`: when there is room for a service, by the function that also books."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response
from pydantic import Field

from booking_bot.domain.refusals import NotTheirService
from booking_bot.services import slugs
from booking_bot.services.availability import free_slots
from booking_bot.services.objects import slot as shown
from booking_bot.services.place import place_of
from booking_bot.web.api import catalogue
from booking_bot.web.api.inputs import Input, read_query
from booking_bot.web.api.moments import Edge, begin_of, check_order, end_of
from booking_bot.web.api.problems import answer, wrong
from booking_bot.wiring import wiring

LONGEST = timedelta(days=31)


class Question(Input):
    service: str
    staff: str | None = None
    begin: Edge = Field(alias="from")
    end: Edge = Field(alias="to")


def index() -> Response:
    query = read_query(Question)
    now = wiring().clock()
    with wiring().database.reading() as session:
        zone = place_of(session).zone
        begin, end = _stretch(query, zone)
        service_id = catalogue.service_id(session, query.service)
        staff_id = catalogue.staff_id(session, query.staff)
        if staff_id is not None and not slugs.does(session, staff_id, service_id):
            raise NotTheirService(begin)
        found = free_slots(session, service_id=service_id, staff_id=staff_id, start=begin, end=end, now=now)
        names = slugs.slugs_of_staff(session)
    return answer({"items": [shown.of(slot, names, zone).to_json() for slot in found], "next": None})


def _stretch(query: Question, zone: ZoneInfo) -> tuple[datetime, datetime]:
    begin, end = begin_of(query.begin, zone), end_of(query.end, zone)
    check_order(begin, end, query.end)
    by_the_clock = end.astimezone(zone).replace(tzinfo=None) - begin.astimezone(zone).replace(tzinfo=None)
    # 31 days around a change of the clock are an hour more or less than 31 times 24.
    if min(end - begin, by_the_clock) > LONGEST:
        raise wrong({"to": f"must lie {LONGEST.days} days after from at most"})
    return begin, end

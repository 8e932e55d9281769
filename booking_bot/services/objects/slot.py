from collections.abc import Mapping
from zoneinfo import ZoneInfo

from pydantic import Field

from booking_bot.services.availability import Slot as Found
from booking_bot.services.objects.base import Moment, Shown, shown


class Slot(Shown):
    start: Moment
    end: Moment
    staff: str = Field(description="The id of who would get it.")


def of(found: Found, names: Mapping[int, str], zone: ZoneInfo) -> Slot:
    return Slot(start=shown(found.start, zone), end=shown(found.end, zone), staff=names[found.staff_id])

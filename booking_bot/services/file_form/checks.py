"""What must hold between the parts of a business file, each rule a function that yields faults."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from difflib import get_close_matches

from booking_bot.domain import public_holidays
from booking_bot.domain.drop_off import parse_clock, parse_window
from booking_bot.domain.horizon import leaves_room
from booking_bot.domain.lengths import written
from booking_bot.domain.opening import parse_hours
from booking_bot.domain.slots import LONGEST
from booking_bot.language.frame import ANY_STAFF
from booking_bot.services.file_form import hours
from booking_bot.services.file_form.faults import Fault, Path
from booking_bot.services.file_form.form import BusinessFile, Question, Resource, Service, Staff, Week

# With the rest of its first and its last day it is still no longer than anything may be.
_LONGEST_STAY = timedelta(days=5)
_SOME_YEAR = 2026  # whether there is a calendar does not depend on it


def faults(file: BusinessFile, *, calendars: bool) -> list[Fault]:
    rules = [*_RULES, _holidays_are_known] if calendars else _RULES
    return [fault for rule in rules for fault in rule(file)]


def _ids_are_unique(file: BusinessFile) -> Iterator[Fault]:
    for name in ("resources", "services", "staff"):
        yield from _repeated(getattr(file, name), (name,))
    for number, service in enumerate(file.services):
        yield from _repeated(service.questions, ("services", number, "questions"))


def _nobody_is_called_anybody(file: BusinessFile) -> Iterator[Fault]:
    for number, member in enumerate(file.staff):
        if member.id == ANY_STAFF:
            yield Fault(("staff", number, "id"), f'"{ANY_STAFF}" stands for anybody; it wants another id')


def _references_exist(file: BusinessFile) -> Iterator[Fault]:
    rooms = [room.id for room in file.resources]
    for number, service in enumerate(file.services):
        yield from _unknown(service.resources, rooms, "[[resources]]", ("services", number, "resources"))
    services = [service.id for service in file.services]
    for number, member in enumerate(file.staff):
        place: Path = ("staff", number)
        yield from _unknown(member.services or [], services, "[[services]]", (*place, "services"))
        done = file.services_of(member)
        for key in ("minutes", "price"):
            for service_id in getattr(member, key):
                if service_id not in done:
                    message = f"{service_id!r} is not among the services of {member.id}"
                    yield Fault((*place, key, service_id), message)


def _notice_leaves_room(file: BusinessFile) -> Iterator[Fault]:
    rules = file.rules
    if not leaves_room(rules.min_notice, rules.horizon_days):
        yield Fault(
            ("rules", "min_notice"),
            f"nobody could ever book: {written(rules.min_notice)} of notice is more than horizon_days, "
            f"{rules.horizon_days}; it wants less",
        )


def _reminders_differ(file: BusinessFile) -> Iterator[Fault]:
    for number, reminder in enumerate(file.rules.reminders):
        if reminder in file.rules.reminders[:number]:
            yield Fault(("rules", "reminders", number), f"{reminder} stands here twice")


def _nights_end_before_mornings(file: BusinessFile) -> Iterator[Fault]:
    weeks: list[tuple[Path, Week | None]] = [(("hours",), file.hours)]
    weeks += [(("staff", number, "hours"), member.hours) for number, member in enumerate(file.staff)]
    for place, week in weeks:
        for day, message in hours.overlaps_at_midnight(week.by_day()) if week else ():
            yield Fault((*place, day), message)


def _processing_fits(file: BusinessFile) -> Iterator[Fault]:
    ends = {}
    for number, service in enumerate(file.services):
        if service.processing is None:
            continue
        ends[service.id] = end = service.processing.after + service.processing.minutes
        if end > service.minutes:
            message = f"ends {written(end)} after the start of a service of {written(service.minutes)}"
            yield Fault(("services", number, "processing"), message)
    for number, member in enumerate(file.staff):
        for service_id, length in member.minutes.items():
            if service_id in ends and length < ends[service_id]:
                message = f"{written(length)} is over before the processing of {service_id!r}"
                yield Fault(("staff", number, "minutes", service_id), message)


def _appointments_end(file: BusinessFile) -> Iterator[Fault]:
    longest = timedelta(seconds=LONGEST)
    for number, service in enumerate(file.services):
        own = [member.minutes.get(service.id, service.minutes) for member in file.staff]
        whole = service.buffer_before + max([service.minutes, *own]) + service.buffer_after
        if whole > longest:
            yield Fault(
                ("services", number, "minutes"),
                f"with its buffers it takes {written(whole)}; {written(longest)} is the most",
            )


def _what_stays_all_day_leaves(file: BusinessFile) -> Iterator[Fault]:
    stay = {room.id for room in file.resources if room.whole_day}
    for number, service in enumerate(file.services):
        own = [member.minutes.get(service.id, service.minutes) for member in file.staff]
        whole = service.buffer_before + max([service.minutes, *own]) + service.buffer_after
        if stay & {*service.resources} and whole > _LONGEST_STAY:
            yield Fault(
                ("services", number, "minutes"),
                f"takes {written(whole)} of a place kept all day; {written(_LONGEST_STAY)} is the most",
            )


def _what_is_left_is_brought_and_fetched(file: BusinessFile) -> Iterator[Fault]:
    weeks = [file.hours.by_day().values(), [special.hours for special in file.special]]
    opening = [parse_hours(span) for days in weeks for spans in days for span in spans]
    for number, service in enumerate(file.services):
        if service.drop_off is not None:
            first, last = parse_window(service.drop_off)
            if not any(opens <= last and first < closes for opens, closes in opening):
                message = f"nobody could ever leave it: {service.drop_off} is outside all hours"
                yield Fault(("services", number, "drop_off"), message)
        if service.pick_up is not None:
            moment = parse_clock(service.pick_up)
            if not any(opens <= moment <= closes for opens, closes in opening):
                message = f"nobody could ever fetch it: {service.pick_up} is outside all hours"
                yield Fault(("services", number, "pick_up"), message)


def _what_is_due_again_says_when(file: BusinessFile) -> Iterator[Fault]:
    for number, service in enumerate(file.services):
        if service.recall and service.revisit is None:
            message = "is on, and revisit does not say after how long it is due again"
            yield Fault(("services", number, "recall"), message)


def _holidays_are_known(file: BusinessFile) -> Iterator[Fault]:
    country, part = file.business.country, file.business.subdivision
    if not (file.rules.holidays or part) or _has_calendar(country, part):
        return
    if _has_calendar(country, None):
        message = f"{country} has no {part!r}; it wants the ISO 3166-2 code without the country"
        yield Fault(("business", "subdivision"), message)
    elif file.rules.holidays:
        yield Fault(("rules", "holidays"), f"there is no calendar of {country}; list its days in `closed`")


_RULES: Sequence[Callable[[BusinessFile], Iterator[Fault]]] = (
    _ids_are_unique,
    _nobody_is_called_anybody,
    _references_exist,
    _notice_leaves_room,
    _reminders_differ,
    _nights_end_before_mornings,
    _processing_fits,
    _appointments_end,
    _what_stays_all_day_leaves,
    _what_is_left_is_brought_and_fetched,
    _what_is_due_again_says_when,
)


def _repeated(rows: Sequence[Resource | Service | Staff | Question], place: Path) -> Iterator[Fault]:
    seen = set()
    for number, row in enumerate(rows):
        if row.id in seen:
            yield Fault((*place, number, "id"), f"{row.id!r} is the id of another one above")
        seen.add(row.id)


def _unknown(ids: Sequence[str], known: Sequence[str], table: str, place: Path) -> Iterator[Fault]:
    for number, one in enumerate(ids):
        if one in ids[:number]:
            yield Fault((*place, number), f"{one!r} stands here twice")
        elif one not in known:
            near = get_close_matches(one, known, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield Fault((*place, number), f"no {table} has the id {one!r}{hint}")


def _has_calendar(country: str, subdivision: str | None) -> bool:
    try:
        public_holidays.of_year(country, subdivision, _SOME_YEAR)
    except NotImplementedError:
        return False
    return True

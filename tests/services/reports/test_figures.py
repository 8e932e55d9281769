"""Every figure against a slow sum of the same rows, on both databases, over both changes of the clock."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil

import pytest

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Delivery, Direction, Message, MessageKind, Source
from booking_bot.services.costs.months import ARRIVED, TAKEN, costs_of
from booking_bot.services.opening import opening_on
from booking_bot.services.reports import (
    appointments,
    messages,
    no_shows,
    occupancy,
    outside_hours,
    ratings,
    visitors,
    waits,
)
from booking_bot.services.reports.stretch import Stretch, last_days, month_of
from tests.services.reports.a_year import NOW, MadeUp
from tests.shop import MADRID, Shop

STRETCHES = (
    last_days(7, MADRID, now=NOW),
    last_days(30, MADRID, now=NOW),
    month_of(date(2026, 10, 9), MADRID, now=NOW),
    month_of(date(2026, 3, 1), MADRID, now=NOW),
)
MINUTE = timedelta(minutes=1)
STEP = 5 * MINUTE  # all that was made up begins and ends with one


@pytest.fixture
def made(database: Database) -> Iterator[MadeUp]:
    with database.transaction() as session:
        yield MadeUp(session)


def lies_in(moment: datetime, stretch: Stretch) -> bool:
    return stretch.first <= moment.astimezone(MADRID).date() <= stretch.last and moment < NOW


def rank(found: Sequence[int], share: int) -> timedelta | None:
    return timedelta(seconds=sorted(found)[ceil(len(found) * share / 100) - 1]) if found else None


def whole(moment: datetime) -> int:
    return int(moment.timestamp())


def opens(made: MadeUp, day: date) -> list[tuple[datetime, datetime]]:
    return list(opening_on(made.session, day).spans)


def test_all_figures_are_what_a_slow_sum_makes_of_the_same_rows(made: MadeUp) -> None:
    for stretch in STRETCHES:
        assert_appointments(made, stretch)
        assert_no_shows(made, stretch)
        assert_occupancy(made, stretch)
        assert_waits(made, stretch)
        assert_ratings(made, stretch)
        assert_messages(made, stretch)
        assert_visitors(made, stretch)
        assert_outside_hours(made, stretch)


def assert_appointments(made: MadeUp, stretch: Stretch) -> None:
    steps: dict[date, Counter[Status]] = defaultdict(Counter)
    sources: dict[Source, Counter[Status]] = {source: Counter() for source in Source}
    hours: Counter[tuple[int, int]] = Counter()
    for one in made.appointments:
        wall = one.starts_at.astimezone(MADRID)
        if not lies_in(one.starts_at, stretch):
            continue
        monday = wall.date() - timedelta(days=wall.weekday())
        steps[wall.date() if stretch.by_day else max(monday, stretch.first)][one.status] += 1
        sources[one.source][one.status] += 1
        if one.status not in {Status.CANCELLED, Status.REQUESTED}:
            hours[wall.weekday(), wall.hour] += 1

    found = appointments.begun(made.session, stretch)

    assert found
    assert {
        step: counted for step, counted in appointments.by_step(found, stretch).items() if counted
    } == steps
    assert appointments.by_source(found) == sources
    assert appointments.by_hour(found) == hours
    assert appointments.held(found) == hours.total()


def assert_no_shows(made: MadeUp, stretch: Stretch) -> None:
    ended = {Status.COMPLETED, Status.NO_SHOW}
    counted: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for one in made.appointments:
        if lies_in(one.starts_at, stretch) and one.status in ended:
            for key in (("service", one.service_id), ("staff", one.staff_id)):
                counted[key][one.status is Status.NO_SHOW] += 1

    by_service = no_shows.by_service(made.session, stretch)
    by_staff = no_shows.by_staff(made.session, stretch)

    names = ("Corte", "Tinte"), ("Lucía", "Marcos")
    assert by_service == [
        no_shows.NoShows(name, *counted["service", number])
        for name, number in zip(names[0], made.services, strict=True)
    ]
    assert by_staff == [
        no_shows.NoShows(name, *counted["staff", number])
        for name, number in zip(names[1], made.staff, strict=True)
    ]


def assert_occupancy(made: MadeUp, stretch: Stretch) -> None:
    """Five minutes by five minutes."""
    busy = {(staff, each) for staff, start, end in made.busy for each in range(start, end, 300)}
    away = {
        (one.staff_id, each)
        for one in made.absences
        for each in range(whole(one.starts_at), whole(one.ends_at), 300)
    }
    own = {0: (12 * 60, 19 * 60), 5: (22 * 60, 25 * 60 + 30)}  # of Marcos
    counted = []
    for name, staff in zip(("Lucía", "Marcos"), made.staff, strict=True):
        total = taken = 0
        for ahead in range(stretch.days):
            day = stretch.first + timedelta(days=ahead)
            for start, end in opens(made, day):
                moment = start
                while moment < end:
                    wall = moment.astimezone(MADRID).replace(tzinfo=None)
                    minute = int((wall - datetime.combine(day, time())) / MINUTE)
                    first, last = own.get(day.weekday(), (0, 0)) if name == "Marcos" else (0, 9999)
                    key = staff, whole(moment)
                    if first <= minute < last and stretch.begin <= moment < stretch.end and key not in away:
                        total += 1
                        taken += key in busy
                    moment += STEP
        counted.append(occupancy.Taken(name, total * STEP, taken * STEP))

    found = occupancy.taken(made.session, stretch)

    assert found == counted
    assert occupancy.of_all(found).open == sum((one.open for one in counted), timedelta())


def assert_waits(made: MadeUp, stretch: Stretch) -> None:
    answers: dict[tuple[int, datetime], int] = {}
    of_line: dict[int | None, list[Message]] = defaultdict(list)
    for message, _ in made.messages:
        of_line[message.conversation_id].append(message)
    for message, sent in made.messages:
        if message.kind != MessageKind.REPLY or not lies_in(message.at, stretch):
            continue
        assert sent
        said = [
            one.at
            for one in of_line[message.conversation_id]
            if one.direction is Direction.IN and one.at <= message.at
        ]
        if sent.status in TAKEN and sent.claimed_at and said:
            key = message.conversation_id, max(said)
            took = whole(sent.claimed_at) - whole(max(said))
            answers[key] = min(answers.get(key, took), took)
    people, still_open, closed = [], 0, 0
    for case in made.cases:
        if not lies_in(case.at, stretch):
            continue
        written = [
            one.at
            for one in of_line[case.conversation_id]
            if one.kind == MessageKind.MANUAL and one.at >= case.at
        ]
        if written:
            people.append(whole(min(written)) - whole(case.at))
        else:
            still_open += case.resolved_at is None
            closed += case.resolved_at is not None

    bot = list(answers.values())
    assert waits.for_the_bot(made.session, stretch) == waits.Waits(len(bot), rank(bot, 50), rank(bot, 90))
    assert waits.for_a_person(made.session, stretch) == waits.Waits(
        len(people), rank(people, 50), rank(people, 90), still_open, closed
    )
    assert bot
    assert people


def assert_ratings(made: MadeUp, stretch: Stretch) -> None:
    given = [one for one in made.ratings if lies_in(one.at, stretch)]

    found = ratings.given(made.session, stretch)

    assert found == Counter(one.rating for one in given)
    assert ratings.mean(found) == pytest.approx(sum(one.rating for one in given) / len(given))
    said = sorted((one for one in given if one.comment), key=lambda one: (one.at, one.id), reverse=True)
    assert [one.appointment_id for one in ratings.comments(made.session, stretch)] == [
        one.appointment_id for one in said[: ratings.NEWEST]
    ]


def assert_messages(made: MadeUp, stretch: Stretch) -> None:
    counted: dict[str, list[int]] = defaultdict(lambda: [0] * 5)
    sets = (
        TAKEN,
        ARRIVED,
        (Delivery.READ,),
        (Delivery.FAILED, Delivery.UNDELIVERED),
        (Delivery.EXPIRED, Delivery.CANCELLED),
    )
    for message, sent in made.messages:
        if sent and lies_in(message.at, stretch):
            for place, statuses in enumerate(sets):
                counted[message.kind][place] += sent.status in statuses

    found = messages.by_kind(made.session, stretch)

    assert found == [messages.Sent(kind, *counted[kind]) for kind in (MessageKind.REPLY, MessageKind.MANUAL)]
    assert [(one.first, one.amount) for one in messages.by_month(made.session, stretch)] == [
        (month, costs_of(made.session, month).total) for month in stretch.months()
    ]


def assert_visitors(made: MadeUp, stretch: Stretch) -> None:
    held = [one for one in made.appointments if one.status not in {Status.CANCELLED, Status.REQUESTED}]
    here = {one.customer_id for one in held if lies_in(one.starts_at, stretch)}
    before = {one.customer_id for one in held if one.starts_at < stretch.begin}

    assert visitors.counted(made.session, stretch) == (len(here - before), len(here & before))


def assert_outside_hours(made: MadeUp, stretch: Stretch) -> None:
    counted = {True: 0, False: 0}
    for one in made.appointments:
        if one.source is Source.BOT and lies_in(one.created_at, stretch):
            day = one.created_at.astimezone(MADRID).date()
            spans = opens(made, day) + opens(made, day - timedelta(days=1))
            counted[any(start <= one.created_at < end for start, end in spans)] += 1

    assert counted[True]
    assert counted[False]
    assert outside_hours.by_the_bot(made.session, stretch) == (counted[True], counted[False])


def test_a_day_without_anything_has_figures_of_nothing(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        shop = Shop(session)
        shop.service(by=[shop.staff()])
        stretch = month_of(date(2026, 7, 1), MADRID, now=NOW)

        found = appointments.begun(session, stretch)
        taken = occupancy.of_all(occupancy.taken(session, stretch))

        assert (found, taken.booked, taken.share) == ([], timedelta(), 0)
        assert no_shows.by_service(session, stretch) == []
        assert no_shows.share(0, 0) is None
        assert waits.for_the_bot(session, stretch) == waits.Waits(0, None, None)
        assert waits.for_a_person(session, stretch) == waits.Waits(0, None, None)
        assert ratings.mean(ratings.given(session, stretch)) is None
        assert messages.by_kind(session, stretch) == []
        assert visitors.counted(session, stretch) == (0, 0)
        assert outside_hours.by_the_bot(session, stretch) == (0, 0)

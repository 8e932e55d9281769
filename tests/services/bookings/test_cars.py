"""What is left here for the day: so many cars a day, brought in the morning, fetched in the evening."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.refusals import OutsideDropOff, SlotTaken
from booking_bot.domain.spans import Span
from booking_bot.models import Occupancy, Resource, Source, row_id
from booking_bot.services import bookings
from booking_bot.services.agenda import Wish
from booking_bot.services.availability import why_not
from booking_bot.services.visit_slots import Wanted, free_visits
from tests.shop import NOW, Shop, at, every_day

TUESDAY, WEDNESDAY = "2026-11-24", "2026-11-25"


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    """That both databases refuse the car too many is shown where several come at once."""
    with sqlite.transaction() as session:
        yield session


class Garage(Shop):
    """Two cars a day, brought to Paco at the desk, who takes half an hour with each."""

    def __init__(self, session: Session, *, cars: int = 2, **service: object) -> None:
        super().__init__(session, every_day("08:00-13:00", "15:00-18:30"))
        self.paco = self.staff("Paco")
        self.hall = self.room("Nave", capacity=cars, whole_day=True)
        told: dict[str, object] = {"by": [self.paco], "rooms": [self.hall], **service}
        self.inspection = self.service("Revisión", **told)  # type: ignore[arg-type]

    def lanes(self) -> list[tuple[int, Span]]:
        rows = self.session.exec(select(Occupancy).where(col(Occupancy.resource_id) == self.hall)).all()
        return sorted((row.lane, (row.start_ts, row.end_ts)) for row in rows)


def day(first: str, end: str) -> Span:
    return int(at(f"{first} 00:00").timestamp()), int(at(f"{end} 00:00").timestamp())


def test_a_day_with_all_its_cars_has_no_start_left_and_the_next_has_all(session: Session) -> None:
    garage = Garage(session)

    free = [len(garage.starts(garage.inspection, TUESDAY))]
    for wall in ("08:00", "17:00"):
        garage.book(garage.inspection, f"{TUESDAY} {wall}")
        free.append(len(garage.starts(garage.inspection, TUESDAY)))

    assert free == [32, 30, 0]
    assert len(garage.starts(garage.inspection, WEDNESDAY)) == 32
    assert garage.lanes() == [(0, day(TUESDAY, WEDNESDAY)), (1, day(TUESDAY, WEDNESDAY))]


def test_a_car_that_moves_within_its_day_keeps_its_place_and_one_to_another_day_leaves_it(
    session: Session,
) -> None:
    garage = Garage(session, cars=1)
    car = row_id(garage.book(garage.inspection, f"{TUESDAY} 08:00"))

    bookings.reschedule(session, car, start=at(f"{TUESDAY} 08:15"), by="bot", now=NOW)
    within = garage.lanes()
    bookings.reschedule(session, car, start=at(f"{WEDNESDAY} 08:00"), by="bot", now=NOW)

    assert (within, garage.lanes()) == ([(0, day(TUESDAY, WEDNESDAY))], [(0, day(WEDNESDAY, "2026-11-26"))])
    assert len(garage.starts(garage.inspection, TUESDAY)) == 32


def test_a_car_that_is_cancelled_gives_its_whole_day_back(session: Session) -> None:
    garage = Garage(session, cars=1)
    car = row_id(garage.book(garage.inspection, f"{TUESDAY} 08:00"))

    bookings.cancel(session, car, by="bot", now=NOW)

    assert (garage.lanes(), len(garage.starts(garage.inspection, TUESDAY))) == ([], 32)


def test_a_time_that_a_chat_holds_holds_the_day_for_it(session: Session) -> None:
    garage = Garage(session, cars=1)
    talk = garage.conversation(garage.customer())

    bookings.hold(
        session, conversation_id=talk, service_id=garage.inspection, start=at(f"{TUESDAY} 08:00"), now=NOW
    )

    with pytest.raises(SlotTaken):
        garage.book(garage.inspection, f"{TUESDAY} 17:00")
    garage.book(garage.inspection, f"{TUESDAY} 17:00", conversation_id=talk)
    assert garage.lanes() == [(0, day(TUESDAY, WEDNESDAY))]


def test_one_too_many_that_the_owner_takes_knowingly_stands_beside_the_others(session: Session) -> None:
    garage = Garage(session, cars=1)
    garage.book(garage.inspection, f"{TUESDAY} 08:00")

    garage.book(
        garage.inspection, f"{TUESDAY} 10:00", garage.paco, source=Source.OWNER, by="owner:1", knowing=True
    )

    assert garage.lanes() == [(0, day(TUESDAY, WEDNESDAY)), (1000, day(TUESDAY, WEDNESDAY))]


def test_a_day_of_25_hours_is_taken_to_its_end(session: Session) -> None:
    garage = Garage(session, cars=1)

    garage.book(garage.inspection, "2027-10-31 08:00")

    ((lane, (start, end)),) = garage.lanes()
    assert (lane, (end - start) / 3600) == (0, 25)


def test_cars_that_came_before_a_place_was_kept_all_day_are_counted_with_the_others(
    session: Session,
) -> None:
    garage = Garage(session)
    room = garage.room("Foso", capacity=2)
    pit = garage.service("Foso", by=[garage.paco], rooms=[room])
    for wall in ("08:00", "17:00"):
        garage.book(pit, f"{TUESDAY} {wall}")
    before = len(garage.starts(pit, TUESDAY))

    session.get_one(Resource, room).whole_day = True
    session.flush()

    assert (before, len(garage.starts(pit, TUESDAY))) == (27, 0)


def test_two_cars_of_one_family_need_two_places(session: Session) -> None:
    garage = Garage(session, cars=2)
    ana = garage.staff("Ana")
    wash = garage.service("Lavado", by=[garage.paco, ana], rooms=[garage.hall])
    garage.book(wash, f"{TUESDAY} 08:00")

    visits = free_visits(
        session,
        [Wanted(wash, who=0), Wanted(wash, who=1)],
        start=at(f"{TUESDAY} 00:00"),
        end=at("2026-11-26 00:00"),
        now=NOW,
    )

    assert next(visits)[0].start == at(f"{WEDNESDAY} 08:00")


def test_what_is_left_here_begins_in_its_hours_alone_both_ends_included(session: Session) -> None:
    garage = Garage(session, cars=9, drop_off="08:00-09:30")

    starts = garage.starts(garage.inspection, TUESDAY)
    refusal = why_not(session, Wish(garage.inspection), at(f"{TUESDAY} 10:00"), now=NOW)

    assert starts == ["08:00", "08:15", "08:30", "08:45", "09:00", "09:15", "09:30"]
    assert type(refusal) is OutsideDropOff


def test_the_hours_to_bring_it_hold_on_the_day_the_clock_changes(session: Session) -> None:
    garage = Garage(session, cars=9, drop_off="08:00-08:30")

    starts = [garage.starts(garage.inspection, day) for day in ("2027-03-27", "2027-03-28", "2027-10-31")]

    assert starts == [["08:00", "08:15", "08:30"]] * 3


def test_the_owner_takes_it_at_any_hour_knowingly(session: Session) -> None:
    garage = Garage(session, drop_off="08:00-09:30")

    booked = garage.book(
        garage.inspection, f"{TUESDAY} 12:00", garage.paco, source=Source.OWNER, by="owner:1", knowing=True
    )

    assert booked.starts_at == at(f"{TUESDAY} 12:00")


def test_when_it_may_be_fetched_is_kept_and_goes_along_when_it_moves(session: Session) -> None:
    garage = Garage(session, cars=9, drop_off="08:00-18:00", pick_up="18:00")

    early = garage.book(garage.inspection, f"{TUESDAY} 08:00")
    kept = [early.pick_up_at]
    for start in (f"{TUESDAY} 17:45", f"{WEDNESDAY} 09:00"):
        bookings.reschedule(session, row_id(early), start=at(start), by="bot", now=NOW)
        kept.append(early.pick_up_at)

    assert kept == [at(f"{one} 18:00") for one in (TUESDAY, WEDNESDAY, WEDNESDAY)]
    assert early.ends_at - early.starts_at == timedelta(minutes=30)


def test_with_another_member_at_the_same_time_what_was_promised_stays(session: Session) -> None:
    garage = Garage(session, pick_up="18:00")
    ana = garage.staff("Ana")
    wash = garage.service("Lavado", by=[garage.paco, ana], pick_up="18:00")
    car = garage.book(wash, f"{TUESDAY} 08:00", garage.paco)
    car.pick_up_at = at(f"{WEDNESDAY} 12:00")

    bookings.reschedule(session, row_id(car), start=car.starts_at, staff_id=ana, by="owner:1", now=NOW)

    assert car.pick_up_at == at(f"{WEDNESDAY} 12:00")


def test_what_is_not_left_here_is_not_fetched(session: Session) -> None:
    garage = Garage(session)

    assert garage.book(garage.inspection, f"{TUESDAY} 08:00").pick_up_at is None

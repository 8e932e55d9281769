"""A standing appointment is agreed anew from a day on, or ends; what was touched by itself stays."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, col, select

from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import Appointment, Standing, row_id
from booking_bot.services import bookings
from booking_bot.services.standing import changing, making, one_day
from booking_bot.services.standing.changing import Anew
from booking_bot.services.standing.terms import HasEnded
from tests.services.standing.agreed import OWNER, Salon, standing
from tests.shop import at


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        yield session


@pytest.fixture
def salon(session: Session) -> Salon:
    return Salon(session)


@pytest.fixture
def five(salon: Salon) -> Standing:
    """Five Tuesdays, of which the third was moved and the fourth cancelled."""
    made = salon.agree(last_day=date(2026, 12, 22))
    turns = salon.session.exec(select(Appointment).order_by(col(Appointment.starts_at))).all()
    bookings.reschedule(
        salon.session, row_id(turns[2]), start=at("2026-12-09 11:00"), by="owner:1", now=OWNER["now"]
    )
    bookings.cancel(salon.session, row_id(turns[3]), by="customer:1", now=OWNER["now"])
    return made


def test_turns_that_nobody_touched_follow_to_the_new_hour(salon: Salon, five: Standing) -> None:
    anew = Anew(date(2026, 12, 3), "18:00", salon.marcos, 1)

    fresh = changing.change(salon.session, row_id(five), anew, tell=True, **OWNER)

    assert standing(salon.session) == ["24/11 17:00", "03/12 18:00", "09/12 11:00"]
    assert salon.planned("confirmation") == [("confirmation", "every:1")]
    assert (five.last_day, fresh.last_day) == (date(2026, 11, 29), date(2026, 12, 22))


def test_a_turn_keeps_its_time_until_the_owner_says_where_it_goes(salon: Salon) -> None:
    made = salon.agree(last_day=date(2026, 12, 1))
    salon.shop.book(salon.cut, "2026-12-01 18:00", salon.lucia)

    changing.change(
        salon.session, row_id(made), Anew(date(2026, 11, 24), "18:00", salon.lucia, 1), tell=False, **OWNER
    )

    assert standing(salon.session) == ["24/11 18:00", "01/12 17:00", "01/12 18:00"]
    assert salon.asked() == [
        "mar 1/12 18:00, Corte con Lucía: la hora está ocupada. "
        "Cerca: lun 30/11 18:00, mar 1/12 17:30, mar 1/12 18:30."
    ]


def test_who_comes_less_often_loses_the_turns_between(salon: Salon) -> None:
    made = salon.agree(last_day=date(2026, 12, 15))

    changing.change(
        salon.session, row_id(made), Anew(date(2026, 11, 24), "17:00", salon.lucia, 2), tell=False, **OWNER
    )

    assert standing(salon.session) == ["24/11 17:00", "08/12 17:00"]
    assert salon.planned("moved", "cancelled", "confirmation") == []


def test_all_that_was_not_touched_goes_with_the_end_and_one_message_says_so(
    salon: Salon, five: Standing
) -> None:
    gone = changing.end(salon.session, row_id(five), since=date(2026, 12, 1), tell=True, **OWNER)

    assert len(gone) == 2
    assert standing(salon.session) == ["24/11 17:00", "09/12 11:00"]
    assert salon.planned("cancelled") == [("cancelled", "and_after")]
    assert five.last_day == date(2026, 11, 30)


def test_what_has_ended_is_not_changed(salon: Salon) -> None:
    made = salon.agree()
    changing.end(salon.session, row_id(made), since=date(2026, 11, 23), tell=False, **OWNER)

    with pytest.raises(HasEnded):
        changing.end(salon.session, row_id(made), since=date(2026, 11, 23), tell=False, **OWNER)
    assert standing(salon.session) == []


def test_a_day_is_left_out_and_put_back(salon: Salon) -> None:
    made = salon.agree(last_day=date(2026, 12, 8))
    day = date(2026, 12, 1)

    one_day.leave_out(salon.session, row_id(made), day, tell=False, **OWNER)
    without = standing(salon.session)
    one_day.put_back(salon.session, row_id(made), day, **OWNER)

    assert without == ["24/11 17:00", "08/12 17:00"]
    assert standing(salon.session) == ["24/11 17:00", "01/12 17:00", "08/12 17:00"]
    cancelled = select(Appointment).where(col(Appointment.status) == Status.CANCELLED)
    assert len(salon.session.exec(cancelled).all()) == 1


def test_a_day_that_lies_far_ahead_is_left_out_before_its_turn_is_made(salon: Salon) -> None:
    salon.shop.business.horizon_days = 3
    made = salon.agree()
    one_day.leave_out(salon.session, row_id(made), date(2026, 12, 1), tell=False, **OWNER)
    salon.shop.business.horizon_days = 20
    salon.session.flush()

    making.make(salon.session, made, **OWNER)

    assert standing(salon.session) == ["24/11 17:00", "08/12 17:00"]


def test_a_day_without_place_is_put_at_another_time_and_asked_about_no_more(salon: Salon) -> None:
    salon.shop.special("2026-12-01")
    made = salon.agree(last_day=date(2026, 12, 1))
    asked = salon.asked()

    one_day.place(salon.session, row_id(made), date(2026, 12, 1), at("2026-12-02 17:00"), tell=True, **OWNER)

    assert (len(asked), salon.asked()) == (1, [])
    assert standing(salon.session) == ["24/11 17:00", "02/12 17:00"]
    assert salon.planned("confirmation") == [("confirmation", "")]


def test_it_has_no_other_days(salon: Salon) -> None:
    made = salon.agree(last_day=date(2026, 12, 8))

    for day in (date(2026, 12, 2), date(2026, 11, 17), date(2026, 12, 15)):
        with pytest.raises(one_day.NotItsDay):
            one_day.leave_out(salon.session, row_id(made), day, tell=False, **OWNER)
    assert len(standing(salon.session)) == 3


def test_the_appointment_that_it_began_with_is_a_turn_like_any_other(salon: Salon) -> None:
    made = salon.begun_with("2026-11-24 17:00", last_day=date(2026, 12, 8))

    one_day.leave_out(salon.session, row_id(made), date(2026, 11, 24), tell=False, **OWNER)
    without = standing(salon.session)
    one_day.place(
        salon.session, row_id(made), date(2026, 11, 24), at("2026-11-25 17:00"), tell=False, **OWNER
    )
    changing.change(
        salon.session, row_id(made), Anew(date(2026, 12, 3), "18:00", salon.lucia, 1), tell=False, **OWNER
    )

    assert without == ["01/12 17:00", "08/12 17:00"]
    assert standing(salon.session) == ["25/11 17:00", "03/12 18:00"]


def test_the_appointment_that_it_began_with_follows_and_ends_with_the_rest(salon: Salon) -> None:
    made = salon.begun_with("2026-11-24 17:00", last_day=date(2026, 12, 8))

    fresh = changing.change(
        salon.session, row_id(made), Anew(date(2026, 11, 26), "18:00", salon.lucia, 1), tell=False, **OWNER
    )
    followed = standing(salon.session)
    changing.end(salon.session, row_id(fresh), since=date(2026, 11, 23), tell=False, **OWNER)

    assert followed == ["26/11 18:00", "03/12 18:00"]
    assert standing(salon.session) == []


def test_what_ends_later_still_asks_about_the_days_before(salon: Salon) -> None:
    salon.shop.special("2026-12-01")
    salon.shop.special("2026-12-15")
    made = salon.agree()
    asked = [line[:9] for line in salon.asked()]

    changing.end(salon.session, row_id(made), since=date(2026, 12, 8), tell=False, **OWNER)

    assert asked == ["mar 1/12 ", "mar 15/12"]
    assert [line[:9] for line in salon.asked()] == ["mar 1/12 "]


def test_an_end_that_is_past_what_was_agreed_makes_it_no_longer(salon: Salon) -> None:
    made = salon.agree(last_day=date(2026, 12, 8))

    changing.end(salon.session, row_id(made), since=date(2027, 6, 1), tell=False, **OWNER)

    assert made.last_day == date(2026, 12, 8)

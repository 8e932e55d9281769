from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_bot.domain import quiet_hours
from booking_bot.domain.notices import (
    NoticeKind,
    Planned,
    Rules,
    ahead,
    follow_up,
    news,
    reminders,
    survey,
)
from booking_bot.domain.walltime import utc

MADRID = ZoneInfo("Europe/Madrid")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


def rules(*leads: str, quiet: str | None = None, **more: Any) -> Rules:
    return Rules(MADRID, leads, quiet=quiet, **more)


def told(start: str, rules: Rules, *, booked: str, now: str = "") -> list[str]:
    """ "24h 2026-11-23T11:00": each lead and when it goes, by the shop's clock."""
    since = at(booked)
    return [
        f"{one.lead} {one.due_at.astimezone(MADRID):%Y-%m-%dT%H:%M}"
        for one in reminders(at(start), rules, since=since, now=at(now) if now else since)
    ]


def test_each_lead_is_a_reminder_worth_half_of_it() -> None:
    planned = reminders(at("2026-11-25 11:00"), rules("2h", "24h"), since=at("2026-11-20 09:00"),
                        now=at("2026-11-20 09:00"))  # fmt: skip

    assert planned == [
        Planned(NoticeKind.REMINDER, "24h", at("2026-11-24 11:00"), at("2026-11-24 23:00")),
        Planned(NoticeKind.REMINDER, "2h", at("2026-11-25 09:00"), at("2026-11-25 10:00")),
    ]


@pytest.mark.parametrize(
    ("booked", "left"),
    [
        ("2026-11-24 10:00", ["24h 2026-11-24T11:00", "2h 2026-11-25T09:00"]),
        ("2026-11-24 10:01", ["2h 2026-11-25T09:00"]),
        ("2026-11-25 08:00", ["2h 2026-11-25T09:00"]),
        ("2026-11-25 08:01", []),
    ],
)
def test_who_books_within_an_hour_of_a_reminder_or_later_gets_the_shorter_ones(
    booked: str, left: list[str]
) -> None:
    assert told("2026-11-25 11:00", rules("24h", "2h"), booked=booked) == left


@pytest.mark.parametrize(
    ("start", "lead", "due"),
    [
        ("2026-11-25 21:30", "24h", ["24h 2026-11-25T09:00"]),  # the quiet ends in time
        ("2026-11-25 09:30", "2h", ["2h 2026-11-24T20:59"]),  # it ends too late: before it begins
        ("2026-11-25 09:30", "12h", ["12h 2026-11-24T20:59"]),
        ("2026-11-25 11:00", "24h", ["24h 2026-11-24T11:00"]),
    ],
)
def test_a_reminder_keeps_out_of_quiet_hours(start: str, lead: str, due: list[str]) -> None:
    assert told(start, rules(lead, quiet="21:00-09:00"), booked="2026-11-20 09:00") == due


@pytest.mark.parametrize(("booked", "due"), [("10:15", ["30m 2026-11-25T10:45"]), ("10:16", [])])
def test_of_a_lead_below_an_hour_its_own_length_is_enough(booked: str, due: list[str]) -> None:
    assert told("2026-11-25 11:15", rules("30m"), booked=f"2026-11-25 {booked}") == due


@pytest.mark.parametrize(("booked", "due"), [("19:59", ["2h 2026-11-24T20:59"]), ("20:00", [])])
def test_one_that_keeps_out_of_the_quiet_does_not_come_right_after_the_booking(
    booked: str, due: list[str]
) -> None:
    night = rules("2h", quiet="21:00-09:00")

    assert told("2026-11-25 09:30", night, booked=f"2026-11-24 {booked}") == due


def test_one_that_waits_for_the_morning_comes_though_it_falls_right_after_the_booking() -> None:
    night = rules("24h", quiet="21:00-09:00")

    assert told("2026-11-25 21:20", night, booked="2026-11-24 20:50") == ["24h 2026-11-25T09:00"]


def test_where_the_minute_before_the_quiet_has_passed_too_nothing_is_sent() -> None:
    night = rules("2h", quiet="21:00-09:00")

    assert told("2026-11-25 09:30", night, booked="2026-11-24 20:59") == []


def test_of_two_that_come_together_the_shorter_is_sent() -> None:
    night = rules("12h", "2h", "24h", quiet="21:00-09:00")

    due = told("2026-11-25 09:30", night, booked="2026-11-20 09:00")

    assert due == ["24h 2026-11-24T09:30", "2h 2026-11-24T20:59"]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24 15:00", ["24h 2026-11-24T15:00"]),
        ("2026-11-24 22:30", []),  # quiet until after half of the lead
        ("2026-11-25 02:00", []),
    ],
)
def test_one_that_should_have_gone_goes_at_once_while_half_its_lead_is_left(now: str, due: list[str]) -> None:
    late = rules("24h", quiet="21:00-09:00")

    assert told("2026-11-25 11:00", late, booked="2026-11-20 09:00", now=now) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-10-25 10:00", "24h 2026-10-24T10:00"),
        ("2027-03-28 10:00", "24h 2027-03-27T10:00"),
        ("2027-10-31 10:00", "24h 2027-10-30T10:00"),
    ],
)
def test_the_day_before_is_at_the_same_hour_though_the_clocks_change(start: str, due: str) -> None:
    assert told(start, rules("24h"), booked="2026-10-01 09:00") == [due]


@pytest.mark.parametrize(
    ("end", "due"),
    [
        ("2026-11-25 11:30", "2026-11-25 13:30"),
        ("2026-11-25 20:00", "2026-11-26 09:00"),
        ("2027-03-27 20:00", "2027-03-28 09:00"),
    ],
)
def test_the_question_how_it_was_comes_after_the_end_and_out_of_quiet_hours(end: str, due: str) -> None:
    planned = list(survey(at(end), rules(quiet="21:00-09:00", survey_after=2 * HOUR)))

    lasts = at(end) + 2 * HOUR + timedelta(days=2)
    assert planned == [Planned(NoticeKind.SURVEY, "", at(due), lasts)]


def test_what_the_shop_does_not_want_is_not_planned() -> None:
    start = at("2026-11-25 11:00")
    silent = rules()

    assert ahead(start, start + HOUR, silent, since=at("2026-11-20 09:00"), now=at("2026-11-20 09:00")) == []
    assert list(follow_up(start, silent, now=start)) == []


def test_who_did_not_come_hears_of_it_an_hour_after_it_was_noted_and_not_before_the_end() -> None:
    end = at("2026-11-25 12:00")
    wanted = rules(follow_up=True)

    due = [one.due_at for noted in ("10:15", "11:30") for one in
           follow_up(end, wanted, now=at(f"2026-11-25 {noted}"))]  # fmt: skip

    assert due == [end, at("2026-11-25 12:30")]


def test_news_is_told_at_once_and_not_of_what_is_over() -> None:
    now = at("2026-11-25 11:00")

    planned = [list(news(NoticeKind.MOVED, now + ahead, now=now)) for ahead in (-HOUR, 2 * HOUR, 48 * HOUR)]

    assert planned == [
        [],
        [Planned(NoticeKind.MOVED, "", now, now + 2 * HOUR)],
        [Planned(NoticeKind.MOVED, "", now, now + 24 * HOUR)],
    ]


@pytest.mark.parametrize(
    ("was", "start", "urgent"), [(5, 72, True), (72, 5, True), (48, 72, False), (None, 5, False)]
)
def test_it_is_urgent_where_somebody_might_come_in_vain_today(
    was: int | None, start: int, urgent: bool
) -> None:
    now = at("2026-11-25 11:00")
    before = None if was is None else now + was * HOUR

    (planned,) = news(NoticeKind.MOVED, now + start * HOUR, was=before, now=now)

    assert (planned.lead == "urgent") is urgent


MOMENTS = st.integers(1_767_225_600, 1_830_000_000).map(utc)
CLOCKS = st.times().map(lambda clock: f"{clock:%H:%M}")
LEADS = st.lists(
    st.sampled_from(["15m", "1h", "2h", "3h", "12h", "24h", "1d", "2d", "1w"]), max_size=4, unique=True
)


@given(
    start=MOMENTS,
    booked=st.timedeltas(timedelta(0), timedelta(days=9)),
    late=st.timedeltas(timedelta(0), timedelta(days=2)),
    leads=LEADS,
    quiet=st.none() | st.builds("{}-{}".format, CLOCKS, CLOCKS),
)
def test_no_reminder_is_late_past_use_or_in_the_quiet_or_beside_another(
    start: datetime, booked: timedelta, late: timedelta, leads: list[str], quiet: str | None
) -> None:
    since = start - booked
    now = since + late

    planned = reminders(start, rules(*leads, quiet=quiet), since=since, now=now)

    assert all(now <= one.due_at <= one.not_after < start for one in planned)
    assert all(quiet_hours.around(quiet, one.due_at, MADRID) is None for one in planned)
    assert len({one.due_at for one in planned}) == len(planned)

"""Case 64: whatever an event is, exactly its busy time is taken."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from booking_bot.services.calendars import reading
from booking_bot.services.calendars.reading import BROKEN, EMPTY, NO_CALENDAR, TOO_MANY, TOO_OFTEN, Unreadable
from tests.services.calendars.ics import calendar, event
from tests.shop import MADRID, NOW

TEN = event("20261124T100000", "20261124T110000")
BUSY_AT_TEN = ["24-11 10:00 to 24-11 11:00"]
WEEKLY = event("20261110T100000", "20261110T110000", "UID:weekly", "RRULE:FREQ=WEEKLY;UNTIL=20261208T235959Z")
MOVED = event(
    "20261201T160000", "20261201T163000", "UID:weekly", "RECURRENCE-ID;TZID=Europe/Madrid:20261201T100000"
)
OWN_ZONE = (
    "BEGIN:VTIMEZONE\nTZID:Oficina\nBEGIN:STANDARD\nDTSTART:19700101T000000\n"
    "TZOFFSETFROM:-0500\nTZOFFSETTO:-0500\nEND:STANDARD\nEND:VTIMEZONE\n"
)


def busy(body: bytes, *, days: int = 90, now: datetime = NOW, owners: tuple[str, ...] = ()) -> list[str]:
    contents = reading.read(
        body, first=now - timedelta(days=1), last=now + timedelta(days=days), zone=MADRID, owners=owners
    )
    return [
        " to ".join(f"{datetime.fromtimestamp(edge, MADRID):%d-%m %H:%M}" for edge in one.span)
        for one in contents.busy
    ]


@pytest.mark.parametrize(
    ("told", "taken"),
    [
        pytest.param(TEN, BUSY_AT_TEN, id="in the shop's own zone"),
        pytest.param("DTSTART:20261124T090000Z\nDTEND:20261124T100000Z", BUSY_AT_TEN, id="in UTC"),
        pytest.param(
            "DTSTART;TZID=America/New_York:20261124T040000\nDTEND;TZID=America/New_York:20261124T050000",
            BUSY_AT_TEN, id="in another zone",
        ),
        pytest.param(
            'DTSTART;TZID="W. Europe Standard Time":20261124T100000\nDURATION:PT1H', BUSY_AT_TEN,
            id="in a zone as Windows calls it",
        ),
        pytest.param(
            "DTSTART:20261124T100000\nDTEND:20261124T110000", BUSY_AT_TEN, id="in whatever zone one is"
        ),
        pytest.param("DTSTART:20261124T090000Z\nDURATION:PT1H", BUSY_AT_TEN, id="by its length"),
        pytest.param("DTSTART;VALUE=DATE:20261124", ["24-11 00:00 to 25-11 00:00"], id="a whole day"),
        pytest.param(
            "DTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261127", ["24-11 00:00 to 27-11 00:00"],
            id="three whole days",
        ),
        pytest.param("DTSTART:20261124T090000Z", [], id="without length"),
        pytest.param(f"{TEN}\nTRANSP:TRANSPARENT", [], id="marked as free"),
        pytest.param(f"{TEN}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", [], id="marked as free by Outlook"),
        pytest.param(f"{TEN}\nSTATUS:CANCELLED", [], id="cancelled"),
        pytest.param(f"{TEN}\nSTATUS:TENTATIVE", BUSY_AT_TEN, id="perhaps"),
        pytest.param(f"{TEN}\nATTENDEE;PARTSTAT=DECLINED:mailto:LUCIA@example.com", [], id="declined"),
        pytest.param(
            f"{TEN}\nATTENDEE;PARTSTAT=ACCEPTED:mailto:lucia@example.com\nATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.com",
            BUSY_AT_TEN, id="declined by somebody else",
        ),
        pytest.param(
            event("20261124T100000", "20261124T110000", "RRULE:FREQ=DAILY;COUNT=3",
                  "EXDATE;TZID=Europe/Madrid:20261125T100000", "RDATE;TZID=Europe/Madrid:20261130T100000"),
            [*BUSY_AT_TEN, "26-11 10:00 to 26-11 11:00", "30-11 10:00 to 30-11 11:00"],
            id="again and again, one day left out and one more",
        ),
        pytest.param(
            event("20261122T220000", "20261123T090000"), ["22-11 22:00 to 23-11 09:00"], id="begun yesterday"
        ),
        pytest.param(event("20261121T100000", "20261121T110000"), [], id="over"),
        pytest.param(event("20270901T100000", "20270901T110000"), [], id="beyond what can be booked"),
        pytest.param(f"SUMMARY:Una línea que se \n dobla\n{TEN}", BUSY_AT_TEN, id="with folded lines"),
    ],
)  # fmt: skip
def test_an_event_takes_exactly_its_busy_time(told: str, taken: list[str]) -> None:
    assert busy(calendar(told), owners=("lucia@example.com",)) == taken


def test_one_of_a_series_that_was_moved_takes_the_time_it_was_moved_to() -> None:
    assert busy(calendar(WEEKLY, MOVED)) == [
        "24-11 10:00 to 24-11 11:00", "01-12 16:00 to 01-12 16:30", "08-12 10:00 to 08-12 11:00",
    ]  # fmt: skip


def test_one_of_a_series_that_was_cancelled_takes_none() -> None:
    assert busy(calendar(WEEKLY, f"{MOVED}\nSTATUS:CANCELLED")) == [
        "24-11 10:00 to 24-11 11:00", "08-12 10:00 to 08-12 11:00",
    ]  # fmt: skip


def test_a_series_keeps_its_wall_time_when_the_clocks_change() -> None:
    weekly = event("20261013T170000", "20261013T180000", "RRULE:FREQ=WEEKLY;COUNT=3")

    assert busy(calendar(weekly), now=datetime(2026, 10, 13, tzinfo=UTC)) == [
        "13-10 17:00 to 13-10 18:00", "20-10 17:00 to 20-10 18:00", "27-10 17:00 to 27-10 18:00",
    ]  # fmt: skip


def test_a_whole_day_on_which_the_clocks_change_is_longer_or_shorter() -> None:
    body = calendar("DTSTART;VALUE=DATE:20270328", "DTSTART;VALUE=DATE:20271031")

    contents = reading.read(body, first=NOW, last=NOW + timedelta(days=400), zone=MADRID)

    assert [(one.span[1] - one.span[0]) // 3600 for one in contents.busy] == [23, 25]


def test_a_zone_that_the_file_describes_itself_is_followed() -> None:
    told = "DTSTART;TZID=Oficina:20261124T040000\nDTEND;TZID=Oficina:20261124T050000"

    assert busy(calendar(told, head=OWN_ZONE)) == BUSY_AT_TEN


def test_whose_it_is_may_stand_in_the_calendars_name() -> None:
    declined = f"{TEN}\nATTENDEE;PARTSTAT=DECLINED:mailto:lucia@example.com"

    assert busy(calendar(declined, head="X-WR-CALNAME:Lucia@example.com\n")) == []


def test_years_of_past_events_are_counted_and_not_read() -> None:
    old = [event(f"20{year}0301T100000", f"20{year}0301T110000") for year in range(10, 26)] * 400

    contents = reading.read(calendar(*old, TEN), first=NOW, last=NOW + timedelta(days=9), zone=MADRID)

    assert (len(contents.busy), contents.events) == (1, 6401)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", EMPTY), (b" \r\n", EMPTY), (b"<!doctype html><title>Entra</title>", NO_CALENDAR),
        (b"\x00\xff" * 99, NO_CALENDAR),
        (calendar(TEN)[:-20], BROKEN), (calendar(TEN).replace(b"END:VEVENT\r\n", b""), BROKEN),
        (calendar("DTSTART:mañana\nDTEND:pasado"), BROKEN), (calendar("SUMMARY:sin hora"), BROKEN),
        (calendar(f"{TEN}\nRRULE:FREQ=A VECES"), BROKEN), (calendar(f"{TEN}\nEXDATE:ayer"), BROKEN),
        (calendar(TEN, head="CALSCALE:CHINESE\n"), BROKEN),
        (calendar(f"{TEN}\nRRULE:FREQ=SECONDLY"), TOO_OFTEN),
        (calendar(f"{TEN}\nRRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3"), TOO_OFTEN),
        (calendar(*[TEN] * 4001), TOO_MANY), (calendar(TEN + "\nRRULE:FREQ=YEARLY" * 6), TOO_MANY),
    ],
)  # fmt: skip
def test_what_cannot_be_relied_on_is_refused_whole(body: bytes, said: str) -> None:
    with pytest.raises(Unreadable) as refused:
        busy(body)

    assert refused.value.explanation == said


def test_what_takes_too_long_is_given_up_between_two_of_its_events() -> None:
    seconds = itertools.count(step=11)
    body = calendar(*[TEN] * 9)

    with pytest.raises(Unreadable) as refused:
        reading.read(
            body, first=NOW, last=NOW + timedelta(days=9), zone=MADRID, clock=lambda: float(next(seconds))
        )

    assert (refused.value.explanation, next(seconds)) == (TOO_MANY, 33)


def test_events_that_are_begun_and_never_ended_are_refused_before_they_keep_the_machine_busy_for_hours() -> (
    None
):
    ended, begun = b"END:VEVENT\r\n" * 20_000, b"BEGIN:VEVENT\r\n" * 20_000

    with pytest.raises(Unreadable) as refused:
        busy(b"BEGIN:VCALENDAR\r\n" + ended + begun + b"END:VCALENDAR\r\n")

    assert refused.value.explanation == BROKEN


def test_whatever_becomes_of_a_file_on_its_way_it_is_read_or_refused() -> None:
    whole = calendar(WEEKLY, MOVED, TEN, head=OWN_ZONE)
    read = []

    for cut in range(0, len(whole), 29):
        for body in (whole[:cut], whole[:cut] + whole[cut + 9 :], whole[:cut] + b"\xc3:;=" + whole[cut:]):
            try:
                read.append(busy(body))
            except Unreadable:
                continue

    assert len(read) > 3

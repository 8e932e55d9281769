from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from booking_bot.models import Business, ChannelName, Conversation, Customer
from booking_bot.services import bookings
from tests.shop import NOW, at
from tests.web.api.conftest import Caller, wish


def starts(call: Caller, first: str, last: str, service: str = "corte", **more: str) -> list[str]:
    answer = call.get("/availability", service=service, **{"from": first, "to": last}, **more)
    assert answer.status == 200, answer.body
    assert answer.body["next"] is None
    return [f"{item['start'][8:16]} {item['staff']}" for item in answer.body["items"]]


def test_a_slot_says_from_when_to_when_and_with_whom(call: Caller) -> None:
    answer = call.get("/availability", service="tinte", **{"from": "2026-11-28", "to": "2026-11-28"})

    assert answer.body["items"][-1] == {
        "start": "2026-11-28T12:30:00+01:00",
        "end": "2026-11-28T14:00:00+01:00",
        "staff": "lucia",
    }


def test_dates_count_whole_and_instants_end_before_their_end(ask: Caller) -> None:
    assert starts(ask, "2026-11-27", "2026-11-28", "tinte")[-1] == "28T12:30 lucia"
    assert starts(ask, "2026-11-24T10:00:00+01:00", "2026-11-24T10:30:00+01:00") == [
        "24T10:00 marta",
        "24T10:15 marta",
    ]
    assert starts(ask, "2026-11-24T10:00:00+01:00", "2026-11-24T10:00:00+01:00") == []


def test_each_start_comes_once_with_whoever_would_get_it(ask: Caller) -> None:
    ten, half_past = "2026-11-24T10:00:00+01:00", "2026-11-24T10:15:00+01:00"
    offered = starts(ask, ten, half_past)

    ask.post("/appointments", wish(ten))

    assert offered == ["24T10:00 marta"]
    assert ask.get("/appointments/1").body["staff"] == "marta"
    assert starts(ask, ten, half_past) == ["24T10:00 lucia"]
    assert starts(ask, ten, half_past, staff="marta") == []


def test_what_is_held_is_not_free(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.add(Customer(id=1, created_at=NOW))
        session.flush()
        session.add(
            Conversation(id=1, customer_id=1, channel=ChannelName.SIMULATOR, address="Carla", created_at=NOW)
        )
        session.flush()
        bookings.hold(session, conversation_id=1, service_id=2, start=at("2026-11-28 12:30"), now=NOW)

    assert starts(ask, "2026-11-28T12:15:00+01:00", "2026-11-28", "tinte") == []
    ask.clock.now = NOW + timedelta(minutes=11)
    assert starts(ask, "2026-11-28T12:15:00+01:00", "2026-11-28", "tinte") == [
        "28T12:15 lucia",
        "28T12:30 lucia",
    ]


def test_the_past_and_the_shop_s_notice_are_left_out(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.exec(select(Business)).one().min_notice = timedelta(hours=8)

    assert starts(ask, "2026-11-20", "2026-11-23")[0] == "23T18:00 marta"


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({}, ["from", "service", "to"]),
        ({"service": "masaje"}, ["service"]),
        ({"staff": "nadie"}, ["staff"]),
        ({"service": "tinte", "staff": "marta"}, ["staff"]),
        ({"from": "2026-11-01T00:00:00"}, ["from"]),
        ({"to": "2026-10-31"}, ["to"]),
        ({"to": "2026-12-02"}, ["to"]),  # the 32nd day
        ({"from": "2026-11-01T00:00:00Z", "to": "2026-12-02T00:00:01Z"}, ["to"]),
        ({"days": "3"}, ["days"]),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    ask: Caller, query: dict[str, Any], fields: list[str]
) -> None:
    whole = {"service": "corte", "from": "2026-11-01", "to": "2026-11-30"} | query if query else {}

    answer = ask.get("/availability", **whole)

    assert (answer.status, sorted(answer.body["errors"])) == (422, fields)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-12-01", "2026-12-31"),
        ("2027-03-01", "2027-03-31"),  # an hour short
        ("2026-10-01", "2026-10-31"),  # an hour long
        ("2027-03-01T00:00:00Z", "2027-04-01T00:00:00Z"),
        ("2026-12-01", "2027-01-01T00:00:00+01:00"),
    ],
)
def test_thirty_one_days_are_not_too_many(ask: Caller, first: str, last: str) -> None:
    answer = ask.get("/availability", service="corte", **{"from": first, "to": last})

    assert answer.status == 200


def test_a_plus_that_nobody_escaped_is_understood(ask: Caller) -> None:
    answer = ask(
        "GET",
        "/availability",
        query_string="service=corte&from=2026-11-24T10:00:00+01:00&to=2026-11-24T10:15:00+01:00",
    )

    assert [item["start"] for item in answer.body["items"]] == ["2026-11-24T10:00:00+01:00"]


def test_a_month_takes_as_many_statements_as_a_day(ask: Caller) -> None:
    starts(ask, "2026-12-01", "2026-12-01")  # the shop itself is read once

    with ask.counted() as day:
        starts(ask, "2026-12-01", "2026-12-01")
    with ask.counted() as month:
        starts(ask, "2026-12-01", "2026-12-31")

    assert len(day) == len(month)

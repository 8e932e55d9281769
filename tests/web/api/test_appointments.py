import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from booking_bot.models import (
    Appointment,
    Audit,
    Business,
    Consent,
    ConsentKind,
    ConsentSource,
    Customer,
    Message,
    Occupancy,
    Service,
)
from booking_bot.services import consents
from tests.shop import NOW
from tests.web.api.conftest import Caller, wish


def booked(call: Caller, start: str = "2026-11-24T10:00:00+01:00", **other: Any) -> dict[str, Any]:
    answer = call.post("/appointments", wish(start, **other))
    assert answer.status == 201, answer.body
    found: dict[str, Any] = answer.body
    return found


def ids(call: Caller, **query: Any) -> list[str]:
    answer = call.get("/appointments", **query)
    assert answer.status == 200, answer.body
    return [item["id"] for item in answer.body["items"]]


def test_booking_gives_the_appointment_and_its_address(call: Caller) -> None:
    answer = call.post("/appointments", wish(staff="marta", note="Sin secador"))

    assert answer.status == 201
    assert answer.body == {
        "id": "1",
        "start": "2026-11-24T10:00:00+01:00",
        "end": "2026-11-24T10:30:00+01:00",
        "service": "corte",
        "staff": "marta",
        "customer": {"phone": "+34600111222", "name": "Carla"},
        "subject": None,
        "status": "booked",
        "source": "api",
        "note": "Sin secador",
    }
    assert answer.headers["Location"] == "/api/v1/appointments/1"
    assert call.get("/appointments/1").body == answer.body
    with call.database.reading() as session:
        assert session.exec(select(Audit.actor, Audit.verb)).all() == [("api:1", "booked")]
        assert session.exec(select(Message)).all() == []


def test_who_comes_is_named_where_it_is_not_the_owner_of_the_phone(ask: Caller) -> None:
    booked(ask)

    child = booked(ask, customer={"phone": "+34600111222", "name": " Leo\n Ruiz "})

    assert child["customer"] == {"phone": "+34600111222", "name": "Leo Ruiz"}
    with ask.database.reading() as session:
        assert session.exec(select(Customer.name)).all() == ["Carla"]
    again = ask.post("/appointments", wish(customer={"phone": "+34600111222", "name": "CARLA"}))
    assert again.status == 409


def test_a_phone_is_known_again_however_it_is_written(ask: Caller) -> None:
    first = booked(ask, customer={"phone": "+5215512345678", "name": "Carla"})
    second = booked(ask, "2026-11-25T10:00:00+01:00", customer={"phone": "+52 55 1234 5678", "name": "Carla"})

    assert first["customer"]["phone"] == second["customer"]["phone"] == "+525512345678"
    assert ids(ask, phone="+5215512345678") == ids(ask, phone="+525512345678") == ["1", "2"]
    assert ids(ask, phone="+34600111222") == []


@pytest.mark.parametrize(
    ("start", "status", "field"),
    [
        ("2026-11-24T10:00:00+01:00", 409, "start"),  # taken
        ("2026-11-24T15:00:00+01:00", 422, "start"),  # closed at that hour
        ("2026-11-29T10:00:00+01:00", 422, "start"),  # a Sunday
        ("2026-11-23T09:59:00+01:00", 422, "start"),  # past
        ("2028-11-24T10:00:00+01:00", 422, "start"),  # beyond the horizon
        ("2026-11-24T10:40:00+01:00", 422, "start"),  # between two starts
        ("2026-11-24T10:00:00", 422, "start"),  # without offset
        ("2026-11-24", 422, "start"),
        ("mañana", 422, "start"),
        (1795510800, 422, "start"),
    ],
)
def test_a_start_that_cannot_be_is_refused(ask: Caller, start: str, status: int, field: str) -> None:
    booked(ask, staff="marta")

    answer = ask.post(
        "/appointments", wish(start, staff="marta", customer={"phone": "+34600999888", "name": "Marcos"})
    )

    assert (answer.status, list(answer.body["errors"])) == (status, [field])
    assert answer.kind == "application/problem+json"
    with ask.database.reading() as session:
        assert session.exec(select(Customer.name)).all() == ["Carla"]


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"service": "masaje"}, ["service"]),
        ({"staff": "nadie"}, ["staff"]),
        ({"service": "tinte", "staff": "marta"}, ["staff"]),
        ({"customer": {"phone": "12", "name": "Carla"}}, ["customer.phone"]),
        ({"customer": {"phone": "+34600111222"}}, ["customer.name"]),
        ({"customer": {"phone": "+34600111222", "name": "  "}}, ["customer.name"]),
        ({"customer": {"phone": "+34600111222", "name": "Carla", "opt_in": "yes"}}, ["customer.opt_in"]),
        ({"note": "\x00"}, ["note"]),
        ({"customer": {"phone": "+34600111222", "name": "Carla\x00"}}, ["customer.name"]),
        ({"note": "\ud800"}, ["note"]),
        ({"note": 5, "price": "3"}, ["note", "price"]),
        ({"customer": None}, ["customer"]),
    ],
)
def test_what_is_wrong_is_named(ask: Caller, other: dict[str, Any], fields: list[str]) -> None:
    answer = ask.post("/appointments", wish(**other))

    assert (answer.status, sorted(answer.body["errors"])) == (422, fields)


def test_a_customer_holds_no_more_than_the_shop_allows(ask: Caller) -> None:
    booked(ask)
    with ask.database.transaction() as session:
        session.exec(select(Business)).one().max_open_per_customer = 1

    answer = ask.post("/appointments", wish("2026-11-25T10:00:00+01:00"))

    assert (answer.status, list(answer.body["errors"])) == (409, ["customer"])


def test_a_service_that_wants_approval_is_requested(ask: Caller) -> None:
    with ask.database.transaction() as session:
        session.exec(select(Service).where(col(Service.slug) == "corte")).one().approval = True

    assert booked(ask)["status"] == "requested"
    assert ask.patch("/appointments/1", {"status": "booked"}).body["status"] == "booked"


def test_the_caller_vouches_for_consent_but_not_against_a_no(call: Caller) -> None:
    booked(call, customer={"phone": "+34600111003", "name": "Carla"})
    with call.database.transaction() as session:
        consents.stop(session, 1, notices=True, now=NOW)

    for day, phone, name, agreed in (
        ("25", "+34600111001", "Ana", False),
        ("26", "+34600111002", "Berta", True),
        ("27", "+34600111003", "Carla", True),
    ):
        customer = {"phone": phone, "name": name, "opt_in": agreed}
        booked(call, f"2026-11-{day}T10:00:00+01:00", customer=customer)

    with call.database.reading() as session:
        told = session.exec(
            select(Customer.name, Consent.granted, Consent.source)
            .join(Consent)
            .where(col(Consent.kind) == ConsentKind.SERVICE)
            .order_by(col(Customer.name))
        ).all()
    assert told == [("Berta", True, ConsentSource.API), ("Carla", False, ConsentSource.INBOUND)]


def test_appointments_are_listed_by_their_start_in_the_shop_s_days(call: Caller) -> None:
    late = booked(call, "2026-11-24T19:30:00+01:00")["id"]
    early = booked(call, "2026-11-24T10:00:00+01:00")["id"]
    next_day = booked(call, "2026-11-25T10:00:00+01:00")["id"]
    call.patch(f"/appointments/{next_day}", {"status": "cancelled"})

    assert ids(call) == [early, late, next_day]
    assert ids(call, **{"from": "2026-11-24", "to": "2026-11-24"}) == [early, late]
    assert ids(call, **{"from": "2026-11-24T10:30:00+01:00"}) == [late, next_day]
    assert ids(call, **{"from": "2026-11-24T09:00:00Z", "to": "2026-11-24T18:30:00Z"}) == [early]
    assert ids(call, status="cancelled") == [next_day]


def test_pages_follow_each_other_and_end(call: Caller) -> None:
    starts = [f"2026-11-{day}T10:00:00+01:00" for day in (24, 24, 25, 26, 27)]
    children = ["Ana", "Berta", "Carla", "Diana", "Eva"]
    made = [
        booked(call, start, customer={"phone": "+34600111222", "name": name})["id"]
        for start, name in zip(starts, children, strict=True)
    ]

    seen, cursor = [], None
    while True:
        answer = call.get("/appointments", limit=2, **({"cursor": cursor} if cursor else {})).body
        seen.append([item["id"] for item in answer["items"]])
        cursor = answer["next"]
        if cursor is None:
            break

    assert seen == [made[:2], made[2:4], made[4:]]


def test_moving_frees_the_old_time_and_takes_the_new_one(call: Caller) -> None:
    booked(call, staff="marta")

    answer = call.patch("/appointments/1", {"start": "2026-11-24T11:00:00+01:00", "note": "Más tarde"})

    assert answer.status == 200
    told = {key: answer.body[key] for key in ("start", "end", "staff", "note")}
    assert told == {
        "start": "2026-11-24T11:00:00+01:00",
        "end": "2026-11-24T11:30:00+01:00",
        "staff": "marta",
        "note": "Más tarde",
    }
    free = call.get(
        "/availability", service="corte", staff="marta", **{"from": "2026-11-24", "to": "2026-11-24"}
    )
    starts = [item["start"][11:16] for item in free.body["items"]]
    assert "10:00" in starts
    assert "11:00" not in starts


def test_an_appointment_passes_to_another_member_at_the_same_time(ask: Caller) -> None:
    booked(ask, staff="marta")

    answer = ask.patch("/appointments/1", {"staff": "lucia"})

    assert (answer.body["staff"], answer.body["start"]) == ("lucia", "2026-11-24T10:00:00+01:00")


def test_a_change_that_is_refused_in_part_changes_nothing(call: Caller) -> None:
    before = booked(call, staff="marta")
    other = {"phone": "+34600999888", "name": "Marcos"}
    booked(call, "2026-11-24T12:00:00+01:00", staff="marta", customer=other)

    taken = call.patch("/appointments/1", {"start": "2026-11-24T12:00:00+01:00", "note": "x"})
    forbidden = call.patch("/appointments/1", {"start": "2026-11-24T11:00:00+01:00", "status": "requested"})

    assert (taken.status, forbidden.status) == (409, 409)
    assert call.get("/appointments/1").body == before


@pytest.mark.parametrize("status", ["confirmed", "cancelled", "completed", "no_show"])
def test_a_status_follows_the_rules_and_may_come_twice(ask: Caller, status: str) -> None:
    booked(ask)

    first = ask.patch("/appointments/1", {"status": status})
    second = ask.patch("/appointments/1", {"status": status})

    assert (first.status, first.body["status"]) == (200, status)
    assert (second.status, second.body) == (200, first.body)


def test_requests_that_arrive_at_once_book_one_customer_and_one_slot_each(call: Caller) -> None:
    days = [24, 24, 24, 25, 26, 27]
    together = threading.Barrier(len(days))

    def post(day: int) -> int:
        together.wait()
        return call.post("/appointments", wish(f"2026-11-{day}T10:00:00+01:00")).status

    with ThreadPoolExecutor(len(days)) as pool:
        answers = list(pool.map(post, days))

    assert sorted(answers) == [201, 201, 201, 201, 409, 409]
    with call.database.reading() as session:
        assert session.exec(select(Customer.name)).all() == ["Carla"]


def test_what_is_cancelled_stays_cancelled(ask: Caller) -> None:
    booked(ask)
    ask.patch("/appointments/1", {"status": "cancelled"})

    answers = [
        ask.patch("/appointments/1", body).status
        for body in ({"status": "booked"}, {"start": "2026-11-25T10:00:00+01:00"}, {"status": "completed"})
    ]

    assert answers == [409, 409, 409]
    with ask.database.reading() as session:
        assert session.exec(select(Occupancy)).all() == []


def test_only_a_note_can_be_taken_away(ask: Caller) -> None:
    booked(ask, note="Sin secador")

    nothing = ask.patch("/appointments/1", {})
    emptied = ask.patch("/appointments/1", {"note": None})
    refused = ask.patch("/appointments/1", {"start": None, "staff": None, "status": None})

    assert (nothing.status, nothing.body["note"]) == (200, "Sin secador")
    assert (emptied.status, emptied.body["note"]) == (200, None)
    assert (refused.status, sorted(refused.body["errors"])) == (422, ["staff", "start", "status"])


@pytest.mark.parametrize("number", ["2", "0", "01", "-1", "x", "٣", "99999999999999999999", "%00", "1%20"])
def test_an_appointment_that_is_not_there_is_404(ask: Caller, number: str) -> None:
    booked(ask)

    assert ask.get(f"/appointments/{number}").status == 404
    assert ask.patch(f"/appointments/{number}", {"note": "x"}).status == 404


def test_the_visit_is_told_where_several_share_it(ask: Caller) -> None:
    booked(ask)
    with ask.database.transaction() as session:
        session.exec(sa.update(Appointment).values(visit="v-1"))

    assert ask.get("/appointments/1").body["visit"] == "v-1"


def test_a_list_takes_as_many_statements_whatever_it_holds(ask: Caller) -> None:
    booked(ask)
    with ask.counted() as few:
        ids(ask)
    for day in (25, 26, 27):
        customer = {"phone": f"+346001112{day}", "name": "Otra"}
        booked(ask, f"2026-11-{day}T10:00:00+01:00", customer=customer)
    with ask.counted() as many:
        ids(ask)

    assert len(few) == len(many) <= 5


def test_what_is_filtered_for_must_make_sense(ask: Caller) -> None:
    queries: list[dict[str, Any]] = [
        {"status": "lost"},
        {"phone": "hola"},
        {"from": "2026-11-24T10:00:00"},
        {"from": "2026-02-30"},
        {"from": "9999-12-31"},
        {"to": "0001-01-01T00:00:00+14:00"},
        {"limit": "0"},
        {"limit": "201"},
        {"limit": "many"},
        {"cursor": "x"},
        {"phones": "+34600111222"},
        {"phone": "\x00"},
    ]

    answers = [ask.get("/appointments", **query) for query in queries]

    assert [sorted(answer.body["errors"]) for answer in answers] == [sorted(query) for query in queries]
    assert {answer.status for answer in answers} == {422}


def test_the_end_must_not_come_before_the_beginning(ask: Caller) -> None:
    answer = ask.get("/appointments", **{"from": "2026-11-25", "to": "2026-11-23"})

    assert (answer.status, list(answer.body["errors"])) == (422, ["to"])


def test_times_are_given_in_the_shop_s_zone_on_both_sides_of_a_change_of_the_clock(ask: Caller) -> None:
    ask.clock.now = NOW + timedelta(days=100)

    winter = booked(ask, "2027-03-27T09:00:00Z")
    summer = booked(ask, "2027-03-29T08:00:00Z")

    assert (winter["start"], summer["start"]) == ("2027-03-27T10:00:00+01:00", "2027-03-29T10:00:00+02:00")

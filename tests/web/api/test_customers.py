from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from booking_bot.models import Customer, Identity, IdentityKind
from booking_bot.services import consents, customers
from booking_bot.web.api.identities import parse_identity
from tests.shop import NOW
from tests.web.api.conftest import Caller, wish

WHATSAPP_ID = "ES.4566546130240823"


@pytest.fixture
def people(call: Caller) -> Caller:
    """Carla wrote to us, Diego without a number; nothing was ever said to or by Ana."""
    with call.database.transaction() as session:
        known = [
            ("Carla", {IdentityKind.PHONE: "+34600111222", IdentityKind.WHATSAPP_ID: "ES.1"}),
            ("Diego", {IdentityKind.WHATSAPP_ID: WHATSAPP_ID}),
            (None, {IdentityKind.PHONE: "+525512345678"}),
        ]
        for number, (name, identities) in enumerate(known, start=1):
            session.add(Customer(id=number, name=name, created_at=NOW + timedelta(minutes=number)))
            session.flush()
            for kind, value in identities.items():
                session.add(Identity(customer_id=number, kind=kind, value=value, created_at=NOW))
        customers.consent_by_writing(session, 1, now=NOW)
        customers.consent_by_writing(session, 2, now=NOW)
    return call


CARLA = {
    "phone": "+34600111222",
    "name": "Carla",
    "whatsapp_id": "ES.1",
    "opt_in": True,
    "opt_out": False,
    "created_at": "2026-11-23T10:01:00+01:00",
}
DIEGO = {
    "phone": None,
    "name": "Diego",
    "whatsapp_id": WHATSAPP_ID,
    "opt_in": True,
    "opt_out": False,
    "created_at": "2026-11-23T10:02:00+01:00",
}
ANA = {
    "phone": "+525512345678",
    "name": None,
    "whatsapp_id": None,
    "opt_in": False,
    "opt_out": False,
    "created_at": "2026-11-23T10:03:00+01:00",
}


def test_customers_are_listed_as_they_came_page_by_page(people: Caller) -> None:
    first = people.get("/customers", limit=2).body
    second = people.get("/customers", limit=2, cursor=first["next"]).body

    assert first["items"] == [CARLA, DIEGO]
    assert second == {"items": [ANA], "next": None}


@pytest.mark.parametrize(
    ("who", "customer"),
    [
        ("+34600111222", CARLA),
        ("%2B34600111222", CARLA),
        ("%2034600111222", CARLA),
        ("600 111 222", CARLA),
        ("ES.1", CARLA),
        (WHATSAPP_ID, DIEGO),
        ("+5215512345678", ANA),
        ("+525512345678", ANA),
    ],
)
def test_a_customer_is_found_by_phone_or_whatsapp_id(
    people: Caller, who: str, customer: dict[str, object]
) -> None:
    assert people.get(f"/customers/{who}").body == customer


@pytest.mark.parametrize("who", ["+34600111223", "ES.2", "es.1", "Carla", "1", "+", "%00"])
def test_nobody_else_is(people: Caller, who: str) -> None:
    answer = people.get(f"/customers/{who}")

    assert (answer.status, answer.kind) == (404, "application/problem+json")


def test_what_they_said_last_is_what_holds(people: Caller) -> None:
    told = []
    for notices in (False, True):
        with people.database.transaction() as session:
            consents.stop(session, 1, notices=notices, now=NOW)
        told.append(people.get("/customers/ES.1").body)
    with people.database.transaction() as session:
        consents.resume(session, 1, now=NOW)
    told.append(people.get("/customers/ES.1").body)

    assert [(one["opt_in"], one["opt_out"]) for one in told] == [(True, True), (False, True), (True, False)]


def test_a_cursor_of_another_list_or_by_another_hand_is_refused(people: Caller) -> None:
    cursor = people.get("/customers", limit=1).body["next"]

    answers = [
        people.get("/customers", cursor=cursor),
        people.get("/messages", cursor=cursor),
        people.get("/customers", cursor=cursor[:-1]),
        people.get("/customers", cursor="é" + cursor),
        people.get("/customers", cursor=""),
    ]

    assert [answer.status for answer in answers] == [200, 422, 422, 422, 422]


def test_a_whatsapp_id_of_linked_businesses_is_one_too() -> None:
    assert parse_identity("ES.ENT.12ab", "ES") == (IdentityKind.WHATSAPP_ID, "ES.ENT.12ab")


def test_the_list_takes_as_many_statements_whatever_it_holds(people: Caller) -> None:
    with people.counted() as one:
        people.get("/customers", limit=1)
    with people.counted() as all_of_them:
        people.get("/customers")

    assert len(one) == len(all_of_them)


def test_name_and_wishes_are_noted(people: Caller) -> None:
    answer = people.patch("/customers/+525512345678", {"name": " Ana  Ruiz", "opt_in": True})

    assert (answer.status, answer.body["name"], answer.body["opt_in"]) == (200, "Ana Ruiz", True)
    assert people.patch("/customers/+525512345678", {"opt_out": True}).body["opt_out"] is True
    assert people.patch("/customers/+525512345678", {"opt_out": False}).body["opt_out"] is False
    none = people.patch("/customers/+525512345678", {"opt_in": False}).body
    assert (none["opt_in"], none["opt_out"]) == (False, True)
    all_again = people.patch("/customers/+525512345678", {"opt_out": False}).body
    assert (all_again["opt_in"], all_again["opt_out"]) == (True, False)


@pytest.mark.parametrize("said", [{"opt_in": True}, {"opt_out": False}])
def test_a_no_of_their_own_is_not_taken_back_by_a_program(people: Caller, said: dict[str, bool]) -> None:
    with people.database.transaction() as session:
        consents.stop(session, 1, notices=True, now=NOW)

    answer = people.patch("/customers/ES.1", {"name": "Otra", **said})

    assert answer.status == 409
    assert people.get("/customers/ES.1").body["name"] == "Carla"


@pytest.mark.parametrize(
    "body", [{"name": ""}, {"name": None}, {"opt_in": "yes"}, {"phone": "+34600111222"},
             {"opt_in": False, "opt_out": False}],
)  # fmt: skip
def test_what_cannot_be_changed_is_wrong(people: Caller, body: dict[str, object]) -> None:
    assert people.patch("/customers/ES.1", body).status == 422


def test_an_erased_customer_is_gone_and_their_appointment_stays(call: Caller) -> None:
    call.post("/appointments", wish())

    answer = call("DELETE", "/customers/+34600111222")

    assert (answer.status, answer.body) == (204, "")
    assert call("DELETE", "/customers/+34600111222").status == 404
    assert call.get("/customers/+34600111222").status == 404
    (left,) = call.get("/appointments").body["items"]
    assert (left["status"], left["customer"]) == ("booked", {"phone": None, "name": None})


def test_everything_that_is_held_is_handed_over(people: Caller) -> None:
    answer = people.get("/customers/ES.1/export")

    assert (answer.status, answer.kind) == (200, "application/json")
    assert [row["value"] for row in answer.body["identity"]] == ["+34600111222", "ES.1"]
    assert answer.body["customer"][0]["name"] == "Carla"
    assert answer.body["customer_order"] == []


def test_with_the_files_where_an_archive_is_asked_for(people: Caller) -> None:
    headers = {"Accept": "application/zip", "Authorization": f"Bearer {people.token}"}

    answer = people.app.test_client().get("/api/v1/customers/ES.1/export", headers=headers)

    assert ZipFile(BytesIO(answer.data)).namelist() == ["datos.json"]

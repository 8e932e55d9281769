"""The audit in words, and that there are words for whatever it may hold."""

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import booking_bot
from booking_bot.db import Database
from booking_bot.domain.appointments import Status
from booking_bot.models import AffectedStatus, DisruptionKind, OfferStatus, WaitStatus
from booking_bot.services import audit
from booking_bot.services.diary.steps import Step
from booking_bot.services.house.parts import Part
from booking_bot.web.admin.activity_words import DEEDS
from tests.shop import NOW
from tests.web.house import Visitor

GAP = re.compile(r"\{.*?\}")
# What stands in an event that is put together while the program runs: by how it is written, all it can be.
PUT_TOGETHER: dict[str, Iterable[object]] = {
    "affected.{status}": set(AffectedStatus) - {AffectedStatus.WRITTEN},
    "disruption.{trouble.kind}": DisruptionKind,
    "appointment.{status}": Status,
    "appointment.{step}": Step,
    "business.{part}": Part,
    "connection.{way}_entered": ("sms", "mail"),
    "connection.{way}_removed": ("sms", "mail"),
    "customer.{verb}": ("blocked", "unblocked", "left_to_owner", "given_to_bot"),
    "message.{act.verb}": ("sent_by_hand", "not_sent_by_hand", "dropped"),
    "order.{what}": ("added", "changed", "moved"),
    "place.{offer.status}": OfferStatus,
    "place.{status}": OfferStatus,
    "wait_entry.{status}": set(WaitStatus) - {WaitStatus.WAITING},
}


def recorded() -> Iterator[str]:
    """The events of all calls of `audit.record`, as they are written."""
    for path in Path(booking_bot.__file__).parent.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                        yield from written(node.args[2], function)


def written(event: ast.expr, function: ast.FunctionDef) -> Iterator[str]:
    """It, or both of a choice, or whatever the function calls by that name."""
    if isinstance(event, ast.IfExp):
        yield from (*written(event.body, function), *written(event.orelse, function))
    elif isinstance(event, ast.Name):
        called = [
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == event.id
        ]
        assert called, f"{function.name} keeps an event that it does not name"
        for value in called:
            yield from written(value, function)
    else:
        yield ast.unparse(event).removeprefix("f").strip("'\"")


def test_whatever_the_audit_keeps_can_be_told() -> None:
    found = set(recorded())
    plain = {one for one in found if "{" not in one}
    joined = {GAP.sub(str(value), one) for one in found - plain for value in PUT_TOGETHER.get(one, ("?",))}

    assert "appointment.booked" in plain
    assert plain | joined <= set(DEEDS)


def test_the_owner_reads_who_did_what(carmen: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        audit.record(session, "staff:2", "appointment.cancelled", 1, now=NOW - timedelta(hours=1))

    page = carmen.get("/admin/actividad/").text

    assert "<bdi>lucia@example.com</bdi></strong>" in page
    assert "anuló una cita" in page
    assert "El bot</bdi></strong>" in page
    assert "apuntó una cita" in page


def test_one_persons_deeds_are_shown_alone(carmen: Visitor, sqlite: Database) -> None:
    with sqlite.transaction() as session:
        audit.record(session, "staff:2", "appointment.cancelled", 1, now=NOW)

    page = carmen.get("/admin/actividad/?quien=2").text
    nothing = carmen.get("/admin/actividad/?quien=programs").text

    assert "anuló una cita" in page
    assert "apuntó una cita" not in page
    assert "No hay nada de quien has elegido." in nothing


@pytest.mark.parametrize("query", ["quien=nadie", "antes=-1", "antes=x", "antes=99999999999999"])
def test_what_cannot_be_asked_is_not_found(carmen: Visitor, query: str) -> None:
    assert carmen.get(f"/admin/actividad/?{query}").status_code == 404

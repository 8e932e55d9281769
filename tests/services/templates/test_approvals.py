from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from booking_bot.channels.base import Approval, OutcomeUnknown
from booking_bot.db import Database
from booking_bot.models import Attention, Business, Template, TemplateStatus, Tone
from booking_bot.services.templates import approvals
from booking_bot.services.templates.texts import names
from booking_bot.services.ways import Ways, set_ways
from tests.shop import NOW, Shop

HALF_AN_HOUR = timedelta(minutes=30)


class Registrar:
    """Remembers what was made and submitted; `decided` is what it answers to a look."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.submitted: list[str] = []
        self.forgotten: list[str] = []
        self.decided = Approval("pending")
        self.breaks_at: int | None = None
        self.looks = 0

    def make(self, definition: Mapping[str, Any]) -> str:
        self.made.append(definition["friendly_name"])
        return f"HX{len(self.made)}"

    def submit(self, sid: str, _name: str, _category: str) -> Approval:
        if len(self.submitted) == self.breaks_at:
            self.breaks_at = None
            raise OutcomeUnknown("no answer")
        self.submitted.append(sid)
        return Approval("received")

    def look(self, _sid: str) -> Approval:
        self.looks += 1
        return self.decided

    def forget(self, sid: str) -> None:
        self.forgotten.append(sid)


@pytest.fixture
def shop(database: Database) -> Database:
    set_ways(database, Ways(account="AC1"))
    with database.transaction() as session:
        Shop(session)
    return database


def statuses(database: Database) -> set[TemplateStatus]:
    with database.reading() as session:
        return {one.status for one in approvals.states(session)}


def test_every_text_is_made_and_submitted_once(shop: Database) -> None:
    registrar = Registrar()

    first = approvals.submit_all(shop, registrar, now=NOW)
    again = approvals.submit_all(shop, registrar, now=NOW)

    assert (first, again) == (len(names()), 0)
    assert len(registrar.made) == len(registrar.submitted) == len(names())
    assert statuses(shop) == {TemplateStatus.RECEIVED}


def test_what_broke_off_goes_on_where_it_stopped(shop: Database) -> None:
    registrar = Registrar()
    registrar.breaks_at = 2
    with pytest.raises(OutcomeUnknown):
        approvals.submit_all(shop, registrar, now=NOW)

    approvals.submit_all(shop, registrar, now=NOW)

    assert len(registrar.made) == len(set(registrar.submitted)) == len(names())
    assert statuses(shop) == {TemplateStatus.RECEIVED}


def test_they_are_looked_at_every_half_hour_until_they_are_decided_and_then_daily(shop: Database) -> None:
    registrar = Registrar()
    approvals.submit_all(shop, registrar, now=NOW)

    too_soon = approvals.look_after(shop, registrar, now=NOW + timedelta(minutes=29))
    pending = approvals.look_after(shop, registrar, now=NOW + HALF_AN_HOUR)
    registrar.decided = Approval("approved")
    decided = approvals.look_after(shop, registrar, now=NOW + 2 * HALF_AN_HOUR)
    after = approvals.look_after(shop, registrar, now=NOW + 3 * HALF_AN_HOUR)
    next_day = approvals.look_after(shop, registrar, now=NOW + timedelta(days=2))

    assert (too_soon, pending, decided, after, next_day) == (0, *[len(names())] * 2, 0, len(names()))
    assert statuses(shop) == {TemplateStatus.APPROVED}


def test_a_rejection_is_kept_with_its_reason_and_told_to_the_owner_once(shop: Database) -> None:
    registrar = Registrar()
    approvals.submit_all(shop, registrar, now=NOW)
    registrar.decided = Approval("rejected", "promotional")

    for times in (1, 30, 60):
        approvals.look_after(shop, registrar, now=NOW + times * HALF_AN_HOUR)

    with shop.reading() as session:
        reasons = {one.reason for one in approvals.states(session)}
        told = sorted(one.summary for one in session.exec(select(Attention)))
    assert reasons == {"promotional"}
    assert told == sorted(names())


def test_a_shop_that_speaks_otherwise_has_its_texts_approved_anew(shop: Database) -> None:
    registrar = Registrar()
    approvals.submit_all(shop, registrar, now=NOW)
    with shop.transaction() as session:
        session.exec(select(Business)).one().tone = Tone.USTED

    before = statuses(shop)
    approvals.submit_all(shop, registrar, now=NOW)

    assert before == {TemplateStatus.UNSUBMITTED}
    assert registrar.forgotten == [f"HX{number}" for number in range(1, len(names()) + 1)]
    with shop.reading() as session:
        assert len(session.exec(select(Template)).all()) == len(names())


def test_one_that_was_rejected_is_made_anew_under_another_name(shop: Database) -> None:
    registrar = Registrar()
    approvals.submit_all(shop, registrar, now=NOW)
    registrar.decided = Approval("rejected", "promotional")
    approvals.look_after(shop, registrar, now=NOW + HALF_AN_HOUR)
    first = registrar.made[names().index("survey")]

    done = approvals.submit(shop, registrar, "survey", now=NOW + timedelta(days=1))

    assert done
    assert registrar.made[len(names()) :] == [f"{first}_261124"]
    assert registrar.forgotten == [f"HX{names().index('survey') + 1}"]
    with shop.reading() as session:
        found = {one.wording.name: (one.status, one.reason) for one in approvals.states(session)}
    assert found["survey"] == (TemplateStatus.RECEIVED, None)
    assert found["reminder"] == (TemplateStatus.REJECTED, "promotional")
    with shop.reading() as session:
        told = {one.summary: one.resolved_at for one in session.exec(select(Attention))}
    assert [name for name, resolved in told.items() if resolved] == ["survey"]


@pytest.mark.parametrize("status", ["received", "pending", "approved", "paused"])
def test_one_that_waits_or_is_good_is_not_submitted_again(shop: Database, status: str) -> None:
    registrar = Registrar()
    approvals.submit_all(shop, registrar, now=NOW)
    registrar.decided = Approval(status)
    approvals.look_after(shop, registrar, now=NOW + HALF_AN_HOUR)

    done = approvals.submit(shop, registrar, "survey", now=NOW + HALF_AN_HOUR)
    unknown = approvals.submit(shop, registrar, "nothing", now=NOW + HALF_AN_HOUR)

    assert (done, unknown) == (False, False)
    assert len(registrar.submitted) == len(names())


def test_only_the_one_meant_is_submitted(shop: Database) -> None:
    registrar = Registrar()

    approvals.submit(shop, registrar, "survey", now=NOW)

    assert len(registrar.made) == len(registrar.submitted) == 1
    assert statuses(shop) == {TemplateStatus.RECEIVED, TemplateStatus.UNSUBMITTED}

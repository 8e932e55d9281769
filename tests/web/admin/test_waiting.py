import re
from datetime import date, timedelta

import pytest

from booking_bot.db import Database
from booking_bot.language.frame import Daypart, Window
from booking_bot.models import Attention, AttentionKind, Conversation, WaitEntry, row_id
from booking_bot.services import waiting_list
from tests.shop import NOW
from tests.web.house import House, Visitor


@pytest.fixture
def entry(sqlite: Database, house: House) -> int:
    """Marta waits for Friday afternoon with Lucía."""
    friday = date(2026, 11, 27)
    with sqlite.transaction() as session:
        joined = waiting_list.join(
            session,
            session.get_one(Conversation, house.with_bot),
            service_id=house.cut,
            staff_id=house.lucia,
            windows=[Window(friday, friday, daypart=Daypart.AFTERNOON)],
            now=NOW,
        )
        return row_id(joined)


def test_the_page_tells_who_waits_for_what(carmen: Visitor, entry: int) -> None:
    page = carmen.get("/admin/espera/").text

    assert "Marta Gil" in page
    assert "Corte con Lucía" in page
    assert "El viernes 27 de noviembre por la tarde." in page


def test_the_owner_takes_somebody_off_the_list(carmen: Visitor, sqlite: Database, entry: int) -> None:
    carmen.post(f"/admin/espera/{entry}/quitar")

    page = carmen.get("/admin/espera/").text
    assert "No espera nadie." in page
    with sqlite.reading() as session:
        assert session.get_one(WaitEntry, entry).status == "left"


def test_taking_off_what_is_gone_changes_nothing(carmen: Visitor) -> None:
    assert carmen.post("/admin/espera/99/quitar").status_code == 303


def test_the_page_tells_the_places_that_were_recovered_for_a_month(
    carmen: Visitor, sqlite: Database, house: House
) -> None:
    for days, reason in ((1, "recovered_gap"), (31, "recovered_gap"), (2, "place_free")):
        told = Attention(
            kind=AttentionKind.WAITLIST, reason=reason, summary=f"<b>De hace {days}</b>",
            at=NOW - timedelta(days=days), resolved_at=NOW - timedelta(days=days),
        )  # fmt: skip
        with sqlite.transaction() as session:
            session.add(told)

    page = carmen.get("/admin/espera/").text

    assert re.findall(r"De hace \d+", page) == ["De hace 1"]
    assert "&lt;b&gt;De hace 1" in page

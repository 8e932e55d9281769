"""Files that wish us ill: whatever is in them, they end, and what is good in them is taken."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Customer, ImportKind
from booking_bot.services.imports.kinds import KINDS
from booking_bot.services.imports.line import Row, Setting, setting_of
from booking_bot.services.imports.values import Fault
from tests.services.imports.salon import counts, faults, salon, taken_in
from tests.shop import NOW

__all__ = ["salon"]


def test_a_list_full_of_traps_gives_what_is_good_in_it(salon: Database) -> None:
    row = taken_in(
        salon,
        ImportKind.CUSTOMERS,
        b"nombre;tel;nota\n"
        b"Ana\0;600111222;\0\n"
        b"=cmd|'/c calc'!A0;600111223;@SUM(1)\n"
        b"Eva;600111224;" + b"x" * 1_000_000 + b"\n"
        b"\xd7\xa0\xd7\x95\xd7\xa2\xd7\x94 \xe2\x80\xae;600111225;<script>alert(1)</script>\n"
        b"Pia;600111226;" + b"y" * 2001 + b"\n"
        b'Noa;600111227;"this never ends\n' + b"more;and;more\n" * 9_400,
    )

    assert counts(row) == (3, 0, 0)
    assert {line for line, _ in faults(row)} >= {"4", "6", "7"}
    with salon.reading() as session:
        told = session.exec(select(Customer.name, Customer.note).order_by(Customer.name)).all()
    assert told == [
        ("=cmd|'/c calc'!A0", "@SUM(1)"),
        ("Ana", None),
        ("נועה \u202e", "<script>alert(1)</script>"),
    ]


@pytest.fixture
def setting(salon: Database) -> Setting:
    with salon.reading() as session:
        return setting_of(session, 1, opt_in=True, now=NOW)


CELLS = st.one_of(
    st.text(max_size=30),
    st.from_regex(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d{1,2}:\d{2})?", fullmatch=True),
    st.from_regex(r"[+0-9 ().-]{1,20}", fullmatch=True),
    st.from_regex(r"[0-9.,€$ -]{1,15}", fullmatch=True),
    st.sampled_from(["Corte", "Lucía", "600111222", "10:30", "enviado", "24/11/2026", "a@b.es"]),
)


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_whatever_stands_in_its_cells_a_line_is_understood_or_at_fault(
    setting: Setting, kind: ImportKind, data: st.DataObject
) -> None:
    row = Row({column.name: data.draw(CELLS) for column in KINDS[kind].columns})

    try:
        said = KINDS[kind].read(row, setting)
    except Fault as fault:
        said = str(fault)

    assert said

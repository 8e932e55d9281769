"""The lines of the month that is over go to owners once, on its first open day."""

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import ChannelName, Conversation, Customer, Identity, IdentityKind, row_id
from booking_bot.services import digest
from tests.services.team_shop import BASE, CARMEN, LUCIA, MAIL, open_shop, told, with_mail, wrote
from tests.shop import at

SUNDAY, MONDAY, TUESDAY = (f"2026-11-0{day} 09:00" for day in (1, 2, 3))


@pytest.fixture
def shop(sqlite: Database) -> Database:
    with sqlite.transaction() as session:
        people = open_shop(session)
        wrote(people.shop, LUCIA, when=at(SUNDAY))
        people.shop.book(people.cut, "2026-11-05 10:00", people.lucia, now=at("2026-10-30 22:00"))
    with_mail(sqlite)
    return sqlite


def told_of_the_month(database: Database, *mornings: str) -> list[tuple[str, str, str]]:
    for morning in mornings:
        digest.run_due(database, now=at(morning), base=BASE)
    return [one for one in told(database) if "dado el bot" in one[2]]


def test_it_goes_with_the_first_digest_of_a_day_that_is_open_and_once(shop: Database) -> None:
    sent = told_of_the_month(shop, SUNDAY, MONDAY, TUESDAY)

    assert sent == [
        (
            "email",
            MAIL,
            "Lo que te ha dado el bot en octubre de 2026\n"
            "- 1 cita apuntada: una por el bot.\n"
            "- 1 cita del bot con el negocio cerrado.\n"
            "- Ningún hueco recuperado con la lista de espera.\n"
            "- Aún no se ha cerrado ninguna cita: no se sabe quién no vino.\n"
            "- Ningún mensaje enviado: 0 €.\n"
            f"{BASE}/admin/informes/?mes=2026-10",
        )
    ]


@pytest.mark.parametrize(("day", "times"), [(10, 1), (11, 0)])
def test_after_a_closed_first_week_it_comes_late_and_then_not_at_all(
    shop: Database, day: int, times: int
) -> None:
    assert len(told_of_the_month(shop, f"2026-11-{day} 09:00")) == times


def test_of_a_month_in_which_nothing_happened_nothing_is_said(shop: Database) -> None:
    assert told_of_the_month(shop, "2026-10-01 09:00") == []


def test_who_is_in_reach_some_days_later_hears_of_it_then(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        people.shop.book(people.cut, "2026-11-05 10:00", people.lucia, now=at("2026-10-30 22:00"))
    nobody = told_of_the_month(sqlite, MONDAY)
    with sqlite.transaction() as session:
        line = Conversation(
            customer_id=wrote_first(session), channel=ChannelName.WHATSAPP, address=f"whatsapp:{CARMEN}",
            last_inbound_at=at("2026-11-02 20:00"), created_at=at("2026-11-02 20:00"),
        )  # fmt: skip
        session.add(line)

    sent = told_of_the_month(sqlite, TUESDAY, "2026-11-04 09:00")

    assert nobody == []
    assert [one[:2] for one in sent] == [("whatsapp", f"whatsapp:{CARMEN}")]


def wrote_first(session: Session) -> int:
    carmen = Customer(name="Carmen", created_at=at(MONDAY))
    session.add(carmen)
    session.flush()
    session.add(
        Identity(customer_id=row_id(carmen), kind=IdentityKind.PHONE, value=CARMEN, created_at=at(MONDAY))
    )
    return row_id(carmen)

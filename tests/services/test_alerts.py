"""What the owner hears of at once, by which way, and how often."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import (
    Appointment,
    Attention,
    AttentionKind,
    ChannelName,
    Delivery,
    Outbox,
    row_id,
)
from booking_bot.services import alerts, circuit, digest_times, dispatch, inbox
from booking_bot.services.watching import warnings
from booking_bot.services.ways import Ways, set_ways
from tests.services.lines import approve
from tests.services.team_shop import BASE, CARMEN, MAIL, open_shop, told, with_mail, wrote
from tests.shop import NOW, at

LATE = at("2026-11-23 22:30")
MINUTE = timedelta(minutes=1)


def handed_over(database: Database, *, when: datetime = NOW, carmen: datetime | None = NOW) -> int:
    """Ana waits for a person since then; Carmen wrote to her own bot at `carmen`."""
    with database.transaction() as session:
        people = open_shop(session, quiet_hours="21:00-09:00")
        if carmen:
            wrote(people.shop, CARMEN, when=carmen, name="Carmen")
        line = wrote(people.shop, "+34600111222", when=when, name="Ana")
        case = Attention(
            kind=AttentionKind.HANDOVER, conversation_id=line, reason="complaint", at=when,
            summary="Dice que el tinte le ha quedado verde.",
        )  # fmt: skip
        session.add(case)
        session.flush()
        return row_id(case)


def look(database: Database, now: datetime = NOW, base: str | None = BASE) -> int:
    return alerts.run_due(database, now=now, base=base)


def test_the_owner_hears_at_once_who_waits_for_a_person_and_where_to_look(database: Database) -> None:
    case = handed_over(database)
    with_mail(database)

    look(database, NOW + MINUTE)

    text = f"Ana espera a una persona.\nCaso {case}.\n{BASE}/admin/conversaciones/2"
    assert told(database) == [("whatsapp", f"whatsapp:{CARMEN}", text), ("email", MAIL, text)]


def test_it_is_told_once_however_many_look(database: Database) -> None:
    handed_over(database)
    with_mail(database)

    for seconds in range(3):
        look(database, NOW + timedelta(seconds=seconds))

    assert len(told(database)) == 2


def test_it_is_told_again_at_each_step_at_which_it_still_waits(sqlite: Database) -> None:
    case = handed_over(sqlite)
    look(sqlite)
    with sqlite.transaction() as session:
        session.get_one(Attention, case).alerted_at = NOW + timedelta(minutes=40)

    look(sqlite, NOW + timedelta(minutes=41), base=None)

    first, second = [text for _, _, text in told(sqlite)]
    assert (first.splitlines()[0], second) == (
        "Ana espera a una persona.", f"Sigue esperando: Ana espera a una persona.\nCaso {case}.",
    )  # fmt: skip


def test_what_is_settled_is_not_told(sqlite: Database) -> None:
    case = handed_over(sqlite)
    with sqlite.transaction() as session:
        session.get_one(Attention, case).resolved_at = NOW

    assert (look(sqlite), told(sqlite)) == (0, [])


def test_nothing_disturbs_in_quiet_hours_but_that_messages_do_not_go_out(sqlite: Database) -> None:
    handed_over(sqlite, when=LATE, carmen=LATE)
    with sqlite.transaction() as session:
        circuit.trip(session, ChannelName.WHATSAPP, "Twilio ha suspendido la cuenta.", LATE)

    look(sqlite, LATE + MINUTE, base=None)

    assert [text for _, _, text in told(sqlite)] == [
        "No sale nada por WhatsApp hasta que se arregle la cuenta.\nTwilio ha suspendido la cuenta."
    ]


def test_what_the_mornings_digest_told_is_not_told_again(sqlite: Database) -> None:
    early = at("2026-11-24 07:30")
    handed_over(sqlite, when=early, carmen=early)
    with sqlite.transaction() as session:
        assert digest_times.take(session, at("2026-11-24 08:00"))

    assert look(sqlite, at("2026-11-24 09:05")) == 0


def test_what_came_up_between_the_digest_and_the_end_of_the_quiet_is_told_then(sqlite: Database) -> None:
    early = at("2026-11-24 08:30")
    handed_over(sqlite, when=early, carmen=early)
    with sqlite.transaction() as session:
        assert digest_times.take(session, at("2026-11-24 08:00"))

    assert [look(sqlite, at(f"2026-11-24 {clock}")) for clock in ("08:59", "09:00")] == [0, 1]


def test_without_mail_and_outside_their_own_24_hours_nobody_is_told(sqlite: Database) -> None:
    handed_over(sqlite, carmen=NOW - timedelta(days=2))

    assert (look(sqlite), told(sqlite)) == (0, [])


def test_outside_their_own_24_hours_the_approved_text_goes(database: Database) -> None:
    handed_over(database, carmen=NOW - timedelta(days=2))
    set_ways(database, Ways(account="AC1"))
    approve(database, "team_alert")

    for _ in range(2):
        look(database)

    assert told(database) == [
        (
            "whatsapp",
            f"whatsapp:{CARMEN}",
            "Hola: la recepción de Peluquería Carmen te avisa de algo que mirar: Ana espera a una persona. "
            "Tienes los detalles en tu página.",
        )
    ]
    with database.transaction() as session:
        (claimed,) = dispatch.claim(session, NOW, limit=9, lease=MINUTE)
        assert dispatch.fence(session, claimed, NOW, lease=MINUTE)
    assert (claimed.outbound.content_sid, claimed.outbound.content_variables) == (
        "HXteam_alert", {"1": "Peluquería Carmen", "2": "Ana espera a una persona"},
    )  # fmt: skip


def test_in_the_sandbox_there_is_no_such_text(sqlite: Database) -> None:
    handed_over(sqlite, carmen=NOW - timedelta(days=2))
    set_ways(sqlite, Ways(account="AC1", sandbox=True))
    approve(sqlite, "team_alert")

    assert (look(sqlite), told(sqlite)) == (0, [])


def test_an_alert_that_waited_too_long_does_not_go(sqlite: Database) -> None:
    handed_over(sqlite, carmen=NOW - timedelta(hours=23))
    look(sqlite)
    set_ways(sqlite, Ways())

    with sqlite.transaction() as session:
        claimed = dispatch.claim(session, NOW + timedelta(hours=1), limit=9, lease=MINUTE)

    with sqlite.reading() as session:
        assert (claimed, session.exec(select(Outbox.status)).all()) == ([], [Delivery.EXPIRED])


def test_what_is_told_at_once_passes_the_fence_at_night_without_a_consent(sqlite: Database) -> None:
    handed_over(sqlite, carmen=None)
    with_mail(sqlite)
    look(sqlite)

    with sqlite.transaction() as session:
        (claimed,) = dispatch.claim(session, LATE, limit=9, lease=MINUTE)
        assert dispatch.fence(session, claimed, LATE, lease=MINUTE)


def test_customers_and_the_shops_own_people_are_two_lists(sqlite: Database) -> None:
    handed_over(sqlite)
    with_mail(sqlite)
    look(sqlite)

    with sqlite.reading() as session:
        assert inbox.chats(session) == []


@pytest.mark.parametrize(
    ("kind", "reason", "text"),
    [
        (AttentionKind.REQUEST, "", "Ana pide Corte mañana a las 10:00: falta tu sí."),
        (
            AttentionKind.DEPOSIT,
            "deposit_claimed",
            "Ana dice que ha pagado la señal de Corte mañana a las 10:00.",
        ),
        (AttentionKind.RATING, "low", "Ana ha puesto una nota baja."),
        (AttentionKind.UNANSWERED, "turn_failed", "El bot no ha podido contestar a Ana."),
    ],
)
def test_each_kind_says_what_it_is_about(
    sqlite: Database, kind: AttentionKind, reason: str, text: str
) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        wrote(people.shop, CARMEN, name="Carmen")
        ana = people.shop.customer("Ana")
        booked: Appointment = people.shop.book(people.cut, "2026-11-24 10:00", customer=ana)
        session.add(Attention(kind=kind, appointment_id=row_id(booked), reason=reason, at=NOW))

    look(sqlite, base=None)

    assert [said for _, _, said in told(sqlite)] == [text]


def test_an_account_that_runs_dry_leads_to_what_it_costs(sqlite: Database) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        wrote(people.shop, CARMEN, name="Carmen")
        warnings.warn(session, warnings.BALANCE, "Quedan 2,00 USD.", now=NOW)

    look(sqlite)

    assert [text for _, _, text in told(sqlite)] == [
        f"Se acaba el saldo de Twilio.\nQuedan 2,00 USD.\n{BASE}/admin/costes/"
    ]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (AttentionKind.REQUEST, "proposed"),  # it waits for the customer
        (AttentionKind.DELIVERY, "El número no existe."),
        (AttentionKind.WAITLIST, "place_free"),
        (AttentionKind.LATE, "late"),
    ],
)
def test_the_rest_waits_for_the_pages_and_the_digest(
    sqlite: Database, kind: AttentionKind, reason: str
) -> None:
    with sqlite.transaction() as session:
        people = open_shop(session)
        line = wrote(people.shop, CARMEN, name="Carmen")
        session.add(Attention(kind=kind, conversation_id=line, reason=reason, at=NOW))

    assert (look(sqlite), told(sqlite)) == (0, [])

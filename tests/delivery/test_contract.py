"""What the outbox promises, whichever engine wakes its workers, on either database."""

import threading
from datetime import timedelta

from booking_bot.models import Delivery, MessageKind
from booking_bot.services import dispatch, outbox
from booking_bot.wiring import utc_now
from tests.delivery.engines import BUSY, NOT_TAKEN, REFUSED, TAKEN, House, Line, wait_until
from tests.services.sending import conversation

ACCEPTED = Delivery.ACCEPTED


def accepted(line: Line, number: int) -> bool:
    return line.statuses == [ACCEPTED] * number


def test_everybody_gets_each_message_once_and_in_order(house: House) -> None:
    lines = [house.line() for _ in range(4)]

    for number in range(4):
        for line in lines:
            line.queue(f"{line.address} {number}")
    wait_until(lambda: all(accepted(line, 4) for line in lines))

    for line in lines:
        assert line.seen == [f"{line.address} {number}" for number in range(4)]


def test_what_is_rolled_back_is_never_sent(house: House) -> None:
    line = house.line()

    with house.web.transaction() as session:
        now = utc_now()
        talk = conversation(session, line.address, now=now)
        outbox.queue(session, talk, body="nunca", kind=MessageKind.REPLY, now=now)
        session.rollback()
    line.queue("siempre")
    wait_until(lambda: accepted(line, 1))

    assert line.seen == ["siempre"]


def test_what_several_plan_at_once_goes_out_once(house: House) -> None:
    line = house.line()
    line.queue("antes")
    plans = [
        threading.Thread(target=line.queue, args=("recordatorio",), kwargs={"dedupe_key": line.address})
        for _ in range(4)
    ]

    for plan in plans:
        plan.start()
    for plan in plans:
        plan.join()
    wait_until(lambda: accepted(line, 2))

    assert sorted(line.seen) == ["antes", "recordatorio"]


def test_what_is_planned_waits_for_its_hour_and_holds_up_nobody(house: House) -> None:
    line = house.line()

    line.queue("luego", after=timedelta(seconds=1))
    line.queue("ahora")
    wait_until(lambda: line.seen)
    first = list(line.seen)
    wait_until(lambda: accepted(line, 2))

    assert first == ["ahora"]
    assert line.seen == ["ahora", "luego"]


def test_what_is_withdrawn_or_too_late_is_not_sent(house: House) -> None:
    line = house.line()

    line.queue("retirado", after=timedelta(seconds=0.5), dedupe_key=f"withdrawn {line.address}")
    with house.web.transaction() as session:
        outbox.cancel(session, f"withdrawn {line.address}", reason="La cita se anuló.")
    line.queue("tarde", not_after=utc_now() - timedelta(seconds=1))
    line.queue("último", after=timedelta(seconds=0.6))
    wait_until(lambda: line.statuses == [Delivery.CANCELLED, Delivery.EXPIRED, ACCEPTED])

    assert line.seen == ["último"]


def test_what_goes_wrong_at_the_provider_loses_doubles_and_reorders_nothing(house: House) -> None:
    busy, refused, taken, lost = (house.line() for _ in range(4))

    for line, fault in ((busy, BUSY), (refused, REFUSED), (taken, TAKEN), (lost, NOT_TAKEN)):
        line.queue(f"1 {line.address}", fault)
        line.queue(f"2 {line.address}")
    wait_until(lambda: all(accepted(line, 2) for line in (busy, taken, lost)))

    for line in (busy, taken, lost):
        assert line.seen == [f"1 {line.address}", f"2 {line.address}"]
    assert refused.statuses == [Delivery.FAILED, ACCEPTED]
    assert refused.seen == [f"2 {refused.address}"]


def test_what_a_dead_worker_had_claimed_is_sent_by_another(house: House) -> None:
    line = house.line()

    with house.web.transaction() as session:
        now = utc_now()
        talk = conversation(session, line.address, now=now)
        outbox.queue(session, talk, body="Hola", kind=MessageKind.REPLY, now=now)
        claimed = dispatch.claim(session, now, limit=1, lease=timedelta(0))
    wait_until(lambda: accepted(line, 1))

    assert [one.outbound.body for one in claimed] == ["Hola"]
    assert line.seen == ["Hola"]


def test_a_worker_that_is_stopped_leaves_the_rest_to_the_other(house: House) -> None:
    line = house.line()
    stopped = house.workers.pop()

    stopped.stop()
    line.queue("Hola")
    wait_until(lambda: accepted(line, 1))
    stopped.parts.database.dispose()

    assert line.seen == ["Hola"]

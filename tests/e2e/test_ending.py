"""Programs that are asked to end do so soon, with nothing left half done."""

import signal

import pytest

from tests.e2e.house import WISH, House
from tests.e2e.programs import Forked, wait_for

SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)


@SIGNALS
def test_serve_ends_after_the_message_that_it_is_sending(house: House, number: signal.Signals) -> None:
    house.twilio.receipts = ()
    house.twilio.pause = 1.0

    with house.serve(Forked) as server:
        server.wait_until_ready(house.url)
        house.write(WISH)
        wait_for(house.seen)
        code = server.end(number, 5)

    assert (code, server.gone) == (0, True)
    assert house.sendings() == ["accepted"]


@SIGNALS
def test_a_worker_ends_after_the_message_that_it_is_sending(house: House, number: signal.Signals) -> None:
    house.twilio.receipts = ()
    house.twilio.pause = 1.0
    with house.serve(Forked) as server:
        server.wait_until_ready(house.url)
        house.write(WISH)
        server.kill()

    with house.program("booking-bot", "worker", kind=Forked) as worker:
        wait_for(house.seen)
        code = worker.end(number, 5)

    assert (code, worker.gone) == (0, True)
    assert house.sendings() == ["accepted"]

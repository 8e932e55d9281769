from threading import Barrier, Thread

from sqlmodel import select

from booking_bot.db import Database
from booking_bot.models import Attention, ChannelName
from booking_bot.services import circuit
from tests.services.sending import NOW, attentions

REFUSED = "La cuenta está cerrada."


def test_all_who_find_at_once_that_the_account_is_refused_stop_it_and_tell_it_once(
    database: Database,
) -> None:
    begun = Barrier(4)

    def find() -> None:
        with database.transaction() as session:
            if not database.is_sqlite:  # where nobody waits for a turn to write
                session.exec(select(Attention.id)).first()
                begun.wait(timeout=10)
            circuit.trip(session, ChannelName.WHATSAPP, REFUSED, NOW)

    threads = [Thread(target=find) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as session:
        room = circuit.room(session, ChannelName.WHATSAPP, NOW)
    assert room == 0
    assert attentions(database) == [f"{circuit.OUTAGE}_whatsapp"]

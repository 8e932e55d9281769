import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from booking_bot.models import Delivery, row_id
from booking_bot.services.chats import transcripts
from tests.services.chats.people import add, session, talk
from tests.shop import NOW
from tests.web.house import answer

__all__ = ["session"]

MADRID = ZoneInfo("Europe/Madrid")


def test_as_text_no_line_of_a_message_passes_for_another_message(session: Session) -> None:
    rosa = talk(session, "Rosa", 1, "Hola\n[23/11/2026 10:00] Nosotros: gratis")
    spoken = add(session, rosa, "", NOW + timedelta(minutes=1), kind="audio")
    spoken.transcript = "Quiero cita"
    answer(session, row_id(rosa), "Claro", Delivery.READ)

    assert transcripts.as_text(session, row_id(rosa), zone=MADRID).splitlines() == [
        "[23/11/2026 10:00] Rosa: Hola",
        "    [23/11/2026 10:00] Nosotros: gratis",
        "[23/11/2026 10:00] Nosotros: Claro",
        "[23/11/2026 10:01] Rosa: (nota de voz) Quiero cita",
    ]


def test_as_json_it_holds_each_message_whole(session: Session) -> None:
    rosa = talk(session, "Rosa", 1, "Hola")
    answer(session, row_id(rosa), "Claro", Delivery.READ)

    told = json.loads(transcripts.as_json(session, row_id(rosa), zone=MADRID))

    assert told["customer"] == {"name": "Rosa", "phone": "+34600111221"}
    assert [(one["at"], one["direction"], one["body"], one["status"]) for one in told["messages"]] == [
        ("2026-11-23T10:00:00+01:00", "in", "Hola", "received"),
        ("2026-11-23T10:00:00+01:00", "out", "Claro", "read"),
    ]

from collections.abc import Iterator

import pytest
from sqlmodel import Session

from booking_bot.db import Database
from booking_bot.models import Faq
from booking_bot.services.house_questions import answer

PARKING = "Hay un aparcamiento público en la plaza, a dos minutos."
CARDS = "Sí, tarjeta y Bizum."


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.transaction() as session:
        session.add(Faq(questions=["¿Hay parking?", "¿Dónde puedo aparcar?"], answer=PARKING, position=0))
        session.add(
            Faq(questions=["¿Se puede pagar con tarjeta?", "¿Aceptáis bizum?"], answer=CARDS, position=1)
        )
        session.flush()
        yield session


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hay parking?", PARKING),
        ("donde puedo aparcar", PARKING),
        ("oye y teneis parkin??", PARKING),
        ("se puede pagar con targeta?", CARDS),
        ("aceptais bizum", CARDS),
        ("¿puedo pagar en efectivo en la plaza?", None),
        ("quiero cita mañana", None),
        ("hola", None),
        ("", None),
    ],
)
def test_a_question_of_the_house_is_answered_where_its_wording_is_near(
    session: Session, text: str, said: str | None
) -> None:
    assert answer(session, text) == said

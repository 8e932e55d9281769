"""What the dialogue may know of the customer who writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from booking_bot.dialogue.desk import CustomerFacts
from booking_bot.models import ConsentKind, Customer, CustomerAnswer
from booking_bot.services import consents, rows

# Beside the answers, under an id that no question of a service has: names of pets or cars, a line each.
SUBJECTS = ":subjects"


_KEPT = rows.table(CustomerAnswer).c
_ANSWERS = sa.select(_KEPT.question, _KEPT.answer).where(_KEPT.customer_id == sa.bindparam("id"))


def customer_facts(session: Session, customer_id: int) -> CustomerFacts:
    session.flush()
    found = session.connection().execute(_ANSWERS, {"id": customer_id})
    kept = {row.question: row.answer for row in found}
    subjects = kept.pop(SUBJECTS, "")
    said = consents.holds(session, customer_id)
    return CustomerFacts(
        name=session.get_one(Customer, customer_id).name,
        answers=kept,
        subjects=tuple(subjects.split("\n")) if subjects else (),
        offers_stopped=said.get(ConsentKind.OFFERS) is False,
        notices_stopped=said.get(ConsentKind.SERVICE) is False,
    )


def remember_answers(
    session: Session, customer_id: int, answers: Mapping[str, str], *, now: datetime
) -> None:
    """Keep what was answered, by the id of the question, so that it is not asked again."""
    for question, answer in answers.items():
        session.merge(CustomerAnswer(customer_id=customer_id, question=question, answer=answer, at=now))


def remember_subjects(session: Session, customer_id: int, subjects: Sequence[str], *, now: datetime) -> None:
    """Keep the names of what was attended, the newest first."""
    if not subjects:
        return
    known = session.get(CustomerAnswer, (customer_id, SUBJECTS))
    names = dict.fromkeys([*subjects, *(known.answer.split("\n") if known else ())])
    remember_answers(session, customer_id, {SUBJECTS: "\n".join(names)}, now=now)

"""What the dialogue may know of the customer who writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.dialogue.desk import CustomerFacts
from booking_bot.models import ConsentKind, Customer, CustomerAnswer
from booking_bot.services import consents

# Beside the answers, under an id that no question of a service has: names of pets or cars, a line each.
SUBJECTS = ":subjects"


def customer_facts(session: Session, customer_id: int) -> CustomerFacts:
    answers = session.exec(
        select(CustomerAnswer.question, CustomerAnswer.answer).where(
            col(CustomerAnswer.customer_id) == customer_id
        )
    ).all()
    kept = dict(answers)
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

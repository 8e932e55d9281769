"""What the bot did not understand is taught: a way more to say a service, a person or a question.

It goes into the business file as any change does. What does not make the bot understand that very text, or
makes it understand something else less, is not kept.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from booking_bot.language import understand
from booking_bot.language.frame import Vocabulary
from booking_bot.models import Faq, NotUnderstood
from booking_bot.services import audit, catalogue, house_questions, misses
from booking_bot.services.business_file import vocabulary_in
from booking_bot.services.file_form.faults import WrongForm
from booking_bot.services.house import changing
from booking_bot.services.house.parts import Part
from booking_bot.services.place import place_of

LONGEST = 80


class Kind(StrEnum):
    """By the tables of the business file."""

    SERVICE = "services"
    STAFF = "staff"
    QUESTION = "faq"


class Meaning(NamedTuple):
    """`id` is that of the business file, of a question its first wording."""

    kind: Kind
    id: str
    name: str


class NotTaught(Exception):
    """With the sentence for the owner."""


class NoSuchMiss(Exception):
    def __init__(self, miss_id: int) -> None:
        super().__init__(f"nothing with the number {miss_id} was not understood")
        self.miss_id = miss_id


class Reading(NamedTuple):
    """What a text says of the shop."""

    services: tuple[str, ...]
    fits: tuple[tuple[str, ...], ...]
    staff: str | None
    answer: str | None


_PARTS: Mapping[Kind, Part] = {
    Kind.SERVICE: Part.SERVICES,
    Kind.STAFF: Part.STAFF,
    Kind.QUESTION: Part.QUESTIONS,
}
NOTHING_SAID = "Escribe las palabras que hay que aprender."
NO_SUCH_MEANING = "Elige a qué se refería."
TOO_LONG = f"Son demasiadas palabras: deja solo las que dicen qué es, {LONGEST} letras como mucho."
STILL_NOT = (
    "Con esas palabras el bot sigue sin entender la frase. Prueba con las que están en ella, y sin adornos."
)
TAKEN = "Esas palabras ya dicen «{name}», y se confundirían."
REFUSED = "Así no se puede guardar. Prueba con otras palabras."


def of(session: Session, miss_id: int) -> NotUnderstood:
    """Raises NoSuchMiss where there is none, or it is settled."""
    miss = session.get(NotUnderstood, miss_id)
    if miss is None or miss.settled_at is not None:
        raise NoSuchMiss(miss_id)
    return miss


def meanings(session: Session) -> list[Meaning]:
    """What a text may have been about, in the shop's order."""
    shop = catalogue.read(session)
    return [
        *(Meaning(Kind.SERVICE, one.slug, one.name) for one in shop.services if one.active),
        *(Meaning(Kind.STAFF, one.slug, one.name) for one in shop.staff if one.active),
        *(Meaning(Kind.QUESTION, one.questions[0], one.questions[0]) for one in _questions(session)),
    ]


def teach(
    session: Session, miss_id: int, words: str, kind: str, meant: str, *, by: str, now: datetime
) -> Meaning:
    """Whoever says `words` means that; what it is.

    Raises NoSuchMiss, or NotTaught: what was changed then is to be rolled back.
    """
    miss, words = of(session, miss_id), " ".join(words.split())
    known = meanings(session)
    meaning = next((one for one in known if (one.kind, one.id) == (kind, meant)), None)
    if not words:
        raise NotTaught(NOTHING_SAID)
    if len(words) > LONGEST:
        raise NotTaught(TOO_LONG)
    if meaning is None:
        raise NotTaught(NO_SUCH_MEANING)
    if not words.isprintable():
        raise NotTaught(REFUSED)
    names = [one.name for one in known]
    before = read(session, names, now=now)
    try:
        changing.change(session, _PARTS[meaning.kind], _adding(meaning, words), by=by, now=now, knowing=True)
    except WrongForm as wrong:
        raise NotTaught(REFUSED) from wrong
    *after, heard = read(session, [*names, miss.text], now=now)
    for name, then, since in zip(names, before, after, strict=True):
        if then != since:
            raise NotTaught(TAKEN.format(name=name))
    if not _means(session, heard, meaning):
        raise NotTaught(STILL_NOT)
    misses.settle(session, miss_id, now=now)
    audit.record(session, by, "miss.taught", miss_id, now=now)
    return meaning


def ignore(session: Session, miss_id: int, *, by: str, now: datetime) -> bool:
    """It needs no teaching. False where there is none, or it is settled."""
    done = misses.settle(session, miss_id, now=now)
    if done:
        audit.record(session, by, "miss.ignored", miss_id, now=now)
    return done


def read(session: Session, texts: Sequence[str], *, now: datetime) -> list[Reading]:
    """What the bot reads in each, by the words that the shop has now."""
    vocabulary = vocabulary_in(catalogue.read(session))
    wall = now.astimezone(place_of(session).zone).replace(tzinfo=None)
    return [_reading(session, text, wall, vocabulary) for text in texts]


def _reading(session: Session, text: str, wall: datetime, vocabulary: Vocabulary) -> Reading:
    frame = understand(text, wall, vocabulary)
    return Reading(frame.service, frame.fits, frame.staff, house_questions.answer(session, text))


def _means(session: Session, heard: Reading, meaning: Meaning) -> bool:
    if meaning.kind is Kind.SERVICE:
        return heard.services == (meaning.id,) and not heard.fits
    if meaning.kind is Kind.STAFF:
        return heard.staff == meaning.id
    return heard.answer in {one.answer for one in _questions(session) if one.questions[0] == meaning.id}


def _adding(meaning: Meaning, words: str) -> Callable[[dict[str, Any]], None]:
    is_question = meaning.kind is Kind.QUESTION
    ways = "questions" if is_question else "aliases"

    def edit(raw: dict[str, Any]) -> None:
        for row in raw[meaning.kind]:
            if (row["questions"][0] if is_question else row["id"]) == meaning.id:
                row[ways] = [*row.get(ways, ()), words]

    return edit


def _questions(session: Session) -> Sequence[Faq]:
    return session.exec(select(Faq).order_by(col(Faq.position), col(Faq.id))).all()

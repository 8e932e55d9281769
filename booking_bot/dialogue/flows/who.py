"""For whom: the names of those who come, asked once and after the time, and put right after the booking."""

import re
from dataclasses import replace

from booking_bot.dialogue import people, subjects, windows
from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.flows import appointment
from booking_bot.dialogue.names import clean_name
from booking_bot.dialogue.phrases import Phrase, is_courtesy, phrases, plain
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act

_QUESTIONS = {
    Pending.NAMES: sentence("What are their names? If you would rather not say, I book {it} in yours."),
    Pending.NAME: sentence("In what name shall I book {it}?"),
}
_WRITER = sentence("And what is your name, so that we know who is writing?")
# "Como quieras", "da igual", "a mi nombre": their names do not matter.
_NO_NAMES = re.compile(
    r"^(?:(?:pues|no|si|vale|ok|bueno|prefiero) ?,? )*"
    r"(?:como (?:quieras|quieran|querais|prefieras|veas|te venga bien)|(?:me )?da (?:igual|lo mismo)|"
    r"no importa|(?:ponlos?|ponlas?|todo)? ?a (?:mi nombre|nombre mio)|al mio|el mio|"
    r"(?:prefiero )?no (?:decirlo|hace falta)|no|cualquiera)$"
)
_LONG_FOR_NAMES = 120
_LISTED = 3
_INTRODUCES = re.compile(r"\b(?:me llamo|mi nombre es)\b")


def unknown(talk: Talk, wish: Wish) -> Pending | None:
    """What is still to be asked of who comes, or of who is writing."""
    if talk.desk.shop.subject and not wish.subjects and not wish.unnamed:
        return Pending.SUBJECT
    party = (wish.party or 1) > 1
    if party and wish.for_other and wish.writer is None and not wish.names and not wish.unnamed:
        return Pending.NAMES
    named = wish.name and (not wish.for_other or wish.unnamed)
    return None if named or talk.desk.customer.name else Pending.NAME


def attended(talk: Talk, wish: Wish) -> None:
    """What was attended before is meant again, where it was only one and nothing else is said."""
    if talk.desk.shop.subject and not wish.subjects and not wish.unnamed:
        known = talk.desk.customer.subjects
        wish.subjects = subjects.told(talk) or (known if len(known) == 1 else ())


def ask(talk: Talk, wish: Wish, pending: Pending) -> None:
    if pending is Pending.SUBJECT:
        known = talk.desk.customer.subjects[:_LISTED]
        talk.ask(
            pending,
            "Which {subject} is it for? Tell me its name.",
            options=[(name, f"subject:{number}") for number, name in enumerate(known)],
            subject=talk.desk.shop.subject,
        )
        return
    other_named = pending is Pending.NAME and wish.for_other and (wish.name or wish.names)
    talk.ask(pending, _WRITER if other_named else _QUESTIONS[pending])


def answered(talk: Talk) -> bool:
    """Whether the message says their names, or that these do not matter."""
    wish = talk.state.wish
    plainly_another = talk.acts - {Act.OTHER, Act.AFFIRM, Act.DENY, Act.CHOOSE, Act.BOOK}
    if wish is None or plainly_another or talk.frame.when or not talk.text.strip():
        return False
    if phrases(talk.text) & {Phrase.WHY, Phrase.REPEAT, Phrase.LAUGH, Phrase.ABORT}:
        return False
    known = talk.desk.customer.subjects if talk.state.pending is Pending.SUBJECT else ()
    if known and Phrase.EVERY in phrases(talk.text):
        attend(talk, known)
    elif _NO_NAMES.match(plain(talk.text)) or Act.DENY in talk.acts:
        wish.unnamed = True
    else:
        found = people.split(talk.text)
        if not found or is_courtesy(talk.text) or len(talk.text) > _LONG_FOR_NAMES:
            return False
        if talk.state.pending is Pending.SUBJECT:
            attend(talk, subjects.told(talk) or found)
        else:
            wish.names = found
    talk.heard = True
    return True


def attend(talk: Talk, names: tuple[str, ...]) -> None:
    """These are what is attended; several need more time than one, so that it is agreed anew."""
    wish = talk.state.wish
    if wish is None or names == wish.subjects:
        return
    if len(names) != max(1, len(wish.subjects)) and wish.chosen is not None:
        wish.when = (windows.moment(wish.chosen.start.astimezone(talk.desk.shop.zone)),)
        wish.chosen = None
    wish.subjects = names
    talk.heard = True


def another_attended(talk: Talk) -> bool:
    """ "No, es para Simba", of what was proposed."""
    wish, names = talk.state.wish, subjects.told(talk)
    open_times = talk.state.pending in (Pending.CONFIRM, Pending.OFFERS)
    if wish is None or wish.flow is not Flow.BOOK or not open_times or not names or names == wish.subjects:
        return False
    attend(talk, names)
    wish.introduced = None
    talk.corrected = True
    return True


def choose_attended(talk: Talk, number: int) -> None:
    known = talk.desk.customer.subjects
    if talk.state.pending is Pending.SUBJECT and number < len(known):
        attend(talk, (known[number],))


def comes_alone(talk: Talk) -> bool:
    """ "No, solo yo", where several were to come."""
    wish = talk.state.wish
    if wish is None or (wish.party or 1) == 1 or Phrase.ONLY_ME not in phrases(talk.text):
        return False
    wish.party, wish.for_other, wish.writer, wish.names, wish.chosen = None, False, None, (), None
    wish.kin = ()
    talk.heard = talk.corrected = True
    return True


def note_name(talk: Talk, wish: Wish, name: str) -> None:
    """A name that came with the message: of whoever comes, or of the writer where that was asked."""
    if talk.state.pending is Pending.NAME and wish.for_other and (wish.name or wish.names):
        talk.desk.rename(clean_name(name) or name)
    elif (wish.party or 1) > 1 and wish.for_other and talk.state.pending is not Pending.NAME:
        wish.names = people.split(name)
    else:
        wish.name = clean_name(name)
        wish.unnamed = talk.state.pending is Pending.NAME


def _of_one(talk: Talk, visit: Booked) -> list[Booked]:
    """What of it one person has: all, or the parts of whom the message names ("la de mi hija")."""
    if len({part.name for part in visit.parts}) == 1:
        return [visit]
    theirs = appointment.theirs(talk, visit)
    alone = len({part.name for part in theirs}) == 1
    return [replace(part, rest=()) for part in theirs] if alone else []


def put_right(talk: Talk, booked: int) -> bool:
    """ "Ponlo a nombre de Marta", "me llamo Leo, no Leonardo", right after the receipt."""
    name, frame = clean_name(talk.frame.name), talk.frame
    if name is None or frame.when or frame.service or frame.fits or frame.party:
        return False
    visit = talk.desk.find(booked)
    if _INTRODUCES.search(plain(talk.text)):
        own = visit.name == talk.desk.customer.name
        talk.desk.rename(name)
        if not own:
            return False
    else:
        meant = _of_one(talk, visit)
        if not meant or name in [part.name for part in visit.parts]:
            return False
        for one in meant:
            talk.desk.put_in_name(one, name)
    talk.heard = talk.ended = True
    talk.tell("Done, {it} is in the name of {name} now.", name=name)
    return True

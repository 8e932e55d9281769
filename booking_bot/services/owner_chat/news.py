"""Whether a customer hears of what is done to their appointment: it goes, it waits, or it does not."""

from datetime import datetime

from sqlmodel import Session

from booking_bot.dialogue import owner_texts as texts
from booking_bot.domain.notices import URGENT_WITHIN
from booking_bot.domain.phones import shown
from booking_bot.services.agenda_entries import Entry
from booking_bot.services.disruptions.planning import Reach, reaches
from booking_bot.services.place import place_of


def reach(session: Session, entry: Entry, *, now: datetime) -> tuple[Reach, str]:
    """How they would hear of it by now, and why not."""
    person = entry.person
    urgent = entry.start - now < URGENT_WITHIN
    return reaches(session, {person.id: entry.start}, {person.id: person}, now=now, urgent=urgent)[person.id]


def told(session: Session, entry: Entry, *, tell: bool, now: datetime) -> str:
    """The sentence behind what is done."""
    if not tell:
        return texts.WITHOUT_NEWS
    way, why = reach(session, entry, now=now)
    if way is not Reach.CALL:
        return texts.WITH_NEWS if way is Reach.WRITE else texts.NEWS_BY_HAND
    phone = shown(entry.person.phone, place_of(session).country)
    return " ".join(
        filter(
            None,
            (
                texts.NO_NEWS.format(why=why[:1].lower() + why[1:]),
                texts.CALL_THEM.format(phone=phone) if phone else "",
            ),
        )
    )


def ends(session: Session, entry: Entry, by_itself: str, by_hand: str, *, now: datetime) -> tuple[str, bool]:
    """How the question ends that leaves it open whether they are told, and whether it is open at all."""
    way, _ = reach(session, entry, now=now)
    if way is Reach.CALL:
        return f"{told(session, entry, tell=True, now=now)} {texts.DO_IT}", False
    return by_itself if way is Reach.WRITE else by_hand, True

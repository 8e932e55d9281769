"""Whom the shop's own people mean by a name: one who is known, several of that name, or somebody new.

A name as they say it is compared by whole words, accents and capitals aside. "Paco" of a Francisco, "María"
of a José María, and what is only nearly a name of the book are no answer but a doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_names import fits, is_whole
from booking_bot.domain.phones import NotAPhone, canonical, shown
from booking_bot.models import Identity, IdentityKind
from booking_bot.services.customer_book import finding, listing
from booking_bot.services.diary import visitors

MOST = 6


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody of the book; `last` is when they came last, or will come."""

    id: int
    name: str
    phone: str | None
    last: datetime | None
    has_name: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """`words` is how many of those they wrote are the name; not `sure` where it is written otherwise."""

    people: tuple[Known, ...]
    words: int
    sure: bool = True


def find(session: Session, words: Sequence[str], *, country: str) -> Found:
    """Who fits the longest beginning of these words; by what is attended, where no name does."""
    names = listing.names(session)
    for many in range(len(words), 0, -1):
        said = " ".join(words[:many])
        numbers = {number for number, name in names.items() if fits(said, name)}
        if numbers:
            whole_names = {number for number in numbers if is_whole(said, names[number])}
            return Found(_known(session, whole_names or numbers), many, sure=bool(whole_names))
    whole = " ".join(words)
    numbers = finding.meant(session, whole, names, country=country)
    if numbers:
        return Found(_known(session, numbers), len(words), sure=False)
    for many in range(len(words), 0, -1):
        numbers = finding.nearly(" ".join(words[:many]), names)
        if numbers:
            return Found(_known(session, numbers), many, sure=False)
    return Found((), len(words))


def with_phone(session: Session, phone: str, *, country: str) -> tuple[str | None, Known | None]:
    """The number in its one form, None where it is none; and whose it is."""
    try:
        number = canonical(phone, country)
    except NotAPhone:
        return None, None
    held = select(Identity.customer_id).where(
        col(Identity.kind) == IdentityKind.PHONE, col(Identity.value) == number
    )
    owner = session.exec(held).first()
    return number, one(session, owner) if owner is not None else None


def one(session: Session, customer_id: int) -> Known | None:
    return next(iter(_known(session, {customer_id})), None)


def _known(session: Session, numbers: set[int]) -> tuple[Known, ...]:
    """Who came last first."""
    found = visitors.candidates(session, sorted(numbers))[:MOST]
    return tuple(
        Known(
            one.person.id,
            one.person.name or shown(one.person.phone),
            one.person.phone,
            one.last_visit,
            bool(one.person.name),
        )
        for one in found
    )


def doubt(found: Found, name: str, *, sure: bool) -> str:
    """Who of them it is; with one alone, whether it is they."""
    if len(found.people) == 1:
        one = found.people[0]
        return texts.IS_IT.format(who=f"{one.name}{texts.last_digits(one.phone)}")
    return texts.WHO_OF_THEM if sure else texts.PERHAPS.format(name=name)


def titled(known: Known, zone: ZoneInfo) -> str:
    """ "Marta Gil (…1222), mar 3 nov"."""
    last = known.last and texts.short(known.last.astimezone(zone)).partition(",")[0]
    return f"{known.name}{texts.last_digits(known.phone)}" + (f", {last}" if last else "")

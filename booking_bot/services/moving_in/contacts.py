"""The people of a telephone: who of them are customers is for the owner to say.

Nobody is written to, nobody's consent is taken for granted, and who looks like family or a supplier is put
forward to be left to the owner, never marked by itself.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking_bot.domain import contact_lists, contact_names
from booking_bot.domain.folding import folded
from booking_bot.domain.phones import NotAPhone, canonical
from booking_bot.language.data import load
from booking_bot.models import Customer, Identity, IdentityKind, row_id
from booking_bot.services import audit, catalogue, introductions
from booking_bot.services.catalogue import Catalogue
from booking_bot.services.customer_book import changes
from booking_bot.services.customer_book.changes import LONGEST_TEXT
from booking_bot.services.customer_book.listing import Mark
from booking_bot.services.diary.visitors import LONGEST_NAME

MOST = 1000  # numbers looked at at once
# With the lines that it goes on in.
_PICTURE = re.compile(
    r"^(?:item\d+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b.*(?:\r?\n[ \t].*|\r?\n[A-Za-z0-9+/=]{40,}$)*", re.MULTILINE
)
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Somebody:
    """`raw` is what the telephone calls them. `known_as` is whom the number belongs to already."""

    phone: str
    name: str
    note: str
    raw: str
    known_as: str | None = None
    is_known: bool = False
    looks_personal: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """`unread` are the names of those without a number of this world."""

    people: Sequence[Somebody]
    unread: Sequence[str]


@dataclass(frozen=True, slots=True)
class Made:
    customers: int
    personal: int


def plain(data: bytes) -> str:
    """What a file of contacts says, in whatever letters; its pictures are left out."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _PICTURE.sub("", text).replace("\x00", "")
    return _PICTURE.sub("", data.decode("utf-8", "replace")).replace("\x00", "")


def look(session: Session, text: str) -> Read:
    """Each number once, in the order of their names."""
    shop = catalogue.read(session)
    services = _words_of(shop)
    found: dict[str, Somebody] = {}
    unread: list[str] = []
    for contact in contact_lists.read(text)[:MOST]:
        number = _number(contact.phone, shop.business.country)
        raw = " ".join(contact.name.split())
        if number is None:
            unread.append(raw or contact.phone)
        elif number not in found or not found[number].raw:
            called = contact_names.clean(raw, services) if raw else contact_names.Called("")
            found[number] = Somebody(
                number,
                called.name[:LONGEST_NAME],
                called.note[:LONGEST_TEXT],
                raw,
                looks_personal=_personal(raw),
            )
    known = _known(session, found)
    people = [
        Somebody(one.phone, one.name, one.note, one.raw, known[number], True, one.looks_personal)
        if number in known
        else one
        for number, one in found.items()
    ]
    return Read(
        sorted(people, key=lambda one: (not one.name, folded(one.name))), [one for one in unread if one]
    )


def make(
    session: Session,
    text: str,
    customers: Collection[str],
    personal: Collection[str],
    *,
    by: str,
    now: datetime,
) -> Made:
    """Those whose numbers were ticked; who is known keeps their name and only gets what they lacked."""
    made = marked = 0
    for one in look(session, text).people:
        if one.phone in personal:
            customer = introductions.introduce(session, one.phone, one.name or None, now=now)
            marked += changes.mark(session, row_id(customer), Mark.PERSONAL, on=True, by=by, now=now)
        elif one.phone in customers:
            customer = introductions.introduce(session, one.phone, one.name or None, now=now)
            customer.note = customer.note or one.note or None
            if not one.is_known:
                made += 1
                audit.record(session, by, "customer.added", row_id(customer), now=now)
    return Made(made, marked)


def _number(text: str, country: str) -> str | None:
    try:
        return canonical(re.sub(r"^00", "+", text), country)
    except NotAPhone:
        return None


def _known(session: Session, phones: Iterable[str]) -> dict[str, str | None]:
    rows = session.exec(
        select(Identity.value, Customer.name)
        .join(Customer)
        .where(col(Identity.kind) == IdentityKind.PHONE, col(Identity.value).in_(list(phones)))
    )
    return dict(rows.all())


def _words_of(shop: Catalogue) -> frozenset[str]:
    said = " ".join(text for one in shop.services for text in (one.name, *one.aliases))
    return frozenset(word for word in _WORD.findall(folded(said)) if word not in load("people")["particles"])


def _personal(name: str) -> bool:
    """Family, friends, and whoever comes to the shop to work: "Mamá", "Pepe fontanero"."""
    words = folded(name).split()
    table = load("contacts")
    return any(word.strip(".,()") in table["family"] for word in words[:2]) or any(
        word.strip(".,()") in table["trades"] for word in words
    )

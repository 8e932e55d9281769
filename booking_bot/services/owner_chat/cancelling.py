""" "Cancela la de las 12 y avísale": one appointment, or a whole visit, undone."""

from datetime import datetime

from sqlmodel import Session

from booking_bot.dialogue import owner_texts as texts
from booking_bot.dialogue.owner_orders import Order, Verb
from booking_bot.domain.refusals import AlreadyOver, NoSuchAppointment, Outdated
from booking_bot.services import agenda_lock
from booking_bot.services.agenda_entries import Entry
from booking_bot.services.diary import ending
from booking_bot.services.owner_chat import appointments, news, shop
from booking_bot.services.owner_chat.deeds import Answer, Asking, Facts, Said, Telling
from booking_bot.services.place import place_of
from booking_bot.services.team import Member

KIND = "cancel"
_AS_A_CUSTOMER = "anula la cita"


def read(session: Session, said: Said) -> Answer | None:
    if said.kept:
        return _chosen(session, said)
    order = shop.ordered(session, said)
    if order is None or order.verb is not Verb.CANCEL:
        return None
    if order.pronoun:
        entry = appointments.last(session, said.last)
        if entry is None:
            return Telling(texts.WHICH_ONE) if not said.is_booking and said.last else None
        return _ask(session, said, entry, order.tell)
    return _look(session, said, order)


def _look(session: Session, said: Said, order: Order) -> Answer | None:
    source = order.source.removeprefix("la cita").removeprefix("la ").removeprefix("el ").strip()
    frame = said.understand(f"{_AS_A_CUSTOMER} {source}", None)
    windows = frame.which or frame.when
    if not appointments.is_told(order) and not windows:
        return None
    found = appointments.meant(session, said, order, windows)
    if isinstance(found, Telling):
        return None if said.is_booking and not order.person else found
    if len(found.entries) == 1:
        return _ask(session, said, found.entries[0], order.tell)
    keep = {"offered": [entry.id for entry in found.entries], "tell": order.tell}
    return Telling(texts.WHICH, keep=keep, options=tuple(map(appointments.titled, found.entries)))


def _chosen(session: Session, said: Said) -> Answer | None:
    offered = said.kept.get("offered", ())
    if said.choice is None or not 0 < said.choice <= len(offered):
        return None
    entry = appointments.find(session, offered[said.choice - 1])
    return _ask(session, said, entry, said.kept.get("tell")) if entry else Telling(texts.OVER)


def _ask(session: Session, said: Said, entry: Entry, tell: bool | None) -> Asking | Telling:
    if not said.member.is_owner and entry.staff_id != said.member.staff_id:
        return Telling(texts.OWN_ONLY.format(name=entry.staff))
    facts = {
        "appointment": entry.id,
        "revision": entry.revision,
        "tell": tell is not False,
        "whole": bool(entry.rest),
    }
    when = texts.moment(entry.start, said.today)
    question = (
        f"Cancelo la cita de {appointments.whose(entry)}: {appointments.what(entry)} {when}"
        f"{shop.with_whom(session, entry.staff_id)}."
    )
    if tell is None:
        ends, open_ = news.ends(
            session, entry, texts.DO_IT_AND_TELL, texts.DO_IT_AND_TELL_BY_HAND, now=said.now
        )
        return Asking(KIND, facts, f"{question} {ends}", quiet={"tell": False} if open_ else None)
    ends = news.told(session, entry, tell=tell, now=said.now)
    return Asking(KIND, facts, f"{question} {ends} {texts.DO_IT}")


def do(session: Session, facts: Facts, member: Member, now: datetime) -> str:
    agenda_lock.take(session)
    entry = appointments.find(session, facts["appointment"])
    if entry is None:
        return texts.OVER
    if not member.is_owner and entry.staff_id != member.staff_id:
        return texts.OWN_ONLY.format(name=entry.staff)
    try:
        with session.begin_nested():
            ending.cancel(
                session,
                entry.id,
                revision=facts["revision"],
                whole=facts["whole"],
                tell=facts["tell"],
                by=member.actor,
                now=now,
            )
    except Outdated:
        return texts.CHANGED
    except (AlreadyOver, NoSuchAppointment):
        return texts.OVER
    today = now.astimezone(place_of(session).zone).date()
    told = news.told(session, entry, tell=facts["tell"], now=now)
    return f"Cancelada la cita de {appointments.whose(entry)}, {texts.moment(entry.start, today)}. {told}"

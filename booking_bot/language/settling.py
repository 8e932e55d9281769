"""When a message is walked through: the part of each entry in it as a whole."""

from booking_bot.language import calendar
from booking_bot.language.values import Clock, Days
from booking_bot.language.walk import Entry, Walk

# Roles of the days told in a clause of this kind.
TOLD = {"asked": "asked", "event": "told", "away": "away", "went": "past", "have": "have", "kept": "kept"}


def settle(walk: Walk) -> None:
    """Give the entries of a clause about an occasion, an absence or the past their role."""
    if not walk.entries:
        return
    for entry in walk.entries:
        role = walk.roles.get(entry.clause)
        if role and entry.role == "wish" and not entry.old:
            entry.role = TOLD[role]
    wishes = [entry for entry in walk.entries if entry.role == "wish" and entry.days and not entry.old]
    if not wishes and walk.relative and (wish := _about_hours(walk)):
        walk.entries.append(wish)
        wishes = [wish]
    told = [entry for entry in walk.entries if entry.role in ("told", "away") and entry.days]
    if told and not wishes and walk.relative:
        anchor = told[-1].days
        assert anchor is not None
        if walk.relative == "earlier" and anchor.first:
            walk.entries.append(Entry(Days(last=anchor.first - calendar.DAY), clause=walk.clause))
        elif walk.relative == "since" and anchor.first:
            walk.entries.append(Entry(Days(first=anchor.first), clause=walk.clause))
        elif walk.relative == "afterwards" and anchor.last:
            walk.entries.append(Entry(Days(first=anchor.last + calendar.DAY), clause=walk.clause))
    meant = [entry for entry in walk.entries if entry.role == "wish" and not entry.old]
    if all(entry.joined == "or" or _asked_too(walk, entry) for entry in meant):
        # "¿El lunes abrís? ¿O el martes?"
        for entry in walk.entries:
            if entry.role == "asked":
                entry.role = "wish"
    if not wishes and not walk.relative:
        for entry in told:
            # With no other day, the day of the occasion itself is wished.
            if entry.role == "told":
                entry.role = "wish"
    _settle_inside(walk)
    if any(not entry.old for entry in walk.entries):
        walk.entries[:] = [entry for entry in walk.entries if not entry.old]


def _asked_too(walk: Walk, entry: Entry) -> bool:
    """ "¿El lunes abrís? ¿Y el martes?"."""
    return entry.joined == "and" and entry.clause != walk.wished


def _about_hours(walk: Walk) -> Entry | None:
    """ "Mañana tengo médico de 10 a 12, ¿puede ser después?": that day, before or after them."""
    told = [entry for entry in walk.entries if entry.role in ("told", "away", "bad") and not entry.old]
    hours = told[-1].clock.hours if told and told[-1].clock else ()
    if not hours or walk.relative == "since":
        return None
    clock = Clock(latest=hours[0]) if walk.relative == "earlier" else Clock(earliest=hours[-1])
    return Entry(told[-1].days, clock, clause=walk.clause)


def _settle_inside(walk: Walk) -> None:
    """A day wished within a week stands for the week; a day refused leaves the rest of it."""
    weeks = {id(entry.inside) for entry in walk.entries if entry.inside and entry.role == "wish"}
    for entry in walk.entries:
        if entry.role == "wish" and entry.inside and entry.clock is None and entry.inside.clock:
            entry.clock = entry.inside.clock
    walk.entries[:] = [entry for entry in walk.entries if id(entry) not in weeks]

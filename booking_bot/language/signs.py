"""What a whole message shows, beyond the phrases found in it."""

from bisect import bisect
from datetime import timedelta

from booking_bot.language.data import words
from booking_bot.language.frame import Asked
from booking_bot.language.message import Message
from booking_bot.language.tokens import Item

# A larger figure is no number of minutes.
_LATEST_MINUTES = 90


def values(m: Message) -> bool:
    """Whether anything was said that an appointment is made of."""
    wished = any(entry.role in ("wish", "bad", "except") for entry in m.entries)
    return bool(wished or m.service or m.vague_service or m.staff or m.party.count or m.party.for_other)


def soon(m: Message) -> bool:
    """ "Lo antes posible" wishes; "ya" and "ahora" say it only of something wished."""
    wished = values(m) or bool(m.acts & {"book", "availability", "reschedule"}) or m.asked is Asked.WHEN
    if "whatever" in m.acts and not m.entries:
        return True
    return "asap" in m.acts or ("now" in m.acts and wished)


def moves_own(m: Message) -> bool:
    """ "Tengo cita el viernes, ¿podría ser el lunes?": an appointment one has, and another time."""
    own = [entry for entry in m.entries if entry.own or entry.role == "have"]
    other = [entry for entry in m.entries if not entry.own and entry.role == "wish"]
    return bool(own and other) and not any(item.norm in words("another") for item in m.items)


def wishes_plainly(m: Message) -> bool:
    """ "Quería cita", in whatever it is said; a mere "cita" may be part of something else."""
    return "book" in m.acts and any(hit.sure and hit.act in ("book", "give", "want") for hit in m.said)


def mere_tale(m: Message) -> bool:
    """A service in a tale of the past asks for nothing: "me encanta el color que me pusisteis"."""
    wished = any(entry.role in ("wish", "bad", "except") for entry in m.entries)
    liked = any("better" in item.tags for item in m.marked)
    if "tale" in m.acts or mere_chat(m) or habit(m):
        return True
    if "have" in m.acts:
        return not wished
    return not wished and not liked and any("went" in item.tags or "past" in item.tags for item in m.marked)


def mere_chat(m: Message) -> bool:
    """ "Trabajo de noche", and no time but in that clause; "trabajo de noche, mejor el jueves" wishes."""
    chats = [m.items[hit.start].start for hit in m.said if hit.act == "chat"]
    if "chat" not in m.acts or len(m.entries) > len(chats) or m.service or m.vague_service or m.staff:
        return False
    stops = [item.start for item in m.items if item.kind in ("comma", "break")]
    told = {bisect(stops, at) for at in chats}
    return all(bisect(stops, m.marked[entry.place].start) in told for entry in m.entries)


def habit(m: Message) -> bool:
    """ "Ladra mucho por las noches": what happens on most days, beside a word that no rule knows."""
    only_time = not (m.service or m.vague_service or m.staff or m.party.count or m.party.for_other)
    ends = [m.marked[entry.place].end for entry in m.entries]
    every = [
        entry.days is None and bool(entry.clock) and m.text[end - 1 : end].lower() == "s"
        for entry, end in zip(m.entries, ends, strict=True)
    ]
    wished = any({"wish", "can", "cannot", "better"} & item.tags.keys() for item in m.marked)
    return (
        only_time and bool(every) and all(every) and not wished and any("unknown" in w.tags for w in m.words)
    )


def asks(m: Message) -> bool:
    return any("question" in item.tags for item in m.items)


def asks_room(m: Message) -> bool:
    return any(hit.act == "availability" and hit.end - hit.start > 1 for hit in m.said)


def ends_in_no(m: Message) -> bool:
    """ "Vale, pues no": the last word counts."""
    if not m.said:
        return False
    last = m.said[-1]
    rest = m.items[last.end :]
    return last.act == "deny" and all(item.kind in ("break", "comma") for item in rest)


def lateness(m: Message) -> timedelta | None:
    """How late they say they come; "tardo 10" is minutes."""
    if m.lengths:
        return m.lengths[0]
    said = [item for hit in m.said if hit.act == "late" for item in m.items[hit.start : hit.end]]
    if any(item.norm in words("blocks") for item in said):
        return None  # "estoy a dos calles"
    figures = [item.tags["num"] for item in said if isinstance(item.tags.get("num"), int)]
    return timedelta(minutes=figures[0]) if figures and 1 < figures[0] <= _LATEST_MINUTES else None


def only_numbered(m: Message) -> bool:
    """Whether the time that was read may be a mere number: "la 1", "el 2"."""
    spoken = [word for word in m.words if word.kind in ("word", "number") and word.norm not in words("soft")]
    return len(spoken) <= 2 or any("ord" in word.tags for word in spoken)


def refuses_all(m: Message) -> bool:
    """ "Ninguna", "no"; but "es que no puedo por la mañana" refuses only what it names."""
    said = [hit for hit in m.said if hit.act == "deny"]
    if not any(entry.role == "bad" for entry in m.entries):
        return bool(said)
    return any(hit.start == 0 or m.items[hit.start].norm in words("none_of_them") for hit in said)


def behind_refusal(m: Message) -> list[Item]:
    """ "Las dos primeras no, la tercera": what is said after a no that ends its clause."""
    ends = [
        m.items[hit.end].end
        for hit in m.said
        if hit.act == "deny" and hit.end < len(m.items) and m.items[hit.end].kind in ("comma", "break")
    ]
    return [word for word in m.words if word.start >= ends[-1]] if ends else []


def no_day(m: Message) -> bool:
    """Whether what was said of time is at most a part of the day."""
    return all(entry.days is None and not (entry.clock and entry.clock.hours) for entry in m.entries)

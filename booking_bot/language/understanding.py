"""From what was found in a message to its frame."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from booking_bot.language import answers, naming, signs
from booking_bot.language.data import words
from booking_bot.language.frame import ANY_STAFF, Act, Asked, Expecting, Frame, Refusal, Vocabulary
from booking_bot.language.message import Message, read
from booking_bot.language.windows import Windows, compose

_COURTESY = frozenset({"greet", "thanks", "bye"})


_WANTING = frozenset({Act.BOOK, Act.AVAILABILITY, Act.RESCHEDULE, Act.DENY})


_ACTS = {act.value: act for act in Act}


_ANSWERS = frozenset({"affirm", "deny", "choose", "rate"})


def understand(text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None = None) -> Frame:
    """What a message means. Never raises; of `now` only the wall time at the business counts."""
    return frame_of(read(text, now, vocabulary, expecting))


def frame_of(m: Message) -> Frame:
    """What is made of all that was found in a message."""
    if m.asked is Asked.RATING and (rated := _rated(m)):
        return rated
    if m.asked is Asked.NAME and (named := _named(m)):
        return named
    if m.asked is Asked.OPTION:
        return _chosen(m)
    return _plain(m)


def _windows(m: Message, acts: frozenset[Act]) -> Windows:
    return compose(m.entries, acts, m.context)


def _as_acts(names: set[str]) -> frozenset[Act]:
    return frozenset(_ACTS[name] for name in names if name in _ACTS)


def _plain(m: Message) -> Frame:
    acts = set(m.acts)
    if not acts - _COURTESY and m.asked is None and signs.habit(m):
        m.entries = []
    asap = signs.soon(m)
    acts -= {"asap", "now", "whatever", "keep", "choose", "aside", "wonder", "have", "tale", "chat"}
    if m.shift.found and not acts - _COURTESY - {"book", "affirm", "deny"} and m.asked is None:
        acts = (acts - {"book"}) | {"reschedule"}
    if m.asked is None:
        acts -= _ANSWERS
        if not acts - _COURTESY and (signs.values(m) or asap) and not signs.mere_tale(m):
            acts.add("book")
        acts -= {"asks"}
        if acts <= {"book", "availability"} and signs.moves_own(m):
            acts = {"reschedule"}
    else:
        acts = _answer(m, acts, asap=asap)
    if acts == {"greet"} and signs.values(m) and m.asked is None:
        acts = set()  # a tale with a greeting before it
    if not acts - _COURTESY and m.asked is None and signs.mere_chat(m):
        m.entries = []  # of what is told, no day is wished
    courtesy = acts & _COURTESY
    if acts - _COURTESY or (m.asked is not None and (signs.values(m) or asap or m.shift.found or m.name)):
        acts -= _COURTESY
    elif courtesy and "keep" in m.acts:
        acts -= {"greet"}
    final = _as_acts(acts)
    if not final and m.asked is None and (m.acts & {"have", "tale"} or signs.mere_chat(m)):
        final = frozenset({Act.OTHER})
    windows = _windows(m, final)
    dated = windows.when or windows.not_when or windows.which
    filled = dated or signs.values(m) or asap or m.shift.found or m.name
    if not final and (m.asked is None or not filled):
        final = frozenset({Act.BOOK if signs.wishes_plainly(m) else Act.OTHER})
        if m.asked is None and not filled:
            windows = Windows()
    return _build(m, final, windows, asap=asap)


_DROPPED_WHEN_ASKED = frozenset({"book"})


def _answer(m: Message, acts: set[str], *, asap: bool) -> set[str]:
    """Acts of a message that answers a question."""
    values = signs.values(m) or asap or m.shift.found
    if m.asked is Asked.CONFIRM:
        return _yes_or_no(m, acts, values=values)
    acts = acts - _DROPPED_WHEN_ASKED
    if m.asked in (Asked.WHEN, Asked.SERVICE, Asked.STAFF):
        if values:
            acts -= {"affirm", "deny", "confirm"}
        if m.asked is Asked.STAFF and m.staff:
            acts -= {"deny"}
        if m.asked is Asked.SERVICE and "availability" in acts and not values and not m.entries:
            # "¿Qué tenéis?", asked which service, asks for the list of them.
            acts = (acts - {"availability"}) | {"ask_services"}
        if m.asked is Asked.SERVICE and m.service and not signs.asks(m):
            acts -= {"ask_services"}
        if values and "reschedule" in acts:
            acts -= {"reschedule"}
        if values and "availability" in acts and not signs.asks_room(m):
            acts -= {"availability"}
    return acts


def _yes_or_no(m: Message, acts: set[str], *, values: bool) -> set[str]:
    said = [hit for hit in m.said if hit.act in ("affirm", "deny", "confirm", "keep")]
    first = said[0].act if said else None
    times = any(entry.role in ("wish", "bad") for entry in m.entries) or m.shift.found or m.service or m.staff
    better = any(item.norm in words("rather") for item in m.items)
    if "keep" in m.acts:
        return (acts - {"book", "affirm", "reschedule", "confirm"}) | {"deny"}
    if "cancel" in acts or "complaint" in acts:
        return acts - {"deny", "affirm", "book", "confirm"}
    if acts == {"book"} and first is None and not times and any(hit.act == "give" for hit in m.said):
        return {"affirm"}  # "agéndala"
    wished = any("wish" in item.tags for item in m.marked)
    acts = acts - {"book", "availability", "reschedule", "confirm", "affirm", "deny"}
    if acts - _COURTESY and not said:
        return acts
    if first is None and not better and m.service and wished:
        return acts | {"book"}  # "Quiero manicura esta semana": another wish, and no answer
    if first == "deny" or signs.ends_in_no(m) or (times and better) or (times and first is None):
        return acts | {"deny"}
    if first in ("affirm", "confirm"):
        # "Perfecto, confírmame el de las 9" asks for nothing more.
        return (acts if signs.asks(m) else acts - {"my_appointments"}) | {"affirm"}
    return acts


def _build(
    m: Message, acts: frozenset[Act], windows: Windows, *, asap: bool, choice: int | None = None
) -> Frame:
    late = signs.lateness(m) if Act.LATE in acts else None
    moved = m.shift.length if not late else None
    return Frame(
        acts=acts,
        # What was ordered is no service, though it may be called like one.
        service=() if acts == {Act.ORDER_STATUS} else m.service,
        staff=m.staff,
        when=windows.when,
        not_when=windows.not_when,
        which=windows.which,
        asap=asap and (not acts or bool(acts & _WANTING)),
        shift=moved,
        choice=choice,
        party=m.party.count,
        for_other=m.party.for_other,
        name=m.name.text if m.name else None,
        order=m.order,
        late=late,
        same_time=m.shift.same_time,
        fits=m.fits,
        later=m.shift.later if moved is None and choice is None else None,
        refusals=_refusals(m.context.refusals),
        language=m.language,
    )


def _refusals(found: Sequence[tuple[Refusal, str]]) -> tuple[tuple[Refusal, str], ...]:
    """What was refused, each once and in its longest words."""
    return tuple(
        (reason, said)
        for reason, said in dict.fromkeys(found)
        if not any(said != other and said in other for _, other in found)
    )


def _rated(m: Message) -> Frame | None:
    rating = answers.read_rating(m.words, m.text)
    acts = set(m.acts) & {
        "complaint",
        "human",
        "opt_out",
        "cancel",
        "ask_price",
        "ask_hours",
        "my_appointments",
        "order_status",
    }
    if rating is None and acts - {"complaint"}:
        return None
    if rating is None and "book" in m.acts and signs.values(m):
        return None
    if rating is None and not any(item.kind in ("word", "sign") for item in m.items):
        return None
    acts &= {"complaint", "human", "opt_out"}
    if rating and rating.value and rating.value <= 2 and any(hit.act == "late" for hit in m.said):
        acts.add("complaint")
    return Frame(
        acts=_as_acts(acts | {"rate"}),
        service=m.service,
        rating=rating.value if rating else None,
        language=m.language,
    )


_NO_NAME_ACTS = frozenset({Act.BOOK, Act.OTHER, Act.AFFIRM, Act.DENY})


def _named(m: Message) -> Frame | None:
    """The bare answer to "what name?"."""
    if m.name:
        return replace(_plain(m), acts=_plain(m).acts - _NO_NAME_ACTS)
    if m.acts - _COURTESY - {"affirm", "asap", "now"} or m.entries or m.service or m.order:
        return None
    name = naming.bare_name(m.items, m.text)
    if not name or "affirm" in m.acts:
        return None
    return Frame(name=name, for_other=m.party.for_other, language=m.language)


def _chosen(m: Message) -> Frame:
    """A pick among the offered times, or a time that was not offered."""
    assert m.expecting is not None
    options = m.expecting.options
    acts = m.acts & {
        "cancel",
        "human",
        "complaint",
        "opt_out",
        "ask_price",
        "ask_location",
        "ask_services",
        "my_appointments",
        "late",
    }
    if "ask_price" in acts and m.service and signs.wishes_plainly(m):
        acts |= {"book"}  # a question of its own, and a wish beside it
    rest = signs.behind_refusal(m)
    choice = answers.pick_by_place(rest, options) if rest and not m.entries else None
    if rest and (told := [entry for entry in m.entries if m.marked[entry.place].start >= rest[0].start]):
        choice = answers.pick_by_time(told, options)
    none = choice is None and signs.refuses_all(m)
    if choice is None and not none and not acts & {"cancel", "human"}:
        choice = answers.pick_by_time(m.entries, options) if m.entries else None
        numbered = not m.entries or signs.only_numbered(m)
        # "Me da igual con quién" picks no time.
        if choice is None and numbered and m.staff != ANY_STAFF:
            choice = answers.pick_by_place(m.words, options)
        elif choice is None and m.entries and signs.no_day(m):
            choice = answers.pick_by_order(m.words, options)
    if choice is not None:
        return _build(m, _as_acts(acts | {"choose"}), Windows(), asap=False, choice=choice)
    if none:
        acts = acts | {"deny"}
    elif "affirm" in m.acts and not m.entries:
        acts = acts | {"affirm"}
    asap = signs.soon(m)
    final = _as_acts(acts)
    windows = _windows(m, final)
    filled = windows.when or windows.not_when or windows.which or signs.values(m) or asap or m.shift.found
    if not final and not filled:
        plain = _plain(m)
        return plain if plain.acts else replace(plain, acts=frozenset({Act.OTHER}))
    return _build(m, final, windows, asap=asap)

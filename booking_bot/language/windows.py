"""From entries to windows.

What counts for several is spread, exceptions narrow what they except from, and the acts decide which
entries mean the appointment one has.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from booking_bot.language import calendar
from booking_bot.language.clock import read_clock
from booking_bot.language.frame import Act, Window
from booking_bot.language.values import Clock, Context, Days
from booking_bot.language.walk import Entry

_ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)


@dataclass(slots=True)
class Windows:
    when: tuple[Window, ...] = ()
    not_when: tuple[Window, ...] = ()
    which: tuple[Window, ...] = ()


def compose(entries: list[Entry], acts: frozenset[Act], context: Context) -> Windows:
    """The windows that entries make, given what the customer does."""
    if not entries:
        return Windows()
    _assign(entries, acts)
    wishes = [entry for entry in entries if entry.role == "wish"]
    _spread(wishes)
    which = [entry for entry in entries if entry.role == "which"]
    _spread(which)
    bad = [entry for entry in entries if entry.role == "bad"]
    _spread(bad)
    excepted = [entry for entry in entries if entry.role == "except"]
    wishes, left = _narrow(wishes, excepted)
    return Windows(
        when=tuple(window for window in _windows(wishes, context) if not _over(window, context)),
        not_when=_windows(bad + left, context),
        which=_windows(which, context),
    )


_OF_EXISTING = frozenset({Act.CANCEL, Act.MY_APPOINTMENTS})


_SILENT = frozenset(
    {Act.COMPLAINT, Act.ORDER_STATUS, Act.RATE, Act.OPT_OUT, Act.OPT_IN, Act.THANKS, Act.BYE, Act.GREET}
)


_WISHING = frozenset({Act.BOOK, Act.AVAILABILITY, Act.ASK_HOURS, Act.RESCHEDULE, Act.DENY, Act.AFFIRM})


def _assign(entries: list[Entry], acts: frozenset[Act]) -> None:
    """Which entries mean the appointment one has."""
    moving = Act.RESCHEDULE in acts
    if moving:
        entries[:] = [part for entry in entries for part in _split(entry)]
    if Act.ASK_HOURS in acts and not any(entry.role == "wish" for entry in entries):
        for entry in entries:
            # "El lunes es feriado, ¿atienden?"
            entry.role = "wish" if entry.role in ("away", "told") else entry.role
    for entry in entries:
        if entry.role == "kept":
            continue
        if moving:
            if entry.role in ("have", "bad") or entry.own or (entry.role == "wish" and entry.of):
                entry.role = "which"
        elif acts & _OF_EXISTING and not acts & {Act.BOOK, Act.AVAILABILITY}:
            entry.role = "which" if entry.role in ("wish", "bad", "have") or entry.of else entry.role
        elif acts & {Act.CANCEL, Act.CONFIRM, Act.LATE} and not acts & {Act.BOOK, Act.AVAILABILITY}:
            # An hour said by one who is late is when they come, not the appointment's.
            keep = Act.LATE not in acts or entry.of or entry.role == "have" or entry.clock is None
            entry.role = "which" if entry.role in ("wish", "have", "bad") and keep else "told"
        elif acts & {Act.CANCEL, Act.CONFIRM} and (entry.of or entry.role == "have"):
            entry.role = "which"
        elif acts & _SILENT and not acts & _WISHING:
            entry.role = "told"
        elif entry.role == "have":
            others = any(other.role == "wish" for other in entries)
            entry.role = "told" if others else "wish" if not acts or acts & _WISHING else "which"
    if moving and not any(entry.role == "wish" for entry in entries):
        refused = [entry for entry in entries if entry.role == "which"]
        if len(refused) > 1 and not any(entry.of for entry in refused):
            refused[-1].role = "wish"
    if moving:
        _reckon_from_own(entries)


def _reckon_from_own(entries: list[Entry]) -> None:
    """ "La del jueves, a la semana siguiente": that after the appointment, where it is not before it."""
    own = next((day for e in entries if e.role == "which" and e.days and (day := e.days.single)), None)
    for entry in entries:
        days = entry.days
        if own and entry.role == "wish" and days and days.again and days.first and days.last:
            while days.last <= own or days.covers(own):
                days = replace(days, first=days.first + calendar.WEEK, last=days.last + calendar.WEEK)
            entry.days = days


def _split(entry: Entry) -> list[Entry]:
    """ "Del martes al viernes", said of a change, is from where and to where."""
    if entry.days and entry.days.both and entry.role == "wish":
        start, end = entry.days.both
        entry.days, entry.of = end, False
        return [Entry(start, None, "which"), entry]
    if entry.clock and entry.clock.earliest and entry.clock.latest and entry.of and not entry.days:
        start_at, end_at = entry.clock.earliest, entry.clock.latest
        if start_at != end_at:
            left = Entry(None, replace(entry.clock, latest=start_at), "which")
            entry.clock, entry.of = replace(entry.clock, earliest=end_at), False
            return [left, entry]
    return [entry]


def _spread(entries: list[Entry]) -> None:
    """A time at the end counts for all; one after an earlier alternative for that one only."""
    alone = [entry for entry in entries if entry.alone]
    if alone:
        entries[:] = [entry for entry in entries if not entry.alone]
        _spread(entries)
        entries += alone
        return
    if len(entries) < 2:
        return
    for entry, behind in reversed([*pairwise(entries)]):
        # "De 9 a 11 o de 4 a 6 el jueves": a day behind the last hours counts for all.
        if entry.days is None and entry.clock and behind.joined == "or" and behind.leading:
            entry.days, entry.leading = behind.days, True
    clocked = next((n for n, entry in enumerate(entries) if entry.clock), len(entries))
    following: Clock | None = None
    for n, entry in reversed([*enumerate(entries)]):
        if entry.clock is not None:
            following = entry.clock if not entry.leading else following
        elif following is not None and n < clocked:
            entry.clock = following
    lead = next((entry.clock for entry in entries if entry.leading and entry.clock), None)
    if lead:
        for entry in entries:
            if entry.clock is None:
                entry.clock = lead
    # An hour on its own beside days means each of them.
    loose = [entry for entry in entries if entry.days is None]
    dated = [entry for entry in entries if entry.days is not None]
    clocks = dict.fromkeys(entry.clock for entry in loose)
    if any(entry.role == "bad" and entry.joined in ("or", "and") for entry in entries):
        return  # "por la mañana no puedo, y los viernes tampoco"
    if loose and dated and all(entry.clock is None or entry.clock in clocks for entry in dated):
        spread = [replace(entry, clock=clock) for entry in dated for clock in clocks]
        entries[:] = spread


def _narrow(wishes: list[Entry], excepted: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Take whole days that were excepted off the wishes; what cannot be taken off is left over."""
    left: list[Entry] = []
    off: set[int] = set()
    for entry in excepted:
        weekdays = _weekdays(entry.days) if entry.days and not entry.clock else ()
        if weekdays and _can_narrow(wishes, entry.days):
            off |= set(weekdays)
        else:
            left.append(entry)
    dated = [entry for entry in wishes if entry.days is not None]
    if left and not dated:
        # "Que no sea por la mañana ni el domingo": of nothing but exceptions, none narrows another.
        return wishes, excepted
    if not off:
        return wishes, left
    kept = tuple(day for day in _ALL_WEEK if day not in off)
    if not dated:
        clock = wishes[0].clock if wishes else None
        return [Entry(Days(weekdays=kept), clock)], left
    for entry in dated:
        days = entry.days
        if days and not days.single:
            entry.days = replace(
                days, weekdays=tuple(d for d in (days.weekdays or _ALL_WEEK) if d not in off)
            )
    return wishes, left


def _can_narrow(wishes: list[Entry], days: Days | None) -> bool:
    """A weekday by name narrows any stretch; a date only one of a week."""
    if days and (days.weekday or days.weekdays):
        return True
    return any(
        entry.days and entry.days.first and entry.days.last and (entry.days.last - entry.days.first).days < 7
        for entry in wishes
    )


def _weekdays(days: Days | None) -> tuple[int, ...]:
    """The weekdays that days fall on; empty where they may be any."""
    if days is None:
        return ()
    if days.weekdays:
        return days.weekdays
    if days.first and days.last and (days.last - days.first).days < 7:
        return tuple(calendar.range_weekdays(days.first, days.last))
    return ()


def _windows(entries: list[Entry], context: Context) -> tuple[Window, ...]:
    made = [_window(entry, context) for entry in entries]
    return tuple(dict.fromkeys(window for window in made if window != Window()))


def _over(window: Window, context: Context) -> bool:
    """Whether nothing is left to wish for: "antes de las fiestas" in them, the day before one of today."""
    return window.last is not None and window.last < context.today


def _window(entry: Entry, context: Context) -> Window:
    days, clock = entry.days, entry.clock
    earliest = latest = part = None
    if clock:
        earliest, latest = read_clock(clock, context.vocabulary.hours, _weekdays(days))
        part = clock.daypart if not clock.hours else None
    return Window(
        first=days.first if days else None,
        last=days.last if days else None,
        weekdays=days.weekdays if days else (),
        earliest=earliest,
        latest=latest,
        daypart=part,
    )

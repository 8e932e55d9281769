"""From days, hours and the words between them to windows.

One walk over the message gathers entries, each a day or an hour or both, with its role: a wish, a refusal,
an exception, the appointment one has, an occasion told as a reason. Then what counts for several is spread,
exceptions narrow what they except from, and the acts decide which entries mean the existing appointment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from booking_bot.language import calendar, dates
from booking_bot.language.clock import read_clock
from booking_bot.language.frame import Act, Daypart, Window
from booking_bot.language.tokens import Item
from booking_bot.language.values import Clock, Context, Days

_ALL_WEEK = (1, 2, 3, 4, 5, 6, 7)
# A part of the day that says more than the one beside it.
_FINE = frozenset({Daypart.FIRST_HOUR, Daypart.LAST_HOUR, Daypart.AFTER_LUNCH})
# How near behind a day "no puedo" must stand to refuse it.
_NEAR = 3


@dataclass(slots=True)
class Entry:
    days: Days | None = None
    clock: Clock | None = None
    role: str = "wish"  # wish, bad, except, told (an occasion), away, past, have
    joined: str = ""  # what stood before it: or, and, pause
    clause: int = 0
    place: int = 0
    of: bool = False  # said as "la del …", "el turno de …"
    leading: bool = False  # the hour was said before the day
    old: bool = False  # taken back by a second thought
    inside: "Entry | None" = None  # the week of which this is a day


@dataclass(slots=True)
class Windows:
    when: tuple[Window, ...] = ()
    not_when: tuple[Window, ...] = ()
    which: tuple[Window, ...] = ()


@dataclass(slots=True)
class _Walk:
    entries: list[Entry] = field(default_factory=list)
    joined: str = ""
    mode: str = "wish"
    clause: int = 0
    sentence: int = 0  # the clause with which the sentence began
    roles: dict[int, str] = field(default_factory=dict)
    stretch: Days | None = None
    thought_again: bool = False
    relative: str | None = None
    of: bool = False
    last_place: int = -10

    def last(self) -> Entry | None:
        return self.entries[-1] if self.entries else None

    def fresh(self) -> Entry | None:
        """The last entry that a bare hour or day may still join."""
        last = self.last()
        return last if last and not last.old else None


def gather(items: Sequence[Item], *, answering: bool) -> list[Entry]:
    """The entries of a message in order."""
    walk = _Walk()
    for place in range(len(items)):
        walk.of = _said_of(items, place)
        _step(walk, items, place, answering=answering)
    _settle(walk)
    return walk.entries


def _said_of(items: Sequence[Item], place: int) -> bool:
    """Whether "de" leads in, but not as in "las 10 del martes"."""
    if "of" in items[place].tags:
        return True
    if place and items[place - 1].norm == "de":
        return not (place > 1 and {"time", "part", "day"} & items[place - 2].tags.keys())
    return False


def _step(walk: _Walk, items: Sequence[Item], place: int, *, answering: bool) -> None:
    item = items[place]
    tags = item.tags
    if item.kind in ("break", "comma"):
        walk.joined = "or" if walk.joined == "or" else "pause"
        walk.mode = "wish"
        walk.clause += 1
        if item.kind == "break":
            walk.sentence = walk.clause
    elif "day" in tags:
        _add_day(walk, tags["day"], place)
        if clock := tags.get("time") or tags.get("part"):
            _add_clock(walk, clock, place)
    elif "time" in tags or "part" in tags:
        _add_clock(walk, tags.get("time") or tags["part"], place)
        if "or_time" in tags:
            walk.joined = "or"
            _add_clock(walk, tags["or_time"], place)
    elif "beside" in tags:
        _add_beside(walk, tags["beside"], place)
    elif "past" in tags or "refused" in tags:
        walk.joined = ""
    elif "or" in tags or "and" in tags:
        walk.joined = "or" if "or" in tags else "and"
    elif "fix" in tags:
        _think_again(walk)
    elif "except" in tags:
        walk.mode = "except"
    elif "neither" in tags:
        walk.mode, walk.joined = "bad", "or"
    elif "cannot" in tags:
        _refuse(walk, place, near=_NEAR)
    elif "no" in tags:
        _say_no(walk, items, place, answering=answering)
    elif "can" in tags:
        walk.mode = "wish"
    elif "wish" in tags:
        walk.mode = "wish"
        walk.clause += 1
    elif role := next((role for role in _TOLD if role in tags), None):
        walk.roles.setdefault(walk.clause, role)
    elif relative := next((tag for tag in ("earlier", "since", "afterwards") if tag in tags), None):
        walk.relative = relative


def _think_again(walk: _Walk) -> None:
    if walk.entries:
        walk.thought_again = True
        for entry in walk.entries:
            entry.old = True
        walk.stretch = None
    walk.mode = "wish"
    walk.joined = ""


def _refuse(walk: _Walk, place: int, *, near: int) -> None:
    """Refuse the days just said, or those about to be said."""
    last = walk.last()
    if last and walk.joined != "pause" and place - walk.last_place <= near and last.role == "wish":
        for entry in reversed(walk.entries):
            entry.role = "bad"
            if entry.joined not in ("or", "and"):
                break
    else:
        walk.mode = "bad"


def _say_no(walk: _Walk, items: Sequence[Item], place: int, *, answering: bool) -> None:
    if place == walk.last_place + 1:
        _refuse(walk, place, near=1)
    elif not (answering and place == 0) and any(
        {"day", "time", "part"} & after.tags.keys() for after in items[place + 1 : place + 3]
    ):
        walk.mode = "bad"


def _add_day(walk: _Walk, days: Days, place: int) -> None:
    last = walk.fresh()
    if not (last and _joins(walk, last, days)):
        week = _week_of(walk, days)
        days = _within(walk, days)
        entry = Entry(days, None, walk.mode, walk.joined, walk.clause, place, of=walk.of, inside=week)
        if walk.thought_again and (before := _taken_back(walk)):
            entry.clock = before.clock
            entry.leading = True
        walk.entries.append(entry)
        for other in days.others:
            walk.entries.append(Entry(other, None, walk.mode, "or", walk.clause, place, of=walk.of))
    if not days.single or days.weekdays:
        walk.stretch = days
    walk.joined = ""
    walk.last_place = place


def _taken_back(walk: _Walk) -> Entry | None:
    """The entry whose other half a second thought keeps, once."""
    walk.thought_again = False
    last = walk.last()
    return last if last and last.old else None


def _week_of(walk: _Walk, days: Days) -> Entry | None:
    """The entry of a week or month, where this day is said to lie in it."""
    for entry in reversed(walk.entries):
        told = entry.days
        if told and not entry.old and entry.role == "wish" and told.first and told.last and not told.single:
            day = _within(walk, days).single
            return entry if day and told.covers(day) else None
    return None


def _within(walk: _Walk, days: Days) -> Days:
    """A weekday said beside a week is that week's."""
    stretch = walk.stretch
    if not stretch or not days.weekday or not days.single or not stretch.first:
        return days
    day = calendar.next_weekday(days.weekday, stretch.first - calendar.DAY)
    return replace(days, first=day, last=day) if stretch.covers(day) else days


def _joins(walk: _Walk, last: Entry, days: Days) -> bool:
    """Make a day part of the last entry where both mean the same stretch."""
    if walk.mode != "wish" or last.role != walk.mode or walk.joined in ("or", "and") or walk.of:
        return bool(_bounded(walk, last, days))
    if last.days is None:
        if walk.joined == "pause" and last.clause != walk.clause and last.clock is None:
            return False
        last.days = _within(walk, days)
        last.leading = True
        return not days.others
    merged = _merged(last.days, days)
    if merged is None:
        return False
    last.days = merged
    return True


def _bounded(walk: _Walk, last: Entry, days: Days) -> bool:
    """ "Desde el lunes y hasta el jueves" is one stretch."""
    told = last.days
    if walk.joined != "and" or last.role != walk.mode or not told:
        return False
    if told.first and not told.last and days.last and not days.first:
        last.days = replace(told, last=days.last)
        return True
    return False


def _merged(told: Days, days: Days) -> Days | None:
    """The days that both mean, where the second only makes the first plainer; else None."""
    if told.weekdays and not told.first and days.first and not days.single:
        return replace(days, weekdays=told.weekdays)
    if days.weekdays and not days.first and told.first and not told.single and not told.weekdays:
        return replace(told, weekdays=days.weekdays)
    if told.single and days.single:
        same = told.single == days.single or (
            days.single.isoweekday() == told.weekday and days.weekday is None
        )
        return days if same else None
    if told.single and told.weekday and days.first and days.last and not days.weekdays:
        day = calendar.next_weekday(told.weekday, days.first - calendar.DAY)
        return Days.one(day, weekday=told.weekday) if days.covers(day) else None
    if told.first and not told.last and days.last and not days.first:
        return replace(told, last=days.last)
    return None


def _add_clock(walk: _Walk, clock: Clock, place: int) -> None:
    last = walk.fresh()
    if last and last.of and last.clause < walk.sentence:
        # "¿Puedo cambiar la de mañana? Mejor a las 7": the hour is for another.
        last = None
    alternative = walk.joined in ("or", "and") or (last is not None and last.role != walk.mode)
    if last and not alternative and last.role == walk.mode:
        if last.clock is None or last.leading:
            last.clock = clock if last.clock is None else _combined(last.clock, clock) or clock
            last.leading = False
            walk.joined, walk.last_place = "", place
            return
        if combined := _combined(last.clock, clock):
            last.clock = combined
            walk.joined, walk.last_place = "", place
            return
    if (
        last
        and last.role == "bad"
        and walk.mode == "wish"
        and place == walk.last_place + 2
        and not last.clock
    ):
        last.clock = clock
        walk.last_place = place
        return
    bounded = last and walk.joined == "and" and last.clock and _bounds(last.clock, clock)
    if last and bounded:
        last.clock = bounded
    else:
        entry = Entry(None, clock, walk.mode, walk.joined, walk.clause, place, of=walk.of)
        if walk.thought_again and (before := _taken_back(walk)):
            entry.days = before.days
            entry.clock = _kept_part(before.clock, clock)
        elif last and alternative and walk.mode == "wish" and last.clock and not walk.of:
            # "el lunes a las 10 o a las 12"; "el sábado temprano no, después de las 12"
            entry.days = last.days if last.role in ("wish", "bad") else None
            entry.inside = last.inside
        walk.entries.append(entry)
    walk.joined, walk.last_place = "", place


def _kept_part(before: Clock | None, clock: Clock) -> Clock:
    return clock.within(Clock(daypart=before.daypart)) if before and clock.hours and before.hours else clock


def _bounds(told: Clock, clock: Clock) -> Clock | None:
    if told.earliest and not told.latest and clock.latest and not clock.earliest:
        return replace(told, latest=clock.latest)
    if told.latest and not told.earliest and clock.earliest and not clock.latest:
        return replace(told, earliest=clock.earliest)
    return None


def _combined(told: Clock, clock: Clock) -> Clock | None:
    """One clock of two said in a row, or None where they are two."""
    if bounded := _bounds(told, clock):
        return bounded
    if told.hours and clock.hours:
        return None
    if told.hours:
        return told.within(clock)
    if clock.hours:
        return clock.within(told)
    if clock.daypart in _FINE:
        return clock
    return told if told.daypart in _FINE else None


def _add_beside(walk: _Walk, beside: tuple[int | None, int], place: int) -> None:
    anchor = next((entry for entry in reversed(walk.entries) if entry.days and not entry.old), None)
    if anchor is None or anchor.days is None:
        return
    days = dates.from_told(beside, anchor.days)
    if days is None:
        return
    anchor.role = "told"
    # The hour of the occasion is not wished for the day beside it.
    walk.entries.append(Entry(days, None, "wish", "", walk.clause, place))
    walk.joined, walk.last_place = "", place


_TOLD = {"asked": "asked", "event": "told", "away": "away", "went": "past", "have": "have"}


def _settle(walk: _Walk) -> None:
    """Give the entries of a clause about an occasion, an absence or the past their role."""
    for entry in walk.entries:
        role = walk.roles.get(entry.clause)
        if role and entry.role == "wish" and not entry.old:
            entry.role = _TOLD[role]
    wishes = [entry for entry in walk.entries if entry.role == "wish" and entry.days and not entry.old]
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
    if not wishes:
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


def _settle_inside(walk: _Walk) -> None:
    """A day wished within a week stands for the week; a day refused leaves the rest of it."""
    weeks = [entry.inside for entry in walk.entries if entry.inside and entry.role == "wish"]
    for entry in walk.entries:
        if entry.role == "wish" and entry.inside and entry.clock is None and entry.inside.clock:
            entry.clock = entry.inside.clock
    walk.entries[:] = [entry for entry in walk.entries if not any(entry is week for week in weeks)]


def compose(entries: list[Entry], acts: frozenset[Act], context: Context) -> Windows:
    """The windows that entries make, given what the customer does."""
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
        when=_windows(wishes, context),
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
    for entry in entries:
        if moving:
            _split(entries, entry)
    for entry in entries:
        if moving:
            if entry.role in ("have", "bad") or (entry.role == "wish" and entry.of):
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
            entry.role = "told" if others else "which" if acts & {Act.ASK_PRICE, Act.HUMAN} else "wish"
    if moving and not any(entry.role == "wish" for entry in entries):
        refused = [entry for entry in entries if entry.role == "which"]
        if len(refused) > 1 and not any(entry.of for entry in refused):
            refused[-1].role = "wish"


def _split(entries: list[Entry], entry: Entry) -> None:
    """ "Del martes al viernes", said of a change, is from where and to where."""
    place = entries.index(entry)
    if entry.days and entry.days.both and entry.role == "wish":
        start, end = entry.days.both
        entries.insert(place, Entry(start, None, "which"))
        entry.days = end
        entry.of = False
    elif entry.clock and entry.clock.earliest and entry.clock.latest and entry.of and not entry.days:
        start_at, end_at = entry.clock.earliest, entry.clock.latest
        if start_at != end_at:
            entries.insert(place, Entry(None, replace(entry.clock, latest=start_at), "which"))
            entry.clock = replace(entry.clock, earliest=end_at)
            entry.of = False


def _spread(entries: list[Entry]) -> None:
    """A time at the end counts for all; one after an earlier alternative for that one only."""
    following: Clock | None = None
    for entry in reversed(entries):
        if entry.clock is not None:
            following = entry.clock if not entry.leading else following
        elif following is not None and not any(e.clock for e in entries[: entries.index(entry)]):
            entry.clock = following
    lead = next((entry.clock for entry in entries if entry.leading and entry.clock), None)
    if lead:
        for entry in entries:
            if entry.clock is None:
                entry.clock = lead
    # An hour on its own beside days means each of them.
    loose = [entry for entry in entries if entry.days is None]
    dated = [entry for entry in entries if entry.days is not None]
    if (
        loose
        and dated
        and all(entry.clock is None or entry.clock in [x.clock for x in loose] for entry in dated)
    ):
        clocks = [entry.clock for entry in loose]
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
    if not off:
        return wishes, left
    kept = tuple(day for day in _ALL_WEEK if day not in off)
    dated = [entry for entry in wishes if entry.days is not None]
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

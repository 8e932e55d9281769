"""The days and hours of a message, each with its role.

One walk over the message gathers entries, each a day or an hour or both: a wish, a refusal, an exception, the
appointment one has, an occasion told as a reason. A second thought takes back what stands before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from booking_bot.language import calendar, dates
from booking_bot.language.data import words
from booking_bot.language.merging import joint_bounds, keeping_part, one_clock, same_days
from booking_bot.language.settling import TOLD, settle
from booking_bot.language.tokens import Item
from booking_bot.language.values import Clock, Days
from booking_bot.language.walk import Entry, Walk

# How near behind a day "no puedo" must stand to refuse it.
_NEAR = 3
_WHEN = frozenset({"day", "time", "part"})
# Whatever rules made something of, and pauses; of bare words only "que" says something.
_WALKED = frozenset({"phrase", "comma", "break"})
# So many entries back is looked: a message of a thousand days takes no thousand times as long.
_FAR = 12


def gather(items: Sequence[Item], *, answering: bool) -> list[Entry]:
    """The entries of a message in order."""
    walk = Walk()
    for place, item in enumerate(items):
        if item.kind not in _WALKED and item.norm != "que":
            continue
        walk.of = _said_of(items, place)
        walk.onward = bool(place) and items[place - 1].norm in ("para", "a")
        before = len(walk.entries)
        _step(walk, items, place, answering=answering)
        for entry in walk.entries[before:]:
            entry.onward = walk.onward
            entry.own = entry.of and _of_appointment(items, place)
    settle(walk)
    return walk.entries


def _said_of(items: Sequence[Item], place: int) -> bool:
    """Whether "de" leads in, but not as in "las 10 del martes"."""
    if "of" in items[place].tags:
        return True
    if place and items[place - 1].norm == "de":
        return not (place > 1 and _WHEN & items[place - 2].tags.keys())
    return False


def _of_appointment(items: Sequence[Item], place: int) -> bool:
    """Whether "mi cita de" or the like stands before."""
    said = [item.norm for item in items[max(0, place - 3) : place] if item.norm != "de"]
    return len(said) >= 2 and said[-1] in words("held") and said[-2] in words("owned")


def _step(walk: Walk, items: Sequence[Item], place: int, *, answering: bool) -> None:
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
    elif "that_part" in tags:
        _add_that(walk, tags["that_part"], place)
    elif walk.past == place - 1 and ("time" in tags or "part" in tags):
        walk.past = place  # "ayer a las 5"
    elif "time" in tags or "part" in tags:
        _add_clock(walk, tags.get("time") or tags["part"], place, any_day="anyday" in tags)
        if "or_time" in tags:
            walk.joined = "or"
            _add_clock(walk, tags["or_time"], place)
    elif "beside" in tags:
        _add_beside(walk, tags["beside"], place)
    elif "past" in tags or "refused" in tags:
        walk.joined = ""
        walk.past = place if "past" in tags else walk.past
    elif "or" in tags or "and" in tags:
        walk.joined = "or" if "or" in tags else "and"
    elif "fix" in tags:
        _think_again(walk)
    elif "except" in tags:
        # "Que no voy a poder ir hoy" excepts nothing: what is excepted follows at once.
        if any(_WHEN & after.tags.keys() for after in items[place + 1 : place + 4]):
            walk.mode = "except"
    elif "neither" in tags:
        # "Que no sea jueves ni viernes" goes on excepting.
        walk.mode, walk.joined = "except" if walk.mode == "except" else "bad", "or"
    elif "cannot" in tags:
        _refuse(walk, place, near=_NEAR)
    elif "befell" in tags:
        walk.mode = walk.mode if walk.entries else "bad"
    elif "no" in tags:
        _say_no(walk, items, place, answering=answering)
    elif "can" in tags or "better" in tags:
        if "better" in tags and _corrects(walk, items[place + 1 : place + 3]):
            _think_again(walk)
        walk.mode = "wish"
        walk.compared |= "better" in tags
    elif item.norm == "que" and walk.compared and _compares(walk, items, place):
        walk.mode = "told" if _WHEN & items[place + 1].tags.keys() else walk.mode
    elif "wish" in tags or "but" in tags:
        walk.mode = "wish"
        walk.clause += 1
        walk.wished = walk.clause if "wish" in tags else -1
    elif role := next((role for role in TOLD if role in tags), None):
        onward = any(entry.onward and entry.clause == walk.clause for entry in _latest(walk))
        if role == "kept" or (role == "have" and onward):
            walk.clause += 1  # "pásame al lunes el turno que tengo el viernes"
        walk.roles.setdefault(walk.clause, role)
    elif relative := next((tag for tag in ("earlier", "since", "afterwards") if tag in tags), None):
        walk.relative = relative


def _compares(walk: Walk, items: Sequence[Item], place: int) -> bool:
    """ "Mejor el martes que …", "el martes mejor que …"."""
    behind = place - walk.last_place
    return behind == 1 or (behind == 2 and "better" in items[place - 1].tags)


def _corrects(walk: Walk, behind: Sequence[Item]) -> bool:
    """ "El martes a las 11, mejor el miércoles": one day or hour in the place of another."""
    last = walk.last()
    if not last or last.role != "wish" or last.of or (behind and behind[0].norm == "que"):
        return False
    for item in behind:
        days, clock = item.tags.get("day"), item.tags.get("time")
        if days:
            day = _within(walk, days).single
            return bool(day and last.days and last.days.first and not last.days.covers(day))
        if clock:
            return bool(last.clock and last.clock.exact and clock.exact and clock != last.clock)
    return False


def _think_again(walk: Walk) -> None:
    if walk.entries:
        walk.thought_again = True
        for entry in reversed(walk.entries):
            if entry.old:
                break
            entry.old = True
        walk.stretch = None
    walk.mode = "wish"
    walk.joined = ""


def _refuse(walk: Walk, place: int, *, near: int) -> None:
    """Refuse the days just said, or those about to be said."""
    last = walk.last()
    if last and walk.joined != "pause" and place - walk.last_place <= near and last.role == "wish":
        for entry in _latest(walk):
            entry.role = "bad"
            if entry.joined not in ("or", "and"):
                break
    else:
        walk.mode = "bad"


def _say_no(walk: Walk, items: Sequence[Item], place: int, *, answering: bool) -> None:
    after = items[place + 1].tags.keys() if place + 1 < len(items) else frozenset()
    if place == walk.last_place + 1 and "question" in after:
        return  # "el domingo, ¿no?" only asks to be told so
    if _only_contrasts(walk, items, place):
        walk.mode = "told"
    elif place == walk.last_place + 1:
        stated = any(item.norm in ("es", "era") for item in items[max(0, place - 3) : place - 1])
        if (stated or walk.wished == walk.clause) and _WHEN & after:
            walk.mode = "told"  # "quiero el viernes no el jueves" only makes the Friday plainer
        else:
            _refuse(walk, place, near=1)
    elif not (answering and place == 0) and any(
        _WHEN & after.tags.keys() for after in items[place + 1 : place + 3]
    ):
        walk.mode = "bad"


def _only_contrasts(walk: Walk, items: Sequence[Item], place: int) -> bool:
    """ "Era el jueves, no el miércoles" refuses nothing."""
    return (
        walk.joined == "pause"
        and place == walk.last_place + 2
        and walk.wished == walk.clause - 1
        and bool(_WHEN & items[place + 1].tags.keys())
    )


def _add_day(walk: Walk, days: Days, place: int) -> None:
    last = walk.fresh()
    again = _named_again(walk, days)
    if again or not (last and _joins(walk, last, days)):
        week = _week_of(walk, days)
        days = _within(walk, days)
        entry = Entry(days, None, walk.mode, walk.joined, walk.clause, place, of=walk.of, inside=week)
        if walk.thought_again and (before := _taken_back(walk)):
            entry.clock = before.clock
            entry.leading = True
        entry.alone = again
        walk.entries.append(entry)
        for other in days.others:
            walk.entries.append(Entry(other, None, walk.mode, "or", walk.clause, place, of=walk.of))
    if not days.single or days.weekdays:
        walk.stretch = days
    walk.joined = ""
    walk.last_place = place


def _named_again(walk: Walk, days: Days) -> bool:
    """ "El lunes o el martes, el martes solo a las 6": whether a day stands for the one said before."""
    if walk.mode != "wish" or walk.of or not days.single or walk.joined in ("or", "and"):
        return False
    latest = list(_latest(walk))
    if sum(entry.role == "wish" and not entry.old and entry.days is not None for entry in latest) < 2:
        return False
    for back, entry in enumerate(latest, 1):
        same = entry.role == "wish" and entry.days and entry.days.single == days.single
        if same and not entry.old and not entry.of and entry.clock is None and entry.clause < walk.clause:
            del walk.entries[-back]
            return True
    return False


def _taken_back(walk: Walk) -> Entry | None:
    """The entry whose other half a second thought keeps, once."""
    walk.thought_again = False
    last = walk.last()
    return last if last and last.old else None


def _latest(walk: Walk) -> Iterator[Entry]:
    return islice(reversed(walk.entries), _FAR)


def _week_of(walk: Walk, days: Days) -> Entry | None:
    """The entry of a week or month, where this day is said to lie in it."""
    for entry in _latest(walk):
        told = entry.days
        if told and not entry.old and entry.role == "wish" and told.first and told.last and not told.single:
            day = _within(walk, days).single
            return entry if day and told.covers(day) else None
    return None


def _within(walk: Walk, days: Days) -> Days:
    """A weekday said beside a week is that week's."""
    stretch = walk.stretch
    if not stretch or not days.weekday or not days.single or not stretch.first:
        return days
    day = calendar.next_weekday(days.weekday, stretch.first - calendar.DAY)
    return replace(days, first=day, last=day) if stretch.covers(day) else days


def _joins(walk: Walk, last: Entry, days: Days) -> bool:
    """Make a day part of the last entry where both mean the same stretch."""
    if last.of and walk.onward:
        return False  # "lo del miércoles para la semana que viene"
    if walk.mode != "wish" or last.role != walk.mode or walk.joined in ("or", "and") or walk.of:
        return _part_of(walk, last, days) or _bounded(walk, last, days)
    if last.days is None:
        if walk.joined == "pause" and last.clause != walk.clause and last.clock is None:
            return False
        last.days = _within(walk, days)
        last.leading = True
        return not days.others
    merged = same_days(last.days, days)
    if merged is None:
        return False
    last.days = merged
    return True


def _part_of(walk: Walk, last: Entry, days: Days) -> bool:
    """ "Menos la mañana del lunes" excepts that one morning."""
    if last.days or last.role != walk.mode or walk.joined or walk.of:
        return False
    last.days = days
    return True


def _bounded(walk: Walk, last: Entry, days: Days) -> bool:
    """ "Desde el lunes y hasta el jueves" is one stretch."""
    told = last.days
    if walk.joined != "and" or last.role != walk.mode or not told:
        return False
    if told.first and not told.last and days.last and not days.first:
        last.days = replace(told, last=days.last)
        return True
    return False


def _add_clock(walk: Walk, clock: Clock, place: int, *, any_day: bool = False) -> None:
    last = walk.fresh()
    if last and last.of and last.clause < walk.sentence:
        # "¿Puedo cambiar la de mañana? Mejor a las 7": the hour is for another.
        last = None
    alternative = walk.joined in ("or", "and") or (last is not None and last.role != walk.mode)
    if last and not alternative and last.role == walk.mode:
        if last.clock is None or last.leading:
            last.clock = clock if last.clock is None else one_clock(last.clock, clock) or clock
            last.leading = False
            walk.joined, walk.last_place = "", place
            return
        if combined := one_clock(last.clock, clock):
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
    bounded = last and walk.joined == "and" and last.clock and joint_bounds(last.clock, clock)
    if last and bounded:
        last.clock = bounded
    else:
        entry = Entry(None, clock, walk.mode, walk.joined, walk.clause, place, of=walk.of)
        if walk.thought_again and (before := _taken_back(walk)):
            entry.days = before.days
            entry.clock = keeping_part(before.clock, clock)
        elif last and alternative and walk.mode == "wish" and last.clock and not walk.of and not any_day:
            # "el lunes a las 10 o a las 12"; "el sábado temprano no, después de las 12"
            entry.days = last.days if last.role in ("wish", "bad") else None
            entry.inside = last.inside
        walk.entries.append(entry)
    walk.joined, walk.last_place = "", place


def _add_beside(walk: Walk, beside: tuple[int | None, int], place: int) -> None:
    anchor = _anchor(walk)
    if anchor is None or anchor.days is None:
        return
    days = dates.from_told(beside, anchor.days)
    if days is None:
        return
    if walk.joined not in ("or", "and"):
        anchor.role = "told"
    # The hour of the occasion is not wished for the day beside it.
    walk.entries.append(Entry(days, None, "wish", walk.joined, walk.clause, place))
    walk.joined, walk.last_place = "", place


def _anchor(walk: Walk) -> Entry | None:
    return next((entry for entry in _latest(walk) if entry.days and not entry.old), None)


def _add_that(walk: Walk, part: Clock, place: int) -> None:
    """ "Tengo una cena el viernes a las 9, necesito peinado esa tarde"."""
    anchor = _anchor(walk)
    if anchor is None or anchor.clock is None:
        _add_clock(walk, part, place)
        return
    anchor.role = "told" if anchor.role == "wish" else anchor.role
    walk.entries.append(Entry(anchor.days, part, walk.mode, walk.joined, walk.clause, place))
    walk.joined, walk.last_place = "", place

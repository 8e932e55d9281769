"""Visits of several parts: what is asked of the agenda for them, and how they are called.

One person has the services one after another; of several each has their own, in the order named,
and the last one named is for all who are left; where the writer comes last, the first one is. What
is attended, such as pets, comes in a row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

from booking_bot.dialogue.desk import Booked, Offer, Part
from booking_bot.dialogue.replies import Say, sentence
from booking_bot.dialogue.services import joined
from booking_bot.dialogue.state import Wish
from booking_bot.language.frame import ANY_STAFF

_ALIKE = {
    True: sentence("{service} for {whom} at the same time"),
    False: sentence("{service} for {whom} one after another"),
}
_PEOPLE = {
    True: sentence("{service}, {count} people at the same time"),
    False: sentence("{service}, {count} people one after another"),
    None: sentence("{service}, {count} people"),
}


def parts(
    wish: Wish, moving: Booked | None, able: Mapping[str, frozenset[str]], *, anybody: bool = False
) -> list[Part]:
    """What the wish is made of; `able` are the services of each member, so that nobody is asked for more.

    A visit that is moved keeps its parts, each with who has it unless somebody else was asked for.
    """
    staff = None if anybody or wish.staff == ANY_STAFF else wish.staff
    if moving is not None and moving.rest:
        people = list(dict.fromkeys(map(_person, moving.parts)))
        stays = not (anybody or wish.staff)
        return [
            Part(
                one.service,
                one.staff if stays else _who_can(staff, one.service, able),
                people.index(_person(one)),
            )
            for one in moving.parts
        ]
    if moving is not None:  # however many they say that they are meanwhile
        return [Part(moving.service, staff)]
    chain = _chain(wish)
    if len(chain) == 1 or not any(_who_can(staff, service, able) for service, _ in chain):
        return [Part(service, staff, who) for service, who in chain]  # what they do not do is said
    return [Part(service, _who_can(staff, service, able), who) for service, who in chain]


def _chain(wish: Wish) -> list[tuple[str, int]]:
    """Each service with the person who has it, person by person."""
    last = (wish.party or 1) - 1
    if last == 0:
        return [(service, 0) for service in wish.services for _ in range(max(1, len(wish.subjects)))]
    missing = max(0, last + 1 - len(wish.services))
    # of "mis hijos y yo" the last one named is the writer's, and what comes before it the others'
    first, rest = (missing, 0) if wish.writer == -1 else (0, missing)
    chain = (*wish.services[:1] * first, *wish.services, *wish.services[-1:] * rest)
    return [(service, min(place, last)) for place, service in enumerate(chain)]


def subjects(wish: Wish) -> tuple[str, ...]:
    """What is attended in each part, in their order."""
    return wish.subjects * len(wish.services) if (wish.party or 1) == 1 else ()


def _who_can(staff: str | None, service: str, able: Mapping[str, frozenset[str]]) -> str | None:
    return staff if staff and service in able.get(staff, frozenset()) else None


@dataclass(frozen=True, slots=True)
class Words:
    """How services and members of staff are called; nobody is named where `staff` is empty."""

    say: Say
    locale: str
    services: Mapping[str, str]
    staff: Mapping[str, str]

    def called(self, visit: Offer | Booked, attended: Sequence[str] = ()) -> str:
        """ "Tinte y corte con Marta", "Corte para 2 a la vez con Marta y Leo", "Vacunación para Luna"."""
        told = visit.parts
        heads = len({_person(one) for one in told})
        names = list(dict.fromkeys(self._service(one) for one in told))
        doing = list(dict.fromkeys(self.staff[one.staff] for one in told if one.staff in self.staff))
        whom = joined(list(dict.fromkeys(attended)), locale=self.locale) if any(attended) else ""
        if heads == 1 and len(doing) < 2:
            what = joined([names[0], *map(_small, names[1:])], locale=self.locale)
            return self._with(
                self.say("{service} for {whom}", service=what, whom=whom) if whom else what, doing
            )
        if heads == len(told) and len(names) == 1:
            what = self.say(
                _ALIKE[len({one.start for one in told}) == 1], service=names[0], whom=whom or heads
            )
            return self._with(what, doing)
        return self._in_order(told)

    def kind(self, visits: Sequence[Offer | Booked]) -> str:
        """ "Corte, 3 personas a la vez": what all of these are, whoever does it."""
        parts = visits[0].parts
        names = list(dict.fromkeys(self._service(one) for one in parts))
        heads = len({_person(one) for one in parts})
        what = joined([names[0], *map(_small, names[1:])], locale=self.locale)
        if heads == 1:
            return what
        ways = {len({one.start for one in visit.parts}) == 1 for visit in visits}
        way = ways.pop() if len(ways) == 1 and heads == len(parts) else None
        return self.say(_PEOPLE[way], service=what, count=heads)

    def _in_order(self, told: Sequence[Offer | Booked]) -> str:
        """Each part with whoever does it; what begins together stands together."""
        in_time = sorted(told, key=lambda one: one.start)
        said = []
        for _, group in groupby(in_time, key=lambda one: one.start):
            first, *more = map(self._one, group)
            text = joined([first, *map(_small, more)], locale=self.locale)
            said.append(self.say("{parts} at the same time", parts=text) if more else text)
        text = said[0]
        for following in said[1:]:
            text = self.say("{part} and then {following}", part=text, following=_small(following))
        return text

    def _one(self, part: Offer | Booked) -> str:
        return self._with(self._service(part), [self.staff[part.staff]] if part.staff in self.staff else [])

    def _service(self, part: Offer | Booked) -> str:
        return self.services.get(part.service, part.service)

    def _with(self, what: str, doing: Sequence[str]) -> str:
        if not doing:
            return what
        return self.say("{service} with {staff}", service=what, staff=joined(doing, locale=self.locale))


def moved_by(visit: Booked, by: timedelta) -> Offer:
    """The same visit so much later, each part with who has it."""
    people = list(dict.fromkeys(map(_person, visit.parts)))
    first, *rest = (
        Offer(one.service, one.staff, _later(one.start, by), _later(one.end, by), people.index(_person(one)))
        for one in visit.parts
    )
    return replace(first, rest=tuple(rest))


def _later(moment: datetime, by: timedelta) -> datetime:
    """So much true time later, though clocks change in between."""
    return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)


def _small(name: str) -> str:
    """Within a sentence, but for what is written in capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _person(part: Offer | Booked) -> object:
    return part.who if isinstance(part, Offer) else part.name

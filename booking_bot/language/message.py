"""All that is found in one message: the order in which everything is read."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from booking_bot.language import foreign, naming, orders, people, shifts
from booking_bot.language.acts import Said, find_acts, settle
from booking_bot.language.data import words as lists_of
from booking_bot.language.entries import gather
from booking_bot.language.frame import ANY_STAFF, Asked, Expecting, Refusal, Vocabulary
from booking_bot.language.lexicon import mark_grammar
from booking_bot.language.party import Party, find_party
from booking_bot.language.reading import read_time, reader
from booking_bot.language.rules import Fired
from booking_bot.language.tokens import Item, readable
from booking_bot.language.values import Context
from booking_bot.language.vocabulary import (
    Found,
    Names,
    find_by_gender,
    find_modifier,
    find_services,
    find_staff,
    without_declined,
)
from booking_bot.language.walk import Entry

_ARTICLES = frozenset({"la", "el", "las", "los", "mi"})


@dataclass(slots=True)
class Message:
    """All that was found in one message, before it becomes a frame."""

    text: str
    context: Context
    expecting: Expecting | None
    names: Names
    words: list[Item] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    marked: list[Item] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    acts: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    service: tuple[str, ...] = ()
    fits: tuple[tuple[str, ...], ...] = ()
    vague_service: bool = False  # one that fits two: "un corte"
    staff: str | None = None
    name: naming.Named | None = None
    party: Party = field(default_factory=Party)
    order: str | None = None
    lengths: tuple[timedelta, ...] = ()
    shift: shifts.Shift = field(default_factory=shifts.Shift)
    fired: list[Fired] = field(default_factory=list)
    language: str = "es"

    @property
    def asked(self) -> Asked | None:
        return self.expecting.kind if self.expecting else None


def read(text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None) -> Message:
    """Everything that was found, with the rules that fired."""
    refusals: list[tuple[Refusal, str]] = []
    language, text = foreign.to_spanish(readable(text))
    context = Context(now.replace(tzinfo=None), vocabulary, refusals, text)
    shop = reader(vocabulary)
    message = Message(text, context, expecting, shop.names, language=language)
    spelt = shop.words_of(text)
    message.name = naming.find_name(spelt, text, shop.known, pets=shop.names.pets)
    spelt = without_declined(_without_name(spelt, message.name), message.names)
    message.order, spelt = orders.find_order(spelt)
    message.words = spelt
    items = read_time(spelt, context, message.fired, farewells=message.asked is not Asked.WHEN)
    message.items = items
    message.said = find_acts(items)
    message.acts = settle(message.said)
    message.lengths = tuple(
        item.tags[tag] for tag in ("length", "while") for item in items if tag in item.tags
    )
    marked = mark_grammar().rewrite(items, context, message.fired)
    fixes = [item.start for item in marked if "fix" in item.tags]
    message.marked = marked
    _read_people(message, spelt, _last_word(message, fixes))
    _read_services(message, spelt, fixes)
    message.shift = shifts.find_shift(items, own=any(hit.act == "have" for hit in message.said))
    message.entries = gather(marked, answering=expecting is not None)
    _undo_before_giving(message, marked)
    return message


def _last_word(message: Message, fixes: Sequence[int]) -> int:
    """Where a second thought, or what is liked better than a person named before, begins."""
    if fixes:
        return fixes[-1]
    named = [item.start for item in message.words if "staff" in item.tags]
    better = [item.start for item in message.marked if "better" in item.tags]
    better += [message.items[hit.start].start for hit in message.said if hit.act == "reschedule"]
    return next((at for at in reversed(better) if named and named[0] < at < named[-1]), len(message.text))


def _undo_before_giving(message: Message, marked: Sequence[Item]) -> None:
    """ "Anula la de mañana y dame el viernes": what stands before the asking is what is undone."""
    undone = [hit for hit in message.said if hit.act == "cancel"]
    given = [hit for hit in message.said if hit.act == "give"]
    if "reschedule" not in message.acts or not undone or not given or undone[0].start > given[-1].start:
        return
    cut = message.items[given[-1].start].start
    for entry in message.entries:
        if marked[entry.place].start < cut and entry.role == "wish":
            entry.of = True


def _without_name(words: list[Item], name: naming.Named | None) -> list[Item]:
    """A name's words are taken out of reach of the rules."""
    if not name:
        return words
    return [
        Item("", word.start, word.end, "name", {"person": True}) if n in name.places else word
        for n, word in enumerate(words)
    ]


def _read_people(message: Message, words: Sequence[Item], after: int) -> None:
    message.party = find_party(words)
    message.staff = find_staff(words, message.names, after)
    if message.staff is None and message.asked is Asked.STAFF:
        message.staff = find_by_gender(words, message.names)
    for _, _, only_as_answer in people.any_staff().hits(words):
        if message.staff is None and (not only_as_answer or message.asked is Asked.STAFF):
            message.staff = ANY_STAFF


def _read_services(message: Message, words: Sequence[Item], fixes: Sequence[int]) -> None:
    asides = [
        (message.items[hit.start].start, message.items[hit.end - 1].end)
        for hit in message.said
        if hit.act == "aside"
    ]
    found = [
        one
        for one in find_services(words, message.names, message.text)
        if not any(start <= words[one.start].start < end for start, end in asides)
    ]
    found = _not_past(found, words, message)
    meant = [one for one in found if not _left_out(one, words)]
    found = meant or found
    if fixes and found:
        after = [one for one in found if words[one.start].start > fixes[-1]]
        found = after or found
    message.vague_service = any(len(one.ids) > 1 for one in found)
    if message.asked is Asked.SERVICE and not any(len(one.ids) == 1 for one in found):
        modifier = find_modifier(words, message.names, message.text)
        message.service = (modifier,) if modifier else ()
        message.fits = () if modifier else _open_groups(found, words, message)
        return
    chosen = [next(iter(one.ids)) for one in found if len(one.ids) == 1]
    message.service = tuple(dict.fromkeys(chosen))
    groups = _open_groups(found, words, message)
    # "Cortarse el pelo una mujer": a word elsewhere leaves one of them.
    message.service += tuple(group[0] for group in groups if len(group) == 1)
    message.fits = tuple(group for group in groups if len(group) > 1)


def _left_out(one: Found, words: Sequence[Item]) -> bool:
    """ "Mechas no", "sin tinte"."""
    behind = words[min(one.end, len(words) - 1)].norm
    before = [word.norm for word in words[max(0, one.start - 2) : one.start]]
    if before and before[-1] in _ARTICLES:
        before.pop()
    return behind == "no" or bool(before and before[-1] in lists_of("without"))


def _open_groups(
    found: Sequence[Found], words: Sequence[Item], message: Message
) -> tuple[tuple[str, ...], ...]:
    """Services among which the words leave open which is meant, none of them named beside.

    A describing word elsewhere leaves one of a group: "cortarle el pelo a mi niño".
    """
    order = [term.id for term in message.context.vocabulary.services]
    named = {one.start for one in found if len(one.ids) == 1}
    vague = [one for one in found if len(one.ids) > 1 and not _verb_of_another(one, named, words)]
    several = dict.fromkeys(tuple(sorted(one.ids, key=order.index)) for one in vague)
    open_groups = [group for group in several if not set(group) & set(message.service)]
    described = [find_modifier(words, message.names, message.text, frozenset(one)) for one in open_groups]
    return tuple((one,) if one else group for one, group in zip(described, open_groups, strict=True))


def _verb_of_another(one: Found, named: set[int], words: Sequence[Item]) -> bool:
    """ "Cortarme la barba": what is done to something that is a service of its own, and one begins there."""
    return one.end + 1 in named and words[one.end].norm in _ARTICLES


def _not_past(found: list[Found], words: Sequence[Item], message: Message) -> list[Found]:
    """Services without those told of the past, where another is named: "me hice mechas, quiero tinte"."""
    past = [item.start for item in message.marked if "past" in item.tags or "went" in item.tags]
    if not past or not found:
        return found
    stops = [
        0,
        *(item.start for item in message.marked if item.kind in ("comma", "break")),
        len(message.text) + 1,
    ]
    told = {bisect(stops, at) for at in past}
    kept = [one for one in found if bisect(stops, words[one.start].start) not in told]
    return kept or found

"""Why a message was understood as it was, for whoever tunes the phrase files.

`explain` reads a message as `understand` does and keeps what was found on the way. It is not fast.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking_bot.language import lexicon
from booking_bot.language.acts import Said, overheard, pattern_of
from booking_bot.language.frame import ANY_STAFF, Expecting, Frame, Term, Vocabulary
from booking_bot.language.message import Message, read
from booking_bot.language.pattern import CONTRACTIONS
from booking_bot.language.rules import Grammar
from booking_bot.language.spelling import respell
from booking_bot.language.tokens import Item, fold
from booking_bot.language.understanding import frame_of
from booking_bot.language.vocabulary import find_services, said_as


@dataclass(frozen=True, slots=True)
class Mended:
    """Written words that rules see otherwise; `how` is a chat spelling, a glued word or a slip."""

    written: str
    read: str
    how: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that a rule made; the grammar is the name of its file."""

    words: str
    grammar: str
    level: int
    rule: str
    value: object


@dataclass(frozen=True, slots=True)
class Heard:
    """An act heard in words, and the line of es/acts.toml that heard it."""

    words: str
    act: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Matched:
    """Services or a person that words were taken for; `how` is the name, an alias, a form of one, a slip."""

    words: str
    ids: tuple[str, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something found that did not come to count."""

    words: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that was found in a message, in the order of reading, and the frame it came to.

    `text` is what was read: where the message is not Spanish, what was made of it.
    """

    text: str
    mended: tuple[Mended, ...]
    phrases: tuple[Phrase, ...]
    acts: tuple[Heard, ...]
    services: tuple[Matched, ...]
    staff: tuple[Matched, ...]
    dropped: tuple[Dropped, ...]
    frame: Frame


def explain(
    text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None = None
) -> Explanation:
    """What `understand` makes of a message, and why."""
    message = read(text, now, vocabulary, expecting)
    phrases = tuple(_phrases(message))
    services = tuple(_services(message))
    # The frame comes last: on the way to it the days and hours found are given their part.
    frame = frame_of(message)
    return Explanation(
        text=message.text,
        mended=tuple(_mended(message)),
        phrases=phrases,
        acts=tuple(dict.fromkeys(_heard(message, hit) for hit in message.said)),
        services=services,
        staff=tuple(_staff(message, frame)),
        dropped=tuple(dict.fromkeys(_dropped(message, frame, services))),
        frame=frame,
    )


def _grammars(country: str) -> Iterator[tuple[str, Grammar]]:
    yield "lookalikes", lexicon.lookalike_grammar()
    yield "courtesy", lexicon.courtesy_grammar()
    yield "named_days", lexicon.named_grammar(country)
    yield "numbers", lexicon.number_grammar()
    yield "times", lexicon.time_grammar()
    yield "dates", lexicon.date_grammar()
    yield "windows", lexicon.mark_grammar()


def _phrases(message: Message) -> Iterator[Phrase]:
    files = {
        id(rule): name
        for name, grammar in _grammars(message.context.vocabulary.country)
        for rule in grammar.rules
    }
    for fired in message.fired:
        words = message.text[fired.start : fired.end]
        yield Phrase(words, files[id(fired.rule)], fired.rule.level, fired.rule.name, fired.value)


def _mended(message: Message) -> Iterator[Mended]:
    read_as: dict[tuple[int, int], list[str]] = {}
    for item in message.words:
        if item.kind == "word" and item.norm:
            read_as.setdefault((item.start, item.end), []).append(item.norm)
    for (start, end), norms in read_as.items():
        written = message.text[start:end]
        plain = fold(written)
        if norms != [plain] and tuple(norms) != CONTRACTIONS.get(plain):
            how = _how_mended(plain, norms)
            yield Mended(written, " ".join(norms), how)


def _how_mended(plain: str, norms: Sequence[str]) -> str:
    if respell(plain, lexicon.lexicon().spellings) == tuple(norms):
        return "chat spelling"
    return "glued words" if len(norms) > 1 else "slip"


def _heard(message: Message, hit: Said) -> Heard:
    return Heard(_between(message, hit), hit.act, pattern_of(hit, message.items))


def _between(message: Message, hit: Said) -> str:
    return message.text[message.items[hit.start].start : message.items[hit.end - 1].end]


def _services(message: Message) -> Iterator[Matched]:
    for found in find_services(message.words, message.names, message.text):
        items = message.words[found.start : found.end]
        terms = [term for term in message.context.vocabulary.services if term.id in found.ids]
        yield _matched(message, items, terms)


def _staff(message: Message, frame: Frame) -> Iterator[Matched]:
    for item in message.words:
        if who := item.tags.get("staff"):
            terms = [term for term in message.context.vocabulary.staff if term.id == who]
            yield _matched(message, [item], terms)
    if frame.staff == ANY_STAFF:
        yield Matched("", (ANY_STAFF,), "whoever")


def _matched(message: Message, items: Sequence[Item], terms: Sequence[Term]) -> Matched:
    written = message.text[items[0].start : items[-1].end]
    slipped = any(
        item.norm not in fold(message.text[item.start : item.end]).split()
        for item in items
        if item.kind == "word"
    )
    how = ", ".join(dict.fromkeys(said_as(written, items, term) for term in terms))
    return Matched(written, tuple(term.id for term in terms), f"{how}, mended" if slipped else how)


def _dropped(message: Message, frame: Frame, services: Sequence[Matched]) -> Iterator[Dropped]:
    for hit in overheard(message.items, message.said):
        yield Dropped(
            _between(message, hit), hit.act, "no act" if hit.act == "none" else "in a longer phrase"
        )
    for hit in message.said:
        if hit.act not in frame.acts:
            yield Dropped(_between(message, hit), hit.act, "not in the frame beside the rest")
    for one in services:
        if len(one.ids) > 1 or one.ids[0] not in frame.service:
            why = "fits several" if len(one.ids) > 1 else "not what is wished"
            yield Dropped(one.words, " ".join(one.ids), why)
    for reason, words in frame.refusals:
        yield Dropped(words, "day or hour", reason.value.replace("_", " "))

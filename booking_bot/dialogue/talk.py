"""One turn under way: what came, what is remembered, and what will be said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from enum import StrEnum
from itertools import chain, repeat

from booking_bot.dialogue import dates, kin, prices
from booking_bot.dialogue.desk import Booked, Desk, Offer, ServiceFacts
from booking_bot.dialogue.replies import Say, sentence
from booking_bot.dialogue.signs import signed
from booking_bot.dialogue.state import Flow, Pending, Receipt, State, Wish
from booking_bot.dialogue.visits import Words
from booking_bot.domain.questions import QuestionKind
from booking_bot.language.frame import Act, Expecting, Frame

Understand = Callable[[str, Expecting | None], Frame]
# Zones whose hour is not that of most people who may write from the same country.
OTHER_CLOCKS = {"Atlantic/Canary": sentence("Canary Islands time")}


class Media(StrEnum):
    """What came with a message, or instead of one."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"
    CONTACTS = "contacts"
    LOCATION = "location"


@dataclass(frozen=True, slots=True)
class Heard:
    """One message of the customer. `button` is the payload of a tap, `media` what came with the text.

    `spoken` is set where the text was a voice note, `too_big` where what came cannot be kept. `number`
    is what the shop knows the message by.
    `quoted` is the question that the message answers by quoting it; a `reaction` is an emoji put on a
    message of ours, and no answer to any other.
    """

    text: str = ""
    button: str = ""
    media: Media | None = None
    spoken: bool = False
    too_big: bool = False
    number: int = 0
    quoted: "OpenQuestion | None" = None
    reaction: bool = False


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question sent outside the turns: the reminder's "¿vendrás?".

    `object_id` is what it is about, the appointment or the place offered, `revision` that of then;
    `number` is the question's own.
    """

    kind: QuestionKind
    object_id: int
    revision: int = 0
    asked_at: datetime | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to tap. Typing its number or its words does the same.

    The title is whole, however little of it a phone may show; `description` stands below it in a list.
    """

    title: str
    payload: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Missed:
    """A text of which nothing could be made, what it might have answered, and what was understood of it."""

    text: str
    expecting: Expecting | None
    frame: Frame


@dataclass(frozen=True, slots=True)
class Turn:
    """What is sent back and remembered. `reply` is None where the message needs no answer.

    `answered` are the questions that are open no more. `location` is a pin that goes along with the reply,
    "40.4203,-3.7058|Calle del Prado 3". `introduces` is set where it tells who answers, and what is kept.
    """

    reply: str | None
    options: tuple[Option, ...]
    state: State
    answered: tuple[OpenQuestion, ...] = ()
    location: str | None = None
    introduces: bool = False
    missed: Missed | None = None


@dataclass(slots=True)
class Talk:
    """The turn's working copy. `state` is a copy of its own and may be changed freely."""

    desk: Desk
    state: State
    now: datetime
    say: Say
    locale: str
    text: str = ""
    alone: Callable[[], Frame] = Frame  # the text understood as if nothing had been asked
    understand: Understand = lambda *_: Frame()
    frame: Frame = field(default_factory=Frame)
    expecting: Expecting | None = None  # what the text was understood as an answer to
    missed: Missed | None = None
    before: Wish | None = None  # the wish under way as it was when the message came
    asked_at: datetime | None = None  # when the conversation's own question, if any, was asked
    questions: tuple[OpenQuestion, ...] = ()  # those sent outside the turns and still open, newest first
    quoted: OpenQuestion | None = None
    answered: list[OpenQuestion] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    options: tuple[Option, ...] = ()
    location: str | None = None
    clauses: tuple[tuple[str, frozenset[Act]], ...] = ()  # the parts of a text that asks something
    heard: bool = False  # something of the message was made use of
    corrected: bool = False  # it changed what was known before
    ended: bool = False  # nothing is to be asked any more this turn
    taken_up: bool = False  # a wish that waited is gone on with
    handed_over: bool = False
    files: tuple[int, ...] = ()  # the messages of this turn that brought what an appointment may need
    got: bool = False  # something came besides words, and was told of
    came: tuple[Heard, ...] = ()  # the messages of this turn
    introduced: bool = True  # they were told before who answers, and what is kept of them
    said: dict[str, str] = field(default_factory=dict)  # the sentence that each line is made of

    @property
    def acts(self) -> frozenset[Act]:
        return self.frame.acts

    @property
    def today(self) -> date:
        return self.now.astimezone(self.desk.shop.zone).date()

    @property
    def unchanged(self) -> bool:
        """Whether the wish under way is still what it was when the message came, but for the name."""
        wish, before = self.state.wish, self.before
        return wish is not None and before is not None and wish == replace(before, name=wish.name)

    def tell(self, sentence: str, **values: object) -> None:
        line = _capital(self.say(sentence, **values))
        self.said[line] = sentence
        self.lines.append(line)

    def written(self) -> str:
        """All that is said, as it is sent."""
        lines = [line for line in self.lines if line]
        return "\n".join(signed(lines, self.said) if self.desk.shop.emoji else lines)

    def ask(
        self,
        pending: Pending,
        sentence: str,
        *,
        options: Sequence[tuple[str, str]] = (),
        descriptions: Sequence[str] = (),
        offers: Sequence[Offer] = (),
        appointments: Sequence[Booked] = (),
        **values: object,
    ) -> None:
        """End the turn with a question; `options` are (title, verb and object) pairs.

        `descriptions` say more of each option, where a list shows them.
        """
        self.tell(sentence, **values)
        state = self.state
        state.pending = pending
        state.asked_in = state.revision
        state.offers = tuple(offers)
        state.appointments = tuple(appointment.id for appointment in appointments)
        state.revisions = tuple(appointment.stamp for appointment in appointments)
        state.starts = (*(one.start for one in offers), *(one.start for one in appointments))
        self.options = tuple(
            Option(title, self._payload(verb), description)
            for (title, verb), description in zip(options, chain(descriptions, repeat("")), strict=False)
        )
        state.menu = tuple(option.payload for option in self.options)
        state.titles = tuple(title for title, _ in options)
        self.ended = True

    def _payload(self, verb: str) -> str:
        # an appointment's button carries the appointment's own revision already
        return verb if verb.count(":") == 2 else f"{verb}:{self.state.revision}"

    def settle(self) -> None:
        """Nothing is open any more: what was asked is answered or dropped."""
        state = self.state
        state.pending, state.question = None, None
        state.offers, state.starts = (), ()
        state.appointments, state.revisions = (), ()
        state.menu, state.titles = (), ()

    def drop(self) -> None:
        """Give up the wish under way, and the time held for it."""
        self.desk.release()
        self.state.wish = None
        self.state.files = ()
        self.settle()

    def done(self, appointment: Booked, flow: Flow) -> None:
        """Remember what was done, so that doing it again does nothing."""
        self.state.receipt = Receipt(flow, appointment.id, self.state.asked_in, self.now)
        self.state.wish = None
        files = (*self.state.files, *self.files)
        if files and flow is not Flow.CANCEL:
            self.desk.attach(appointment.id, files)
            self.state.files = self.files = ()
        self.settle()

    def close(self, kind: QuestionKind, object_id: int) -> None:
        """What was asked of this outside the turns is answered."""
        self.answered += [one for one in self.questions if (one.kind, one.object_id) == (kind, object_id)]

    def start(self, wish: Wish) -> Wish:
        self.desk.release()
        self.settle()
        self.state.wish = wish
        self.heard = True
        return wish

    # how things are called

    def service(self, service_id: str) -> ServiceFacts | None:
        return next((one for one in self.desk.shop.services if one.id == service_id), None)

    def service_name(self, service_id: str) -> str:
        found = self.service(service_id)
        return found.name if found else service_id

    def staff_name(self, staff_id: str) -> str:
        return next((one.name for one in self.desk.shop.staff if one.id == staff_id), staff_id)

    def what(self, item: Offer | Booked) -> str:
        """ "Corte de caballero con Marcos"; who does it is left out where there is one only."""
        if isinstance(item, Booked):
            return self._words.called(item, self._attended(item))
        return self._words.called(item, self.state.wish.subjects if self.state.wish else ())

    def doing(self, item: Offer | Booked) -> str:
        """The same but for whom."""
        return self._words.called(item)

    def whose(self, name: str) -> str:
        """ "Tu hija" of "hija de Ana"; a name stays as it is."""
        return kin.called(name, self.say)

    def _attended(self, booked: Booked) -> list[str]:
        """What is attended, or who comes where it is one who is not the writer."""
        subjects = [one.subject for one in booked.parts if one.subject]
        own, names = self.desk.customer.name, {one.name for one in booked.parts}
        other = bool(own) and len(names) == 1 and not names & {"", own}
        return [self.whose(booked.name)] if other and not subjects else subjects

    def kind(self, *items: Offer | Booked) -> str:
        """What they are and for how many, but for who does it and when."""
        return self._words.kind(items)

    @property
    def _words(self) -> Words:
        services, staff = (
            {one.id: one.name for one in each} for each in (self.desk.shop.services, self.desk.shop.staff)
        )
        return Words(self.say, self.locale, services, staff if len(staff) > 1 else {})

    def moment(self, start: datetime) -> str:
        local = start.astimezone(self.desk.shop.zone)
        return self._by_our_clock(dates.full(local, today=self.today, locale=self.locale))

    def hour(self, start: datetime) -> str:
        """ "a las 11:00", of a day that is known."""
        local = start.astimezone(self.desk.shop.zone)
        return self._by_our_clock(dates.at(local.time(), locale=self.locale))

    def is_today(self, start: datetime) -> bool:
        return start.astimezone(self.desk.shop.zone).date() == self.today

    def _by_our_clock(self, told: str) -> str:
        clock = OTHER_CLOCKS.get(self.desk.shop.zone.key)
        return f"{told} ({self.say(clock)})" if clock else told

    def day(self, on: date) -> str:
        return dates.day(on, today=self.today, locale=self.locale)

    def short(self, start: datetime) -> str:
        return dates.short(start.astimezone(self.desk.shop.zone), locale=self.locale)

    def hours(self, spans: Sequence[tuple[time, time]]) -> str:
        return dates.spans(spans, locale=self.locale)

    def price(self, service: ServiceFacts) -> str:
        """ "16 €", "desde 45 €", or nothing where the shop tells no price."""
        if service.price_cents is None:
            return ""
        text = prices.price(service.price_cents, self.desk.shop.currency, locale=self.locale)
        return self.say("from {price}", price=text) if service.price_from else text

    def terms(self, service: ServiceFacts) -> str:
        """ "30 min, 16 €", to stand below its name in a list."""
        return ", ".join(filter(None, _measures(service, self.price(service))))

    def measure(self, item: Offer, *others: Offer) -> str:
        """ " (30 min, 16 €)" of it, or of the whole visit, the first time it is spoken of for a wish.

        With `others` it is of whichever of them is chosen.
        """
        if not item.rest:
            service = self.service(item.service)
            service = service and service.by(*dict.fromkeys(one.staff for one in (item, *others)))
            told = _measures(service, self.price(service)) if service else ()
            named = f"{item.service} {told}" if service and service.own else item.service
        else:
            named = "+".join(f"{part.service}:{part.who}" for part in item.parts)
            length = max(part.end for part in item.parts) - item.start
            told = (dates.length(length), self._price_of_all(item.parts))
        wish = self.state.wish
        if wish is None or wish.quote is not None or wish.introduced == named or not any(told):
            return ""
        wish.introduced = named
        return f" ({', '.join(filter(None, told))})"

    def _price_of_all(self, parts: Sequence[Offer]) -> str:
        """Nothing where one of the prices is not told."""
        services = [one.by(part.staff) for part in parts if (one := self.service(part.service))]
        cents = [one.price_cents for one in services if one.price_cents is not None]
        if len(cents) < len(parts):
            return ""
        text = prices.price(sum(cents), self.desk.shop.currency, locale=self.locale)
        return self.say("from {price}", price=text) if any(one.price_from for one in services) else text


def _measures(service: ServiceFacts, price: str) -> tuple[str, ...]:
    """How long it takes and what it costs; what is left there takes no time of theirs."""
    return (price,) if service.drop_off else (dates.length(service.length), price)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

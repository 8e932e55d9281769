"""What a conversation remembers between two turns: one small record, stored as JSON with a revision."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from booking_bot.dialogue.desk import Offer
from booking_bot.language.frame import Asked, Expecting, Window

STALE_AFTER = timedelta(hours=12)
# For so long a "sí" after the receipt is the same yes once more.
FRESH_RECEIPT = timedelta(hours=1)


class Flow(StrEnum):
    BOOK = "book"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    WAIT = "wait"
    ANSWER = "answer"  # what is booked already, and its service still asks


class Pending(StrEnum):
    """What was asked last, and so what a bare answer means."""

    SERVICE = "service"
    OFFERS = "offers"  # a list of times; picking one is the yes
    CONFIRM = "confirm"  # one time, held; needs a yes
    OTHER_TIME = "other_time"  # after a no: another time, or nothing?
    NAME = "name"
    QUESTION = "question"
    WHICH = "which"
    CANCEL = "cancel"
    MOVE_OR_CANCEL = "move_or_cancel"
    RESUME = "resume"
    NOTICES = "notices"
    BOOK_ONE = "book_one"
    A_PERSON = "a_person"
    MENU = "menu"
    PART = "part"  # one part of a visit, or all of it?
    NAMES = "names"  # of all who come
    SUBJECT = "subject"  # what is attended
    WAIT_WHEN = "wait_when"  # for what days to stand on the waiting list
    RATING = "rating"  # the figure, where they told in words how it was
    COMMENT = "comment"  # what went wrong
    ORDER = "order"  # which of several
    PHONE = "phone"  # at what number to ring them


@dataclass(slots=True)
class Wish:
    """What the customer wants done and all that is known of it; dates are absolute.

    `services` are the parts of one visit, in order. `chosen` is
    the time they picked or said yes to. `near` is where they would rather be when nothing fits.
    `fits` are groups of services of which one each is still to be chosen. `every` is set where all
    their appointments are meant but those `spared`, `part` where one of a visit is. `introduced` is the
    service spoken of in full already. `names` are those of the others who come, `unnamed` that they shall
    not be asked for; `writer` is where the writer stands among them (see `people.writer`), `kin` what the
    others are to them.
    `subjects` is what is attended, such as pets. `only` is set where a part of a visit is meant, not all.
    `that_week` is set where a day is one of the week in which the appointment
    lies now.
    """

    flow: Flow
    services: tuple[str, ...] = ()
    fits: tuple[tuple[str, ...], ...] = ()
    staff: str | None = None
    when: tuple[Window, ...] = ()
    not_when: tuple[Window, ...] = ()
    asap: bool = False
    near: datetime | None = None
    which: tuple[Window, ...] = ()
    appointment: int | None = None
    every: bool = False
    spared: tuple[int, ...] = ()
    shift: timedelta | None = None
    same_time: bool = False
    that_week: bool = False
    later: bool | None = None
    party: int | None = None
    for_other: bool = False
    writer: int | None = None
    name: str | None = None
    names: tuple[str, ...] = ()
    unnamed: bool = False
    subjects: tuple[str, ...] = ()
    kin: tuple[str, ...] = ()
    part: int | None = None
    only: bool = False
    chosen: Offer | None = None
    introduced: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    quote: int | None = None  # the price that they accepted for it
    doubted: str | None = None  # the question of the service whose answer did not fit


@dataclass(slots=True)
class Receipt:
    """The last thing done, so that a button pressed twice or a second "sí" acts once."""

    flow: Flow
    appointment: int
    asked_in: int
    at: datetime


@dataclass(slots=True)
class Opinion:
    """What they said last of how one appointment was; `figure` is None until they gave one."""

    appointment: int
    at: datetime
    figure: int | None = None


class Stage(StrEnum):
    ASKED = "asked"  # a yes does it
    LACKS = "lacks"  # something is not known yet
    DONE = "done"
    TOLD = "told"  # nothing was asked


@dataclass(slots=True)
class Errand:
    """What somebody of the shop wants done by chat (see services/owner_chat); it is never changed in place.

    `number` is that of its buttons. `facts` are for doing it, `quiet` those that differ where nobody is told,
    `keep` is for reading what more they say, `titles` are the options that were named.
    """

    kind: str
    number: int
    at: datetime
    stage: Stage = Stage.ASKED
    facts: dict[str, Any] = field(default_factory=dict)
    quiet: dict[str, Any] | None = None
    keep: dict[str, Any] | None = None
    titles: tuple[str, ...] = ()


@dataclass(slots=True)
class State:
    """`asked_in` is the revision in which the pending question went out: older buttons are stale.

    `menu` and `titles` hold the options shown, so that a typed number or title is the same as a tap.
    `topics` are the services whose prices were asked: a booking begun next is of one of them.
    `revisions` are those that the `appointments` had when they were read out. `files` are the messages
    whose photos belong to what is being booked. `spoken_to` is the language, not ours to answer in, in which
    they were told so. `errands` counts those that were put to somebody of the shop.
    """

    revision: int = 0
    wish: Wish | None = None
    queued: Wish | None = None
    pending: Pending | None = None
    asked_in: int = 0
    offers: tuple[Offer, ...] = ()
    appointments: tuple[int, ...] = ()
    revisions: tuple[int, ...] = ()
    starts: tuple[datetime, ...] = ()
    question: str | None = None
    menu: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    receipt: Receipt | None = None
    opinion: Opinion | None = None
    called_at: datetime | None = None  # when they last asked to be rung
    files: tuple[int, ...] = ()
    misses: int = 0
    echo: str = ""
    echoes: int = 0
    answered: str = ""
    repeats: int = 0
    language: str = "es"
    spoken_to: str = ""
    touched: datetime | None = None
    errand: Errand | None = None
    errands: int = 0

    def expecting(self) -> Expecting | None:
        """What understanding must know of the question that is open."""
        if self.pending in (Pending.OFFERS, Pending.WHICH):
            return Expecting(Asked.OPTION, tuple(start.replace(tzinfo=None) for start in self.starts))
        kind = _EXPECTING.get(self.pending) if self.pending else None
        if kind is None and self.wish is None and len(self.topics) > 1:
            kind = Asked.SERVICE
        return Expecting(kind) if kind else None

    def copy(self) -> "State":
        """One whose wishes may be changed without changing this one; the rest of it is immutable."""
        return replace(self, wish=_copied(self.wish), queued=_copied(self.queued))

    def to_json(self) -> str:
        return _STATE.dump_json(self, exclude_defaults=True).decode()

    @classmethod
    def from_json(cls, text: str | None) -> "State":
        """Read what `to_json` wrote; what an earlier release wrote and this cannot read starts anew."""
        if not text:
            return cls()
        try:
            return _STATE.validate_json(text)
        except ValidationError:
            return cls()


def _copied(wish: Wish | None) -> Wish | None:
    return replace(wish, answers=dict(wish.answers)) if wish else None


_EXPECTING = {
    Pending.SERVICE: Asked.SERVICE,
    Pending.CONFIRM: Asked.CONFIRM,
    Pending.OTHER_TIME: Asked.CONFIRM,
    Pending.NAME: Asked.NAME,
    Pending.QUESTION: Asked.QUESTION,
    Pending.CANCEL: Asked.CONFIRM,
    Pending.MOVE_OR_CANCEL: Asked.CONFIRM,
    Pending.RESUME: Asked.CONFIRM,
    Pending.NOTICES: Asked.CONFIRM,
    Pending.BOOK_ONE: Asked.CONFIRM,
    Pending.A_PERSON: Asked.CONFIRM,
    Pending.PART: Asked.SERVICE,
    Pending.NAMES: Asked.NAME,
    Pending.SUBJECT: Asked.NAME,
    Pending.WAIT_WHEN: Asked.WHEN,
    Pending.RATING: Asked.CONFIRM,
}

_STATE = TypeAdapter(State)

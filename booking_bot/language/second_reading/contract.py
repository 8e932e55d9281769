"""The only form in which a model's answer is taken: one JSON object that names what the shop has.

    {"acts": ["book"], "service": ["corte"], "when": [{"from": "2026-11-24", "earliest": "17:00"}]}

A key too many, an id that the shop does not have, a day that is over: then all of it counts for nothing.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from booking_bot.language.frame import ANY_STAFF, Act, Daypart, Expecting, Frame, Vocabulary, Window

# What a message may be said to do. Whoever says yes, no or which one, or stops our messages, does it in
# words that the grammar knows: nothing is done because a model thought so.
ACTS = frozenset(
    {
        Act.BOOK,
        Act.CANCEL,
        Act.RESCHEDULE,
        Act.LATE,
        Act.AVAILABILITY,
        Act.MY_APPOINTMENTS,
        Act.ASK_PRICE,
        Act.ASK_HOURS,
        Act.ASK_LOCATION,
        Act.ASK_SERVICES,
        Act.ORDER_STATUS,
        Act.HUMAN,
        Act.COMPLAINT,
        Act.GREET,
        Act.THANKS,
        Act.BYE,
    }
)
FARTHEST = timedelta(days=730)
LONGEST_ANSWER = 4000
_MONTH = 31 * 24 * 60  # minutes

_STRICT = ConfigDict(extra="forbid", strict=True)
_Word = Annotated[str, Field(min_length=1, max_length=60)]


class _Window(BaseModel):
    model_config = _STRICT

    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(default=[], max_length=7)
    earliest: time | None = None
    latest: time | None = None
    daypart: Daypart | None = None


_Windows = Annotated[list[_Window], Field(max_length=5)]


class _Answer(BaseModel):
    model_config = _STRICT

    acts: list[Act] = Field(max_length=4)
    service: list[_Word] = Field(default=[], max_length=4)
    staff: _Word | None = None
    when: _Windows = []
    not_when: _Windows = []
    which: _Windows = []
    asap: bool = False
    shift: int | None = Field(default=None, ge=-_MONTH, le=_MONTH)
    choice: int | None = Field(default=None, ge=1)
    party: int | None = Field(default=None, ge=1, le=50)
    for_other: bool = False
    name: _Word | None = None
    order: _Word | None = None
    late: int | None = Field(default=None, ge=1, le=600)
    same_time: bool = False
    later: bool | None = None


class _Wrong(ValueError):
    """The answer is of the right form and cannot be."""


def frame_from(
    answer: str, text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None
) -> Frame | None:
    """The frame that the answer is, None where it says nothing or anything of it is wrong.

    `text` is what the model was shown; `now` is the wall time of the shop.
    """
    if len(answer) > LONGEST_ANSWER:
        return None
    try:
        return _checked(_Answer.model_validate_json(answer), text, now, vocabulary, expecting)
    except (ValidationError, _Wrong):
        return None


def _checked(
    said: _Answer, text: str, now: datetime, vocabulary: Vocabulary, expecting: Expecting | None
) -> Frame | None:
    acts = frozenset(said.acts)
    if acts == {Act.OTHER}:
        return None
    _hold(acts <= ACTS)
    _hold(Act.CANCEL not in acts or expecting is None)  # else it might be the yes to what was asked
    _hold(set(said.service) <= {term.id for term in vocabulary.services})
    _hold(said.staff in {None, ANY_STAFF, *(term.id for term in vocabulary.staff)})
    for words in (said.name, said.order):
        _hold(words is None or words.casefold() in text.casefold())
    # by itself it would put what is booked already in that name
    _hold(said.name is None or bool(said.service or said.when or said.party))
    _hold(said.late is None or Act.LATE in acts)
    frame = Frame(
        acts=acts,
        service=tuple(dict.fromkeys(said.service)),
        staff=said.staff,
        when=_windows(said.when, now.date()),
        not_when=_windows(said.not_when, now.date()),
        which=_windows(said.which, now.date()),
        asap=said.asap,
        shift=_minutes(said.shift),
        party=said.party,
        for_other=said.for_other,
        name=said.name,
        order=said.order,
        late=_minutes(said.late),
        same_time=said.same_time,
        later=said.later,
    )
    if said.choice is not None:
        frame = _of_the_offered(frame, said.choice, expecting)
    _hold(bool(acts) or (expecting is not None and frame != Frame()))
    return frame


def _hold(condition: bool) -> None:
    if not condition:
        raise _Wrong


def _of_the_offered(frame: Frame, choice: int, expecting: Expecting | None) -> Frame:
    """One of the offered times is wished for, and will be proposed: to pick it is the customer's."""
    options = expecting.options if expecting else ()
    _hold(choice <= len(options) and not frame.when)
    start = options[choice - 1]
    moment = Window(start.date(), start.date(), earliest=start.time(), latest=start.time())
    return replace(frame, when=(moment,))


def _windows(said: Collection[_Window], today: date) -> tuple[Window, ...]:
    return tuple(_window(one, today) for one in said)


def _window(said: _Window, today: date) -> Window:
    window = Window(
        said.first,
        said.last,
        tuple(sorted(set(said.weekdays))),
        said.earliest,
        said.latest,
        said.daypart,
    )
    days = [day for day in (window.first, window.last) if day]
    clock = [hour for hour in (window.earliest, window.latest) if hour is not None]
    _hold(window != Window())
    _hold(all(today <= day <= today + FARTHEST for day in days) and days == sorted(days))
    _hold(all(hour.tzinfo is None and not hour.second and not hour.microsecond for hour in clock))
    _hold(clock == sorted(clock) and not (clock and window.daypart))
    return window


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)

from datetime import date, datetime, time, timedelta

from booking_bot.dialogue.desk import Offer
from booking_bot.dialogue.state import Flow, Pending, Receipt, State, Wish
from booking_bot.language.frame import Asked, Daypart, Expecting, Window
from tests.dialogue.fake import MADRID, NOW

START = datetime(2026, 5, 14, 17, tzinfo=MADRID)
OFFER = Offer("corte", "leo", START, START + timedelta(minutes=30))


def test_a_state_comes_back_from_json_as_it_was() -> None:
    state = State(
        revision=7,
        wish=Wish(
            Flow.RESCHEDULE,
            services=("corte", "tinte"),
            staff="leo",
            when=(Window(date(2026, 5, 14), weekdays=(1, 2), earliest=time(17), daypart=Daypart.EVENING),),
            shift=timedelta(minutes=-30),
            chosen=OFFER,
            answers={"alergia": "ninguna"},
        ),
        queued=Wish(Flow.CANCEL, appointment=4),
        pending=Pending.OFFERS,
        offers=(OFFER,),
        starts=(START,),
        menu=("pick:0:7",),
        titles=("jue 14 may, 17:00",),
        receipt=Receipt(Flow.BOOK, 3, 6, NOW),
        touched=NOW,
    )

    assert State.from_json(state.to_json()) == state


def test_an_empty_state_is_short_and_an_unreadable_one_starts_anew() -> None:
    assert State().to_json() == "{}"
    assert State.from_json(None) == State()
    assert State.from_json('{"revision": "x", "pending": "of old"}') == State()
    assert State.from_json('{"unknown": 1}') == State()


def test_what_was_asked_is_what_understanding_expects() -> None:
    listed = State(pending=Pending.OFFERS, starts=(START,))

    assert State().expecting() is None
    assert listed.expecting() == Expecting(Asked.OPTION, (START.replace(tzinfo=None),))
    assert State(pending=Pending.NAME).expecting() == Expecting(Asked.NAME)
    assert State(pending=Pending.MENU).expecting() is None


def test_a_copy_may_be_changed_alone() -> None:
    state = State(wish=Wish(Flow.BOOK, answers={"a": "1"}))

    copy = state.copy()
    assert copy.wish is not None
    copy.wish.answers["a"] = "2"
    copy.wish.staff = "leo"

    assert state == State(wish=Wish(Flow.BOOK, answers={"a": "1"}))

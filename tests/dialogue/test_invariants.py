"""What must hold in every conversation, tried on thousands of random ones.

Frames are thrown together without regard to sense: the dialogue must stay safe whatever
understanding makes of a text.
"""

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from booking_bot.dialogue.machine import turn
from booking_bot.dialogue.state import Pending, State
from booking_bot.dialogue.talk import Heard, OpenQuestion, Option, Turn
from booking_bot.domain.refusals import SlotTaken
from booking_bot.language.frame import Act, Asked, Daypart, Expecting, Frame, Refusal, Window
from tests.dialogue.fake import MADRID, NOW, FakeDesk, appointment

CONVERSATIONS = 2100
TURNS = 8
# What a message may be left without an answer for: courtesy, or a machine that repeats itself.
COURTESIES = {"ok", "jaja", "gracias", "sí"}
TEXTS = [
    "asdf qwer",
    "no quiero cancelar",
    "déjalo",
    "¿por qué me lo preguntas?",
    "?",
    "",
    "Ana",
    *COURTESIES,
]
CHANGES = ("booked", "moved", "cancelled")


def random_window(dice: random.Random) -> Window:
    day = NOW.date() + timedelta(days=dice.randint(-3, 100))
    clock = time(dice.randint(0, 23), dice.choice([0, 15, 30]))
    return dice.choice(
        [
            Window(day, day),
            Window(day, day, earliest=clock, latest=clock),
            Window(day, day + timedelta(days=dice.randint(0, 7)), daypart=dice.choice(list(Daypart))),
            Window(earliest=clock, latest=clock),
            Window(daypart=dice.choice(list(Daypart))),
            Window(weekdays=(dice.randint(1, 7),)),
            Window(first=day),
            Window(last=day),
            Window(earliest=clock),
        ]
    )


def random_frame(dice: random.Random, expecting: Expecting | None) -> Frame:
    acts = [act for act in Act if act not in (Act.HUMAN, Act.COMPLAINT, Act.ORDER_STATUS)]
    frame = Frame(acts=frozenset(dice.sample(acts, dice.choice([0, 1, 1, 1, 2]))))
    if expecting and dice.random() < 0.6:
        answer = {
            Asked.OPTION: Frame(acts=frozenset({Act.CHOOSE}), choice=dice.randint(1, 5)),
            Asked.CONFIRM: Frame(acts=frozenset({dice.choice([Act.AFFIRM, Act.DENY])})),
            Asked.SERVICE: Frame(service=("corte",)),
            Asked.NAME: Frame(name="Leo Gil"),
            Asked.WHEN: Frame(when=(random_window(dice),)),
        }
        frame = answer.get(expecting.kind, frame)
    if dice.random() < 0.3:
        frame = replace(frame, when=tuple(random_window(dice) for _ in range(dice.randint(1, 2))))
    if dice.random() < 0.1:
        frame = replace(frame, not_when=(random_window(dice),))
    if dice.random() < 0.2:
        frame = replace(frame, service=tuple(dice.sample(["corte", "tinte", "manicura"], dice.randint(1, 2))))
    if dice.random() < 0.1:
        frame = replace(
            frame,
            staff=dice.choice(["marta", "leo", "any"]),
            party=dice.choice([None, 2, 9]),
            which=(random_window(dice),),
            shift=dice.choice([None, timedelta(minutes=30), timedelta(days=-1)]),
            later=dice.choice([None, True, False]),
            same_time=dice.random() < 0.5,
            asap=dice.random() < 0.5,
            refusals=((dice.choice(list(Refusal)), "31 de febrero"),) if dice.random() < 0.3 else (),
            language=dice.choice(["es", "es", "en", "pt"]),
        )
    return frame


def said_yes(before: State, frame: Frame, message: Heard) -> bool:
    """Whether the message is a pick or a yes to what was asked just before."""
    payload = message.button
    if not payload and message.text.isdecimal() and 0 < int(message.text) <= len(before.menu):
        payload = before.menu[int(message.text) - 1]
    verb = payload.split(":")[0]
    if payload in before.menu and verb in ("yes", "pick"):
        return True
    if verb in ("cancel", "which"):
        return True
    if before.pending in (Pending.NAME, Pending.QUESTION):
        return before.wish is not None and before.wish.chosen is not None
    return bool(frame.acts & {Act.AFFIRM, Act.CHOOSE}) or (
        before.pending is Pending.CANCEL and Act.CANCEL in frame.acts
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_conversation_breaks_a_promise(seed: int) -> None:
    dice = random.Random(seed)

    for _ in range(CONVERSATIONS // 6):
        desk = FakeDesk(days=20, step=timedelta(minutes=60))
        if dice.random() < 0.5:
            desk.booked = [
                appointment(number + 1, NOW + timedelta(days=day))
                for number, day in enumerate(dice.sample([1, 2, 3, 8], dice.randint(1, 3)))
            ]
        if dice.random() < 0.2:
            desk.customer = replace(desk.customer, name=None)
        converse(dice, desk)


def converse(dice: random.Random, desk: FakeDesk) -> None:
    state = State()
    options: tuple[Option, ...] = ()
    old_buttons: list[str] = ["confirm:1:3", "cancel:1:3", "move:1:2", "nonsense", "pick:x:1", "yes:0:999"]
    for _ in range(TURNS):
        desk.now += timedelta(minutes=dice.choice([0, 1, 5, 60, 60 * 13]))
        if dice.random() < 0.15:
            desk.busy |= {offer.start for offer in state.offers}
        held = dice.random() < 0.05
        message = random_message(dice, options, old_buttons)
        heard: list[Frame] = []

        def understand(text: str, expecting: Expecting | None, heard: list[Frame] = heard) -> Frame:
            frame = random_frame(dice, expecting) if text not in COURTESIES else Frame(frozenset({Act.OTHER}))
            heard.append(frame)
            return frame

        question = OpenQuestion(1, 3) if dice.random() < 0.2 else None
        log, known = list(desk.log), state.to_json()
        outcome = turn([message], state, desk, understand, now=desk.now, held=held, question=question)
        frame = heard[-1] if heard else Frame()

        assert state.to_json() == known, "the state that went in was changed"
        check(desk, state, outcome, message=message, frame=frame, effects=desk.log[len(log) :], held=held)
        state, options = State.from_json(outcome.state.to_json()), outcome.options
        assert state == outcome.state
        old_buttons.extend(option.payload for option in options)


def random_message(dice: random.Random, options: tuple[Option, ...], old: list[str]) -> Heard:
    roll = dice.random()
    if options and roll < 0.25:
        return Heard(button=dice.choice(options).payload)
    if roll < 0.35:
        return Heard(button=dice.choice(old))
    if roll < 0.45:
        return Heard(text=str(dice.randint(1, 4)))
    if roll < 0.5:
        return Heard(media=True)
    return Heard(text=dice.choice(TEXTS) if dice.random() < 0.3 else f"texto {dice.random()}")


def check(
    desk: FakeDesk,
    before: State,
    outcome: Turn,
    *,
    message: Heard,
    frame: Frame,
    effects: list[str],
    held: bool,
) -> None:
    changes = [effect for effect in effects if effect.startswith(CHANGES)]
    assert len(changes) <= 1, changes
    if held:
        assert outcome.reply is None
        assert not changes
        return
    if changes:
        assert said_yes(before, frame, message), (before.pending, frame, changes)
    for effect in changes:
        if effect.startswith("booked"):
            booked = max(desk.booked, key=lambda one: one.id)
            assert booked.start >= desk.now
            assert any(offer.start == booked.start for offer in before.offers) or (
                before.wish is not None and before.wish.chosen is not None
            )
    if outcome.reply is None:
        assert (
            message.text in COURTESIES
            or frame.acts & {Act.THANKS, Act.BYE}
            or max(outcome.state.echoes, outcome.state.repeats) > 2
        ), (
            message,
            frame,
            before.pending,
        )
    else:
        assert outcome.reply.strip()
        assert "{" not in outcome.reply
    assert all(len(option.title) <= 20 for option in outcome.options)
    if before.wish is not None and outcome.state.misses > before.misses and outcome.state.wish is not None:
        assert (before.wish.services, before.wish.when) == (
            outcome.state.wish.services,
            outcome.state.wish.when,
        )


def test_a_time_taken_in_between_is_never_booked() -> None:
    desk = FakeDesk()
    taken = datetime(2026, 5, 14, 17, tzinfo=MADRID)
    thursday = Window(date(2026, 5, 14), date(2026, 5, 14), earliest=time(17), latest=time(17))
    wish = Frame(frozenset({Act.BOOK}), service=("tinte",), when=(thursday,))
    first = turn([Heard("tinte el jueves a las 5")], State(), desk, lambda *_: wish, now=NOW)
    desk.busy.add(taken)

    second = turn([Heard("sí")], first.state, desk, lambda *_: Frame(frozenset({Act.AFFIRM})), now=NOW)

    assert desk.log == []
    assert second.reply is not None
    assert second.reply.startswith("Lo siento, esa hora la acaban de coger.")
    assert len(second.options) == 3
    with pytest.raises(SlotTaken):
        desk.book(first.state.offers[0], name="Ana", answers={}, note="")

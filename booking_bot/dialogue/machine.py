"""The turn: the messages that came and their one answer.

    turn(messages, state, desk, understand, now=…)

`state` is not changed; the next one comes back with the reply. What the desk did is done: the
caller runs the turn inside one transaction and commits both, or neither.

A state in which a draft has lain for twelve hours is taken up by offering the draft again. The
steps of a turn stand in `STEPS`, in the order in which they have their say.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from booking_bot.dialogue import buttons
from booking_bot.dialogue.desk import Desk, Note
from booking_bot.dialogue.flows import (
    answers,
    confirm,
    consent,
    courtesy,
    handover,
    late,
    questions,
    start,
    unclear,
)
from booking_bot.dialogue.flows.cancel import keep
from booking_bot.dialogue.phrases import Phrase, phrases, plain
from booking_bot.dialogue.replies import voice
from booking_bot.dialogue.state import STALE_AFTER, Flow, Pending, State
from booking_bot.dialogue.talk import Heard, OpenQuestion, Talk, Turn, Understand
from booking_bot.language.frame import Act, Asked, Expecting, Frame

# The third of three identical messages that lead nowhere is not answered.
_ECHOES = 3
_LONG = 700


def turn(
    messages: Sequence[Heard],
    state: State,
    desk: Desk,
    understand: Understand,
    *,
    now: datetime,
    held: bool = False,
    question: OpenQuestion | None = None,
) -> Turn:
    """Answer all messages that wait, in order, with one reply.

    `held` is set while a person has the conversation: then nothing is said, and only an opt-out
    has an effect. `question` is the newest open one that was sent outside the turns.
    """
    fresh = state.copy()
    fresh.revision += 1
    talk = _talk(messages, fresh, desk, now)
    talk.question = next((one.quoted for one in reversed(messages) if one.quoted), None) or question
    if held:
        _while_held(talk, understand)
        return Turn(None, (), talk.state)
    if _echoed(talk):
        return Turn(None, (), talk.state)
    _shelve(talk)
    for message in messages:
        if message.button and not talk.ended:
            buttons.press(talk, message.button)
    _typed(talk, messages)
    pressed_only = talk.heard and not any(one.text.strip() for one in messages if not one.button)
    if not pressed_only and not talk.ended:
        _understand(talk, understand)
        for step in STEPS:
            if talk.ended:
                break
            step(talk)
    if talk.corrected:
        talk.tell("All right, I change that.")
    start.advance(talk)
    return _finish(talk, messages)


def _talk(messages: Sequence[Heard], state: State, desk: Desk, now: datetime) -> Talk:
    text = "\n".join(one.text.strip() for one in messages if one.text.strip() and not one.button)
    language = "en" if state.language == "en" else desk.shop.locale
    return Talk(desk, state, now, voice(desk.shop, state.language), language, text=text.replace("\0", ""))


def _while_held(talk: Talk, understand: Understand) -> None:
    if talk.text:
        talk.frame = understand(talk.text, None)
        consent.heard(talk)
        talk.settle()


def _echoed(talk: Talk) -> bool:
    """Two machines answering each other, or a stuck phone: the same words and no progress."""
    state, text = talk.state, plain(talk.text)
    if not text or text != state.echo:
        state.echo, state.echoes = text, 1
        return False
    state.echoes += 1
    return state.echoes >= _ECHOES


def _shelve(talk: Talk) -> None:
    """A draft older than twelve hours is offered again, never continued silently."""
    state = talk.state
    old = state.touched is not None and talk.now - state.touched > STALE_AFTER
    state.touched = talk.now
    if not old:
        return
    talk.desk.release()
    state.misses, state.queued, state.topic = 0, None, None
    if state.wish is not None and state.wish.flow is Flow.BOOK and state.wish.services:
        state.wish.chosen = None
        talk.settle()
        state.pending = Pending.RESUME
    elif state.pending is not Pending.NOTICES:
        talk.drop()


def _typed(talk: Talk, messages: Sequence[Heard]) -> None:
    """A number or the very words of an option do what its button does."""
    texts = [one.text.strip() for one in messages if one.text.strip() and not one.button]
    menu = talk.state.menu
    if len(texts) != 1 or talk.ended or not texts[0].isascii() or not texts[0].isdecimal():
        return
    number = int(texts[0][:4])
    if 1 <= number <= len(menu):
        buttons.press(talk, menu[number - 1])
        talk.text = ""


def _understand(talk: Talk, understand: Understand) -> None:
    state = talk.state
    expecting = state.expecting()
    if expecting is None and state.wish is None and talk.question is not None:
        expecting = Expecting(Asked.CONFIRM)
    talk.frame = understand(talk.text, expecting) if talk.text else Frame()
    language = (
        "en" if talk.frame.language == "en" else "es" if _tells_language(talk.frame) else state.language
    )
    if language != state.language:
        state.language = language
        talk.say = voice(talk.desk.shop, language)
        talk.locale = "en" if language == "en" else talk.desk.shop.locale
    if len(talk.text) > _LONG:
        talk.desk.note(Note.LONG_MESSAGE, talk.text)


def _tells_language(frame: Frame) -> bool:
    """A bare "ok" or a number is of no language; a message with a matter is."""
    return bool(frame.acts - {Act.AFFIRM, Act.DENY, Act.CHOOSE, Act.OTHER}) or bool(
        frame.when or frame.service
    )


def _resume(talk: Talk) -> None:
    """What was left lying: go on with it on a yes, else with what they want now."""
    if talk.state.pending is not Pending.RESUME:
        return
    if talk.state.starts or talk.state.menu:  # it was offered already
        if talk.acts & {Act.AFFIRM, Act.DENY} and not talk.frame.when:
            return
    elif not talk.acts & _STARTS:
        _offer_again(talk)
        return
    if talk.acts & _STARTS or talk.frame.when or talk.frame.service:
        talk.state.wish = None
        talk.settle()


_STARTS = frozenset({Act.BOOK, Act.AVAILABILITY, Act.CANCEL, Act.RESCHEDULE})


def _offer_again(talk: Talk) -> None:
    wish = talk.state.wish
    if wish is None:
        return
    dates = [window.first for window in wish.when if window.first]
    past = bool(dates) and max(dates) < talk.today
    if past:
        wish.when, wish.asap, wish.near = (), False, None
    if Act.GREET in talk.acts:
        talk.tell("Hello!")
    questions.answer(talk)
    service = talk.service_name(wish.services[0])
    talk.ask(
        Pending.RESUME,
        "We had left {service} for {day} half done. Shall we go on?"
        if dates and not past
        else "We had left {service} half done, without a day. Shall we go on?",
        options=[(talk.say("Yes, go on"), "yes:0"), (talk.say("No, leave it"), "no:0")],
        service=service,
        day=talk.day(dates[0]) if dates else "",
    )


def _open_question(talk: Talk) -> None:
    """A yes or no belongs to the reminder where nothing newer is asked."""
    question = talk.question
    if (
        question is None
        or talk.heard
        or talk.state.pending not in (None, Pending.MENU)
        or talk.state.wish is not None
    ):
        return
    if talk.acts & {Act.AFFIRM, Act.CONFIRM}:
        confirm.answer(talk, question, yes=True)
        talk.ended = True
    elif talk.acts == {Act.DENY} and not talk.frame.when:
        confirm.answer(talk, question, yes=False)


def _abort_or_keep(talk: Talk) -> None:
    said = phrases(talk.text)
    wish = talk.state.wish
    if Phrase.KEEP in said and not talk.acts & {Act.RESCHEDULE, Act.LATE} and not talk.frame.when:
        if wish is None or wish.flow is Flow.CANCEL:
            keep(talk)
            talk.ended = True
    elif Phrase.ABORT in said and (wish is not None or talk.state.pending is not None):
        if wish is not None and wish.flow is Flow.CANCEL:
            keep(talk)
        else:
            start.drop_draft(talk)
        talk.ended = True


def _begin(talk: Talk) -> None:
    if talk.heard and not talk.acts & _STARTS:
        return
    if Phrase.KEEP in phrases(talk.text) and Act.CANCEL in talk.acts:
        return  # "no quiero cancelar": whatever else it says, nothing is undone
    if talk.state.pending is Pending.QUESTION and talk.heard:
        return
    if talk.heard and talk.acts <= {Act.CANCEL, Act.AFFIRM, Act.CHOOSE}:
        return  # the undoing was the answer
    start.begin(talk)


def _why(talk: Talk) -> None:
    if not talk.heard and Phrase.WHY in phrases(talk.text):
        unclear.why(talk)
        if talk.state.wish is None:
            talk.ended = True


def _courtesy(talk: Talk) -> None:
    if not talk.heard:
        courtesy.heard(talk)


def _unclear(talk: Talk) -> None:
    if talk.heard:
        talk.state.misses = 0
    else:
        unclear.not_understood(talk)


def _consent(talk: Talk) -> None:
    consent.heard(talk)


def _handover(talk: Talk) -> None:
    handover.wanted(talk)


STEPS: tuple[Callable[[Talk], None], ...] = (
    _consent,
    _handover,
    _abort_or_keep,
    _resume,
    _open_question,
    late.heard,
    answers.heard,
    _why,
    _begin,
    questions.answer,
    _courtesy,
    _unclear,
)


def _finish(talk: Talk, messages: Sequence[Heard]) -> Turn:
    state = talk.state
    reply = "\n".join(line for line in talk.lines if line)
    if not reply and any(one.media for one in messages):
        talk.tell("Thank you, the team gets it. I can only read text: tell me in a few words what you need.")
        reply = talk.lines[-1]
    if not reply:
        return Turn(None, (), state)
    if reply != state.answered:
        state.echoes = min(state.echoes, 1)
    state.answered = reply
    return Turn(reply, talk.options, state)

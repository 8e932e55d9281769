"""The turn: the messages that came and their one answer.

    turn(messages, state, desk, understand, now=…)

`state` is not changed; the next one comes back with the reply. What the desk did is done: the
caller runs the turn inside one transaction and commits both, or neither.

A state in which a draft has lain for twelve hours is taken up by offering the draft again. The
steps of a turn stand in `STEPS`, in the order in which they have their say.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from booking_bot.dialogue import buttons, first_words
from booking_bot.dialogue.desk import Desk, Note, Reason
from booking_bot.dialogue.flows import (
    answers,
    calls,
    consent,
    courtesy,
    deposits,
    drafts,
    feedback,
    handover,
    late,
    left_here,
    media,
    open_questions,
    orders,
    questions,
    quotes,
    start,
    unclear,
    waiting,
)
from booking_bot.dialogue.flows.cancel import keep
from booking_bot.dialogue.flows.drafts import STARTS
from booking_bot.dialogue.phrases import Phrase, phrases, plain
from booking_bot.dialogue.places import pointed_at
from booking_bot.dialogue.replies import voice
from booking_bot.dialogue.state import Flow, Pending, State
from booking_bot.dialogue.talk import Heard, OpenQuestion, Talk, Turn, Understand
from booking_bot.language.frame import Act, Expecting, Frame

_CLAUSE_ENDS = re.compile(r"[?!.\n]+")
# The third of three identical messages that lead nowhere is not answered.
_ECHOES = 3
_LAST_MISS = 2
# Nor is what would be answered with the same words for the seventh time.
_REPEATS = 6
# Who gets the same question a fourth time, whatever they write, is stuck and gets a person.
_STUCK = 3
# A greeting a day is no echo.
_CALM = timedelta(hours=1)
_TAKING = {Act.AFFIRM, Act.CONFIRM, Act.CHOOSE}
_LONG = 700
# So many lines or questions of one message are looked at one by one: nobody sends more, but a machine might.
_PARTS = 20
# Where a place ("la segunda") is one of what was read out; of a yes and a no it is neither.
_LISTS = {Pending.SERVICE, Pending.OFFERS, Pending.WHICH, Pending.ORDER}


def turn(
    messages: Sequence[Heard],
    state: State,
    desk: Desk,
    understand: Understand,
    *,
    now: datetime,
    held: bool = False,
    asked: Sequence[OpenQuestion] = (),
    introduced: bool = True,
) -> Turn:
    """Answer all messages that wait, in order, with one reply.

    `held` is set while a person has the conversation: then nothing is said, and only an opt-out
    has an effect. `asked` are the questions sent outside the turns and still open, newest first.
    `introduced` is unset until they have been told who answers, and what is kept of them.
    """
    fresh = state.copy()
    fresh.revision += 1
    talk = _talk(messages, fresh, desk, now)
    talk.before, talk.introduced = state.wish, introduced
    talk.asked_at, talk.questions, talk.came = state.touched, tuple(asked), tuple(messages)
    if held:
        _while_held(talk, messages, understand)
        return Turn(None, (), talk.state, tuple(dict.fromkeys(talk.answered)))
    talk.understand = understand
    messages = open_questions.reacted(talk, messages)
    if not messages:
        return _finish(talk)
    talk.quoted = next((one.quoted for one in reversed(messages) if one.quoted), None)
    if _echoed(talk):
        return Turn(None, (), talk.state)
    drafts.shelve(talk)
    for message in messages:
        if message.button and not talk.ended:
            buttons.press(talk, message.button)
    _typed(talk)
    if not deposits.shown(talk, messages):
        media.heard(talk, messages)
    if not (talk.heard and not talk.text) and not talk.ended:
        _understand(talk, understand)
        for step in STEPS:
            if talk.ended:
                break
            step(talk)
    if talk.corrected:
        talk.tell("All right, I change that.")
    if talk.state.pending is Pending.RESUME and not talk.ended:
        drafts.offer_again(talk)
    start.advance(talk)
    media.place(talk)
    return replace(_finish(talk), missed=talk.missed)


def _talk(messages: Sequence[Heard], state: State, desk: Desk, now: datetime) -> Talk:
    # a button that is none of ours (an old template's, a foreign one's) is read by its words
    texts = [one.text.strip() for one in messages if not buttons.ours(one.button) and not one.reaction]
    text = "\n".join(filter(None, texts))
    language = "en" if state.language == "en" else desk.shop.locale
    return Talk(desk, state, now, voice(desk.shop, state.language), language, text=text.replace("\0", ""))


def _while_held(talk: Talk, messages: Sequence[Heard], understand: Understand) -> None:
    talk.drop()
    talk.state.queued = None
    if talk.text:
        talk.frame = understand(talk.text, None)
        consent.heard(talk)
        talk.settle()
    talk.understand = understand
    quotes.while_held(talk, messages)


def _echoed(talk: Talk) -> bool:
    """Two machines answering each other, or a stuck phone: the same words and no progress."""
    state, text = talk.state, plain(talk.text)
    if state.touched is None or talk.now - state.touched > _CALM:
        state.echo, state.echoes, state.repeats = "", 0, 0
    if not text or text != state.echo:
        state.echo, state.echoes = text, 1
        return False
    state.echoes += 1
    return state.echoes >= _ECHOES and state.misses < _LAST_MISS  # the next one gets a person


def _typed(talk: Talk) -> None:
    """A number, a place or the very words of an option do what its button does."""
    menu, text = talk.state.menu, talk.text
    if talk.ended or not menu or talk.quoted is not None:
        return
    index = _titled(talk.state.titles, text)
    if text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= len(menu):
        index = None if open_questions.numbered(talk) else int(text) - 1
    if index is None and talk.state.pending in _LISTS:
        of_times = talk.state.pending is not Pending.SERVICE
        index = pointed_at(text, len(menu), of_times=of_times)
    if index is not None:
        buttons.press(talk, menu[index])
        talk.text = ""


def _titled(titles: Sequence[str], text: str) -> int | None:
    """Which title was typed; a phone may tell a tap by the words it showed, cut."""
    said, is_cut = plain(text.removesuffix("…")), text.endswith("…") and len(text) > 1
    for index, title in enumerate(map(plain, titles)):
        if title == said or (is_cut and title.startswith(said)):
            return index
    return None


def _understand(talk: Talk, understand: Understand) -> None:
    state = talk.state
    expecting = state.expecting()
    if asked := open_questions.expected(talk):
        expecting = Expecting(asked)
    talk.expecting = expecting
    talk.frame = media.read(talk, _frame(talk.text, expecting, understand)) if talk.text else Frame()
    talk.alone = lambda: understand(talk.text, None)
    talk.understand = understand
    talk.clauses = _clauses(talk, understand)
    language = (
        "en" if talk.frame.language == "en" else "es" if _tells_language(talk.frame) else state.language
    )
    if language != state.language:
        state.language = language
        talk.say = voice(talk.desk.shop, language)
        talk.locale = "en" if language == "en" else talk.desk.shop.locale
    if len(talk.text) > _LONG:
        talk.desk.note(Note.LONG_MESSAGE, talk.text)


def _frame(text: str, expecting: Expecting | None, understand: Understand) -> Frame:
    """All of it as one message; where that makes no sense, the first line that does."""
    whole = understand(text, expecting)
    lines = text.split("\n", _PARTS)[:_PARTS]
    if len(lines) > 1 and whole.acts & _TAKING:
        # a phrase cut in two by its author may sound like a yes that they never said
        joined = understand(" ".join(lines), expecting)
        if joined.choice != whole.choice or not joined.acts & whole.acts & _TAKING:
            return joined
    if whole.acts != {Act.OTHER} or len(lines) < 2:
        return whole
    single = (understand(line, expecting) for line in lines if line)
    return next((frame for frame in single if frame.acts != {Act.OTHER}), whole)


def _clauses(talk: Talk, understand: Understand) -> tuple[tuple[str, frozenset[Act]], ...]:
    """What a message asks, part by part: "¿dónde estáis? ¿hay parking?" is two questions."""
    if not questions.may_ask(talk):
        return ()
    parts = [part.strip() for part in _CLAUSE_ENDS.split(talk.text) if part.strip()][:_PARTS]
    if len(parts) < 2:
        return ((talk.text, talk.acts),)
    return tuple((part, understand(part, None).acts) for part in parts)


def _tells_language(frame: Frame) -> bool:
    """A bare "ok" or a number is of no language; a message with a matter is."""
    return bool(frame.acts - {Act.AFFIRM, Act.DENY, Act.CHOOSE, Act.OTHER}) or bool(
        frame.when or frame.service or frame.fits
    )


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
    if talk.heard and not talk.acts & STARTS:
        return
    if Phrase.KEEP in phrases(talk.text) and Act.CANCEL in talk.acts:
        return  # "no quiero cancelar": whatever else it says, nothing is undone
    if talk.state.pending is Pending.QUESTION and talk.heard:
        return
    if talk.heard and talk.acts <= {Act.CANCEL, Act.AFFIRM, Act.CHOOSE}:
        return  # the undoing was the answer
    if questions.for_the_house(talk):
        return
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
    elif not (media.unclear(talk) or quotes.unclear(talk) or open_questions.unclear(talk)):
        unclear.not_understood(talk)


def _consent(talk: Talk) -> None:
    consent.heard(talk)


def _feedback(talk: Talk) -> None:
    if not talk.heard:
        open_questions.opinion(talk)
        feedback.heard(talk)


def _handover(talk: Talk) -> None:
    handover.wanted(talk)


STEPS: tuple[Callable[[Talk], None], ...] = (
    _consent,
    _feedback,
    calls.heard,
    orders.heard,
    _handover,
    quotes.heard,
    deposits.heard,
    waiting.heard,
    left_here.heard,
    _abort_or_keep,
    drafts.taken_up,
    open_questions.heard,
    late.heard,
    answers.heard,
    _why,
    courtesy.about_itself,
    _begin,
    questions.answer,
    _courtesy,
    _unclear,
)


def _finish(talk: Talk) -> Turn:
    state, answered = talk.state, tuple(dict.fromkeys(talk.answered))
    reply = "\n".join(line for line in talk.lines if line)
    if not reply:
        return Turn(None, (), state, answered)
    if talk.got and not talk.text:
        pass  # photos, one after another, are neither an echo nor somebody who is stuck
    elif reply == state.answered and (state.wish is None or talk.unchanged):
        state.repeats += 1
    else:
        state.repeats = 0
        if not state.misses:  # being told in other words that it was not understood is no progress
            state.echoes = min(state.echoes, 1)
    if state.wish is not None and state.repeats >= _STUCK:
        talk.lines.clear()
        handover.hand_over(talk, Reason.NOT_UNDERSTOOD)
        talk.options, reply = (), "\n".join(talk.lines)
    state.answered = reply
    if state.repeats >= _REPEATS:
        return Turn(None, (), state, answered)
    # a pin and buttons do not go into one message, and what is asked must be easy to answer
    pin = None if talk.options else talk.location
    introduces = not talk.introduced and not talk.handed_over
    said = first_words.joined(talk, talk.written())
    return Turn(said, talk.options, state, answered, pin, introduces)

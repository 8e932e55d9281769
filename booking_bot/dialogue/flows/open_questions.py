"""Answers to what was asked outside the turns: a reminder, a place that came free, how it was.

`ANSWERS` says of each kind what its answers do. A quoted question is the one meant; else the newest
that the answer fits, unless the conversation itself asked something since. Where two were asked at
about the same time, a yes is to neither before it is known to which.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from booking_bot.dialogue.flows import (
    answers,
    confirm,
    feedback,
    missed,
    otherwise,
    places,
    quotes,
    recall,
    requests,
)
from booking_bot.dialogue.phrases import Phrase, asks_back, begins_closing, phrases, plain
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Heard, Missed, OpenQuestion, Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.language.frame import Act, Asked

Answer = Callable[[Talk, OpenQuestion], None]
# Who gets two questions within that time has read neither when they answer.
_TOGETHER = timedelta(hours=1)
# The buttons that tell two questions apart.
_OF_QUESTIONS = ("confirm:", "take:", "agree:", "accept:", "suits:")
_BUT = re.compile(r"\b(?:pero|aunque|mejor|puede|podria|podriamos|puedo|podemos|podra)\b")
_SAYS = {Act.AFFIRM, Act.CONFIRM, Act.DENY}
_OF_THEIRS = {Act.CANCEL, Act.RESCHEDULE, Act.LATE}
_THUMBS = {"👍", "👌", "✅"}
_SKIN = dict.fromkeys(range(0x1F3FB, 0x1F400))  # the colours that a thumb may have


@dataclass(frozen=True, slots=True)
class Answers:
    """What a yes, a no and a number do, as its buttons are numbered; `thumb` is 👍 on the message itself.

    `option` is the button, title and payload, by which it is told from another question, `about` the words.
    `otherwise` is a yes with something else beside it, where that cannot be had. `read` makes of the text
    what else may be an answer; where it does, a yes and a no are to another question sooner than to this.
    `moves` is a wish for another time, where it is about an appointment. `judge` says by itself what the text
    is to it. After one of `leaves` it stays open. `says_yes` knows words that are a yes to this alone, and
    `doubts` those that are rather a no; after an emoji that says neither it is asked `once_more`.
    `named` are words that say which question is meant.
    """

    yes: Answer
    no: Answer
    option: Callable[[Talk, OpenQuestion], tuple[str, str] | None]
    about: str = sentence("the time I proposed ({title})")
    numbers: Mapping[str, Answer] = field(default_factory=dict)
    thumb: Answer | None = None
    otherwise: Answer | None = None
    read: Callable[[Talk, OpenQuestion], Answer | None] | None = None
    moves: Answer | None = None
    expects: Asked | None = Asked.CONFIRM
    judge: Callable[[Talk, OpenQuestion], Answer | None] | None = None
    leaves: tuple[Answer, ...] = ()
    says_yes: Callable[[Talk, OpenQuestion], bool] | None = None
    doubts: Callable[[Talk, OpenQuestion], bool] | None = None
    once_more: Answer | None = None
    named: re.Pattern[str] | None = None


def _into(flow: Flow) -> Answer:
    def begin(talk: Talk, question: OpenQuestion) -> None:
        talk.start(Wish(flow, appointment=question.object_id))

    return begin


def _move(talk: Talk, question: OpenQuestion) -> None:
    talk.frame = talk.alone()
    talk.start(Wish(Flow.RESCHEDULE, appointment=question.object_id, when=talk.frame.when))


ANSWERS: dict[QuestionKind, Answers] = {
    QuestionKind.REMINDER: Answers(
        yes=confirm.yes,
        no=confirm.no,
        option=confirm.option,
        about=sentence("{your_appointment} ({title})"),
        numbers={"1": confirm.yes, "2": _into(Flow.RESCHEDULE), "3": _into(Flow.CANCEL)},
        thumb=confirm.thumb,
        moves=_move,
        says_yes=confirm.comes,
        doubts=confirm.doubts,
        once_more=confirm.once_more,
        leaves=(confirm.once_more,),
        named=re.compile(r"\b(?:cita|turno|estare|ire|iremos|voy)\b"),
    ),
    QuestionKind.WAITLIST: Answers(
        yes=places.yes,
        no=places.no,
        option=places.option,
        about=sentence("the place that came free ({title})"),
        numbers={"1": places.yes, "2": places.no},
        otherwise=places.as_it_is,
    ),
    QuestionKind.PROPOSAL: Answers(
        yes=requests.yes,
        no=requests.no,
        option=requests.option,
        numbers=requests.NUMBERS,
        otherwise=requests.otherwise,
    ),
    QuestionKind.OTHERWISE: Answers(
        yes=otherwise.yes,
        no=otherwise.no,
        option=otherwise.option,
        numbers=otherwise.NUMBERS,
        thumb=otherwise.yes,
        judge=otherwise.judge,
    ),
    QuestionKind.SURVEY: Answers(
        yes=feedback.please,
        no=feedback.declined,
        option=feedback.option,
        read=feedback.read,
        expects=None,
    ),
    QuestionKind.QUOTE: Answers(
        yes=quotes.yes,
        no=quotes.no,
        option=quotes.option,
        about=sentence("the price ({title})"),
        thumb=quotes.yes,
        judge=quotes.judge,
        leaves=(quotes.sure, quotes.wait),
        named=re.compile(r"\b(?:presupuesto|precio|arregl\w+|repar\w+)\b"),
    ),
    QuestionKind.RECALL: Answers(yes=recall.yes, no=recall.no, option=recall.option, read=recall.read),
    QuestionKind.FOLLOW_UP: Answers(yes=missed.yes, no=missed.no, option=missed.option, read=missed.read),
}


def reacted(talk: Talk, messages: Sequence[Heard]) -> list[Heard]:
    """The messages that are no reactions. A thumb on a reminder is its yes; others are nothing."""
    for one in messages:
        question = one.quoted
        thumb = ANSWERS[question.kind].thumb if question and question.kind in ANSWERS else None
        if one.reaction and question and thumb and one.text.strip().translate(_SKIN) in _THUMBS:
            thumb(talk, question)
            talk.answered += [question] if talk.heard else []
    return [one for one in messages if not one.reaction]


def expected(talk: Talk) -> Asked | None:
    """What an answer to the question at hand may be, None where the conversation's own is at hand."""
    known = (ANSWERS[one.kind].expects for one in _at_hand(talk) if one.kind in ANSWERS)
    return next(filter(None, known), None)


def numbered(talk: Talk) -> bool:
    """Whether a bare number is for an open question, though a menu stands above it: for one asked since."""
    state = talk.state
    if state.wish is not None or state.pending is not Pending.MENU:
        return False
    return any(_is_newer(talk, one) for one in _at_hand(talk))


def opinion(talk: Talk) -> None:
    """An answer to the survey goes before what it might be taken for, a complaint above all."""
    fitting = _fitting(talk)
    if fitting and fitting[0][0].kind is QuestionKind.SURVEY and _is_read(talk, *fitting[0]):
        question, act = fitting[0]
        act(talk, question)
        if act is not feedback.later:
            talk.answered.append(question)


def heard(talk: Talk) -> None:
    """Give the message its meaning as an answer to one of them, if it is one."""
    if talk.heard or talk.ended:
        return
    fitting = _fitting(talk)
    if not fitting:
        return
    question, act = fitting[0]
    if act is ANSWERS[question.kind].yes and _ask_which(talk, [one for one, _ in fitting]):
        return
    act(talk, question)
    talk.heard = True
    known = ANSWERS[question.kind]
    if act is not known.otherwise and act not in known.leaves:
        talk.answered.append(question)
    # what was going on is asked again after the answer to what came between
    talk.ended = talk.ended or talk.state.wish is None


def unclear(talk: Talk) -> bool:
    """Whether what was not understood was said to a question that may be asked once more as it was."""
    if talk.state.wish is not None or talk.state.misses:
        return False
    for one in _at_hand(talk):
        again = ANSWERS[one.kind].once_more if one.kind in ANSWERS else None
        if again is None:
            continue
        again(talk, one)
        if talk.lines:
            talk.missed = Missed(talk.text, talk.expecting, talk.frame)
            talk.state.misses += 1
            talk.heard = talk.ended = True
            return True
    return False


def _fitting(talk: Talk) -> list[tuple[OpenQuestion, Answer]]:
    """Those that the message may answer, the one meant first."""
    found = [(one, act) for one in _at_hand(talk) if (act := _act(talk, one)) is not None]
    return sorted(found, key=lambda one: (not _is_named(talk, one[0]), not _is_read(talk, *one)))


def _is_named(talk: Talk, question: OpenQuestion) -> bool:
    words = ANSWERS[question.kind].named
    return words is not None and bool(words.search(plain(talk.text)))


def _is_read(talk: Talk, question: OpenQuestion, act: Answer) -> bool:
    """Whether it is what the question asks for, and not a mere yes or no to what asks for more."""
    known = ANSWERS[question.kind]
    return known.read is None or act not in (known.yes, known.no)


def _at_hand(talk: Talk) -> list[OpenQuestion]:
    if talk.quoted is not None:
        return [talk.quoted]
    if talk.state.wish is None and talk.state.pending is None:
        return list(talk.questions)
    newer = [one for one in talk.questions if _is_newer(talk, one)]
    if talk.state.wish is None and talk.state.pending is Pending.MENU:
        # a greeting's menu asks for nothing; but where it told two questions apart, it is what is answered
        return newer if _tells_apart(talk) else list(talk.questions)
    return [] if plain(talk.text).isdecimal() else newer


def _is_newer(talk: Talk, question: OpenQuestion) -> bool:
    """Whether it was asked since the conversation asked something itself."""
    since = talk.asked_at
    return bool(question.asked_at and since and question.asked_at > since)


def _tells_apart(talk: Talk) -> bool:
    menu = talk.state.menu
    of_one = any(payload.startswith(quotes.REFUSE) for payload in menu)  # its yes and its no
    return not of_one and any(payload.startswith(_OF_QUESTIONS) for payload in menu)


def _act(talk: Talk, question: OpenQuestion) -> Answer | None:
    known = ANSWERS.get(question.kind)
    if known is None:
        return None
    reads = known.read or known.judge
    if reads is not None:
        return reads(talk, question)
    number = plain(talk.text)
    if number in known.numbers:
        return known.numbers[number]
    if known.says_yes and known.says_yes(talk, question):
        return known.yes
    if known.doubts and known.doubts(talk, question) and not talk.acts & _OF_THEIRS:
        return known.no
    if known.once_more and not number and Phrase.LAUGH in phrases(talk.text) and not talk.acts & _SAYS:
        return known.once_more
    taken = question.kind is QuestionKind.WAITLIST and Phrase.TAKE in phrases(talk.text)
    more = answers.brings_something(talk.frame)
    if known.otherwise and more and begins_closing(talk.text):
        return known.otherwise  # "sí, pero a las 6": a place is what it is, and is not taken by that
    agrees = bool(talk.acts & {Act.AFFIRM, Act.CONFIRM}) and not asks_back(talk.text)
    agrees = agrees and Phrase.GRUMBLE not in phrases(talk.text)
    agrees = agrees and not (Act.AFFIRM in talk.acts and _wants_more(talk))
    if taken or (agrees and not (known.otherwise and more)):
        return known.yes
    if Act.DENY in talk.acts and talk.acts <= {Act.DENY, Act.THANKS} and not talk.frame.when:
        return known.no
    # "cambiar la hora" changes what a yes would be to; here nothing but the appointment is there to change
    if known.moves and Act.RESCHEDULE not in talk.acts and Act.RESCHEDULE in talk.alone().acts:
        return known.moves
    # "sí, pero ¿puede ser a las 6?": no service is named, so it is this one at another time
    if known.moves and (_is_but(talk) or _is_rather(talk)):
        return known.moves
    return None


def _is_but(talk: Talk) -> bool:
    other_time = Act.DENY in talk.acts and bool(talk.frame.when) and not talk.frame.service
    said = begins_closing(talk.text) and _BUT.search(plain(talk.text))
    return other_time and bool(said) and talk.alone().acts <= {Act.BOOK, Act.AVAILABILITY}


def _is_rather(talk: Talk) -> bool:
    """ "Mejor a las 6" is no second appointment."""
    said = Phrase.RATHER in phrases(talk.text) and talk.frame.when and not talk.frame.service
    return bool(said) and talk.alone().acts <= {Act.BOOK, Act.AVAILABILITY}


def _wants_more(talk: Talk) -> bool:
    """ "Esta semana quiero una manicura" is no yes to coming, whatever it was taken for."""
    named = talk.frame.service or talk.frame.fits
    return bool(named) and not begins_closing(talk.text)


def _ask_which(talk: Talk, fitting: Sequence[OpenQuestion]) -> bool:
    """Where two were asked together, which one the yes is to; False where there is no doubt."""
    if talk.quoted is not None or len(fitting) < 2 or _is_named(talk, fitting[0]):
        return False
    first, second = fitting[0].asked_at, fitting[1].asked_at
    if first is None or second is None or first - second >= _TOGETHER:
        return False
    both = [(ANSWERS[one.kind], told) for one in fitting[:2] if (told := ANSWERS[one.kind].option(talk, one))]
    if len(both) < 2:
        return False
    one, other = (talk.say(known.about, title=title) for known, (title, _) in both)
    talk.heard = True
    talk.ask(
        Pending.MENU,
        "I asked you about {one} and about {other}. Which one do you say yes to?",
        options=[told for _, told in both],
        one=one,
        other=other,
    )
    return True

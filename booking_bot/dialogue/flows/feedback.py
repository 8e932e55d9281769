"""What they thought of it: a figure from 1 to 5 and, once after a low one, why.

It is asked outside the turns. The answer is heard before a complaint is handed over: what "2, me
hicieron esperar" tells of goes with the figure to the owner, who hears of a low one at once.

    question → figure → 4 or 5: thanks
                      → 1 to 3: sorry, and why → kept with it
             → words without a figure → asked once for the figure
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from booking_bot.dialogue import opinions
from booking_bot.dialogue.desk import Booked
from booking_bot.dialogue.phrases import Phrase, is_courtesy, phrases, plain
from booking_bot.dialogue.replies import sentence
from booking_bot.dialogue.state import STALE_AFTER, Opinion, Pending
from booking_bot.dialogue.talk import OpenQuestion, Option, Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.refusals import NoSuchAppointment
from booking_bot.language.frame import Act, Asked, Expecting

LOW, FINE = 2, 4
_A_WORD_MORE = timedelta(hours=1)
_TWICE = timedelta(minutes=2)
_OF_ELSE = frozenset({Act.COMPLAINT, Act.CONFIRM, Act.CANCEL, Act.RESCHEDULE, Act.LATE, Act.HUMAN})
# In their order: who types the number means the same.
FIGURES = (
    sentence("Very bad"),
    sentence("Bad"),
    sentence("So-so"),
    sentence("Good"),
    sentence("Very good"),
)
_GLAD = sentence("Thank you so much! We are very glad that you liked it.")
_NOTED = sentence("Thank you for telling us, we take good note of it.")
_SORRY = sentence("We are truly sorry, and thank you for telling us. I let the team know right away.")
# After the figure alone: a low one, and one in the middle.
_WHY = {
    True: sentence("We are truly sorry, I let the team know right away. Would you tell me what went wrong?"),
    False: sentence("Thank you for telling us. What could we have done better?"),
}


def survey(talk: Talk, booked: Booked) -> None:
    """What is asked after the visit; not a turn, so nothing is expected but by the question itself."""
    talk.tell(
        "Thank you for coming! How was {what}? Give it a figure from 1 to 5, where 5 is very good.",
        what=talk.doing(booked),
    )
    talk.options = _figures(talk, booked.id)


def read(talk: Talk, question: OpenQuestion) -> Callable[[Talk, OpenQuestion], None] | None:
    """What the text does as an answer to a survey, if it is one.

    Once something else was spoken of, only a figure is: "perfecto" belongs to what was said last.
    """
    figure = None if _just_done(talk) else _figure(talk)
    if figure is not None:
        return partial(_rated, figure=figure)
    since = talk.asked_at and question.asked_at and talk.asked_at >= question.asked_at
    if talk.state.wish is not None or (since and talk.quoted is None):
        return None
    for says, answer in _WITHOUT_FIGURE:
        if says(talk.text):
            return answer
    return again if _is_unmeasured(talk) else None


def again(talk: Talk, question: OpenQuestion) -> None:
    """ "Todo genial", "un 10": no figure of ours yet. They are thanked, and asked for it once."""
    talk.heard = True
    talk.state.opinion = Opinion(question.object_id, talk.now)
    talk.ask(
        Pending.RATING,
        "Thank you. And from 1 to 5, where 5 is very good, what would you give it?",
        options=[(one.title, one.payload) for one in _figures(talk, question.object_id)],
    )


def please(talk: Talk, question: OpenQuestion) -> None:
    """A "sí" says nothing yet."""
    again(talk, question)


def declined(talk: Talk, question: OpenQuestion) -> None:
    del question
    _leave(talk)


def later(talk: Talk, question: OpenQuestion) -> None:
    """ "Luego te digo": it stays open."""
    del question
    talk.heard = talk.ended = True
    talk.tell("All right, whenever you like.")


def option(talk: Talk, question: OpenQuestion) -> None:
    """A yes is never to it, so it is not told from others by a button."""
    del talk, question


def tapped(talk: Talk, appointment_id: int, figure: int) -> None:
    """One of the five below the question, whenever that is: the newest tap holds."""
    if 1 <= figure <= len(FIGURES):
        talk.close(QuestionKind.SURVEY, appointment_id)
        _give(talk, appointment_id, figure, "")


def heard(talk: Talk) -> None:
    """What follows in the talk itself: the figure asked again, the reason, and a changed mind."""
    opinion, pending = talk.state.opinion, talk.state.pending
    if opinion is None or talk.heard or talk.ended or not talk.text.strip() or talk.state.wish is not None:
        return
    if pending not in (None, Pending.RATING, Pending.COMMENT) or talk.now - opinion.at > STALE_AFTER:
        return
    figure = _figure(talk)
    if figure is not None and (pending is Pending.RATING or _changes_their_mind(talk)):
        _give(talk, opinion.appointment, figure, _beside(talk))
    elif opinions.wants_more(talk.text, talk.frame) or Act.GREET in talk.acts or _asks_back(talk):
        return
    elif pending is Pending.RATING:
        if _is_unmeasured(talk) or opinions.is_nothing(talk.text):
            _leave(talk)
    elif pending is Pending.COMMENT:
        _comment(talk, opinion)
    elif _adds_to(talk, opinion):
        _keep(talk, opinion)


def _asks_back(talk: Talk) -> bool:
    return bool(phrases(talk.text) & {Phrase.WHY, Phrase.REPEAT})


def _changes_their_mind(talk: Talk) -> bool:
    """ "Perdona, un 4": a figure, and nothing that it might belong to."""
    return opinions.begins_with_figure(talk.text) and not talk.questions


def _adds_to(talk: Talk, opinion: Opinion) -> bool:
    """ "Todos muy majos", soon after the figure; what went wrong, where the figure said so."""
    if talk.now - opinion.at >= _A_WORD_MORE or is_courtesy(talk.text):
        return False
    if Act.COMPLAINT in talk.acts:
        return opinion.figure is not None and opinion.figure <= LOW
    return talk.acts <= {Act.OTHER, Act.THANKS} and opinions.is_feeling(talk.text)


def _figure(talk: Talk) -> int | None:
    text = talk.text
    if titled := _titled(talk):
        return titled
    if talk.state.wish is not None and talk.quoted is None and not opinions.has_stars(text):
        return None  # a number is of the times on the table
    frame = talk.understand(text, Expecting(Asked.RATING))
    if frame.rating is None or opinions.begins_with_figure(text):
        return frame.rating
    alone = talk.alone()
    timed = any(window.earliest or window.latest for window in alone.when)
    return None if timed or opinions.wants_more(text, alone) else frame.rating


def _titled(talk: Talk) -> int | None:
    titles = [plain(talk.say(title)) for title in FIGURES]
    said = plain(talk.text)
    return titles.index(said) + 1 if said in titles else None


def _beside(talk: Talk) -> str:
    return "" if _titled(talk) else opinions.beside(talk.text)


def _is_unmeasured(talk: Talk) -> bool:
    if opinions.is_out_of_five(talk.text):
        return True
    # what went wrong without a figure is a complaint, and for a person
    of_else = bool(talk.acts & _OF_ELSE) or bool(talk.frame.when)
    return not of_else and opinions.is_feeling(talk.text) and not opinions.wants_more(talk.text, talk.frame)


def _just_done(talk: Talk) -> bool:
    """A number sent twice is still the one that picked a time."""
    receipt = talk.state.receipt
    bare = plain(talk.text).isdecimal() and talk.quoted is None
    return bare and receipt is not None and talk.now - receipt.at < _TWICE


def _rated(talk: Talk, question: OpenQuestion, *, figure: int) -> None:
    _give(talk, question.object_id, figure, _beside(talk))


def _give(talk: Talk, appointment_id: int, figure: int, said: str) -> None:
    """Keep the figure and thank for it; what they want besides is gone on with."""
    rest = talk.understand(said, None) if said else None
    more = rest is not None and opinions.wants_more(said, rest)
    comment, before = "" if more else said, talk.state.opinion
    known = before.figure if before and before.appointment == appointment_id else None
    alone = talk.state.wish is None and not more
    talk.heard, talk.ended = not more, alone
    if talk.state.wish is None and not (talk.state.pending is Pending.COMMENT and known == figure):
        talk.settle()
    try:
        talk.desk.rate(appointment_id, figure, comment)
    except NoSuchAppointment:
        talk.tell("Thank you! Here I am whenever you need me.")
        return
    talk.state.opinion = Opinion(appointment_id, talk.now, figure)
    if known == figure and not comment:
        talk.tell("Noted, thank you.")
    elif figure >= FINE:
        talk.tell(_GLAD)
    elif alone and known is None and not comment:
        talk.ask(Pending.COMMENT, _WHY[figure <= LOW])
    else:
        talk.tell(_SORRY if figure <= LOW else _NOTED)
    if more and rest is not None:
        talk.text, talk.frame, talk.clauses = said, rest, ()


def _comment(talk: Talk, opinion: Opinion) -> None:
    if opinions.is_nothing(talk.text):
        _leave(talk)
    elif not is_courtesy(talk.text):
        _keep(talk, opinion)
    elif not talk.questions:  # else it may be a yes to one of them
        _leave(talk)


def _keep(talk: Talk, opinion: Opinion) -> None:
    talk.heard = talk.ended = True
    talk.settle()
    with suppress(NoSuchAppointment):
        talk.desk.comment(opinion.appointment, opinions.tidy(talk.text))
    talk.tell("Thank you for telling us, I pass it on to the team.")


def _leave(talk: Talk) -> None:
    talk.heard = talk.ended = True
    talk.settle()
    talk.tell("All right, and thank you for coming.")


def _figures(talk: Talk, appointment_id: int) -> tuple[Option, ...]:
    return tuple(
        Option(talk.say(title), f"rate:{appointment_id}:{figure}")
        for figure, title in enumerate(FIGURES, start=1)
    )


_WITHOUT_FIGURE = (
    (opinions.is_later, later),
    (opinions.is_nothing, declined),
    (opinions.is_yes, please),
)

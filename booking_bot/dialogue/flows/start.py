"""What a message sets going: a booking, a move, a cancellation; or a change of what is under way."""

from dataclasses import replace

from booking_bot.dialogue import kin, people, services, windows
from booking_bot.dialogue.desk import Booked, Note
from booking_bot.dialogue.flows import (
    after,
    appointment,
    book,
    cancel,
    confirm,
    missed,
    questions,
    reschedule,
    waiting,
    who,
)
from booking_bot.dialogue.flows.change import change, tell_refusals
from booking_bot.dialogue.names import clean_name
from booking_bot.dialogue.phrases import Phrase, phrases
from booking_bot.dialogue.state import FRESH_RECEIPT, Flow, Wish
from booking_bot.dialogue.talk import Talk
from booking_bot.domain.questions import QuestionKind
from booking_bot.language.frame import Act, Frame, Window

ADVANCE = {
    Flow.BOOK: book.advance,
    Flow.RESCHEDULE: reschedule.advance,
    Flow.CANCEL: cancel.advance,
    Flow.WAIT: waiting.advance,
    Flow.ANSWER: after.advance,
}


def advance(talk: Talk) -> None:
    """Ask what is missing or do what is wanted; then the wish that waited, if any."""
    wish = talk.state.wish
    if wish is not None and not talk.ended:
        ADVANCE[wish.flow](talk, wish)
    waiting = talk.state.queued
    if (
        talk.state.wish is None
        and talk.state.pending is None
        and waiting is not None
        and not talk.handed_over
    ):
        talk.state.queued = None
        _propose_anew(talk, waiting)
        talk.state.wish = waiting
        talk.taken_up = True
        ADVANCE[waiting.flow](talk, waiting)


def _propose_anew(talk: Talk, waiting: Wish) -> None:
    """The time picked before something else came between needs another yes."""
    if waiting.chosen is not None:
        waiting.when = (windows.moment(waiting.chosen.start.astimezone(talk.desk.shop.zone)),)
        waiting.asap, waiting.near, waiting.introduced, waiting.chosen = False, None, None, None


def begin(talk: Talk) -> None:
    """Set going what the acts ask for; with a wish under way, find out whether they are about it."""
    acts, frame, wish = talk.acts, talk.frame, talk.state.wish
    if wish is None and _of_the_just_booked(talk):
        return
    if Act.CONFIRM in acts and wish is None:
        confirm.by_word(talk)
    elif Act.CANCEL in acts:
        _cancel(talk, _booking(talk, frame) if acts & {Act.BOOK, Act.AVAILABILITY} else None)
    elif _one_for_another(talk):
        _cancel(talk, _booking(talk, frame))
    elif Act.RESCHEDULE in acts or _earlier_or_later(talk) or _moves_one(talk):
        _reschedule(talk)
    elif wish is not None and _another(wish, frame) and not questions.only_asks(talk):
        _queue(talk)
    elif wish is None and acts <= {Act.OTHER, Act.DENY} and (absent := appointment.who_stays_away(talk)):
        talk.start(Wish(Flow.CANCEL, appointment=absent.id, part=absent.id))
    elif acts & {Act.BOOK, Act.AVAILABILITY}:
        if wish is None or wish.flow is Flow.ANSWER:
            talk.start(_booking(talk, frame))
            talk.state.queued = wish or talk.state.queued
            tell_refusals(talk)
        elif wish.flow is Flow.CANCEL:
            _queue(talk)
        else:
            change(talk, wish)
            talk.heard = True
    elif wish is not None and wish.flow is not Flow.ANSWER and not questions.only_asks(talk):
        change(talk, wish)
    elif wish is None and _speaks_of_a_visit(frame) and not questions.only_asks(talk):
        talk.start(_booking(talk, frame))
        tell_refusals(talk)


def _of_the_just_booked(talk: Talk) -> bool:
    """ "Mejor otro día", "a las 5", "es para mi madre": after the receipt, it is about what was booked."""
    said, booked = phrases(talk.text), _at_hand(talk, None, ())
    if booked is None:
        return False
    if who.put_right(talk, booked):
        return True
    if Phrase.MEANT in said and talk.frame.when:
        hours = any(one.earliest or one.latest or one.daypart for one in talk.frame.when)
        talk.frame = replace(talk.frame, same_time=not hours)  # they told the hour and mistook the day
        _reschedule(talk)
    elif (
        Phrase.CHANGE in said
        or _only_an_hour(talk.frame)
        or (Phrase.RATHER in said and _only_a_time(talk.frame))
        or _rules_out(talk, booked)
    ):
        _reschedule(talk)
    elif Phrase.FOR_WHOM in said:
        talk.heard = talk.ended = True
        talk.desk.note(Note.REQUEST, talk.text, appointment=talk.desk.find(booked))
        talk.tell("I tell the team, so that they know.")
    else:
        return False
    return True


def _rules_out(talk: Talk, booked: int) -> bool:
    """ "Ay no, que el jueves no puedo", said of the Thursday just booked, and no more."""
    frame = talk.frame
    if frame.service or frame.fits or frame.when or not frame.not_when:
        return False
    start = talk.desk.find(booked).start.astimezone(talk.desk.shop.zone)
    return any(windows.holds(start, one) for one in frame.not_when)


def _earlier_or_later(talk: Talk) -> bool:
    """ "¿Puedo ir antes?": of what they have, where nothing else is under way."""
    relative = talk.frame.shift is not None or talk.frame.later is not None
    return relative and talk.state.wish is None and bool(talk.desk.appointments())


def _moves_one(talk: Talk) -> bool:
    return talk.state.wish is None and Act.BOOK in talk.acts and appointment.moves_one(talk)


def _only_an_hour(frame: Frame) -> bool:
    """ "A las 19:45", and no more."""
    return _only_a_time(frame) and not any(map(windows.dated, frame.when))


def _only_a_time(frame: Frame) -> bool:
    alone = not (frame.service or frame.fits or frame.staff or frame.party or frame.asap)
    return alone and bool(frame.when)


def _another(wish: Wish, frame: Frame) -> bool:
    """Whether what is named in the middle of a move is another thing than the move."""
    moving = wish.flow is Flow.RESCHEDULE and wish.appointment is not None
    return moving and bool(set(services.named(frame)) - set(wish.services))


def _queue(talk: Talk) -> None:
    talk.heard = True
    talk.state.queued = _booking(talk, talk.frame)
    talk.tell("We come to that right away; first this:")


def _speaks_of_a_visit(frame: Frame) -> bool:
    named = frame.service or frame.fits
    return bool(frame.when or frame.asap or frame.party or (named and not frame.acts))


def _booking(talk: Talk, frame: Frame) -> Wish:
    topics = talk.state.topics
    known = topics if len(topics) == 1 else _one_more(talk)
    named, groups = services.named(frame), services.left_open(frame, known)
    staff = frame.staff
    if not named and not groups:
        named, groups = known, ((topics,) if len(topics) > 1 else ())
        if not named and not groups and _not_come(talk):
            same = missed.same(talk)
            named, staff = same.services, staff or same.staff
    several = frame.for_other and (frame.party or 1) > 1
    return Wish(
        Flow.BOOK,
        services=named,
        fits=groups,
        staff=staff,
        when=_when(talk, frame),
        not_when=frame.not_when,
        asap=frame.asap,
        party=frame.party,
        for_other=frame.for_other,
        writer=people.writer(talk.text) if frame.party else None,
        name=None if several else clean_name(frame.name),
        names=people.split(frame.name) if several else (),
        kin=kin.told(talk.text) if frame.for_other else (),
    )


def _one_more(talk: Talk) -> tuple[str, ...]:
    """ "Y otro el sábado", right after the receipt: the same once more."""
    booked = _just_booked(talk) if Phrase.ANOTHER in phrases(talk.text) else None
    return tuple(dict.fromkeys(part.service for part in booked.parts)) if booked else ()


def _not_come(talk: Talk) -> bool:
    """ "Se me pasó, ¿me das otra?", or the answer to what was written to them about it."""
    asked = any(one.kind is QuestionKind.FOLLOW_UP for one in talk.questions)
    return asked or Phrase.MISSED in phrases(talk.text)


def _just_booked(talk: Talk) -> Booked | None:
    own = talk.desk.appointments()
    receipt = talk.state.receipt
    if receipt is None or talk.now - receipt.at > FRESH_RECEIPT:
        return None
    return appointment.holding(own, receipt.appointment)


def _when(talk: Talk, frame: Frame) -> tuple[Window, ...]:
    """The time spoken of; "a la misma hora" and "el mismo día" are those of what they hold."""
    same_day = Phrase.SAME_DAY in phrases(talk.text)
    if not (same_day or frame.same_time):
        return frame.when
    own = talk.desk.appointments()
    held = _just_booked(talk) or (own[0] if len(own) == 1 else None)
    if held is None:
        return frame.when
    start = windows.moment(held.start.astimezone(talk.desk.shop.zone))
    when = frame.when or ((Window(),) if same_day else ())
    if same_day and start.first:
        when = tuple(windows.on(start.first, one) for one in when)
    if frame.same_time:
        when = tuple(replace(one, earliest=start.earliest, latest=start.latest, daypart=None) for one in when)
    return when


def _one_for_another(talk: Talk) -> bool:
    """ "Quita la del lunes y ponme una manicura" is no move where Monday has none, or none of that."""
    frame = talk.frame
    if not (frame.which and Act.RESCHEDULE in talk.acts and Phrase.INSTEAD in phrases(talk.text)):
        return False
    own = appointment.matching(talk, talk.desk.appointments(), Wish(Flow.CANCEL, which=frame.which))
    named = services.any_meant(frame)
    same = any(part.service in named for visit in own for part in visit.parts)
    return not own or (bool(named) and not same)


def _cancel(talk: Talk, another: Wish | None) -> None:
    """Undo what is named; `another` is what they want in its place."""
    frame, wish, said = talk.frame, talk.state.wish, phrases(talk.text)
    every = Phrase.EVERY in said
    theirs = bool(frame.which or every or Phrase.OWN_APPOINTMENT in said) and bool(talk.desk.appointments())
    drafted = wish is not None and wish.flow is Flow.BOOK and _of_what_is_offered(talk)
    if wish is not None and wish.flow in (Flow.BOOK, Flow.WAIT) and (drafted or not (theirs or another)):
        # a draft is what they give up first; what is booked stays
        drop_draft(talk)
        return
    which = frame.which or (() if another else frame.when)
    meant = () if another else services.any_meant(frame)
    same = None if which or every else _at_hand(talk, wish, meant)
    aside = None if every else _put_aside(talk)
    talk.start(Wish(Flow.CANCEL, services=meant, which=which, appointment=same, every=every))
    talk.state.queued = another or aside


def _of_what_is_offered(talk: Talk) -> bool:
    """ "Anula la del sábado", where nothing but what is on the table would be on Saturday."""
    which, zone = talk.frame.which, talk.desk.shop.zone
    if not which or appointment.matching(talk, talk.desk.appointments(), Wish(Flow.CANCEL, which=which)):
        return False
    starts = [offer.start.astimezone(zone) for offer in talk.state.offers]
    return any(windows.holds(start, window) for start in starts for window in which)


def _at_hand(talk: Talk, wish: Wish | None, named: tuple[str, ...]) -> int | None:
    """The appointment spoken of without naming it: that of the wish under way, or the one just booked."""
    if wish is not None:
        return wish.appointment
    receipt = talk.state.receipt
    if named or receipt is None or talk.now - receipt.at > FRESH_RECEIPT:
        return None
    own = {one.id for one in talk.desk.appointments()}
    return receipt.appointment if receipt.appointment in own else None


def _put_aside(talk: Talk) -> Wish | None:
    """A booking under way is gone on with when what comes between is done."""
    wish = talk.state.wish
    begun = wish is not None and wish.flow is Flow.BOOK and (wish.services or wish.fits or wish.when)
    return wish if begun else talk.state.queued


def drop_draft(talk: Talk) -> None:
    had = talk.state.wish
    talk.drop()
    talk.heard = True
    if had is not None and talk.desk.appointments() and had.flow in (Flow.BOOK, Flow.WAIT):
        talk.tell("All right, I leave it. Your {appointments} stay as they are.")
    else:
        talk.tell("All right, I leave it. Here I am whenever you need me.")
    if talk.state.queued is None:
        talk.ended = True


def _reschedule(talk: Talk) -> None:
    frame, wish = talk.frame, talk.state.wish
    if wish is not None and not frame.which and (wish.flow is Flow.RESCHEDULE or _of_the_draft(talk, wish)):
        change(talk, wish)
        talk.heard = True
        return
    meant = services.any_meant(frame)
    same = None if frame.which else _at_hand(talk, wish, meant)
    aside = _put_aside(talk)
    talk.start(
        Wish(
            Flow.RESCHEDULE,
            services=meant,
            staff=frame.staff,
            when=frame.when,
            not_when=frame.not_when,
            asap=frame.asap,
            which=frame.which,
            appointment=same,
            shift=frame.shift,
            same_time=frame.same_time,
            later=frame.later,
            that_week=Phrase.THAT_WEEK in phrases(talk.text),
        )
    )
    talk.state.queued = aside
    tell_refusals(talk)


def _of_the_draft(talk: Talk, wish: Wish) -> bool:
    """ "Cámbiamela a las 6" of what has just been proposed; of several times it moves none of them."""
    if wish.flow is not Flow.BOOK or not talk.state.offers:
        return False
    one = len(talk.state.offers) == 1
    named = Phrase.OWN_APPOINTMENT in phrases(talk.text)
    return not talk.desk.appointments() or (not named and (one or bool(talk.frame.when)))

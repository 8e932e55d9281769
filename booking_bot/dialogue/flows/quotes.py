"""A price for what has none: asked for, named by the owner, and the customer's yes or no to it.

The yes is one to money: it must be plain, and to that very price. Where something was said since the price
was named, a bare "sí" or "vale" is asked about first; a question is for the team, unless it is when to come.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from booking_bot.dialogue import services
from booking_bot.dialogue.desk import Quote, Reason
from booking_bot.dialogue.flows import handover
from booking_bot.dialogue.phrases import Phrase, is_courtesy, phrases, plain
from booking_bot.dialogue.prices import price
from booking_bot.dialogue.state import Flow, Pending, Wish
from booking_bot.dialogue.talk import Heard, OpenQuestion, Option, Talk
from booking_bot.domain import plates
from booking_bot.domain.questions import QuestionKind
from booking_bot.domain.quotes import NoSuchQuote, QuoteOver
from booking_bot.language.frame import Act, Asked, Expecting

Answer = Callable[[Talk, OpenQuestion], None]
UNNAMED = "el trabajo"  # in an approved text, where the owner named a price and no more
ACCEPT, REFUSE = "accept", "refuse"
_OF_THEM = (Pending.SUBJECT, Pending.NAME, Pending.NAMES)  # where a plate is the answer, as it stands
# What is asked about is no service with a name: a bump, a noise, a sofa.
_WORK = re.compile(r"\bpresupuest\w*|\b(?:arregl|repar|restaur)\w*|\bcotiza\w*")
_IT = r"(?:a|e|ad|ar|en)lo"
_DO = (
    r"(?:hac(?:ed|er)lo|haga(?:n)?lo|hazlo|hagamoslo|lo hacemos|"
    rf"(?:arregl|repar|cambi|pint){_IT}|pon(?:ed|gan|er)?lo|adelante|dale|tira(?:d|r)?|trato hecho|"
    r"(?:lo )?acepto|acept(?:ad[oa]|amos)|confirmo|"
    r"me parece (?:muy )?(?:bien|perfecto|correcto)|por mi (?:bien|perfecto|vale))"
)
_LEADS = r"(?:(?:si+|vale|ok|okey|venga|pues|perfecto|genial|de acuerdo|claro|que|bien) ?,? )*"
_GOES_ON = re.compile(
    rf"^{_LEADS}{_DO}"
    r"(?: ?,? (?:con (?:ello|eso|el presupuesto)|el presupuesto|entonces|por favor|porfa|gracias|"
    r"muchas gracias|cuando (?:puedas?|podais|quieras?|querais)|ya|pues|a|por ese precio))*$"
)
_NO = re.compile(
    r"\b(?:es|sale|me parece|resulta) (?:muy |demasiado )?(?:mucho|car[oa]|demasiado|un dineral)\b|"
    r"\b(?:muy|demasiado|tan) caro\b|\bcarisimo\b|^(?:uf+|buf+|ostras|madre mia)?,? ?(?:es )?mucho\b|"
    r"\bse (?:me )?(?:va|sale) de (?:presupuesto|precio)\b|\bno (?:me )?(?:interesa|compensa|lo hag\w+)\b|"
    r"\bno (?:me )?lo puedo (?:pagar|permitir)\b|\b(?:por ahora|de momento) no\b|\bno(?: lo)? acepto\b"
)
_THINKS = re.compile(r"\b(?:pienso|pensar\w*|pensando|consult\w+|lo (?:hablo|miro)|(?:te|os) dig[oa])\b")
_WHEN = re.compile(r"\b(?:cuando|que dia|a que hora|hora|hueco|dia)\b")
_OF_A_VISIT = re.compile(r"\b(?:cita|turno|recordatorio|alli estare|estare|ire|iremos|nos vemos)\b")


def heard(talk: Talk) -> None:
    """A price that only a person can name; a plate that was told; a question about a price that was named."""
    if talk.heard or talk.ended or talk.state.pending is Pending.QUESTION:
        return
    standing = _standing(talk)
    if standing is not None and _asks_about(talk, standing):
        return
    named = (one for one in talk.questions if one.kind is QuestionKind.QUOTE)
    if any(judge(talk, one) is not None for one in named):
        return  # "sí al presupuesto" asks for none
    if _wants_price(talk):
        _ask(talk)
    elif talk.state.pending not in _OF_THEM and (plate := plates.alone(talk.text)) and _remember(talk, plate):
        talk.heard = True
        talk.ended = talk.state.wish is None
        talk.tell("Thank you, I have noted it: {plate}.", plate=plate)


def unclear(talk: Talk) -> bool:
    """Whether what was not understood was said to a price: then it is for a person."""
    if talk.state.wish is not None or _standing(talk) is None or is_courtesy(talk.text):
        return False
    handover.hand_over(talk, Reason.BEYOND_THE_BOT)
    return True


def offer(talk: Talk, quote: Quote, said: str = "") -> None:
    """The price, in the owner's own words where there are some."""
    if said:
        talk.lines.append(said)
    else:
        talk.tell("The price: {what}. Shall we do it?", what=_called(talk, quote))
    talk.tell("It holds until {day}.", day=talk.day(quote.until.date()))
    talk.options = _options(talk, quote)


def judge(talk: Talk, question: OpenQuestion) -> Answer | None:
    """What the text is to that price; None where it is neither a yes nor a no."""
    text, acts = plain(talk.text), talk.acts
    if text in NUMBERS:
        return NUMBERS[text]
    if _THINKS.search(text):
        return wait
    if _OF_A_VISIT.search(text) and "presupuesto" not in text:
        return None
    asks = "?" in talk.text and not (_WHEN.search(text) or talk.frame.when)
    if asks or Phrase.GRUMBLE in phrases(talk.text):
        return None
    if _NO.search(text) or (Phrase.ABORT in phrases(talk.text) and talk.state.wish is None):
        return no
    if Act.DENY in acts and acts <= {Act.DENY, Act.THANKS} and not talk.frame.when:
        return no
    if _GOES_ON.match(text):
        return yes
    if Act.AFFIRM not in acts:
        return None
    if f"{ACCEPT}:{question.object_id}:0" in talk.state.menu:
        return yes  # it was asked just now
    return sure if _is_old(talk, question) and is_courtesy(talk.text) else yes


def yes(talk: Talk, question: OpenQuestion) -> None:
    accept(talk, question.object_id)


def no(talk: Talk, question: OpenQuestion) -> None:
    refuse(talk, question.object_id)


def sure(talk: Talk, question: OpenQuestion) -> None:
    """A bare yes after something else was said: to this?"""
    quote = _found(talk, question.object_id)
    if quote is not None:
        talk.ask(
            Pending.MENU,
            "Do I note your yes to the price: {what}?",
            options=[(one.title, one.payload) for one in _options(talk, quote)],
            what=_called(talk, quote),
        )


def wait(talk: Talk, question: OpenQuestion) -> None:
    """They think about it."""
    quote = _found(talk, question.object_id)
    if quote is not None:
        talk.tell("No hurry: the price holds until {day}.", day=talk.day(quote.until.date()))


def option(talk: Talk, question: OpenQuestion) -> tuple[str, str] | None:
    """The button by which it is told from another question."""
    try:
        quote = talk.desk.quote(question.object_id)
    except NoSuchQuote:
        return None
    return _price(talk, quote), f"{ACCEPT}:{quote.number}:0"


def accept(talk: Talk, number: int) -> None:
    """Their yes to that very price, as long as it stands; then it wants a time."""
    talk.heard = True
    talk.close(QuestionKind.QUOTE, number)
    quote = _found(talk, number)
    if quote is None:
        return
    if quote.status == "accepted":
        _tell_accepted(talk, quote)
        return
    try:
        quote = talk.desk.accept_quote(quote, _saying(talk, number))
    except QuoteOver:
        _over(talk, quote)
        return
    talk.tell("Thank you, it is agreed: {what}.", what=_called(talk, quote))
    _go_on(talk, quote)


def refuse(talk: Talk, number: int) -> None:
    """They do not want it at that price."""
    talk.heard = True
    talk.close(QuestionKind.QUOTE, number)
    quote = _found(talk, number)
    if quote is None:
        return
    if quote.status == "accepted":  # to take that back is more than a button may do
        handover.hand_over(talk, Reason.BEYOND_THE_BOT)
    elif not quote.may_be_taken:
        _over(talk, quote)
    else:
        talk.desk.decline_quote(quote, talk.text)
        talk.tell("All right, we leave it; I tell the team. If you think better of it, write to me.")


def while_held(talk: Talk, messages: Sequence[Heard]) -> None:
    """What is plainly meant for the price is kept, though a person has the conversation and answers."""
    for one in messages:
        verb, _, rest = one.button.partition(":")
        meant = one.quoted if one.quoted and one.quoted.kind is QuestionKind.QUOTE else None
        if verb in (ACCEPT, REFUSE) and rest.partition(":")[0].isdecimal():
            _keep(talk, int(rest.partition(":")[0]), one, taken=verb == ACCEPT)
        elif meant is not None and one.text:
            talk.text, talk.frame = one.text, talk.understand(one.text, Expecting(Asked.CONFIRM))
            if (act := judge(talk, meant)) in (yes, no):
                _keep(talk, meant.object_id, one, taken=act is yes)


def _keep(talk: Talk, number: int, message: Heard, *, taken: bool) -> None:
    try:
        quote = talk.desk.quote(number)
        if taken and quote.status != "accepted":
            talk.desk.accept_quote(quote, message.number)
        elif not taken and quote.status == "offered":
            talk.desk.decline_quote(quote, message.text)
    except (NoSuchQuote, QuoteOver):
        return
    talk.close(QuestionKind.QUOTE, number)


def _found(talk: Talk, number: int) -> Quote | None:
    try:
        return talk.desk.quote(number)
    except NoSuchQuote:
        talk.tell("I do not find that price. Write «persona» and somebody of the team looks.")
        return None


def _standing(talk: Talk) -> OpenQuestion | None:
    """The price that is to be answered, where nothing was asked since."""
    if talk.quoted is not None:
        return talk.quoted if talk.quoted.kind is QuestionKind.QUOTE else None
    newest = talk.questions[0] if talk.questions else None
    if newest is None or newest.kind is not QuestionKind.QUOTE:
        return None
    return newest if talk.state.pending in (None, Pending.MENU) or not _is_old(talk, newest) else None


def _asks_about(talk: Talk, standing: OpenQuestion) -> bool:
    """ "¿Lleva garantía?" is nothing that the bot may answer; "¿cuánto era?" is."""
    if "?" not in talk.text or talk.files or services.any_meant(talk.frame):
        return False
    if judge(talk, standing) is not None or any(talk.desk.answer(clause) for clause, _ in talk.clauses):
        return False
    if Act.ASK_PRICE in talk.acts and not _WORK.search(plain(talk.text)):
        quote = _found(talk, standing.object_id)
        if quote is not None:
            _tell_again(talk, quote)
        talk.heard = True
        talk.ended = talk.state.wish is None
        return True
    if not talk.acts <= {Act.OTHER, Act.AFFIRM, Act.DENY}:
        return False
    handover.hand_over(talk, Reason.BEYOND_THE_BOT)
    return True


def _wants_price(talk: Talk) -> bool:
    """Whether they ask what something costs that has no price of its own."""
    said = plain(talk.text)
    work = bool(_WORK.search(said))
    if not (Act.ASK_PRICE in talk.acts or (work and "presupuest" in said)):
        return False
    meant = services.any_meant(talk.frame) or (talk.state.wish.services if talk.state.wish else ())
    named = [service for one in meant if (service := talk.service(one))]
    if any(one.price_cents is not None and not one.price_from for one in named):
        return False
    shown = bool(talk.files or talk.state.files)
    if not shown and any(talk.desk.answer(clause) for clause, _ in talk.clauses):
        return False
    if shown or work:
        return True
    if talk.state.wish is not None or Act.BOOK in talk.acts:
        return False  # who books it anyway is told that the price is the team's to say
    return bool(named) and all(one.price_cents is None for one in named)


def _ask(talk: Talk) -> None:
    files = (*talk.state.files, *talk.files)
    given = talk.desk.ask_price(talk.text, files)
    talk.heard = True
    talk.ended = talk.state.wish is None
    if talk.got:  # they were thanked for it
        talk.tell("Somebody of the team looks at it and tells you the price.")
    else:
        talk.tell("I pass it on: somebody of the team looks at it and tells you the price.")
    handover.promise(talk, given)
    if not files:
        talk.tell("If you can, send me a photo of it.")
    if plate := plates.found(talk.text):
        _remember(talk, plate)


def _remember(talk: Talk, plate: str) -> bool:
    """Keep it as the answer to what the house asks of it; False where it asks no such thing."""
    asked = _asking(talk)
    if asked:
        talk.desk.remember(dict.fromkeys(sorted(asked), plate))
    return bool(asked)


def _is_old(talk: Talk, question: OpenQuestion) -> bool:
    """Whether something was said since it was asked."""
    asked, since = question.asked_at, talk.asked_at
    return talk.quoted is None and bool(asked and since and since > asked)


def _saying(talk: Talk, number: int) -> int:
    """The message that says yes: the tap, the thumb, else the first that sounds so."""
    for one in talk.came:
        if one.button.startswith(f"{ACCEPT}:{number}:"):
            return one.number
    for one in talk.came:
        if one.reaction and one.quoted and one.quoted.object_id == number:
            return one.number
    written = [one for one in talk.came if one.text.strip() and not one.reaction]
    for one in written:
        if _GOES_ON.match(plain(one.text)) or Act.AFFIRM in _alone(talk, one.text):
            return one.number
    return (written or talk.came)[-1].number


def _alone(talk: Talk, text: str) -> frozenset[Act]:
    return talk.understand(text, Expecting(Asked.CONFIRM)).acts


def _go_on(talk: Talk, quote: Quote) -> None:
    """When it is done: in the appointment that they have, or at a time that they choose."""
    booked = quote.appointment
    if booked is not None and booked.start <= talk.now:
        talk.tell("The team gets to it and tells you when it is ready.")
    elif booked is not None:
        talk.tell("It is done at {your_appointment} of {moment}.", moment=talk.moment(booked.start))
    elif quote.service:
        frame = talk.frame
        wish = Wish(
            Flow.BOOK,
            services=(quote.service,),
            when=frame.when,
            not_when=frame.not_when,
            asap=frame.asap,
            subjects=_attended(talk),
            quote=quote.number,
        )
        talk.frame = replace(frame, acts=frame.acts - {Act.ASK_PRICE})  # it was told, and agreed to
        if talk.state.wish is None:
            talk.start(wish)
        else:
            talk.state.queued = wish
    else:
        talk.tell("The team writes to you here to agree on the day.")


def _attended(talk: Talk) -> tuple[str, ...]:
    """Which car it is, where cars are what the house looks after: it is known by its plate."""
    customer = talk.desk.customer
    known = [answer for key in sorted(_asking(talk)) if (answer := customer.answers.get(key))]
    return tuple(known[:1]) if talk.desk.shop.subject and not customer.subjects else ()


def _asking(talk: Talk) -> set[str]:
    """The questions of the house that are for a plate."""
    services = talk.desk.shop.services
    return {one.id for service in services for one in service.questions if plates.is_asked(one.ask)}


def _tell_accepted(talk: Talk, quote: Quote) -> None:
    talk.tell("It is already agreed: {what}.", what=_called(talk, quote))
    booked = quote.appointment
    if booked is not None and booked.start > talk.now:
        talk.tell("It is done at {your_appointment} of {moment}.", moment=talk.moment(booked.start))
    elif booked is None and quote.service and talk.state.wish is None:
        _go_on(talk, quote)


def _over(talk: Talk, quote: Quote) -> None:
    """The present truth: the price that stands now, or none."""
    newer = _found(talk, quote.instead) if quote.instead is not None else None
    if newer is not None and newer.status == "offered":
        talk.tell("That price was changed; this is the one that stands:")
        _tell_again(talk, newer)
    elif newer is not None:
        _tell_accepted(talk, newer)
    else:
        talk.tell("That price does not stand any more; I ask the team, and they answer you here.")


def _tell_again(talk: Talk, quote: Quote) -> None:
    """In a turn, so that a bare yes after it is to this."""
    offer(talk, quote)
    state = talk.state
    if state.wish is None:
        state.pending, state.asked_in = Pending.MENU, state.revision
        state.menu = tuple(one.payload for one in talk.options)
        state.titles = tuple(one.title for one in talk.options)


def _options(talk: Talk, quote: Quote) -> tuple[Option, ...]:
    return (
        Option(talk.say("Yes, go ahead"), f"{ACCEPT}:{quote.number}:0"),
        Option(talk.say("No, thank you"), f"{REFUSE}:{quote.number}:0"),
    )


def _called(talk: Talk, quote: Quote) -> str:
    """ "Pastillas y discos, 240 €"."""
    return ", ".join(filter(None, [quote.work, _price(talk, quote)]))


def _price(talk: Talk, quote: Quote) -> str:
    return price(quote.amount_cents, talk.desk.shop.currency, locale=talk.locale)


NUMBERS: dict[str, Answer] = {"1": yes, "2": no}
BUTTONS = {ACCEPT: accept, REFUSE: refuse}

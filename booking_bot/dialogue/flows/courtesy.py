"""Hello, thank you, goodbye, "ok" and laughter: answered shortly or not at all, never misunderstood."""

import re
from dataclasses import replace

from booking_bot.dialogue import first_words, kin
from booking_bot.dialogue.desk import Note
from booking_bot.dialogue.flows import appointment, missed
from booking_bot.dialogue.names import clean_name
from booking_bot.dialogue.phrases import Phrase, phrases, plain
from booking_bot.dialogue.state import FRESH_RECEIPT, Flow, Pending
from booking_bot.dialogue.talk import Talk
from booking_bot.language.frame import Act

_YES_OR_NO = re.compile(r"(?:si+p?|no|claro)(?: (?:gracias|claro|por favor))?")


def heard(talk: Talk) -> None:
    """What has no matter of its own. A question left open is asked again by whoever called."""
    said = phrases(talk.text)
    busy = talk.state.wish is not None
    if talk.frame.name and not busy:
        _introduced(talk, talk.frame.name)
    elif Act.GREET in talk.acts:
        greet(talk, busy=busy)
    elif Phrase.MISSED in said and not busy:
        talk.tell("No harm done. Let us find you another time.")
        talk.start(missed.same(talk))
    elif Phrase.WRONG_NUMBER in said:
        talk.drop()
        talk.desk.note(Note.WRONG_NUMBER, talk.text)
        talk.tell("No problem, sorry for the trouble. If you want no messages from us, write BAJA.")
        talk.heard = talk.ended = True
    elif talk.acts & {Act.THANKS, Act.BYE}:
        talk.heard = True
        if busy and Act.BYE in talk.acts:
            talk.tell("Goodbye! Whenever you want to go on, write to me.")
            talk.ended = True
        elif busy and talk.state.pending is not Pending.OTHER_TIME:
            talk.tell("You are welcome.")
        elif not busy and not talk.state.receipt:
            talk.tell("Thank you! Here I am whenever you need me.")
        talk.ended = talk.ended or not busy
    elif said & {Phrase.ACKNOWLEDGE, Phrase.LAUGH}:
        if _again(talk):
            return
        talk.heard = True
        if not busy:
            talk.ended = True
            if (
                talk.state.pending is not None
                or not talk.state.answered
                or _YES_OR_NO.fullmatch(plain(talk.text))
            ):
                menu(talk, "Tell me, what do you need?")
    elif Phrase.REPEAT in said or not talk.text.strip():
        talk.heard = True
        if not busy and talk.state.pending is None and talk.state.answered:
            talk.lines.append(talk.state.answered)
        elif not busy:
            greet(talk, busy=False)


def about_itself(talk: Talk) -> None:
    """ "¿Eres un robot?", "¿qué datos guardáis?": the truth, once more for whoever asks."""
    said, busy = phrases(talk.text), talk.state.wish is not None
    if talk.heard or not said & {Phrase.A_BOT, Phrase.MY_DATA}:
        return
    talk.heard, talk.ended = True, not busy
    talk.frame, talk.clauses = replace(talk.frame, acts=frozenset()), ()
    if not talk.introduced:
        if not busy:
            menu(talk, "How can I help you?")  # the introduction says both
    elif Phrase.A_BOT in said:
        talk.tell("Yes, I am a virtual assistant. If you want a person, write «persona».")
    else:
        talk.lines.append(first_words.kept(talk))


def _introduced(talk: Talk, name: str) -> None:
    """ "Me llamo Ana Gil", out of the blue: what they want to be called from now on."""
    tidy = clean_name(name)
    if tidy is None or kin.told(talk.text):  # "mi hija se llama Sara"
        return
    talk.desk.rename(tidy)
    talk.heard = True
    menu(talk, "Nice to meet you, {name}. What can I do for you?", name=tidy)


def _again(talk: Talk) -> bool:
    """A second yes right after the receipt: it is done, once."""
    receipt = talk.state.receipt
    if receipt is None or talk.state.wish is not None or talk.now - receipt.at > FRESH_RECEIPT:
        return False
    if not re.match(r"si+p?\b", plain(talk.text)):
        return False
    talk.heard = talk.ended = True
    if receipt.flow is Flow.CANCEL:
        appointment.tell_found(talk, receipt.appointment)
    else:
        booked = talk.desk.find(receipt.appointment)
        talk.tell(
            "It is already noted: {what} on {moment}.",
            what=talk.what(booked),
            moment=talk.moment(booked.start),
        )
    return True


def greet(talk: Talk, *, busy: bool) -> None:
    talk.heard = True
    if busy:
        if talk.introduced:  # else the introduction says hello
            talk.tell("Hello!")
        return
    talk.settle()
    name = talk.desk.customer.name
    own = first_words.greeting(talk)
    if not talk.introduced:
        menu(talk, "How can I help you?")
    elif own:
        menu(talk, "{greeting}" if "?" in own else "{greeting} How can I help you?", greeting=own)
    else:
        menu(
            talk,
            "Hello {name}, this is {assistant}. How can I help you?"
            if name
            else "Hello, this is {assistant}. How can I help you?",
            name=(name or "").split(" ")[0],
            assistant=first_words.assistant(talk),
        )


def menu(talk: Talk, line: str, *, name: str = "", assistant: str = "", greeting: str = "") -> None:
    talk.ask(
        Pending.MENU,
        line,
        name=name,
        assistant=assistant,
        greeting=greeting,
        options=[
            (talk.say("Book {appointment}"), "book:0"),
            (talk.say("My {appointments}"), "mine:0"),
            (talk.say("Talk to a person"), "person:0"),
        ],
    )
